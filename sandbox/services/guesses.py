"""Wrong passwords: counted, none lost, and never more than the convention allows per lock.

While a lock holds, no password is looked at: right or wrong, the answer is the same, so guessing
on is worth nothing. A user code that is nobody's is counted and locked like any other, so that a
lock does not tell which codes exist. A state that has no lock of its own (an enrolment that
awaits activation, a suspension) is paused by `locked_until` alone.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.domain.errors import Conflict
from sandbox.domain.events import Event
from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import ACCOUNT, AccountEvent
from sandbox.domain.model import Account, StrangerCode
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import Before, Tx
from sandbox.services.standing import Standing, lock_of, settle, stands
from sandbox.world.surroundings import World

_TRIES = 8  # of the guarded update, for an engine where two writers can meet
_KEEP_STRANGERS = timedelta(days=1)


def _lock_end(world: World) -> datetime:
    return world.now + timedelta(minutes=world.conventions.lockout_minutes)


async def count_wrong_password(tx: Tx, world: World, account_id: str, trace: str = "") -> Standing:
    """Count one wrong password of an account; what to answer: invalid, or locked from now on.

    Raises `Conflict` if other writers never let it through; nothing is then answered.
    """
    for _ in range(_TRIES):
        account = await settle(tx, world, await tx.need(Account, account_id))
        locked = lock_of(account)
        if locked is not None:
            return locked
        failures = account.failures + 1
        locks = failures >= world.conventions.lockout_failures
        state = ACCOUNT.get((account.state, AccountEvent.LOCK), account.state)
        counted = await tx.claim(
            Account,
            account.id,
            where={"failures": account.failures, "state": account.state},
            to={
                "failures": failures,
                "state": state if locks else account.state,
                "locked_until": _lock_end(world) if locks else None,
            },
        )
        if not counted:
            continue
        if not locks:
            return stands("IDENTIFIANTS_INVALIDES")
        await record(
            tx,
            world,
            Event.ACCOUNT_LOCKED,
            Actor.SYSTEM,
            subject=account.id,
            trace=trace,
            failures=failures,
        )
        return stands("COMPTE_VERROUILLE", _lock_end(world))
    raise Conflict("account-busy", "error.conflict", hint="Try again: others changed the account.")


def _stranger_id(world: World, code: UserCode) -> str:
    return world.sealed("stranger-code", code)


async def stranger_lock(tx: Tx, world: World, code: UserCode) -> Standing | None:
    """The lock on a user code that is nobody's, if it holds."""
    row = await tx.get(StrangerCode, _stranger_id(world, code))
    if row is None or row.locked_until is None or row.locked_until <= world.now:
        return None
    return stands("COMPTE_VERROUILLE", row.locked_until)


async def count_stranger(tx: Tx, world: World, code: UserCode) -> Standing:
    """Count one try of a user code that is nobody's; answers as `count_wrong_password` does."""
    locked = await stranger_lock(tx, world, code)
    if locked is not None:
        return locked
    row = await tx.get(StrangerCode, _stranger_id(world, code))
    if row is None or row.locked_until is not None:  # first try, or the lock is over
        await tx.remove(StrangerCode, tried_at=Before(world.now - _KEEP_STRANGERS))
        row = StrangerCode(_stranger_id(world, code), 0, world.now)
    row = replace(row, failures=row.failures + 1, tried_at=world.now)
    if row.failures < world.conventions.lockout_failures:
        await tx.put(row)
        return stands("IDENTIFIANTS_INVALIDES")
    await tx.put(replace(row, locked_until=_lock_end(world)))
    return stands("COMPTE_VERROUILLE", _lock_end(world))
