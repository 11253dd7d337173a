"""`/connexion/consentement`: what an application asks to know, and whether it may (Core 3.1.2.4).

Shown where the application asks for it by prompt=consent. The answer holds for that one request:
the sandbox keeps no consent, since whoever is registered here was agreed to by the ministry.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.model import Account, Organisation, Person
from sandbox.domain.provider import Session, SigninStep
from sandbox.services.enrolment_form import Problem
from sandbox.services.signin import session_of
from sandbox.services.signin_requests import released
from sandbox.services.signin_steps import note_step
from sandbox.web.arrivals import desk_of, go, handle_of
from sandbox.web.asking import (
    SIGN_IN,
    Asked,
    abandoned,
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

PATH = "/connexion/consentement"
_DECISIONS = {"accepter": SigninStep.CONSENTED, "refuser": SigninStep.REFUSED}


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
    params = asked.request.params if asked.request else {}
    return page_of(
        request,
        asked,
        "consent",
        status,
        action=onward(request, asked, PATH),
        person=person,
        organisation=organisation,
        scopes=list(dict.fromkeys(params.get("scope", "").split())),
        claims=released(asked.request) if asked.request else (),
        problems=problems,
    )


async def show(request: Request) -> Response:
    """What is asked for, by whom, for which organisation."""
    found = await in_session(request)
    if isinstance(found, Response):
        return found
    asked, session = found
    return await _page(request, asked, session)


async def submit(request: Request) -> Response:
    """Agree, and go on; or refuse, and the application is told `access_denied`."""
    form = await read_form(request)
    asked = await asked_by(request)
    if asked.gone:
        return gone(request, asked)
    if asked.request is None:
        return go(request, SIGN_IN)
    step = _DECISIONS.get(form.text("decision"))
    async with desk_of(request).work(space_of(request)) as (tx, world):
        session = await session_of(tx, world, handle_of(request))
        if session is not None and step is not None:
            await note_step(tx, world, asked.request, session, step)
    if session is None:
        return over(request, asked, "session")
    if step is None:
        missing = Problem("decision", "signin.consent.missing")
        return await _page(request, asked, session, 422, (missing,))
    if step is SigninStep.REFUSED:
        return abandoned(request, asked.request.id)
    return finished(request, asked)


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route(PATH, show, methods=["GET"]),
        Route(PATH, submit, methods=["POST"]),
    ]
