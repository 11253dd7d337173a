"""Authorization requests that wait for a person to sign in, each bound to one browser."""

from datetime import timedelta

from sandbox.domain.events import Event
from sandbox.domain.provider import PendingSignin, Session
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import Before, Tx
from sandbox.services.sessions import digest
from sandbox.world.surroundings import World

_KEPT = timedelta(days=1)
"""How long a request that is over stays, for whoever reads what happened."""


async def open_request(
    tx: Tx, world: World, *, client_id: str, params: dict[str, str], browser: str, trace: str
) -> PendingSignin:
    """Store a validated authorization request; `browser` is the raw handle it is bound to.

    Requests that were over a day ago are swept away, so that asking does not fill the store.
    """
    life = timedelta(minutes=world.conventions.signin_request_minutes)
    pending_request = PendingSignin(
        id=world.chance.token(),
        client_id=client_id,
        params=params,
        browser_hash=digest(browser),
        created_at=world.instant,
        expires_at=world.instant + life,
        trace=trace,
    )
    await tx.remove(PendingSignin, expires_at=Before(world.instant - _KEPT))
    await tx.add(pending_request)
    await record(
        tx,
        world,
        Event.SIGNIN_REQUESTED,
        Actor.CLIENT,
        subject=client_id,
        trace=trace,
    )
    return pending_request


async def pending(
    tx: Tx, world: World, request_id: str | None, browser: str
) -> PendingSignin | None:
    """The request that waits; None if unknown, expired, answered or of another browser."""
    if not request_id or not browser:
        return None
    found = await tx.get(PendingSignin, request_id)
    if found is None or found.state != "open" or found.expires_at <= world.instant:
        return None
    return found if found.browser_hash == digest(browser) else None


async def answer(tx: Tx, world: World, request: PendingSignin, session: Session) -> bool:
    """Mark a request answered by a session; True for exactly one caller, ever."""
    return await tx.claim(
        PendingSignin,
        request.id,
        where={"state": "open"},
        to={
            "state": "answered",
            "session_id": session.id,
            "organisation_id": session.organisation_id,
        },
    )


async def abandon(tx: Tx, world: World, request: PendingSignin) -> bool:
    """The person gave up: the request is over; True for exactly one caller, ever."""
    taken = await tx.claim(
        PendingSignin, request.id, where={"state": "open"}, to={"state": "answered"}
    )
    if taken:
        fact, actor = Event.SIGNIN_ABANDONED, Actor.USER
        await record(tx, world, fact, actor, subject=request.client_id, trace=request.trace)
    return taken
