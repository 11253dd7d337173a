"""The dossier of an enrolment: documents asked for, received one by one, accepted or not.

Where Revenu Québec's contact is an alternative (rows of release CONTACT_OU_PIECES) the dossier is
optional: nothing in it is mandatory until the agent asks for more (A-06). A complete dossier goes
to review by itself; nothing in it activates an enrolment (A-09).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import DOSSIER, DossierEvent, DossierState, advance
from sandbox.domain.model import Dossier, DossierItem, Enrolment, ItemState
from sandbox.domain.terms import Actor, Document
from sandbox.services import journal
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

REJECTION_REASONS = ("non_signe", "illisible", "mauvais_signataire", "autre")
"""Why a document can be sent back (domain 3)."""

ENDED = (DossierState.ACCEPTED, DossierState.CLOSED)
"""States in which a dossier takes nothing more."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A dossier and its documents, in the order in which the guide's row lists them."""

    dossier: Dossier
    items: tuple[DossierItem, ...]

    @property
    def awaited(self) -> tuple[DossierItem, ...]:
        """The documents that are still to come, or to come again."""
        missing = (ItemState.ASKED, ItemState.REJECTED)
        return tuple(item for item in self.items if item.state in missing)

    @property
    def complete(self) -> bool:
        """Whether every document was received and none was sent back."""
        return not self.awaited


async def open_dossier(
    tx: Tx,
    world: World,
    enrolment: Enrolment,
    documents: Iterable[tuple[Document, str]],
    *,
    mandatory: bool,
) -> Contents:
    """Ask for documents, each with the precision of its row (« procuration »), possibly empty."""
    dossier = Dossier(
        id=world.chance.handle("dos"),
        enrolment_id=enrolment.id,
        organisation_id=enrolment.organisation_id,
        state=DossierState.REQUIRED if mandatory else DossierState.OPTIONAL,
        opened_on=world.today,
        mandatory=mandatory,
    )
    items = tuple(
        DossierItem(f"{dossier.id}.{place}", dossier.id, document, precision)
        for place, (document, precision) in enumerate(documents, 1)
    )
    await tx.add(dossier, *items)
    await _record(
        tx,
        world,
        Event.DOSSIER_OPENED,
        Actor.SYSTEM,
        dossier,
        mandatory=mandatory,
        documents=[item.document.value for item in items],
    )
    return Contents(dossier, items)


async def of_enrolment(tx: Tx, enrolment_id: str) -> Contents | None:
    """The dossier of an enrolment, or None where no document is asked for."""
    dossier = await tx.one(Dossier, enrolment_id=enrolment_id)
    return None if dossier is None else await _contents(tx, dossier)


async def of_item(tx: Tx, item_id: str) -> tuple[DossierItem, Dossier]:
    """A document and its dossier; raises `NotFound`."""
    item = await tx.need(DossierItem, item_id)
    return item, await tx.need(Dossier, item.dossier_id)


async def receive(tx: Tx, world: World, item_id: str) -> Contents:
    """Record that a document reached Revenu Québec; the last one sends the dossier to review."""
    item, dossier = await of_item(tx, item_id)
    _expect(item, ItemState.ASKED, ItemState.REJECTED)
    item = replace(item, state=ItemState.RECEIVED, reason="", received_on=world.today)
    await tx.save(item)
    contents = await _contents(tx, dossier)
    event = DossierEvent.RECEIVE_LAST if contents.complete else DossierEvent.RECEIVE
    dossier = replace(dossier, state=advance(DOSSIER, dossier.state, event))
    await _record(
        tx, world, Event.DOCUMENT_RECEIVED, Actor.REVENU, dossier, document=item.document.value
    )
    if contents.complete:
        await _record(tx, world, Event.DOSSIER_COMPLETED, Actor.SYSTEM, dossier)
        dossier = replace(dossier, state=advance(DOSSIER, dossier.state, DossierEvent.REVIEW))
    await tx.save(dossier)
    return Contents(dossier, contents.items)


async def accept_item(tx: Tx, world: World, item_id: str) -> Contents:
    """Find a received document in order; the dossier itself is accepted with the enrolment."""
    item, dossier = await of_item(tx, item_id)
    _expect(item, ItemState.RECEIVED)
    _expect_open(dossier)
    await tx.save(replace(item, state=ItemState.ACCEPTED))
    return await _contents(tx, dossier)


