"""RP-Initiated Logout 1.0: hints checked, a confirmation where there is none, exact return URIs.

A valid hint ends the session it names, whoever carries the request: a POST from another site
arrives without our cookie. Without one the person confirms, in the browser whose session it is.
Where applications want to be told in the browser, a page does it before the browser goes on.
"""

import hmac
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.events import Event
from sandbox.domain.model import Account, Person
from sandbox.domain.provider import Session
from sandbox.domain.terms import Actor
from sandbox.oidc.authorization.responses import see_other
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.minting import subject
from sandbox.oidc.logout.hints import Hint, read_hint
from sandbox.oidc.made import made
from sandbox.oidc.profile import LOGOUT
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.teaching import call_of
from sandbox.oidc.tokens.exchange import find_client
from sandbox.oidc.wire import Form, body_form, desk_of, pages_of, query_form, space_of
from sandbox.services import sessions
from sandbox.services.addresses import with_query
from sandbox.services.frontchannel import Frame, frames_of
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.services.session_ends import Ended, end_session
from sandbox.world.surroundings import World

_CONFIRMATION = "confirmation"
_PARAMETERS = (
    "id_token_hint",
    "logout_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
    "ui_locales",
)
_CITE = "RP-Initiated Logout section 2"


@dataclass(frozen=True, slots=True)
class _Farewell:
    """A valid logout request: by whom, on what proof, and where it returns to."""

    client: RelyingParty | None
    hint: Hint | None
    uri: str  # empty: stay on our page

    @property
    def client_name(self) -> str:
        return self.client.name if self.client else ""


@dataclass(frozen=True, slots=True)
class _Present:
    """Who is in session in this browser, for the question whether to leave."""

    name: str
    meant: bool  # False: `logout_hint` names somebody else


def _refused(description: str, hint: str, cite: str = _CITE) -> Refusal:
    return Refusal("invalid_request", description, hint, cite)


async def leave(request: Request) -> Response:
    """GET: end the session, or ask the person to confirm."""
    return await _leave(request, query_form(request))


async def leave_by_post(request: Request) -> Response:
    """POST: the same. One from another site without a hint becomes a GET, which has the cookie."""
    form = await body_form(request)
    if not form.get("id_token_hint") and not request.session:
        params = {name: form.values[name] for name in _PARAMETERS if name in form.values}
        prefix = desk_of(request).site.prefix(space_of(request))
        return see_other(with_query(prefix + LOGOUT, params))
    return await _leave(request, form)


async def _leave(request: Request, form: Form) -> Response:
    params = form.once()
    desk, space = desk_of(request), space_of(request)
    handle = str(request.session.get("sso") or "")
    present = _Present("", meant=True)
    frames: tuple[Frame, ...] = ()
    async with desk.work(space) as (tx, world):
        farewell = await _read(tx, desk.site.issuer(space), params)
        mine = await tx.get(Session, sessions.digest(handle)) if handle else None
        if mine is not None and mine.ended_at is not None:
            mine = None
        seal = world.sealed("logout", handle)
        confirmed = hmac.compare_digest(params.get(_CONFIRMATION, "").encode(), seal.encode())
        leaving = await _session_to_end(tx, world, farewell, mine, confirmed)
        if leaving is not None or mine is None:
            ended = await _end(tx, world, leaving, farewell, call_of(request))
            frames = await frames_of(tx, desk.site.issuer(space), ended.sessions)
        else:
            present = await _present(tx, mine, params.get("logout_hint", ""))
    noted = made(request)
    noted.client_id = farewell.client.client_id if farewell.client else ""
    if mine is not None and leaving is None:
        return await _asked(request, params, farewell, present, seal)
    if mine is not None and leaving is not None and mine.sid == leaving.sid:
        request.session.pop("sso", None)
    noted.farewell_uri = farewell.uri
    return await _gone(request, params, farewell, frames)


async def _asked(
    request: Request, params: dict[str, str], farewell: _Farewell, present: _Present, seal: str
) -> Response:
    """The question whether to leave, for a request that proves nothing of this browser."""
    shown = {name: params[name] for name in _PARAMETERS[1:] if name in params}
    if farewell.client:
        shown["client_id"] = farewell.client.client_id
    return await pages_of(request).render(
        request,
        "logout_confirm",
        action=desk_of(request).site.prefix(space_of(request)) + LOGOUT,
        fields={**shown, _CONFIRMATION: seal},
        client_name=farewell.client_name,
        present=present,
        ui_locales=params.get("ui_locales", ""),
    )


