"""What falls due by the calendar hand: letters that arrive, invitations, passwords, idle files.

There is no timer. `run` applies everything that is due; it is called first by every service that
changes something which may have fallen due (check and transmission of an enrolment, requests for
an invitation, the acts of the agent of Revenu Québec), and by whoever moves the calendar. Reading
services compare dates themselves, so a page never waits for `run` to be right. What is due is
applied by due date, then by identifier, so that two runs of one story write the same journal.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import (
    ENROLMENT,
    INVITATION,
    AccountState,
    EnrolmentEvent,
    EnrolmentState,
    InvitationEvent,
    InvitationState,
    advance,
)
from sandbox.domain.model import Account, Enrolment, Invitation
from sandbox.domain.terms import Actor
from sandbox.services import accounts, dossiers, journal, standing
from sandbox.services.ports import Before, Not, Tx
from sandbox.world.clock import TORONTO, civil_date
from sandbox.world.surroundings import World

_DEFERRED = (EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS, EnrolmentState.DEFERRED_DOCUMENTS)


@dataclass(frozen=True, slots=True)
class _Due:
    """One thing that falls due, and what to do about it then."""

    at: datetime
    id: str
    apply: Callable[[Tx, World], Awaitable[None]]


async def run(tx: Tx, world: World) -> int:
    """Apply everything that is due; how many things were."""
    applied = 0
    for due in sorted(await _waiting(tx, world, world.now), key=lambda due: (due.at, due.id)):
        if due.at > world.now:
            break
        await due.apply(tx, world)
        applied += 1
    return applied


def last_day(world: World, enrolment: Enrolment) -> date | None:
    """The last civil date of a deferred enrolment before it expires; None if it does not (A-36)."""
    if enrolment.state not in _DEFERRED:
        return None
    idle = timedelta(days=world.conventions.idle_expiry_days)
    return civil_date(enrolment.touched_at) + idle


async def due_next(tx: Tx, world: World) -> datetime | None:
    """When the next thing falls due; in the past if `run` has work to do, None if nothing waits."""
    return min((due.at for due in await _waiting(tx, world, None)), default=None)


async def _waiting(tx: Tx, world: World, until: datetime | None) -> list[_Due]:
    """What waits for a date; with `until`, at least all that is due then, and little more."""
    waiting: list[_Due] = []
    in_post = await tx.find(Invitation, state=InvitationState.IN_TRANSIT)
    for invitation in in_post:
        at = _midnight(invitation.delivered_on or invitation.issued_on)
        waiting.append(_Due(at, invitation.id, _on_invitation(invitation.id, deliver=True)))
    ending = Before(civil_date(until)) if until else Not(None)
    arrived = await tx.find(Invitation, state=InvitationState.VALID, last_valid_on=ending)
    for invitation in (*in_post, *arrived):
        at = _midnight(invitation.last_valid_on + timedelta(days=1))
        waiting.append(_Due(at, invitation.id, _on_invitation(invitation.id, deliver=False)))
    idle = timedelta(days=world.conventions.idle_expiry_days)
    touched = Before(until - idle + timedelta(days=1)) if until else Not(None)
    for enrolment in await tx.find(Enrolment, state=_DEFERRED, touched_at=touched):
        last = last_day(world, enrolment) or world.today
        at = _midnight(last + timedelta(days=1))
        waiting.append(_Due(at, enrolment.id, _expiry_of_enrolment(enrolment.id)))
    limit = Before(until + timedelta(seconds=1)) if until else Not(None)
    for account in await tx.find(Account, state=AccountState.TEMPORARY, temporary_until=limit):
        at = account.temporary_until or world.now
        waiting.append(_Due(at, account.id, _limit_of_account(account.id)))
    for account in await tx.find(Account, locked_until=limit):
        at = account.locked_until or world.now
        waiting.append(_Due(at, account.id, _limit_of_account(account.id)))
    return waiting


def _midnight(day: date) -> datetime:
    """The first instant of a civil date."""
    return datetime.combine(day, time(), TORONTO)


def _on_invitation(key: str, *, deliver: bool) -> Callable[[Tx, World], Awaitable[None]]:
    async def apply(tx: Tx, world: World) -> None:
        invitation = await tx.need(Invitation, key)
        event = InvitationEvent.DELIVER if deliver else InvitationEvent.EXPIRE
        if (invitation.state, event) not in INVITATION:
            return
        state = advance(INVITATION, invitation.state, event)
        await tx.save(replace(invitation, state=state))
        await journal.record(
            tx,
            world,
            Event.INVITATION_DELIVERED if deliver else Event.INVITATION_EXPIRED,
            Actor.CLOCK,
            subject=key,
            organisation_id=invitation.organisation_id,
            last_valid_on=invitation.last_valid_on.isoformat(),
        )

    return apply


def _expiry_of_enrolment(key: str) -> Callable[[Tx, World], Awaitable[None]]:
    async def apply(tx: Tx, world: World) -> None:
        enrolment = await tx.need(Enrolment, key)
        state = advance(ENROLMENT, enrolment.state, EnrolmentEvent.EXPIRE)
        await tx.save(replace(enrolment, state=state))
        await journal.record(
            tx,
            world,
            Event.ENROLMENT_EXPIRED,
            Actor.CLOCK,
            subject=key,
            organisation_id=enrolment.organisation_id,
            trace=key,
            idle_days=world.conventions.idle_expiry_days,
        )
        await dossiers.close(tx, world, enrolment, Actor.CLOCK)
        await accounts.close(
            tx,
            world,
            enrolment.account_id,
            reason="INSCRIPTION_EXPIREE",
            actor=Actor.CLOCK,
            trace=key,
        )

    return apply


def _limit_of_account(key: str) -> Callable[[Tx, World], Awaitable[None]]:
    async def apply(tx: Tx, world: World) -> None:
        await standing.settle(tx, world, await tx.need(Account, key))

    return apply
