"""What becomes of a valid authorization request: a code, a page for the person, or an error.

Each decision is taken in one transaction. An `Outcome` is the parameters of the response, the
path of a page, or a refusal; a refusal is a value here, since what it closed must be written.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from sandbox.domain.events import Event
from sandbox.domain.provider import PendingSignin, Session
from sandbox.domain.terms import Actor
from sandbox.oidc.asked import Asked
from sandbox.oidc.bridge import Answer, guarded
from sandbox.oidc.hints import read_hint
from sandbox.oidc.minting import subject
from sandbox.oidc.profile import CHOOSE_ORGANISATION, SIGN_IN
from sandbox.oidc.refusals import Refusal, invalid_request
from sandbox.services import sessions, signin_requests
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

Outcome = dict[str, str] | str | Refusal

_PRIOR = "prior_session"
"""Beside the parameters of a stored request: the session that was not enough for it."""
_CORE = "OpenID Connect Core section 3.1.2"


@dataclass(frozen=True, slots=True)
class Desktop:
    """Whom we deal with: the transaction, the world, and what the browser's cookie holds."""

    tx: Tx
    world: World
    cookie: MutableMapping[str, Any]

    def browser(self) -> str:
        """The handle that binds requests to this browser, made on demand."""
        if not self.cookie.get("browser"):
            self.cookie["browser"] = self.world.chance.token()
        return str(self.cookie["browser"])

    async def session(self) -> Session | None:
        """The live session of this browser."""
        return await sessions.session_of(self.tx, self.world, self.cookie.get("sso"))


def gone() -> Refusal:
    """The stored request is unknown, answered, too old, or of another browser."""
    return Refusal(
        "invalid_request",
        "This sign-in is over, or was begun in another browser.",
        "Begin again from the relying party; each request is answered once.",
        _CORE,
    )


def _denied(asked: Asked, error: str, description: str, hint: str) -> Refusal:
    return Refusal(
        error,
        description,
        hint,
        f"{_CORE}.6",
        client_id=asked.address.client.client_id,
        trace=asked.exchange.trace,
    )


async def decide(at: Desktop, asked: Asked, stored: PendingSignin | None) -> Outcome:
    """Answer at once if the browser's session is enough; otherwise show a page, unless told not
    to. `stored` is the request itself where it came by POST.
    """
    mistaken = await _hint_problem(at, asked)
    if mistaken is not None:
        return await _closed(at, stored, mistaken)
    session = await at.session()
    fit = session is not None and await _fits(at, asked, session)
    if session is not None and fit and session.organisation_id:
        return await _issue(at, asked, session, stored)
    if "none" in asked.prompts:
        error = "interaction_required" if fit else "login_required"
        refusal = _denied(
            asked,
            error,
            "The person must be seen, and prompt=none forbids it.",
            "Ask again without prompt=none.",
        )
        return await _closed(at, stored, refusal)
    params = {**asked.params, _PRIOR: session.id if session else ""}
    if stored is None:
        stored = await signin_requests.open_request(
            at.tx,
            at.world,
            client_id=asked.address.client.client_id,
            params=params,
            browser=at.browser(),
            trace=asked.exchange.trace,
        )
    else:
        await at.tx.claim(PendingSignin, stored.id, where={"state": "open"}, to={"params": params})
    return page(CHOOSE_ORGANISATION if fit else SIGN_IN, stored)


async def resumed(at: Desktop, asked: Asked, stored: PendingSignin) -> Outcome:
    """The browser is back from the sign-in pages."""
    session = await at.session()
    if session is None:
        return page(SIGN_IN, stored)
    renewed = session.id != stored.params.get(_PRIOR)
    if not renewed and (_must_sign_in(asked) or _too_old(at, asked, session)):
        return page(SIGN_IN, stored)
    if not session.organisation_id:
        return page(CHOOSE_ORGANISATION, stored)
    if not await _is_hinted(at, asked, session):
        refusal = _denied(
            asked,
            "login_required",
            "Another person than the one of id_token_hint or of claims signed in.",
            "Leave out id_token_hint and the value of sub where anybody may sign in.",
        )
        return await _closed(at, stored, refusal)
    return await _issue(at, asked, session, stored)


