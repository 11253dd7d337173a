"""The trainer steps in: plays an agent for one place, or for all of them at once.

Each place is a transaction of its own: where an act is not possible it says why, and the others
go on.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sandbox.domain.errors import NotFound, SandboxError
from sandbox.domain.lifecycles import EnrolmentState, SubscriptionState
from sandbox.domain.model import Enrolment, Organisation, Subscription
from sandbox.domain.terms import Channel
from sandbox.services import classes, dossiers, ministry, review, subscriptions
from sandbox.services.class_board import facts_of, own_enrolment
from sandbox.services.desk import Desk
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_PENDING = (
    EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS,
    EnrolmentState.DEFERRED_DOCUMENTS,
    EnrolmentState.UNDER_REVIEW,
)
Does = Callable[[Tx, World, Enrolment], Awaitable[object]]


async def _accept_subscription(tx: Tx, world: World, enrolment: Enrolment) -> None:
    asked = await subscriptions.of(tx, enrolment.organisation_id)
    if asked is None:
        raise NotFound("subscription-unknown", "error.class_no_subscription")
    await ministry.answer(tx, world, asked.id, True)


ACTS: dict[str, Does] = {
    "log_contact": lambda tx, world, of: review.log_contact(tx, world, of.id),
    "receive_all": lambda tx, world, of: review.receive_all(tx, world, of.id),
    "approve": lambda tx, world, of: review.approve(tx, world, of.id),
    "ask_more": lambda tx, world, of: review.ask_more(tx, world, of.id),
    "refuse": lambda tx, world, of: review.refuse(tx, world, of.id, "autre"),
    "inform": lambda tx, world, of: ministry.inform(tx, world, of.organisation_id, Channel.LETTER),
    "accept_subscription": _accept_subscription,
}
"""`approve` does whatever is lacking, then activates; the others are one step each."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of an act in one place; `why_not` is None where it was done."""

    place: int
    why_not: SandboxError | None = None


async def acts(desk: Desk, space_id: str) -> list[str]:
    """What an agent could do now in a place, in the order of `ACTS`."""
    async with desk.look(space_id) as (tx, _):
        enrolment = await own_enrolment(tx, await facts_of(tx))
        if enrolment is None or not enrolment.organisation_id:
            return []
        organisation = await tx.need(Organisation, enrolment.organisation_id)
        asked = await tx.one(Subscription, organisation_id=organisation.id)
        contents = await dossiers.of_enrolment(tx, enrolment.id)
    state = enrolment.state
    possible = {
        "log_contact": state is EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS,
        "receive_all": state in _PENDING and bool(contents and contents.awaited),
        "approve": state in _PENDING,
        "ask_more": state is EnrolmentState.UNDER_REVIEW,
        "refuse": state is EnrolmentState.UNDER_REVIEW,
        "inform": organisation.informed_on is None,
        "accept_subscription": asked is not None and asked.state is SubscriptionState.IN_PROCESS,
    }
    return [name for name in ACTS if possible[name]]


async def play(desk: Desk, hall_id: str, places: Sequence[int] | None, act: str) -> list[Played]:
    """Do an act in these places; raises `NotFound` for an act that there is not."""
    if act not in ACTS:
        raise NotFound("act-unknown", "error.act_not_known", hint=f"Known acts: {', '.join(ACTS)}.")
    told = []
    for seat in await classes.chosen(desk, hall_id, places):
        try:
            async with desk.work(seat.id) as (tx, world):
                enrolment = await own_enrolment(tx, await facts_of(tx))
                if enrolment is None or not enrolment.organisation_id:
                    raise NotFound("not-transmitted", "error.class_not_transmitted")
                await ACTS[act](tx, world, enrolment)
        except SandboxError as error:
            told.append(Played(seat.place, error))
        else:
            told.append(Played(seat.place))
    return told
