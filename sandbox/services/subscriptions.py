"""Registration to the ministry's e-service: the gate, the application, its end (R-78, table 2c).

One row per organisation. It is created when the organisation first becomes eligible or applies,
and follows the enrolment and the ministry's notice through `refresh`.
"""

from dataclasses import dataclass, replace

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import (
    LIVE_ENROLMENT,
    SUBSCRIPTION,
    EnrolmentState,
    SubscriptionEvent,
    SubscriptionState,
    advance,
)
from sandbox.domain.model import Enrolment, Organisation, Subscription
from sandbox.domain.terms import Actor, Gate, Role
from sandbox.guide import questions
from sandbox.guide.engine import Decision
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.services.standing import position
from sandbox.world.surroundings import World

_BEFORE_APPLYING = frozenset({SubscriptionState.NOT_ELIGIBLE, SubscriptionState.ELIGIBLE})
_UNDER_WAY = frozenset({SubscriptionState.IN_PROCESS, SubscriptionState.ACTIVE})


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of an application: the gate's decision, and the registration if it let through."""

    decision: Decision
    subscription: Subscription | None


async def of(tx: Tx, organisation_id: str) -> Subscription | None:
    """The registration of an organisation, or None while it never had one."""
    return await tx.one(Subscription, organisation_id=organisation_id)


async def gate(tx: Tx, world: World, organisation_id: str, account_id: str) -> Decision:
    """Whether this account may apply for this organisation now; the reason is a `Gate` code."""
    raise NotImplementedError


async def apply(tx: Tx, world: World, organisation_id: str, account_id: str) -> Applied:
    """Apply for the e-service as this account.

    Refused by the gate: nothing changes but the journal. Raises `NotAllowed` if an application is
    in process or the registration is active.
    """
    raise NotImplementedError


async def withdraw(
    tx: Tx, world: World, organisation_id: str, actor: Actor = Actor.RSE
) -> Subscription:
    """End an application or a registration; `NotFound` or `NotAllowed` if there is none."""
    raise NotImplementedError


async def refresh(tx: Tx, world: World, organisation_id: str) -> Subscription | None:
    """Follow a change of the enrolment or of the ministry's notice (R-78).

    Eligible when both are there; a registration under way ends when the enrolment is deactivated.
    """
    raise NotImplementedError