async def reject_item(tx: Tx, world: World, item_id: str, reason: str) -> Contents:
    """Send a document back; raises `BadInput` for a reason outside `REJECTION_REASONS`."""
    if reason not in REJECTION_REASONS:
        raise BadInput(
            "reason-unknown",
            "error.reason_unknown",
            hint=f"Send one of: {', '.join(REJECTION_REASONS)}.",
            cite="domain 3",
        )
    item, dossier = await of_item(tx, item_id)
    _expect(item, ItemState.RECEIVED, ItemState.ACCEPTED)
    state = advance(DOSSIER, dossier.state, DossierEvent.REJECT_ITEM)
    dossier = replace(dossier, state=state)
    await tx.save(dossier, replace(item, state=ItemState.REJECTED, reason=reason))
    await _record(
        tx,
        world,
        Event.DOCUMENT_REJECTED,
        Actor.REVENU,
        dossier,
        document=item.document.value,
        reason=reason,
    )
    return await _contents(tx, dossier)


async def ask_more(tx: Tx, world: World, enrolment: Enrolment) -> Contents:
    """Make the dossier one to complete, and mandatory; opens one where none was asked for.

    A dossier in which everything was received asks for the supporting documents anew.
    """
    contents = await of_enrolment(tx, enrolment.id)
    if contents is None:
        asked = [(Document.SUPPORTING_DOCUMENTS, "")]
        contents = await open_dossier(tx, world, enrolment, asked, mandatory=False)
    state = advance(DOSSIER, contents.dossier.state, DossierEvent.ASK_MORE)
    dossier = replace(contents.dossier, state=state, mandatory=True)
    items = contents.items
    if contents.complete:
        more = DossierItem(
            f"{dossier.id}.{len(items) + 1}", dossier.id, Document.SUPPORTING_DOCUMENTS
        )
        await tx.add(more)
        items = (*items, more)
    await tx.save(dossier)
    return Contents(dossier, items)


async def accept(tx: Tx, world: World, enrolment: Enrolment) -> None:
    """End a dossier with its enrolment's activation: accepted, or closed if contact sufficed."""
    contents = await of_enrolment(tx, enrolment.id)
    if contents is None or contents.dossier.state in ENDED:
        return
    if contents.dossier.state is not DossierState.UNDER_REVIEW:
        await close(tx, world, enrolment, Actor.REVENU)
        return
    state = advance(DOSSIER, contents.dossier.state, DossierEvent.ACCEPT)
    dossier = replace(contents.dossier, state=state)
    await tx.save(dossier, *(replace(item, state=ItemState.ACCEPTED) for item in contents.items))
    await _record(tx, world, Event.DOSSIER_ACCEPTED, Actor.REVENU, dossier)


async def close(tx: Tx, world: World, enrolment: Enrolment, actor: Actor) -> None:
    """End a dossier without following it up: contact sufficed, or the enrolment ended."""
    dossier = await tx.one(Dossier, enrolment_id=enrolment.id)
    if dossier is None or dossier.state in ENDED:
        return
    dossier = replace(dossier, state=advance(DOSSIER, dossier.state, DossierEvent.CLOSE))
    await tx.save(dossier)
    await _record(tx, world, Event.DOSSIER_CLOSED, actor, dossier)


async def _contents(tx: Tx, dossier: Dossier) -> Contents:
    items = await tx.find(DossierItem, dossier_id=dossier.id)
    items.sort(key=lambda item: int(item.id.rpartition(".")[2]))
    return Contents(dossier, tuple(items))


def _expect(item: DossierItem, *allowed: ItemState) -> None:
    if item.state not in allowed:
        raise NotAllowed(
            "document-state",
            "error.document_state",
            hint=f"The document is in state '{item.state}'.",
            cite="domain 3",
            values={"state": item.state.value},
        )


def _expect_open(dossier: Dossier) -> None:
    if dossier.state in ENDED:
        raise NotAllowed(
            "dossier-ended",
            "error.dossier_ended",
            hint=f"The dossier is in state '{dossier.state}'.",
            cite="domain 3",
        )


async def _record(
    tx: Tx, world: World, event: Event, actor: Actor, dossier: Dossier, **data: object
) -> None:
    await journal.record(
        tx,
        world,
        event,
        actor,
        subject=dossier.id,
        organisation_id=dossier.organisation_id,
        trace=dossier.enrolment_id,
        **data,
    )
