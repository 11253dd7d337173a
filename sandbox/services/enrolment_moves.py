"""What every act on a transmitted enrolment does: settle what is due, move, record, tell."""

from dataclasses import replace

from sandbox.domain.errors import Conflict
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import ENROLMENT, EnrolmentEvent, advance
from sandbox.domain.model import Account, Enrolment, JournalEntry, Organisation
from sandbox.domain.terms import Actor, Channel
from sandbox.services import calendar, journal, post
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


async def begin(tx: Tx, world: World, enrolment_id: str) -> Enrolment:
    """The enrolment once what fell due is applied; raises `NotFound`."""
    await calendar.run(tx, world)
    return await tx.need(Enrolment, enrolment_id)


async def move(
    tx: Tx, world: World, enrolment: Enrolment, event: EnrolmentEvent, **changes: object
) -> Enrolment:
    """Advance an enrolment that nobody moved meanwhile.

    Raises `NotAllowed` where its state does not allow the event, `Conflict` if a colleague was
    faster; `changes` are other fields to write with the state.
    """
    state = advance(ENROLMENT, enrolment.state, event)
    changes = {"state": state, "touched_at": world.now, **changes}
    guard = {"state": enrolment.state}
    if not await tx.claim(Enrolment, enrolment.id, where=guard, to=changes):
        raise Conflict(
            "enrolment-moved-meanwhile",
            "error.conflict",
            hint="Someone else acted on this enrolment first; look at it again.",
        )
    return replace(enrolment, **changes)  # type: ignore[arg-type]


async def touch(tx: Tx, world: World, enrolment: Enrolment) -> Enrolment:
    """Note activity, which puts off the expiry of an idle enrolment (A-36)."""
    await tx.claim(Enrolment, enrolment.id, where={}, to={"touched_at": world.now})
    return replace(enrolment, touched_at=world.now)


async def record(
    tx: Tx, world: World, event: Event, actor: Actor, enrolment: Enrolment, **data: object
) -> JournalEntry:
    """One fact about an enrolment, traced to it."""
    return await journal.record(
        tx,
        world,
        event,
        actor,
        subject=enrolment.id,
        organisation_id=enrolment.organisation_id,
        trace=enrolment.id,
        **data,
    )


async def tell(
    tx: Tx,
    world: World,
    enrolment: Enrolment,
    fact: JournalEntry,
    channel: Channel,
    template: str,
    **values: str,
) -> None:
    """Send the organisation an item about its enrolment, addressed to the RSE."""
    organisation = await tx.need(Organisation, enrolment.organisation_id)
    account = await tx.get(Account, enrolment.account_id)
    await post.send(
        tx,
        world,
        organisation_id=organisation.id,
        channel=channel,
        template=template,
        values={"organisation": organisation.name, "numero": enrolment.number, **values},
        event=fact,
        person_id=account.person_id if account is not None else "",
    )
