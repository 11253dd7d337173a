"""Sessions: signed in without a page, listed, ended; and the browser that holds one."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.domain.assurance import Assurance
from sandbox.domain.errors import BadInput, NotAllowed, NotFound
from sandbox.domain.events import Event
from sandbox.domain.model import Account
from sandbox.domain.provider import Session
from sandbox.domain.terms import Actor
from sandbox.services import hinted_signin, login_hints
from sandbox.services.one_time_codes import address_of
from sandbox.services.open_sessions import OpenSession, open_sessions
from sandbox.services.ports import Tx
from sandbox.services.session_ends import end_session
from sandbox.services.sessions import raise_session
from sandbox.services.signin_attempt import Attempt
from sandbox.services.signin_outcomes import Refused
from sandbox.world.surroundings import World


class Cookies(Protocol):
    """What `app` puts at `state.cookies`: signs the cookie of a space."""

    def planted(self, space: str, session: dict[str, Any]) -> dict[str, Any]:
        """The cookie that holds this, as a tool plants it in a browser."""


class SessionTold(Told):
    """One session of one browser."""

    sid: str = Field(description="As in tokens.")
    account: str = Field(description="Id of the account.")
    user_code: str
    person: str = Field(description="Id of the person.")
    organisation: str = Field(description="Id of the one acted for; empty until one is chosen.")
    auth_time: datetime = Field(description="When the password was given, by the protocol hand.")
    acr: Assurance
    expires_at: datetime
    clients: list[str] = Field(description="Ids of the clients that it reached.")


class SessionsTold(Told):
    """Every session that is open, the newest sign-in first."""

    sessions: list[SessionTold]


class CookieTold(Told):
    """A cookie, in the words of Playwright; -1 expires with the browser."""

    name: str
    value: str
    domain: str
    path: str
    expires: int
    httpOnly: bool  # noqa: N815 (Playwright's own spelling, here and below)
    secure: bool
    sameSite: Literal["Lax"]  # noqa: N815


class StorageState(Told):
    """What a browser of a signed-in person holds: Playwright's `storage_state`."""

    cookies: list[CookieTold]
    origins: list[str] = Field(description="Always empty: nothing is kept in local storage.")


class SignedInTold(Told):
    """A session that was just opened, and the browser that holds it."""

    session: SessionTold
    storage_state: StorageState


class SessionWanted(Payload):
    """Who signs in, for which organisation and how surely."""

    login_hint: Annotated[str, Field(min_length=1, max_length=300)] = Field(
        description="Persona, user code or e-mail address, perhaps with @ and an organisation."
    )
    organisation: str = Field(
        "",
        max_length=200,
        description="Its id, id in the seed, number, or the persona of somebody who belongs to "
        "it; a person of several who names none chooses on a page.",
    )
    acr: Assurance | Literal[1, 2] = Field(
        1, description="2: as if a one-time code had been confirmed too."
    )


async def _told(tx: Tx, session: Session, clients: tuple[str, ...]) -> SessionTold:
    account = await tx.need(Account, session.account_id)
    return SessionTold(
        sid=session.sid,
        account=account.id,
        user_code=str(account.user_code),
        person=account.person_id,
        organisation=session.organisation_id,
        auth_time=session.auth_time,
        acr=Assurance(session.acr),
        expires_at=session.expires_at,
        clients=list(clients),
    )


async def sign_in(call: Call) -> SignedInTold:
    """POST: sign a person in; the browser that holds the session."""
    sent = call.sent(SessionWanted)
    async with call.desk.work(call.space) as (tx, world):
        outcome = await _signed_in(tx, world, sent)
    if isinstance(outcome, Refused):  # raised here, so that the journal keeps the refusal
        standing = outcome.standing
        raise NotAllowed(
            "signin-refused",
            "error.signin_refused",
            hint=f"{standing.code}: name somebody else, or put the account right first.",
            cite=standing.cite,
        )
    session, handle = outcome
    async with call.desk.look(call.space) as (tx, _):
        told = await _told(tx, session, ())
    cookies: Cookies = call.of_app("cookies")
    cookie = CookieTold.model_validate(cookies.planted(call.space, {"sso": handle}))
    return SignedInTold(session=told, storage_state=StorageState(cookies=[cookie], origins=[]))


async def _signed_in(tx: Tx, world: World, sent: SessionWanted) -> tuple[Session, str] | Refused:
    """The session and its raw handle."""
    hinted = await login_hints.resolve(tx, sent.login_hint)
    if sent.organisation:
        chosen = await login_hints.organisation(tx, sent.organisation)
        hinted = replace(hinted, organisation=chosen)
    both = sent.acr in (2, Assurance.PASSWORD_AND_CODE)
    if both and not await address_of(tx, hinted.account.id):
        raise BadInput(
            "acr-out-of-reach",
            "error.signin_refused",
            hint="Nobody without an e-mail address is sent a one-time code: give the person one.",
        )
    attempt = Attempt(browser="", waiting=None, previous=None)
    outcome = await hinted_signin.sign_in(tx, world, hinted, attempt, Event.SIGNED_IN_BY_CONTROL)
    if isinstance(outcome, Refused):
        return outcome
    if both:
        return await raise_session(tx, world, outcome.session, Assurance.PASSWORD_AND_CODE)
    return outcome.session, outcome.handle


async def listed(call: Call) -> SessionsTold:
    """GET: every session that is open."""
    async with call.desk.look(call.space) as (tx, world):
        return SessionsTold(
            sessions=[
                await _told(tx, each.latest, each.clients)
                for each in await open_sessions(tx, world)
            ]
        )


async def end(call: Call) -> None:
    """DELETE: end one, as any end does: its tokens are revoked, its clients are told."""
    async with call.desk.work(call.space) as (tx, world):
        session = await _open(tx, world, call.named("sid"))
        await end_session(tx, world, session.latest, Actor.TRAINER)


async def _open(tx: Tx, world: World, sid: str) -> OpenSession:
    opened = await open_sessions(tx, world)
    found = next((each for each in opened if each.sid == sid), None)
    if found is None:
        known = ", ".join(each.sid for each in opened[:10]) or "none"
        raise NotFound(
            "session-unknown", "error.not_found", hint=f"No such session is open. Open: {known}."
        )
    return found


OPERATIONS = (
    Operation(
        "GET", "/sessions", "listSessions", "Sessions that are open.", listed, answer=SessionsTold
    ),
    Operation(
        "POST",
        "/sessions",
        "signIn",
        "Sign a person in without a page, and get the browser that holds the session.",
        sign_in,
        body=SessionWanted,
        answer=SignedInTold,
        status=201,
    ),
    Operation(
        "DELETE",
        "/sessions/{sid}",
        "endSession",
        "End a session; its clients are sent logout tokens.",
        end,
        status=204,
    ),
)
