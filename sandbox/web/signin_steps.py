"""After the right password: another password if it is temporary, an organisation if there are many.

The ticket of a temporary password waits in the browser's cookie, so that no address carries it.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.services import signin
from sandbox.services.enrolment_form import Problem
from sandbox.services.signin import Problems, SignedIn
from sandbox.services.standing import Position, positions
from sandbox.web.arrivals import browser_handle, desk_of, go, handle_of, keep, signed_in
from sandbox.web.asking import Asked, asked_by, finished, gone, onward, over, page_of
from sandbox.web.forms import read_form
from sandbox.web.pages import remember_language, space_of
from sandbox.web.pages import session_of as browser_of
from sandbox.web.signin_refused import refused_page


def entered(request: Request, asked: Asked, outcome: SignedIn) -> Response:
    """Hold the new session and go on; with several organisations, choose one first."""
    keep(request, outcome.handle)
    remember_language(request, asked.lang)
    browser_of(request).pop("ticket", None)
    if not outcome.session.organisation_id and len(outcome.organisations) > 1:
        return go(request, onward(request, asked, "/connexion/organisation"))
    return finished(request, asked)


def _change_form(
    request: Request, asked: Asked, status: int = 200, problems: tuple[Problem, ...] = ()
) -> Response:
    return page_of(
        request,
        asked,
        "change",
        status,
        action=onward(request, asked, "/connexion/mot-de-passe"),
        problems=problems,
        conventions=desk_of(request).conventions,
    )


async def show_change(request: Request) -> Response:
    """The form that replaces a temporary password."""
    asked = await asked_by(request)
    if asked.gone:
        return gone(request, asked)
    if not browser_of(request).get("ticket"):
        return over(request, asked, "change")
    return _change_form(request, asked)


async def submit_change(request: Request) -> Response:
    """Replace the temporary password, which signs the person in."""
    form = await read_form(request)
    asked = await asked_by(request)
    if asked.gone:
        return gone(request, asked)
    outcome = await signin.change_password(
        desk_of(request),
        space_of(request),
        ticket=str(browser_of(request).get("ticket", "")),
        browser=browser_handle(request),
        new=form.text("nouveau_mot_de_passe"),
        again=form.text("confirmation"),
        previous=handle_of(request),
    )
    if isinstance(outcome, Problems):
        return _change_form(request, asked, 422, outcome.problems)
    if isinstance(outcome, SignedIn):
        return entered(request, asked, outcome)
    browser_of(request).pop("ticket", None)
    if outcome.standing.code == "DEMANDE_ECHUE":
        return over(request, asked, "change")
    return await refused_page(request, asked, outcome.standing, "")


async def _chooser(
    request: Request, asked: Asked, status: int = 200, problems: tuple[Problem, ...] = ()
) -> Response:
    session = await signed_in(request)
    if session is None:
        return over(request, asked, "session")
    async with desk_of(request).look(space_of(request)) as (tx, world):
        held: list[Position] = [
            position
            for position in await positions(tx, world, session.account_id)
            if position.usable
        ]
    return page_of(
        request,
        asked,
        "choose",
        status,
        action=onward(request, asked, "/connexion/organisation"),
        held=held,
        chosen=session.organisation_id,
        problems=problems,
    )


async def show_choice(request: Request) -> Response:
    """The organisations this account may act for."""
    asked = await asked_by(request)
    return gone(request, asked) if asked.gone else await _chooser(request, asked)


async def submit_choice(request: Request) -> Response:
    """Act for one organisation from now on in this session."""
    form = await read_form(request)
    asked = await asked_by(request)
    if asked.gone:
        return gone(request, asked)
    session = await signed_in(request)
    if session is None:
        return over(request, asked, "session")
    chosen = form.text("organisation")
    async with desk_of(request).work(space_of(request)) as (tx, world):
        held = await positions(tx, world, session.account_id)
        possible = any(p.usable and p.organisation.id == chosen for p in held)
        if possible:
            await signin.choose_organisation(tx, world, session, chosen)
    if possible:
        return finished(request, asked)
    key = "signin.choose.unknown" if chosen else "signin.choose.missing"
    return await _chooser(request, asked, 422, (Problem("organisation", key),))


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/connexion/mot-de-passe", show_change, methods=["GET"]),
        Route("/connexion/mot-de-passe", submit_change, methods=["POST"]),
        Route("/connexion/organisation", show_choice, methods=["GET"]),
        Route("/connexion/organisation", submit_choice, methods=["POST"]),
    ]