async def abandoned(at: Desktop, asked: Asked, stored: PendingSignin) -> Outcome:
    """The person gave up on the sign-in page."""
    if not await signin_requests.abandon(at.tx, at.world, stored):
        raise gone()
    return _denied(
        asked,
        "access_denied",
        "The person did not sign in.",
        "Show the person a way to try again; the reason was told on the sign-in page.",
    )


async def bind(at: Desktop, request_id: str) -> PendingSignin:
    """A request stored by a POST, now bound to this browser; once only."""
    stored = await at.tx.get(PendingSignin, request_id)
    if stored is None or stored.expires_at <= at.world.instant:
        raise gone()
    bound = await at.tx.claim(
        PendingSignin,
        stored.id,
        where={"state": "open", "browser_hash": sessions.digest("")},
        to={"browser_hash": sessions.digest(at.browser())},
    )
    if not bound:
        raise gone()
    return stored


def page(path: str, stored: PendingSignin) -> str:
    """Path of a sign-in page, within the space."""
    return f"{path}?demande={quote(stored.id)}"


async def _closed(at: Desktop, stored: PendingSignin | None, refusal: Refusal) -> Refusal:
    """The refusal, with the stored request over: a request has one answer."""
    if stored is not None:
        over = {"state": "answered"}
        if not await at.tx.claim(PendingSignin, stored.id, where={"state": "open"}, to=over):
            raise gone()
    return refusal


def _must_sign_in(asked: Asked) -> bool:
    return bool(asked.prompts & {"login", "select_account"}) or asked.max_age == 0


def _too_old(at: Desktop, asked: Asked, session: Session) -> bool:
    if asked.max_age is None:
        return False
    return at.world.instant - session.auth_time > timedelta(seconds=asked.max_age)


async def _fits(at: Desktop, asked: Asked, session: Session) -> bool:
    """Whether a session that was there before the request is enough for it."""
    if _must_sign_in(asked) or _too_old(at, asked, session):
        return False
    return await _is_hinted(at, asked, session)


async def _hint_problem(at: Desktop, asked: Asked) -> Refusal | None:
    token = asked.params.get("id_token_hint", "")
    if not token:
        return None
    hint = await read_hint(at.tx, asked.exchange.issuer, token)
    if hint is not None and hint.client_id == asked.address.client.client_id:
        return None
    refusal = invalid_request(
        "id_token_hint is not an ID token issued to this client.",
        "Send an ID token of this issuer as received; an expired one will do.",
        f"{_CORE}.1",
    )
    refusal.client_id = asked.address.client.client_id
    refusal.trace = asked.exchange.trace
    return refusal


async def _is_hinted(at: Desktop, asked: Asked, session: Session) -> bool:
    """Whether a session is of the person whom `id_token_hint` or the `claims` parameter names."""
    token, named = asked.params.get("id_token_hint", ""), asked.claims.subject
    if not token and not named:
        return True
    mine = subject(at.world, asked.address.client, session.account_id)
    if named and named != mine:  # Core section 5.5.1
        return False
    if not token:
        return True
    hint = await read_hint(at.tx, asked.exchange.issuer, token)
    return hint is not None and hint.subject == mine


async def _issue(
    at: Desktop, asked: Asked, session: Session, stored: PendingSignin | None
) -> dict[str, str]:
    """Issue the code and write it with its journal line, answering the stored request once."""
    if stored is not None and not await signin_requests.answer(at.tx, at.world, stored, session):
        raise gone()
    asked.exchange.session = session
    grant = asked.grant
    answer: Answer = guarded(
        lambda: grant.server.create_authorization_response(grant.request, session, grant)
    )
    code = asked.exchange.issued_code
    if code is None:
        raise RuntimeError("The grant issued no code.")
    await at.tx.add(code)
    if code.client_id not in session.clients:
        await at.tx.save(replace(session, clients=(*session.clients, code.client_id)))
    await record(
        at.tx,
        at.world,
        Event.CODE_ISSUED,
        Actor.USER,
        subject=code.family,
        organisation_id=session.organisation_id,
        trace=code.trace,
        client_id=code.client_id,
        scope=code.scope,
        sid=session.sid,
    )
    params: dict[str, str] = answer.body
    return params
