"""Registration to the ministry's e-service: the gate, the application, its end (R-78, table 2c).

One row per organisation. It appears when the enrolment becomes active or the ministry informs,
and follows both through `refresh`.
"""

from dataclasses import dataclass, replace

from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import (
    LIVE_ENROLMENT,
    SUBSCRIPTION,
    EnrolmentState,
    SubscriptionEvent,
    SubscriptionState,
    advance,
)
from sandbox.domain.model import Account, Membership, Organisation, Subscription
from sandbox.domain.terms import Actor, Gate, Role
from sandbox.guide import questions
from sandbox.guide.engine import Decision
from sandbox.services.in_force import enrolment_of
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_UNDER_WAY = frozenset({SubscriptionState.IN_PROCESS, SubscriptionState.ACTIVE})


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of an application: the gate's decision, and the registration if it let through."""

    decision: Decision
    subscription: Subscription | None


async def of(tx: Tx, organisation_id: str) -> Subscription | None:
    """The registration of an organisation, or None while it never had one."""
    return await tx.one(Subscription, organisation_id=organisation_id)


@dataclass(frozen=True, slots=True)
class _Found:
    """The facts of the gate, and what the table says of them."""

    active: bool
    informed: bool
    decision: Decision


async def _found(tx: Tx, organisation_id: str, account_id: str = "") -> _Found:
    """Ask the gate; without an account, as an RSE would find it."""
    organisation = await tx.need(Organisation, organisation_id)
    enrolment = await enrolment_of(tx, organisation_id)
    rse = True
    if account_id:
        membership = await tx.one(
            Membership, account_id=account_id, organisation_id=organisation_id, suspended=False
        )
        rse = membership is not None and membership.role is Role.RSE
    active = enrolment is not None and enrolment.state is EnrolmentState.ACTIVE
    informed = organisation.informed_on is not None
    return _Found(active, informed, questions.access(active, informed, rse))


async def gate(tx: Tx, world: World, organisation_id: str, account_id: str) -> Decision:
    """Whether this account may apply for this organisation now; the reason is a `Gate` code."""
    return (await _found(tx, organisation_id, account_id)).decision


async def apply(tx: Tx, world: World, organisation_id: str, account_id: str) -> Applied:
    """Apply for the e-service as this account.

    Refused by the gate: nothing changes but the journal. Raises `NotAllowed` if an application is
    in process or the registration is active.
    """
    decision = await gate(tx, world, organisation_id, account_id)
    if decision.reason != Gate.ELIGIBLE:
        await record(
            tx,
            world,
            Event.SUBSCRIPTION_GATE_REFUSED,
            Actor.SYSTEM,
            subject=account_id,
            organisation_id=organisation_id,
            reason=decision.reason,
        )
        return Applied(decision, None)
    account = await tx.need(Account, account_id)
    current = await refresh(tx, world, organisation_id)
    if current is None:
        raise RuntimeError("the gate is open, yet nothing is eligible")
    requested = replace(
        current,
        state=advance(SUBSCRIPTION, current.state, SubscriptionEvent.REQUEST),
        account_id=account.id,
        requested_at=world.now,
        answered_at=None,
        reason="",
    )
    await _move(
        tx, world, current, requested, Event.SUBSCRIPTION_REQUESTED, Actor.RSE, by=account.id
    )
    return Applied(decision, requested)


async def withdraw(
    tx: Tx, world: World, organisation_id: str, actor: Actor = Actor.RSE, by: str = ""
) -> Subscription:
    """End an application or a registration; `NotFound` or `NotAllowed` if there is none.

    `by` is the account of the RSE whose act it is, where one acts.
    """
    current = await of(tx, organisation_id)
    if current is None:
        raise NotFound(
            "no-subscription",
            "error.no_subscription",
            hint="This organisation never applied to the e-service.",
            cite="domain 3",
        )
    state = advance(SUBSCRIPTION, current.state, SubscriptionEvent.WITHDRAW)
    ended = replace(current, state=state)
    await _move(tx, world, current, ended, Event.SUBSCRIPTION_WITHDRAWN, actor, by)
    return ended


async def refresh(tx: Tx, world: World, organisation_id: str) -> Subscription | None:
    """Follow a change of the enrolment or of the ministry's notice (R-78).

    Eligible when both are there; a registration under way ends when the enrolment does. Returns
    the registration, None while there never was one.
    """
    found = await _found(tx, organisation_id)
    eligible = found.decision.reason == Gate.ELIGIBLE
    current = await of(tx, organisation_id)
    if current is None:
        if not (found.active or found.informed):
            return None
        current = Subscription(
            world.chance.handle("sub"), organisation_id, SubscriptionState.NOT_ELIGIBLE
        )
        await tx.add(current)
    if eligible and current.state is SubscriptionState.NOT_ELIGIBLE:
        state = advance(SUBSCRIPTION, current.state, SubscriptionEvent.BECOME_ELIGIBLE)
        now = replace(current, state=state)
        await _move(tx, world, current, now, Event.SUBSCRIPTION_ELIGIBLE, Actor.SYSTEM)
        return now
    if not eligible and current.state is SubscriptionState.ELIGIBLE:
        now = replace(
            current,
            state=advance(SUBSCRIPTION, current.state, SubscriptionEvent.LOSE_ELIGIBILITY),
        )
        await _move(tx, world, current, now, Event.SUBSCRIPTION_NOT_ELIGIBLE, Actor.SYSTEM)
        return now
    if current.state in _UNDER_WAY and not await _still_enrolled(tx, organisation_id):
        return await withdraw(tx, world, organisation_id, Actor.SYSTEM)
    return current


async def _still_enrolled(tx: Tx, organisation_id: str) -> bool:
    """Active or suspended; a suspension interrupts a registration but does not end it."""
    enrolment = await enrolment_of(tx, organisation_id)
    return enrolment is not None and enrolment.state in LIVE_ENROLMENT


async def _move(
    tx: Tx,
    world: World,
    before: Subscription,
    after: Subscription,
    event: Event,
    actor: Actor,
    by: str = "",
) -> None:
    """Save and record a move; `by` is the account of the RSE whose act it was, where one was."""
    named = {"by": by} if by else {}
    await tx.save(after)
    await record(
        tx,
        world,
        event,
        actor,
        subject=after.id,
        organisation_id=after.organisation_id,
        before=before.state.value,
        **named,
    )