async def _gone(
    request: Request, params: dict[str, str], farewell: _Farewell, frames: tuple[Frame, ...]
) -> Response:
    """Back to the client, by way of a page where applications are to be told in the browser."""
    if farewell.uri and not frames:
        return see_other(farewell.uri)
    return await pages_of(request).render(
        request,
        "logged_out",
        client_name=farewell.client_name,
        return_uri=farewell.uri,
        frames=frames,
        ui_locales=params.get("ui_locales", ""),
    )


async def _session_to_end(
    tx: Tx, world: World, farewell: _Farewell, mine: Session | None, confirmed: bool
) -> Session | None:
    """The session that this request may end without asking (further).

    That of a valid hint, unless this browser has another one: then the person is asked.
    """
    if confirmed and mine is not None:
        return mine
    hint, client = farewell.hint, farewell.client
    if hint is None or not hint.sid or (mine is not None and mine.sid != hint.sid):
        return None
    found = await tx.one(Session, sid=hint.sid, ended_at=None)
    if found is None or client is None:
        return None
    return found if subject(world, client, found.account_id) == hint.subject else None


async def _present(tx: Tx, mine: Session, logout_hint: str) -> _Present:
    """Who would leave, and whether `logout_hint` (a sid, user code, persona, e-mail) means her."""
    account = await tx.need(Account, mine.account_id)
    person = await tx.need(Person, account.person_id)
    known = (mine.sid, str(account.user_code), person.persona, person.email)
    meant = not logout_hint or logout_hint.casefold() in map(str.casefold, filter(None, known))
    return _Present(person.name, meant)


async def _read(tx: Tx, issuer: str, params: dict[str, str]) -> _Farewell:
    """Who asks, on what proof.

    A hint that a withdrawn key signed names its client, as `client_id` does, and is no proof: the
    person is asked, instead of standing before an error after an emergency rotation.
    """
    hint, token, named = None, params.get("id_token_hint", ""), params.get("client_id", "")
    if token:
        hint = await read_hint(tx, issuer, token)
        told = hint or await read_hint(tx, issuer, token, withdrawn=True)
        if told is None:
            raise _refused(
                "id_token_hint is not an ID token of this issuer.",
                "Send the ID token as received (decrypted, if need be); an expired one will do.",
            )
        if named not in ("", told.client_id):
            raise _refused(
                "client_id is not the one id_token_hint was issued to.",
                "Leave client_id out, or send the client of the ID token.",
            )
        named = told.client_id
    client = await find_client(tx, named)
    uri = params.get("post_logout_redirect_uri", "")
    if not uri:
        return _Farewell(client, hint, "")
    if client is None or uri not in client.post_logout_redirect_uris:
        refusal = _refused(
            "post_logout_redirect_uri is not registered.",
            "Send a registered address, with id_token_hint or client_id to say whose it is.",
            "RP-Initiated Logout section 3",
        )
        refusal.sent = {"client_id": params.get("client_id", ""), "post_logout_redirect_uri": uri}
        if client is not None:
            known = " ".join(client.post_logout_redirect_uris)
            refusal.client_id = client.client_id
            refusal.expected = {"post_logout_redirect_uri": known}
        raise refusal
    state = {"state": params["state"]} if "state" in params else {}
    return _Farewell(client, hint, with_query(uri, state))


async def _end(
    tx: Tx, world: World, session: Session | None, farewell: _Farewell, call: dict[str, Any]
) -> Ended:
    """End the session, and journal the logout whether or not there was one."""
    ended = await end_session(tx, world, session, Actor.USER) if session else Ended()
    await record(
        tx,
        world,
        Event.LOGOUT_COMPLETED,
        Actor.USER,
        subject=session.sid if session else "",
        organisation_id=session.organisation_id if session else "",
        client_id=farewell.client.client_id if farewell.client else "",
        tokens_revoked=ended.tokens_revoked,
        **call,
    )
    return ended
