"""The authorization endpoint (Core section 3.1.2): ask, sign in, resume, answer.

A request that needs a person is stored and bound to the browser; the sign-in pages come back to
`resume` or `abandon`. A POST from another site arrives without our SameSite cookie, so it is
stored too and continued by a GET, which carries the cookie of an existing session.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.events import Event
from sandbox.domain.provider import PendingSignin
from sandbox.oidc.authorization.asked import (
    Asked,
    RefusedAuthorization,
    ReturnAddress,
    read_asked,
)
from sandbox.oidc.authorization.decisions import Outcome, abandoned, bind, decide, gone
from sandbox.oidc.authorization.desktop import Desktop
from sandbox.oidc.authorization.pushed import spend, trace_of
from sandbox.oidc.authorization.requested import request_behind
from sandbox.oidc.authorization.responses import respond, see_other
from sandbox.oidc.errands import Errand, run
from sandbox.oidc.made import made
from sandbox.oidc.profile import AUTHORIZE
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.teaching import call_of, journal_refusal, note_asked
from sandbox.oidc.wire import Form, body_form, desk_of, query_form, space_of
from sandbox.services import signin_requests

_Read = Callable[[Desktop, Errand], Awaitable[tuple[Form, str]]]
_Step = Callable[[Desktop, Asked], Awaitable[Outcome]]


async def ask(request: Request) -> Response:
    """GET: a request from a relying party."""
    form = query_form(request)

    async def step(at: Desktop, asked: Asked) -> Outcome:
        return await decide(at, asked, None)

    return await _one_step(request, _fresh(request, form), step)


async def ask_by_post(request: Request) -> Response:
    """POST: the same, with parameters in the body; stored for no browser yet."""
    form = await body_form(request)

    async def step(at: Desktop, asked: Asked) -> Outcome:
        stored = await signin_requests.open_request(
            at.tx,
            at.world,
            client_id=asked.address.client.client_id,
            params=asked.params,
            browser="",
            trace=asked.exchange.trace,
            call=asked.exchange.call,
        )
        return f"{AUTHORIZE}/{stored.id}"

    return await _one_step(request, _fresh(request, form), step)


async def go_on(request: Request) -> Response:
    """GET: bind a stored POST to this browser, once, and go on as `ask` does."""
    return await _stored_step(request, bind, decide)


async def resume(request: Request) -> Response:
    """GET: the person is back from a page; the next one, or the code if nothing lacks."""
    return await _stored_step(request, _waiting, decide)


async def abandon(request: Request) -> Response:
    """GET: the person gave up; the relying party is told `access_denied`."""
    return await _stored_step(request, _waiting, abandoned)


def _fresh(request: Request, form: Form) -> _Read:
    issuer = desk_of(request).site.issuer(space_of(request))

    async def read(at: Desktop, errand: Errand) -> tuple[Form, str]:
        pushed = await trace_of(at.tx, form.get("client_id"), form.get("request_uri"))
        trace = made(request).trace = pushed or at.world.chance.handle("trc")
        found = await request_behind(at.tx, at.world, errand, issuer, form)
        if found is not form:
            note_asked(request, found.values)
        return found, trace

    return read


async def _waiting(at: Desktop, request_id: str) -> PendingSignin:
    browser = str(at.cookie.get("browser", ""))
    stored = await signin_requests.pending(at.tx, at.world, request_id, browser)
    if stored is None:
        raise gone()
    return stored


async def _stored_step(
    request: Request,
    find: Callable[[Desktop, str], Awaitable[PendingSignin]],
    then: Callable[[Desktop, Asked, PendingSignin], Awaitable[Outcome]],
) -> Response:
    """One step of a request that was stored."""
    found: list[PendingSignin] = []

    async def read(at: Desktop, _: Errand) -> tuple[Form, str]:
        stored = await find(at, request.path_params["id"])
        found.append(stored)
        return Form(stored.params), stored.trace

    async def step(at: Desktop, asked: Asked) -> Outcome:
        return await then(at, asked, found[-1])

    return await _one_step(request, read, step)


async def _one_step(request: Request, read: _Read, step: _Step) -> Response:
    """Read, check and decide in one transaction; answer when it is over.

    The request is checked anew at each step: the client may have changed in between.
    """
    desk, space = desk_of(request), space_of(request)
    trace = ""

    async def attempt(errand: Errand) -> tuple[Asked, Outcome, str]:
        nonlocal trace
        async with desk.work(space) as (tx, world):
            at = Desktop(tx, world, request.session)
            form, trace = await read(at, errand)
            asked = await read_asked(tx, world, desk.site.issuer(space), form, "GET")
            asked.exchange.trace = made(request).trace = trace
            asked.exchange.call = call_of(request)
            outcome = await step(at, asked)
            session = asked.exchange.session
            made(request).account_id = session.account_id if session is not None else ""
            if not isinstance(outcome, str) and not await spend(tx, world, asked.params):
                raise gone()
            return asked, outcome, at.entered

    try:
        asked, outcome, entered = await run(request, attempt)
    except RefusedAuthorization as refused:
        refused.refusal.trace = trace
        return await _refused(request, refused.address, refused.refusal)
    if entered:  # a new handle, and a new token of the forms with it (session fixation)
        request.session["sso"] = entered
        request.session.pop("csrf", None)
    if isinstance(outcome, str):
        return see_other(desk.site.prefix(space) + outcome)
    if isinstance(outcome, Refusal):
        return await _refused(request, asked.address, outcome)
    return await respond(request, asked.address, outcome)


async def _refused(request: Request, address: ReturnAddress, refusal: Refusal) -> Response:
    """Tell the client of a refusal, once it is in the journal."""
    await journal_refusal(
        request,
        refusal,
        Event.AUTHORIZATION_REFUSED,
        returned_to=address.redirect_uri,
        response_mode=address.mode,
    )
    return await respond(request, address, refusal.body())
