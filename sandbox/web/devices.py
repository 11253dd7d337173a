"""`/appareil`: let a device without a browser in, by the code that it shows (RFC 8628 section 3.3).

The code is looked at once somebody is signed in, and whatever came with the address, a person
always confirms: an address that somebody else sent must not be enough (section 5.4).
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.model import Account, Organisation, Person
from sandbox.domain.provider import Client, DeviceGrant, Session
from sandbox.services import devices
from sandbox.services.enrolment_form import Problem
from sandbox.services.ports import Tx
from sandbox.services.signin import session_of
from sandbox.services.standing import positions
from sandbox.web.arrivals import desk_of, go, handle_of, tell, told
from sandbox.web.asking import CHOOSE_ORGANISATION, DEVICE_REQUEST, SIGN_IN, TYPED_CODE
from sandbox.web.forms import read_form
from sandbox.web.pages import render, space_of
from sandbox.web.pages import session_of as browser_of
from sandbox.world.surroundings import World

PAGE = "/appareil"
END = "/appareil/fin"
_LONGEST = 64
"""Longest code taken from the form or the address, in characters."""
_FIELD = "user_code"
_DECISIONS = {"autoriser": "device.allowed", "refuser": "device.denied"}


def _form(
    request: Request, status: int = 200, *, typed: str = "", problem: str = "", sent: bool = False
) -> Response:
    minutes = desk_of(request).conventions.lockout_minutes
    problems = (Problem(_FIELD, problem, {"minutes": str(minutes)}),) if problem else ()
    return render(
        request,
        "device/code.html",
        status,
        nav="signin",
        typed=typed[:_LONGEST],
        sent=sent,
        problems=problems,
        minutes=desk_of(request).conventions.device_minutes,
    )


async def show(request: Request) -> Response:
    """The form for the code; filled in if the address carries one, and still to be confirmed."""
    browser_of(request).pop(TYPED_CODE, None)
    typed = request.query_params.get(_FIELD, "")
    code = devices.spelled(typed)
    return _form(request, typed=devices.shown(code) if code else "", sent=bool(code))


async def submit(request: Request) -> Response:
    """Keep the code in the browser, and go on once somebody is signed in."""
    form = await read_form(request)
    typed = form.text(_FIELD)
    code = devices.spelled(typed)
    if not code:
        key = "device.malformed" if typed else "device.missing"
        return _form(request, 422, typed=typed, problem=key)
    browser_of(request)[TYPED_CODE] = code
    return go(request, DEVICE_REQUEST)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a person is asked."""

    client_name: str
    code: str
    person: Person
    organisation: Organisation
    several: bool  # organisations she could choose among
    scopes: list[str]
    resources: list[str]


async def _question(tx: Tx, world: World, session: Session, grant: DeviceGrant) -> _Question:
    client = await tx.get(Client, grant.client_id)
    account = await tx.need(Account, session.account_id)
    held = [p for p in await positions(tx, world, account.id) if p.usable]
    return _Question(
        str((client.metadata.get("client_name") if client else "") or grant.client_id),
        devices.shown(grant.user_code),
        await tx.need(Person, account.person_id),
        next(p.organisation for p in held if p.organisation.id == session.organisation_id),
        len(held) > 1,
        grant.scope.split(),
        [str(uri) for uri in grant.params.get("audience", ())],
    )


def _asked_page(request: Request, question: _Question) -> Response:
    return render(
        request,
        "device/confirm.html",
        nav="signin",
        question=question,
        choose=CHOOSE_ORGANISATION,
        action=DEVICE_REQUEST,
    )


def _none(request: Request, code: str, left: int) -> Response:
    """No device waits under this code, or too many others were tried."""
    browser_of(request).pop(TYPED_CODE, None)
    if not left:
        return _form(request, 429, problem="device.too_many")
    return _form(request, 404, typed=devices.shown(code) if code else "", problem="device.unknown")


async def ask(request: Request) -> Response:
    """Which application asks for what, for whom; the person decides."""
    code = devices.spelled(str(browser_of(request).get(TYPED_CODE, "")))
    if not code:
        return go(request, PAGE)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        session = await session_of(tx, world, handle_of(request))
        if session is None:
            return go(request, SIGN_IN)
        if not session.organisation_id:
            return go(request, CHOOSE_ORGANISATION)
        grant = await devices.looked_up(tx, world, session, code)
        left = await devices.guesses_left(tx, world, session)
        question = await _question(tx, world, session, grant) if grant else None
    return _asked_page(request, question) if question else _none(request, code, left)


async def decide(request: Request) -> Response:
    """Let the device in, or not; once."""
    form = await read_form(request)
    code, decision = devices.spelled(form.text(_FIELD)), form.text("decision")
    if decision not in _DECISIONS:
        return go(request, DEVICE_REQUEST)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        session = await session_of(tx, world, handle_of(request))
        if session is None or not session.organisation_id:
            return go(request, DEVICE_REQUEST)
        grant = await devices.looked_up(tx, world, session, code)
        left = await devices.guesses_left(tx, world, session)
        if grant is None:
            done = False
        elif decision == "autoriser":
            done = await devices.approve(tx, world, grant, session)
        else:
            done = await devices.deny(tx, world, grant)
    if not done:
        return _none(request, code, left)
    browser_of(request).pop(TYPED_CODE, None)
    tell(request, _DECISIONS[decision])
    return go(request, END)


async def end(request: Request) -> Response:
    """What was decided, once; then the form again."""
    outcome = told(request)
    if not outcome:
        return go(request, PAGE)
    return render(request, "device/end.html", nav="signin", outcome=outcome)


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route(PAGE, show, methods=["GET"]),
        Route(PAGE, submit, methods=["POST"]),
        Route(DEVICE_REQUEST, ask, methods=["GET"]),
        Route(DEVICE_REQUEST, decide, methods=["POST"]),
        Route(END, end, methods=["GET"]),
    ]
