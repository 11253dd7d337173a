"""`/connexion/compte`: which account an application is to see, where one is signed in already.

An application asks for this by prompt=select_account (Core section 3.1.2.1). A browser holds one
account at a time: it is this one, with the organisation chosen again, or a new sign-in.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.model import Account, Organisation, Person
from sandbox.domain.provider import Session, SigninStep
from sandbox.services.enrolment_form import Problem
from sandbox.services.signin import session_of
from sandbox.services.signin_steps import note_step
from sandbox.services.standing import organisations_of
from sandbox.web.arrivals import desk_of, go, handle_of
from sandbox.web.asking import (
    SIGN_IN,
    Asked,
    asked_by,
    finished,
    gone,
    in_session,
    onward,
    over,
    page_of,
)
from sandbox.web.forms import read_form
from sandbox.web.pages import space_of

PATH = "/connexion/compte"
CONTINUE, OTHER = "continuer", "autre"


async def _page(
    request: Request,
    asked: Asked,
    session: Session,
    status: int = 200,
    problems: tuple[Problem, ...] = (),
) -> Response:
    async with desk_of(request).look(space_of(request)) as (tx, _):
        account = await tx.need(Account, session.account_id)
        person = await tx.need(Person, account.person_id)
        of = session.organisation_id
        organisation = await tx.get(Organisation, of) if of else None
    return page_of(
        request,
        asked,
        "select",
        status,
        action=onward(request, asked, PATH),
        person=person,
        account=account,
        organisation=organisation,
        problems=problems,
    )


async def show(request: Request) -> Response:
    """The account signed in, or another one."""
    found = await in_session(request)
    if isinstance(found, Response):
        return found
    asked, session = found
    return await _page(request, asked, session)


async def submit(request: Request) -> Response:
    """Go on with this account, its organisation chosen again if it has several, or sign in."""
    form = await read_form(request)
    asked = await asked_by(request)
    if asked.gone:
        return gone(request, asked)
    chosen = form.text("choix")
    if asked.request is None or chosen == OTHER:
        return go(request, onward(request, asked, SIGN_IN))
    async with desk_of(request).work(space_of(request)) as (tx, world):
        session = await session_of(tx, world, handle_of(request))
        if session is not None and chosen == CONTINUE:
            await note_step(tx, world, asked.request, session, SigninStep.SELECTED)
        held = await organisations_of(tx, world, session.account_id) if session else ()
    if session is None:
        return over(request, asked, "session")
    if chosen != CONTINUE:
        missing = Problem("choix", "signin.select.missing")
        return await _page(request, asked, session, 422, (missing,))
    if len(held) > 1:
        return go(request, onward(request, asked, "/connexion/organisation"))
    return finished(request, asked)


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route(PATH, show, methods=["GET"]),
        Route(PATH, submit, methods=["POST"]),
    ]
