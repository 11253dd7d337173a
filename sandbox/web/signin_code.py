"""`/connexion/code`: the second factor, a code that was sent by e-mail (domain 4.7).

The provider sends the code when it finds that one is needed, so that reloading this page sends
nothing; another one is sent by a form alone.
"""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.assurance import Assurance
from sandbox.domain.provider import Session
from sandbox.services.enrolment_form import Problem
from sandbox.services.one_time_codes import (
    Confirmed,
    Withheld,
    address_of,
    confirm,
    live_code,
    send_code,
)
from sandbox.services.signin import session_of
from sandbox.web.arrivals import desk_of, go, handle_of, keep, tell, told
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

PATH = "/connexion/code"


def _masked(address: str) -> str:
    """An e-mail address that its owner recognises and nobody else learns."""
    local, _, host = address.rpartition("@")
    return f"{local[:1]}•••@{host}"


def _done(session: Session) -> bool:
    return Assurance(session.acr).covers(Assurance.PASSWORD_AND_CODE)


async def _page(
    request: Request,
    asked: Asked,
    session: Session,
    status: int = 200,
    *,
    problems: tuple[Problem, ...] = (),
    withheld: datetime | None = None,
) -> Response:
    async with desk_of(request).look(space_of(request)) as (tx, world):
        code = await live_code(tx, world, session)
        address = await address_of(tx, session.account_id)
    return page_of(
        request,
        asked,
        "code",
        status,
        action=onward(request, asked, PATH),
        address=_masked(address) if address else "",
        live=code is not None,
        minutes=desk_of(request).conventions.one_time_code_minutes,
        mailbox=f"/poste/{session.organisation_id}" if session.organisation_id else "/poste",
        problems=problems,
        withheld=withheld,
        said=told(request),
    )


async def show(request: Request) -> Response:
    """The form of the code; without a session, that of the password."""
    found = await in_session(request)
    if isinstance(found, Response):
        return found
    asked, session = found
    return finished(request, asked) if _done(session) else await _page(request, asked, session)


async def submit(request: Request) -> Response:
    """Use the code, or send another; the session goes on higher, under a new handle."""
    form = await read_form(request)
    asked = await asked_by(request)
    if asked.gone:
        return gone(request, asked)
    if asked.request is None:
        return go(request, SIGN_IN)
    if form.text("envoi"):
        return await _send_again(request, asked, asked.request.trace)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        session = await session_of(tx, world, handle_of(request))
        if session is None or _done(session):
            outcome = None
        else:
            outcome = await confirm(tx, world, session, form.text("code"), asked.request)
    if session is None:
        return over(request, asked, "session")
    if outcome is None:
        return finished(request, asked)
    if isinstance(outcome, Confirmed):
        keep(request, outcome.handle)
        return finished(request, asked)
    problem = Problem("code", f"signin.code.{outcome.why}", {"left": str(outcome.tries_left)})
    return await _page(request, asked, session, 422, problems=(problem,))


async def _send_again(request: Request, asked: Asked, trace: str) -> Response:
    """Send another code, unless too many were sent already."""
    sent = None
    async with desk_of(request).work(space_of(request)) as (tx, world):
        session = await session_of(tx, world, handle_of(request))
        can = session is not None and session.organisation_id and not _done(session)
        if session is not None and can and await address_of(tx, session.account_id):
            sent = await send_code(tx, world, session, trace, asked.client_name)
    if session is None:
        return over(request, asked, "session")
    if sent is None:
        return finished(request, asked)
    if isinstance(sent, Withheld):
        return await _page(request, asked, session, 429, withheld=sent.until)
    tell(request, "signin.code.sent_again")
    return go(request, onward(request, asked, PATH))


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route(PATH, show, methods=["GET"]),
        Route(PATH, submit, methods=["POST"]),
    ]
