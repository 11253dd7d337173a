"""`/compte/historique`: what happened to one's account, in words and in time, newest first."""

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.services.account_history import Genre, history
from sandbox.web.arrivals import desk_of, go, signed_in
from sandbox.web.pages import render, space_of
from sandbox.world.clock import civil_date

_HERE = "/compte/historique"
_PAGE = 40


async def show(request: Request) -> Response:
    """GET: the history; `?genre=` keeps one kind, `?avant=` goes on from an older line."""
    mine = await signed_in(request)
    if mine is None:
        return go(request, "/connexion")
    asked = request.query_params.get("genre", "")
    genre = Genre(asked) if asked in set(Genre) else None
    typed = request.query_params.get("avant", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
    async with desk_of(request).look(space_of(request)) as (tx, world):
        found = await history(tx, world, mine.account_id, genre=genre, before=before, most=_PAGE)
    by_day = groupby(found.lines, key=lambda line: civil_date(line.entry.happened_at))
    return render(
        request,
        "account/history.html",
        nav="signin",
        days=[(day, list(lines)) for day, lines in by_day],
        older=found.older,
        begins=not before,
        genres=list(Genre),
        chosen=genre,
    )


def routes() -> list[Route]:
    """The route of this page."""
    return [Route(_HERE, show, methods=["GET"])]
