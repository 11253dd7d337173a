"""The journal: every transition leaves one fact, in the transaction that made it true."""

from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.domain.terms import Actor
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


async def record(
    tx: Tx,
    world: World,
    event: Event,
    actor: Actor,
    *,
    subject: str = "",
    organisation_id: str = "",
    trace: str = "",
    **data: Any,
) -> JournalEntry:
    """Write one fact. `data` is JSON without any secret: no NAS, number, password or token."""
    entry = JournalEntry(
        id=world.chance.handle("evt"),
        seq=await tx.next_seq(JournalEntry),
        name=event.value,
        actor=actor,
        happened_at=world.now,
        stamped_at=world.instant,
        subject=subject,
        organisation_id=organisation_id,
        trace=trace,
        data=data,
    )
    await tx.add(entry)
    return entry
