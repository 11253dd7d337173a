"""What becomes of a valid authorization request: a code, a page for the person, or an error.

Each decision is taken in one transaction. An `Outcome` is the parameters of the response, the
path of a page, or a refusal; a refusal is a value here, since what it closed must be written.
"""

from dataclasses import replace
from urllib.parse import quote

from sandbox.domain.assurance import Assurance
from sandbox.domain.events import Event
from sandbox.domain.provider import PendingSignin, Session, SigninStep
from sandbox.domain.terms import Actor
from sandbox.oidc.authorization.acr import demand_of
from sandbox.oidc.authorization.asked import Asked
from sandbox.oidc.authorization.demands import WHEN_SILENT, Unmet, lacking
from sandbox.oidc.authorization.desktop import Desktop
from sandbox.oidc.authorization.hinted import is_of, person_hinted, sign_in_by_hint
from sandbox.oidc.bridge import Answer, guarded
from sandbox.oidc.logout.hints import read_hint
from sandbox.oidc.profile import CONFIRM, CONSENT, SIGN_IN
from sandbox.oidc.protected.claims import CLAIMS
from sandbox.oidc.refusals import Refusal, invalid_request
from sandbox.services import sessions, signin_requests
from sandbox.services.journal import record
from sandbox.services.one_time_codes import offer_code

Outcome = dict[str, str] | str | Refusal

_CORE = "OpenID Connect Core section 3.1.2"


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
    """Answer if nothing lacks; otherwise show the next page, unless told to show none.

    Every step of a request comes here: the first one with no `stored` request, one that came by
    POST or is back from a page with it.
    """
    mistaken = await _hint_problem(at, asked)
    if mistaken is not None:
        return await _closed(at, stored, mistaken)
    entered = await _entered(at, asked, stored)
    if isinstance(entered, Refusal):
        return entered
    session, stored, lack = entered
    if isinstance(lack, Unmet):
        return await _closed(at, stored, _unmet(asked, lack))
    if lack is None and session is not None:
        return await _issue(at, asked, session, stored)
    if lack is None:
        raise RuntimeError("A code is issued to a person who signed in.")
    if "none" in asked.prompts:
        refusal = _denied(
            asked,
            WHEN_SILENT[lack],
            "The person must be seen, and prompt=none forbids it.",
            "Ask again without prompt=none.",
        )
        return await _closed(at, stored, refusal)
    stored = stored or await _stored(at, asked)
    if lack == CONFIRM and session is not None:
        name = asked.address.client.name
        await offer_code(at.tx, at.world, session, asked.exchange.trace, name)
    if lack == CONSENT:
        await signin_requests.would_release(at.tx, stored, _one_by_one(asked))
    return page(lack, stored)


async def _entered(
    at: Desktop, asked: Asked, stored: PendingSignin | None
) -> tuple[Session | None, PendingSignin | None, str | Unmet | None] | Refusal:
    """The session, the stored request and what still lacks, once a hint has done what it may."""
    hinted = await person_hinted(at, asked)
    if isinstance(hinted, Refusal):
        return await _closed(at, stored, hinted)
    session = await at.session()
    if hinted is not None and not is_of(hinted, session, stored):
        session = None
    lack = await lacking(at.tx, at.world, asked, stored, session)
    if lack != SIGN_IN or hinted is None or "none" in asked.prompts:
        return session, stored, lack
    stored = stored or await _stored(at, asked)
    outcome = await sign_in_by_hint(at, asked, hinted, stored)
    if isinstance(outcome, Refusal):
        return await _closed(at, stored, outcome)
    if outcome.pending is None:
        raise gone()
    session, stored = outcome.session, outcome.pending
    return session, stored, await lacking(at.tx, at.world, asked, stored, session)


async def _stored(at: Desktop, asked: Asked) -> PendingSignin:
    """The request, kept for this browser."""
    return await signin_requests.open_request(
        at.tx,
        at.world,
        client_id=asked.address.client.client_id,
        params=asked.params,
        browser=at.browser(),
        trace=asked.exchange.trace,
        call=asked.exchange.call,
    )


def _one_by_one(asked: Asked) -> list[str]:
    """Names of the claims that only the `claims` parameter brings, for the page of the consent."""
    granted = asked.claims.granted(asked.address.client).values()
    brought = asked.params["scope"].split()
    by_scope = {claim.name for claim in CLAIMS if claim.scope in brought}
    return sorted({name for names in granted for name in names} - by_scope)


def _unmet(asked: Asked, lack: Unmet) -> Refusal:
    """What the client is told where no page can help."""
    if lack.error == "login_required":
        return _denied(
            asked,
            lack.error,
            "Another person than the one of id_token_hint or of claims signed in.",
            "Leave out id_token_hint and the value of sub where anybody may sign in.",
        )
    refusal = _denied(
        asked,
        lack.error,
        "The level of assurance that is essential cannot be reached.",
        "Send acr values that discovery lists; the second one needs a person with an e-mail.",
    )
    refusal.cite = "OpenID Connect Core section 5.5.1.1"
    refusal.expected = {"acr": " ".join(Assurance)}
    return refusal


async def abandoned(at: Desktop, asked: Asked, stored: PendingSignin) -> Outcome:
    """The person gave up on one of the pages, or refused on that of the consent."""
    if not await signin_requests.abandon(at.tx, at.world, stored):
        raise gone()
    if SigninStep.REFUSED in stored.steps:
        return _denied(
            asked,
            "access_denied",
            "The person refused what was asked for.",
            "Ask for fewer scopes or claims, and tell the person what they are for.",
        )
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


async def _issue(
    at: Desktop, asked: Asked, session: Session, stored: PendingSignin | None
) -> dict[str, str]:
    """Issue the code and write it with its journal line, answering the stored request once."""
    if stored is not None and not await signin_requests.answer(at.tx, at.world, stored, session):
        raise gone()
    level = demand_of(asked).told(Assurance(session.acr))
    asked.exchange.session = replace(session, acr=level.value)
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
        returned_to=code.redirect_uri,
        response_mode=asked.address.mode,
        **asked.exchange.call,
    )
    params: dict[str, str] = answer.body
    return params
