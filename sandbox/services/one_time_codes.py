"""One-time codes: the second factor, six digits sent by e-mail in the simulated post (domain 4.7).

A code belongs to the session that asked for it and serves once, by a guarded update. What is kept
is a keyed digest; the digits themselves are in the letter alone.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.domain.assurance import Assurance
from sandbox.domain.errors import Conflict
from sandbox.domain.events import Event
from sandbox.domain.model import Account, Person
from sandbox.domain.provider import OneTimeCode, PendingSignin, Session
from sandbox.domain.terms import Actor, Channel
from sandbox.services import post
from sandbox.services.journal import record
from sandbox.services.ports import After, Before, Tx
from sandbox.services.sessions import raise_session
from sandbox.services.signin_requests import follow
from sandbox.world.clock import TORONTO
from sandbox.world.surroundings import World

DIGITS = 6
"""Length of a code."""
TEMPLATE = "code_de_connexion"
"""The e-mail that brings it."""

_ROUNDS = 8  # of the guarded update, for an engine where two writers can meet
_HOUR = timedelta(hours=1)
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Withheld:
    """No code is sent: too many were asked for and not used; `until` by the protocol hand."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The session now has both factors: put `handle` in the browser's cookie."""

    session: Session
    handle: str


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """The code does not serve: `malformed` (not counted), `wrong`, or `over` (ask for another)."""

    why: str
    tries_left: int = 0


async def address_of(tx: Tx, account_id: str) -> str:
    """The e-mail address codes of an account go to, empty if there is none."""
    account = await tx.get(Account, account_id)
    person = await tx.get(Person, account.person_id) if account is not None else None
    return person.email if person is not None else ""


def _tries(world: World) -> int:
    return max(1, world.conventions.one_time_code_tries)


async def live_code(tx: Tx, world: World, session: Session) -> OneTimeCode | None:
    """The code that can still be typed in this session."""
    return await tx.one(
        OneTimeCode,
        session_id=session.id,
        used_at=None,
        expires_at=After(world.instant),
        failures=Before(_tries(world)),
    )


async def send_code(
    tx: Tx, world: World, session: Session, trace: str = "", application: str = ""
) -> OneTimeCode | Withheld:
    """Send a new code, which says for which `application`; the one before no longer serves.

    The session acts for an organisation, in whose post box the e-mail is found.
    """
    account = await tx.need(Account, session.account_id)
    unused = await tx.find(
        OneTimeCode,
        account_id=account.id,
        used_at=None,
        created_at=After(world.instant - _HOUR),
        order="created_at",
    )
    if len(unused) >= max(1, world.conventions.one_time_codes_per_hour):
        return Withheld(unused[0].created_at + _HOUR)
    for before in unused:
        if before.session_id == session.id and before.expires_at > world.instant:
            await tx.save(replace(before, expires_at=world.instant))
    await tx.remove(OneTimeCode, expires_at=Before(world.instant - _KEPT))
    id_, digits = world.chance.handle("otc"), world.chance.word(DIGITS, "0123456789")
    code = OneTimeCode(
        id=id_,
        account_id=account.id,
        session_id=session.id,
        code_hash=_sealed(world, id_, digits),
        created_at=world.instant,
        expires_at=world.instant + timedelta(minutes=world.conventions.one_time_code_minutes),
        trace=trace,
    )
    await tx.add(code)
    of = session.organisation_id
    fact = await record(
        tx,
        world,
        Event.ONE_TIME_CODE_SENT,
        Actor.SYSTEM,
        subject=account.id,
        organisation_id=of,
        trace=trace,
    )
    await post.send(
        tx,
        world,
        organisation_id=of,
        channel=Channel.EMAIL,
        template=TEMPLATE,
        values={
            "code": digits,
            "minutes": str(world.conventions.one_time_code_minutes),
            "application": application,
            "asked_at": world.instant.astimezone(TORONTO).isoformat(),
        },
        event=fact,
        person_id=account.person_id,
    )
    return code


async def offer_code(
    tx: Tx, world: World, session: Session, trace: str = "", application: str = ""
) -> None:
    """Make sure a code is on its way, without sending a second one where one still serves."""
    if await live_code(tx, world, session) is None:
        await send_code(tx, world, session, trace, application)


def _sealed(world: World, code_id: str, digits: str) -> str:
    return world.sealed("one-time-code", f"{code_id}\0{digits}")


def _digits(typed: str) -> str:
    """What was typed without the spaces and hyphens of a hand; empty if it can be no code."""
    bare = "".join(typed.split()).replace("-", "")
    return bare if len(bare) == DIGITS and bare.isascii() and bare.isdigit() else ""


async def confirm(
    tx: Tx, world: World, session: Session, typed: str, waiting: PendingSignin | None
) -> Confirmed | NotConfirmed:
    """Use the code of a session and raise its level; one caller alone gets in by one code.

    Each wrong code is counted, none lost, and the last one allowed voids it. Raises `Conflict` if
    other writers never let the count through; nothing is then answered.
    """
    digits = _digits(typed)
    if not digits:
        return NotConfirmed("malformed")
    for _ in range(_ROUNDS):
        code = await live_code(tx, world, session)
        if code is None:
            return NotConfirmed("over")
        right = hmac.compare_digest(code.code_hash, _sealed(world, code.id, digits))
        failures = code.failures + (0 if right else 1)
        taken = await tx.claim(
            OneTimeCode,
            code.id,
            where={"used_at": None, "failures": code.failures},
            to={"used_at": world.instant} if right else {"failures": failures},
        )
        if not taken:
            continue
        event = Event.ONE_TIME_CODE_ACCEPTED if right else Event.ONE_TIME_CODE_REFUSED
        await record(
            tx,
            world,
            event,
            Actor.USER,
            subject=session.account_id,
            organisation_id=session.organisation_id,
            trace=code.trace,
            failures=failures,
        )
        if right:
            return await _raised(tx, world, session, waiting)
        left = _tries(world) - failures
        return NotConfirmed("wrong", left) if left > 0 else NotConfirmed("over")
    raise Conflict("code-busy", "error.conflict", hint="Try again: others used the same code.")


async def _raised(
    tx: Tx, world: World, session: Session, waiting: PendingSignin | None
) -> Confirmed:
    raised, handle = await raise_session(tx, world, session, Assurance.PASSWORD_AND_CODE)
    if waiting is not None:
        await follow(tx, waiting, session, raised)
    return Confirmed(raised, handle)
