"""The trainer steps in: plays an agent for one place, or for all of them at once.

Each place is a transaction of its own: where an act is not possible it says why, and the others
go on.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sandbox.domain.errors import NotAllowed, NotFound, SandboxError
from sandbox.domain.lifecycles import (
    ACCOUNT,
    PENDING_ENROLMENT,
    AccountEvent,
    EnrolmentState,
    SubscriptionState,
)
from sandbox.domain.model import Account, Enrolment, JournalEntry, Organisation, Subscription
from sandbox.domain.terms import Actor, Channel
from sandbox.services import accounts, classes, dossiers, ministry, passwords, review, subscriptions
from sandbox.services.desk import Desk
from sandbox.services.passwords import PreparedPassword
from sandbox.services.place_facts import facts_of, locked_here, own_enrolment
from sandbox.services.ports import Tx
from sandbox.services.standing import settled
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class Stage:
    """What an act finds in a place."""

    entries: Sequence[JournalEntry]  # since the place was filled
    enrolment: Enrolment | None  # of who is there
    prepared: PreparedPassword | None = None  # for `reissue`

    @property
    def own(self) -> Enrolment:
        """The enrolment, transmitted; raises `NotFound` before it is."""
        if self.enrolment is None or not self.enrolment.organisation_id:
            raise NotFound("not-transmitted", "error.class_not_transmitted")
        return self.enrolment


Does = Callable[[Tx, World, Stage], Awaitable[object]]


async def _accept_subscription(tx: Tx, world: World, stage: Stage) -> None:
    asked = await subscriptions.of(tx, stage.own.organisation_id)
    if asked is None:
        raise NotFound("subscription-unknown", "error.class_no_subscription")
    await ministry.answer(tx, world, asked.id, True)


async def _unlock(tx: Tx, world: World, stage: Stage) -> None:
    locked = await locked_here(tx, world, stage.entries)
    if not locked:
        raise NotAllowed("nothing-locked", "error.class_nothing_locked")
    for account in locked:
        await accounts.unlock(tx, world, account.id, Actor.HELP_DESK)


async def _reissue(tx: Tx, world: World, stage: Stage) -> None:
    held = await tx.get(Account, stage.own.account_id)
    if held is None or stage.prepared is None or not _reissuable(settled(world, held)[0]):
        raise NotAllowed("nothing-to-reissue", "error.class_no_reissue")
    await accounts.reissue(tx, world, held.id, stage.prepared, Actor.HELP_DESK)


def _reissuable(account: Account) -> bool:
    return (account.state, AccountEvent.REISSUE) in ACCOUNT


ACTS: dict[str, Does] = {
    "log_contact": lambda tx, world, on: review.log_contact(tx, world, on.own.id),
    "receive_all": lambda tx, world, on: review.receive_all(tx, world, on.own.id),
    "approve": lambda tx, world, on: review.approve(tx, world, on.own.id),
    "ask_more": lambda tx, world, on: review.ask_more(tx, world, on.own.id),
    "refuse": lambda tx, world, on: review.refuse(tx, world, on.own.id, "autre"),
    "inform": lambda tx, world, on: ministry.inform(
        tx, world, on.own.organisation_id, Channel.LETTER
    ),
    "accept_subscription": _accept_subscription,
    "unlock": _unlock,
    "reissue": _reissue,
}
"""`approve` does whatever is lacking, then activates; the others are one step each.

`unlock` ends every lock that came about in the place, `reissue` posts a temporary password to the
account of its enrolment.
"""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of an act in one place; `why_not` is None where it was done."""

    place: int
    why_not: SandboxError | None = None


async def possible(
    tx: Tx, world: World, entries: Sequence[JournalEntry], enrolment: Enrolment | None
) -> list[str]:
    """What an agent could do now in a place that was read, in the order of `ACTS`."""
    found = {"unlock"} if await locked_here(tx, world, entries) else set()
    if enrolment is not None and enrolment.organisation_id:
        found |= await _of_enrolment(tx, world, enrolment)
    return [name for name in ACTS if name in found]


async def _of_enrolment(tx: Tx, world: World, enrolment: Enrolment) -> set[str]:
    organisation = await tx.need(Organisation, enrolment.organisation_id)
    asked = await tx.one(Subscription, organisation_id=organisation.id)
    held = await tx.get(Account, enrolment.account_id) if enrolment.account_id else None
    state = enrolment.state
    contents = await dossiers.of_enrolment(tx, enrolment.id) if state in PENDING_ENROLMENT else None
    could = {
        "log_contact": state is EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS,
        "receive_all": bool(contents and contents.awaited),
        "approve": state in PENDING_ENROLMENT,
        "ask_more": state is EnrolmentState.UNDER_REVIEW,
        "refuse": state is EnrolmentState.UNDER_REVIEW,
        "inform": organisation.informed_on is None,
        "accept_subscription": asked is not None and asked.state is SubscriptionState.IN_PROCESS,
        "reissue": held is not None and _reissuable(settled(world, held)[0]),
    }
    return {name for name, now in could.items() if now}


async def play(desk: Desk, hall_id: str, places: Sequence[int] | None, act: str) -> list[Played]:
    """Do an act in these places; raises `NotFound` for an act that there is not."""
    if act not in ACTS:
        raise NotFound("act-unknown", "error.act_not_known", hint=f"Known acts: {', '.join(ACTS)}.")
    told = []
    for seat in await classes.chosen(desk, hall_id, places):
        try:
            await _play(desk, seat.id, act)
        except SandboxError as error:
            told.append(Played(seat.place, error))
        else:
            told.append(Played(seat.place))
    return told


async def _play(desk: Desk, space_id: str, act: str) -> None:
    prepared = None
    if act == "reissue":
        async with desk.look(space_id) as (tx, _):
            space = tx.space
        prepared = await passwords.prepare(desk.chance(space, f"class-act:{space.turn}"))
    async with desk.work(space_id) as (tx, world):
        entries = await facts_of(tx)
        await ACTS[act](tx, world, Stage(entries, await own_enrolment(tx, entries), prepared))
