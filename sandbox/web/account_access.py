"""`/compte/acces`: the applications that may act while the person is away, and the end of it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.services import own_access
from sandbox.services.own_access import OfflineGrant
from sandbox.web.applications import Application, application_of
from sandbox.web.arrivals import desk_of, go, signed_in, tell, told
from sandbox.web.forms import read_form
from sandbox.web.pages import language, render, space_of

_HERE = "/compte/acces"


@dataclass(frozen=True, slots=True)
class Granted:
    """One access, and the application that has it as people know it."""

    grant: OfflineGrant
    application: Application


async def show(request: Request) -> Response:
    """GET: what was granted for later and still holds; without a session, the sign-in form."""
    mine = await signed_in(request)
    if mine is None:
        return go(request, "/connexion")
    lang = language(request)
    async with desk_of(request).look(space_of(request)) as (tx, world):
        grants = await own_access.offline_grants(tx, world, mine.account_id)
    granted = [
        Granted(
            one,
            application_of(one.client, lang) if one.client else Application(name=one.client_id),
        )
        for one in grants
    ]
    return render(request, "account/access.html", nav="signin", granted=granted, said=told(request))


async def withdraw(request: Request) -> Response:
    """POST: take back the access that the form names (`acces`); twice does no harm."""
    form = await read_form(request)
    mine = await signed_in(request)
    if mine is None:
        return go(request, "/connexion")
    async with desk_of(request).work(space_of(request)) as (tx, world):
        done = await own_access.withdraw(tx, world, mine.account_id, form.text("acces"))
    tell(request, "account.access.withdrawn" if done else "account.access.already")
    return go(request, _HERE)


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route(_HERE, show, methods=["GET"]),
        Route(_HERE, withdraw, methods=["POST"]),
    ]
