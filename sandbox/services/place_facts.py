"""What a place tells of itself: its facts since it was filled, the enrolment of who is in it."""

from collections.abc import Sequence

from sandbox.domain.events import Event
from sandbox.domain.model import Account, Enrolment, JournalEntry
from sandbox.services.ports import After, Tx
from sandbox.services.standing import lock_of, settled
from sandbox.world.surroundings import World


async def facts_of(tx: Tx) -> list[JournalEntry]:
    """The journal of a space since it was filled, in order."""
    filled = await tx.one(JournalEntry, name=Event.SPACE_SEEDED.value)
    since = filled.seq if filled else 0
    return await tx.find(JournalEntry, seq=After(since), order="seq")


async def own_enrolment(tx: Tx, entries: Sequence[JournalEntry]) -> Enrolment | None:
    """The enrolment that was last transmitted or opened by who is in this space."""
    for name in (Event.ENROLMENT_TRANSMITTED, Event.ENROLMENT_OPENED):
        for entry in reversed(entries):
            if entry.name == name:
                return await tx.get(Enrolment, entry.trace or entry.subject)
    return None


async def locked_here(tx: Tx, world: World, entries: Sequence[JournalEntry]) -> list[Account]:
    """The accounts that were locked since the space was filled, and still are."""
    locked = []
    for id_ in dict.fromkeys(each.subject for each in entries if each.name == Event.ACCOUNT_LOCKED):
        account = await tx.get(Account, id_)
        if account is not None and lock_of(settled(world, account)[0]) is not None:
            locked.append(account)
    return locked
