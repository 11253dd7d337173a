"""Roles that a trainer hands out: a link gives this browser a part to play in its space.

A role is a courtesy, not a right: it says whose desk one sits at and shows that desk's way about.
Whoever has none sees everything, as before.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.scenarios import Part
from sandbox.web import playing
from sandbox.web.arrivals import go
from sandbox.web.forms import read_form
from sandbox.web.pages import render, session_of
from sandbox.web.playing import DESKS, role_of


def _wanted(request: Request) -> Part:
    wanted = request.path_params["role"]
    for part in DESKS:
        if part.value == wanted:
            return part
    raise HTTPException(404)


async def show(request: Request) -> Response:
    """GET /roles/{role}: what this role is, and a button that takes it."""
    part = _wanted(request)
    return render(request, "roles/role.html", part=part, desk=DESKS[part], mine=role_of(request))


async def take(request: Request) -> Response:
    """POST /roles/{role}: play it from now on, or (`role=quitter`) none any more."""
    form = await read_form(request)
    part = _wanted(request)
    if form.text("role") == "quitter":
        playing.take(session_of(request), None)
        return go(request, "/")
    playing.take(session_of(request), part)
    return go(request, DESKS[part])


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/roles/{role}", show, methods=["GET"]),
        Route("/roles/{role}", take, methods=["POST"]),
    ]
