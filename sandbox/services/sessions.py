"""Sessions: single sign-on of one browser in one space, by the protocol hand.

The browser holds a random handle; the store holds its digest. A sign-in always makes a new
handle, so that one planted in a browser beforehand is worth nothing (session fixation).
"""

import hashlib
from dataclasses import replace
from datetime import timedelta

from sandbox.domain.assurance import Assurance
from sandbox.domain.errors import NotAllowed
from sandbox.domain.model import Account
from sandbox.domain.provider import Session
from sandbox.domain.terms import Actor
from sandbox.services.ports import Tx
from sandbox.services.session_ends import end_session
from sandbox.services.standing import organisations_of, position, settled, standing
from sandbox.world.surroundings import World


def digest(handle: str) -> str:
    """What is kept of a handle, a code or a token that only its holder has: its SHA-256."""
    return hashlib.sha256(handle.encode("utf-8", "surrogatepass")).hexdigest()


def authentication_of(session: Session) -> dict[str, object]:
    """What a grant and its tokens remember of the sign-in behind them."""
    return {"acr": session.acr, "amr": list(session.amr), "sid": session.sid}


def _alive(world: World, session: Session) -> bool:
    return session.ended_at is None and world.instant < session.expires_at


async def open_session(
    tx: Tx,
    world: World,
    account: Account,
    *,
    organisation_id: str,
    previous: str | None = None,
) -> tuple[Session, str]:
    """Open a session and return it with its raw handle.

    `previous` is the handle the browser held: the session of another person ends; one of the
    same person is carried on under the new handle (same `sid` and clients). Its level is that of
    the password just given: whoever signs in again does so with all that is asked.
    """
    old = await tx.get(Session, digest(previous)) if previous else None
    same = old is not None and _alive(world, old) and old.account_id == account.id
    if old is not None and _alive(world, old) and not same:
        await end_session(tx, world, old, Actor.USER)
    handle = world.chance.token()
    session = Session(
        id=digest(handle),
        sid=old.sid if old is not None and same else world.chance.handle("sid"),
        account_id=account.id,
        organisation_id=organisation_id,
        auth_time=world.instant,
        acr=Assurance.PASSWORD.value,
        amr=Assurance.PASSWORD.methods,
        expires_at=world.instant + timedelta(hours=world.conventions.session_hours),
        clients=old.clients if old is not None and same else (),
    )
    await tx.add(session)
    return session, handle


async def raise_session(
    tx: Tx, world: World, session: Session, level: Assurance
) -> tuple[Session, str]:
    """Carry a session on at a higher level, under a new handle; the handle it had gains nothing.

    `auth_time` and the end stay those of the password, the older of the two factors, so that
    `max_age` never takes a code alone for a whole sign-in.
    """
    handle = world.chance.token()
    raised = replace(session, id=digest(handle), acr=level.value, amr=level.methods)
    await tx.add(raised)
    return raised, handle


async def session_of(tx: Tx, world: World, handle: str | None) -> Session | None:
    """The live session behind a browser's handle.

    None if there is none, if it ended or expired, if its account may no longer sign in, or if its
    account may no longer act for the organisation chosen (a mandate that ended). Reads only.
    """
    if not handle:
        return None
    session = await tx.get(Session, digest(handle))
    if session is None or not _alive(world, session):
        return None
    account = await tx.get(Account, session.account_id)
    if account is None or settled(world, account)[0].must_change:
        return None
    if await standing(tx, world, account) is not None:
        return None
    chosen = session.organisation_id
    if chosen and await position(tx, world, account.id, chosen) is None:
        return None
    return session


async def choose_organisation(
    tx: Tx, world: World, session: Session, organisation_id: str
) -> Session:
    """Act for one organisation in this session; raises `NotAllowed` for one that is not open."""
    allowed = {found.id for found in await organisations_of(tx, world, session.account_id)}
    if organisation_id not in allowed:
        raise NotAllowed(
            "organisation-not-yours",
            "signin.organisation_not_yours",
            hint="Choose one of the organisations this account may act for.",
            cite="domain 4.8",
        )
    session = replace(session, organisation_id=organisation_id)
    await tx.save(session)
    return session
