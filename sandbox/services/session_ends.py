"""The end of a session, by whatever cause, and what goes with it.

In one transaction the session ends under all the handles it had, what it granted is revoked, and
each application it reached that asked to be told is owed a logout token. What was granted for
later (`offline_access`) outlives the session: it is meant to work when nobody is signed in (Core
section 11). It does not outlive the password it was obtained with, nor the account (`shut_out`),
nor the right to act for the organisation in whose name it was given (`cut_off`).
"""

from dataclasses import dataclass, replace
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.provider import AuthorizationCode, DeviceGrant, DeviceState, Session, Token
from sandbox.domain.terms import Actor
from sandbox.services import logout_deliveries
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

OFFLINE = "offline_access"
"""The scope of what is granted for later."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended: the sessions (one entry for each handle), and how many tokens with them."""

    sessions: tuple[Session, ...] = ()
    tokens_revoked: int = 0

    def __add__(self, other: "Ended") -> "Ended":
        return Ended(self.sessions + other.sessions, self.tokens_revoked + other.tokens_revoked)

    def __bool__(self) -> bool:
        return bool(self.sessions)


def outlives_session(scope: str) -> bool:
    """Whether what was granted goes on after the session (Core section 11)."""
    return OFFLINE in scope.split()


async def end_session(
    tx: Tx, world: World, session: Session, actor: Actor, trace: str = ""
) -> Ended:
    """End a session under all the handles it had; what ended (nothing if it was already over)."""
    now: dict[str, Any] = {"ended_at": world.instant}
    ended = tuple(
        [
            replace(each, **now)
            for each in await tx.find(Session, sid=session.sid, ended_at=None)
            if await tx.claim(Session, each.id, where={"ended_at": None}, to=now)
        ]
    )
    if not ended:
        return Ended()
    granted = await tx.find(Token, session_id=[each.id for each in ended], revoked_at=None)
    revoked = [token for token in granted if not outlives_session(token.scope)]
    await _revoke(tx, world, revoked)
    owed = await logout_deliveries.owe(tx, world, ended, trace)
    await record(
        tx,
        world,
        Event.SESSION_ENDED,
        actor,
        subject=session.sid,
        organisation_id=session.organisation_id,
        trace=trace,
        tokens_revoked=len(revoked),
        logout_tokens_due=owed,
    )
    return Ended(ended, len(revoked))


async def end_sessions_of(tx: Tx, world: World, account_id: str, actor: Actor) -> Ended:
    """End every session of an account."""
    ended = Ended()
    for session in await tx.find(Session, account_id=account_id, ended_at=None):
        ended += await end_session(tx, world, session, actor)
    return ended


async def end_others(tx: Tx, world: World, session: Session) -> Ended:
    """End every other session of the person of this one."""
    ended = Ended()
    for other in await tx.find(Session, account_id=session.account_id, ended_at=None):
        if other.sid != session.sid:
            ended += await end_session(tx, world, other, Actor.USER)
    return ended


async def shut_out(
    tx: Tx, world: World, account_id: str, actor: Actor, keep: Session | None = None
) -> Ended:
    """Whoever knew the password that was just replaced is out, offline access included.

    Every session of the account but `keep` ends, and all that was granted outside of it is
    revoked: a change of password is the security event of RFC 9700 section 4.14.2. An account
    that is suspended or closed is shut out likewise, and keeps nothing.
    """
    ended = Ended()
    for other in await tx.find(Session, account_id=account_id, ended_at=None):
        if keep is None or other.sid != keep.sid:
            ended += await end_session(tx, world, other, actor)
    kept = {each.id for each in await tx.find(Session, sid=keep.sid)} if keep else set()
    tokens = await tx.find(Token, account_id=account_id, revoked_at=None)
    left = [token for token in tokens if token.session_id not in kept]
    await _revoke(tx, world, left)
    for code in await tx.find(AuthorizationCode, account_id=account_id, spent_at=None):
        if code.session_id not in kept and code.expires_at > world.instant:
            await tx.save(replace(code, expires_at=world.instant))
    await _deny_devices(tx, account_id, kept)
    return ended + Ended(tokens_revoked=len(left))


async def cut_off(
    tx: Tx, world: World, account_id: str, organisation_id: str, actor: Actor
) -> Ended:
    """The account may no longer act for one organisation: what it opened or granted for it ends.

    Offline access goes as well: it was granted in the name of an organisation that took it back.
    What the account does for another organisation goes on.
    """
    ended = Ended()
    of: dict[str, Any] = {"account_id": account_id, "organisation_id": organisation_id}
    for session in await tx.find(Session, **of, ended_at=None):
        ended += await end_session(tx, world, session, actor)
    left = await tx.find(Token, **of, revoked_at=None)
    await _revoke(tx, world, left)
    for code in await tx.find(AuthorizationCode, **of, spent_at=None):
        if code.expires_at > world.instant:
            await tx.save(replace(code, expires_at=world.instant))
    allowed: dict[str, Any] = {"state": DeviceState.APPROVED}
    for grant in await tx.find(DeviceGrant, **of, **allowed):
        denied = {"state": DeviceState.DENIED}
        await tx.claim(DeviceGrant, grant.device_code_hash, where=allowed, to=denied)
    return ended + Ended(tokens_revoked=len(left))


async def _deny_devices(tx: Tx, account_id: str, kept: set[str]) -> None:
    """Take back what was allowed to devices that did not come for it yet."""
    allowed: dict[str, Any] = {"state": DeviceState.APPROVED}
    for grant in await tx.find(DeviceGrant, account_id=account_id, **allowed):
        if grant.session_id not in kept:
            denied = {"state": DeviceState.DENIED}
            await tx.claim(DeviceGrant, grant.device_code_hash, where=allowed, to=denied)


async def _revoke(tx: Tx, world: World, tokens: list[Token]) -> None:
    for token in tokens:
        await tx.save(replace(token, revoked_at=world.instant))
