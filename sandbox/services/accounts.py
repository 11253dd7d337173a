"""Accounts: user codes and passwords, from creation to closing (A-22, A-23, domain 3 and 4.7).

Only these functions change an account's state. Whatever bars a person from signing in also ends
the sessions already open.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.domain.errors import Conflict, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import ACCOUNT, AccountEvent, AccountState, advance
from sandbox.domain.model import Account, Mandate, Membership, Person
from sandbox.domain.terms import Actor, Channel, Role
from sandbox.services import post
from sandbox.services.journal import record
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.services.session_ends import shut_out
from sandbox.services.standing import (
    Position,
    Standing,
    organisations_of,
    position,
    positions,
    settle,
    settled,
    standing,
    unlocking,
)
from sandbox.world.clock import civil_date
from sandbox.world.surroundings import World

__all__ = [
    "Position",
    "Standing",
    "activate",
    "change_password",
    "close",
    "create",
    "organisations_of",
    "position",
    "positions",
    "reactivate",
    "reissue",
    "settle",
    "settled",
    "standing",
    "suspend",
    "unlock",
]


def _temporary_until(world: World) -> datetime:
    return world.now + timedelta(days=world.conventions.temporary_password_days)


async def create(
    tx: Tx,
    world: World,
    *,
    person: Person,
    organisation_id: str,
    role: Role,
    enrolment_id: str,
    prepared: PreparedPassword,
    active: bool,
    trace: str = "",
) -> Account:
    """Create an account with a user code of its own and make it a member of an organisation.

    `active`: the enrolment is active already, so the temporary password works at once; otherwise
    the account is blocked until activation (A-22). The person must already be stored.
    """
    code = world.chance.user_code()
    while await tx.one(Account, user_code=code) is not None:
        code = world.chance.user_code()
    account = Account(
        id=world.chance.handle("acc"),
        person_id=person.id,
        user_code=code,
        state=AccountState.TEMPORARY if active else AccountState.BLOCKED,
        password_hash=prepared.hashed,
        temporary_until=_temporary_until(world) if active else None,
        created_at=world.now,
    )
    membership = Membership(
        id=world.chance.handle("mbr"),
        account_id=account.id,
        organisation_id=organisation_id,
        role=role,
        enrolment_id=enrolment_id,
    )
    await tx.add(account, membership)
    await record(
        tx,
        world,
        Event.ACCOUNT_CREATED,
        Actor.SYSTEM,
        subject=account.id,
        organisation_id=organisation_id,
        trace=trace,
        state=account.state.value,
        role=role.value,
    )
    return account


async def _moved(
    tx: Tx, world: World, account_id: str, event: AccountEvent | None, **changes: object
) -> Account:
    """Settle an account, advance it and save it with `changes`; None leaves its state."""
    account = await settle(tx, world, await tx.need(Account, account_id))
    if event is not None:
        account = replace(account, state=advance(ACCOUNT, account.state, event))
    account = replace(account, **changes)  # type: ignore[arg-type]
    await tx.save(account)
    return account


async def activate(tx: Tx, world: World, account_id: str, trace: str = "") -> Account:
    """The enrolment is active: the temporary password works from now, for its whole life."""
    account = await _moved(
        tx,
        world,
        account_id,
        AccountEvent.ENROLMENT_ACTIVATED,
        temporary_until=_temporary_until(world),
    )
    fact, actor = Event.ACCOUNT_ACTIVATED, Actor.SYSTEM
    await record(tx, world, fact, actor, subject=account_id, trace=trace)
    return account


async def close(
    tx: Tx, world: World, account_id: str, reason: str, actor: Actor, trace: str = ""
) -> Account:
    """Close an account for good, with all it opened and granted.

    `reason` is a code such as `INSCRIPTION_REFUSEE`.
    """
    account = await _moved(tx, world, account_id, AccountEvent.CLOSE, closed_reason=reason)
    await shut_out(tx, world, account_id, actor)
    fact = Event.ACCOUNT_CLOSED
    await record(tx, world, fact, actor, subject=account_id, trace=trace, reason=reason)
    return account


async def suspend(tx: Tx, world: World, account_id: str, actor: Actor) -> Account:
    """Suspend an account until it is reactivated; what it opened and granted ends for good."""
    account = await _moved(tx, world, account_id, AccountEvent.SUSPEND)
    await shut_out(tx, world, account_id, actor)
    await record(tx, world, Event.ACCOUNT_SUSPENDED, actor, subject=account_id)
    return account


async def reactivate(tx: Tx, world: World, account_id: str, actor: Actor) -> Account:
    """End a suspension; a password that was temporary still has to be changed."""
    account = await tx.need(Account, account_id)
    temporary = account.must_change
    event = AccountEvent.REACTIVATE_TEMPORARY if temporary else AccountEvent.REACTIVATE
    account = await _moved(tx, world, account_id, event)
    await record(tx, world, Event.ACCOUNT_REACTIVATED, actor, subject=account_id)
    return account


async def unlock(tx: Tx, world: World, account_id: str, actor: Actor) -> Account:
    """End a lock now; raises `NotAllowed` if the account is not locked."""
    account = await settle(tx, world, await tx.need(Account, account_id))
    paused = account.state is not AccountState.LOCKED and account.locked_until is not None
    event = None if paused else unlocking(account)
    account = await _moved(tx, world, account_id, event, failures=0, locked_until=None)
    await record(tx, world, Event.ACCOUNT_UNLOCKED, actor, subject=account_id)
    return account


async def reissue(
    tx: Tx, world: World, account_id: str, prepared: PreparedPassword, actor: Actor
) -> None:
    """Replace the password by a temporary one, posted by letter to the organisation.

    Unlocks a locked account, ends its sessions and every access it granted. Raises `NotAllowed`
    for an account that is blocked, suspended or closed.
    """
    until = _temporary_until(world)
    account = await _moved(
        tx,
        world,
        account_id,
        AccountEvent.REISSUE,
        password_hash=prepared.hashed,
        must_change=True,
        temporary_until=until,
        failures=0,
        locked_until=None,
    )
    await shut_out(tx, world, account_id, actor)
    organisation_id = await _addressee(tx, account_id)
    fact = await record(
        tx,
        world,
        Event.PASSWORD_REISSUED,
        actor,
        subject=account_id,
        organisation_id=organisation_id,
    )
    await post.send(
        tx,
        world,
        organisation_id=organisation_id,
        channel=Channel.LETTER,
        template="mot_de_passe_temporaire",
        values={
            "code_utilisateur": account.user_code.masked,
            "mot_de_passe": prepared.clear,
            "valide_jusqu_au_on": civil_date(until).isoformat(),
        },
        event=fact,
        person_id=account.person_id,
    )


async def _addressee(tx: Tx, account_id: str) -> str:
    """The organisation whose address receives an account's letters."""
    for kind in (Membership, Mandate):
        found: Membership | Mandate | None = await tx.one(kind, account_id=account_id)
        if found is not None:
            return found.organisation_id
    raise NotAllowed(
        "account-without-organisation",
        "error.account_without_organisation",
        hint="Its letters have no address: give it a mandate first.",
    )


async def change_password(
    tx: Tx,
    world: World,
    account_id: str,
    *,
    replacing: str,
    hashed: str,
    actor: Actor = Actor.USER,
    trace: str = "",
) -> Account:
    """Put a chosen password in the place of the one whose hash is `replacing`.

    Raises `Conflict` if the password was changed by someone else meanwhile, `NotAllowed` in a
    state that does not allow it.
    """
    account = await settle(tx, world, await tx.need(Account, account_id))
    state = advance(ACCOUNT, account.state, AccountEvent.CHANGE_PASSWORD)
    changes = {
        "state": state,
        "password_hash": hashed,
        "must_change": False,
        "temporary_until": None,
        "failures": 0,
    }
    guard = {"password_hash": replacing, "state": account.state}
    if not await tx.claim(Account, account_id, where=guard, to=changes):
        raise Conflict(
            "password-changed-meanwhile",
            "error.conflict",
            hint="Sign in again with the password now in force.",
        )
    await record(tx, world, Event.PASSWORD_CHANGED, actor, subject=account_id, trace=trace)
    return await tx.need(Account, account_id)
