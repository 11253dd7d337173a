"""Devices without a browser: a code is shown there, and confirmed by a person here (RFC 8628).

`oidc` opens a grant for a device and redeems it; `web` asks the person. A code is looked at only
for somebody who is signed in, so that guessing costs a sign-in every few tries (section 5.1).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.domain.provider import DeviceGrant, DeviceState, Session
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import After, Before, Tx
from sandbox.services.sessions import authentication_of, digest
from sandbox.world.surroundings import World

GLYPHS = "BCDFGHJKLMNPQRSTVWXZ"
"""Consonants: no word can come out, and no letter is taken for a digit (section 6.1)."""
LENGTH = 8
_KEPT = timedelta(days=1)
"""How long a grant that was not redeemed stays, for whoever reads what happened."""
_TYPED_BETWEEN = " -\u2010\u2011\u2013\u00a0\u202f"


def shown(user_code: str) -> str:
    """A user code as people read it: `WDJB-MJHT`."""
    return f"{user_code[: LENGTH // 2]}-{user_code[LENGTH // 2 :]}"


def spelled(typed: str) -> str:
    """The user code that was typed, in its one spelling; an empty text if it cannot be one."""
    found = "".join(letter for letter in typed[:64].upper() if letter not in _TYPED_BETWEEN)
    fits = len(found) == LENGTH and all(letter in GLYPHS for letter in found)
    return found if fits else ""


async def free_user_code(tx: Tx, world: World) -> str:
    """A user code that no grant of this space bears."""
    while True:
        drawn = world.chance.word(LENGTH, GLYPHS)
        if await tx.one(DeviceGrant, user_code=drawn) is None:
            return drawn


async def open_grant(
    tx: Tx,
    world: World,
    *,
    client_id: str,
    scope: str,
    device_code: str,
    user_code: str,
    params: dict[str, Any],
    call: Mapping[str, Any],
) -> DeviceGrant:
    """Store what a device asks for; `device_code` is the raw one, kept as a digest.

    `call` says how it asked, for the journal.

    Grants that nobody redeemed and that were over a day ago are swept away.
    """
    grant = DeviceGrant(
        device_code_hash=digest(device_code),
        user_code=user_code,
        client_id=client_id,
        scope=scope,
        created_at=world.instant,
        expires_at=world.instant + timedelta(minutes=world.conventions.device_minutes),
        interval_seconds=world.conventions.device_interval_seconds,
        family=world.chance.handle("fam"),
        params=params,
        trace=world.chance.handle("trc"),
    )
    unredeemed = [state for state in DeviceState if state is not DeviceState.SPENT]
    await tx.remove(DeviceGrant, state=unredeemed, expires_at=Before(world.instant - _KEPT))
    await tx.add(grant)
    await _tell(tx, world, Event.DEVICE_ASKED, grant, Actor.CLIENT, **call)
    return grant


async def waiting(tx: Tx, world: World, user_code: str) -> DeviceGrant | None:
    """The grant that waits for a person under this code, in its one spelling."""
    found = await tx.one(DeviceGrant, user_code=user_code) if user_code else None
    if found is None or found.state is not DeviceState.PENDING:
        return None
    return found if world.instant < found.expires_at else None


async def guesses_left(tx: Tx, world: World, session: Session) -> int:
    """How many wrong codes this session may still send within `lockout_minutes`."""
    since = world.instant - timedelta(minutes=world.conventions.lockout_minutes)
    wrong = await tx.count(
        JournalEntry,
        name=Event.DEVICE_CODE_REFUSED.value,
        subject=session.sid,
        stamped_at=After(since),
    )
    return max(0, world.conventions.device_wrong_codes - wrong)


async def looked_up(tx: Tx, world: World, session: Session, user_code: str) -> DeviceGrant | None:
    """The grant under the code that a person typed; None, and counted, if there is none.

    None without a look once `guesses_left` is 0.
    """
    if not await guesses_left(tx, world, session):
        return None
    found = await waiting(tx, world, user_code)
    if found is None:
        await record(tx, world, Event.DEVICE_CODE_REFUSED, Actor.USER, subject=session.sid)
    return found


async def approve(tx: Tx, world: World, grant: DeviceGrant, session: Session) -> bool:
    """The person agrees, as who she is in this session; True for exactly one caller, ever."""
    done = await tx.claim(
        DeviceGrant,
        grant.device_code_hash,
        where={"state": DeviceState.PENDING},
        to={
            "state": DeviceState.APPROVED,
            "account_id": session.account_id,
            "organisation_id": session.organisation_id,
            "session_id": session.id,
            "auth_time": session.auth_time,
            "params": {**grant.params, **authentication_of(session)},
        },
    )
    if done:
        if grant.client_id not in session.clients:
            await tx.save(replace(session, clients=(*session.clients, grant.client_id)))
        organisation = session.organisation_id
        await _tell(tx, world, Event.DEVICE_APPROVED, grant, Actor.USER, organisation)
    return done


async def deny(tx: Tx, world: World, grant: DeviceGrant) -> bool:
    """The person refuses; True for exactly one caller, ever."""
    done = await tx.claim(
        DeviceGrant,
        grant.device_code_hash,
        where={"state": DeviceState.PENDING},
        to={"state": DeviceState.DENIED},
    )
    if done:
        await _tell(tx, world, Event.DEVICE_DENIED, grant, Actor.USER)
    return done


async def _tell(
    tx: Tx,
    world: World,
    event: Event,
    grant: DeviceGrant,
    actor: Actor,
    organisation: str = "",
    **call: Any,
) -> None:
    await record(
        tx,
        world,
        event,
        actor,
        subject=grant.family,
        organisation_id=organisation,
        trace=grant.trace,
        client_id=grant.client_id,
        scope=grant.scope,
        **call,
    )
