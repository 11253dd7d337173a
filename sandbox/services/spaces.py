"""Spaces (« bacs »): create, reset and delete whole worlds.

What fills a new space (the seed) is handed in by the caller, and written in one transaction
together with the space's first journal entry: a space without that entry is unfinished, and is
filled by `ensure` after a crash.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable

from sandbox.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry, Space
from sandbox.domain.terms import Actor
from sandbox.services.desk import Desk
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.services.site import DEFAULT_SPACE
from sandbox.world.chance import fresh_secret
from sandbox.world.surroundings import World

Fill = Callable[[Tx, World], Awaitable[None]]
"""What writes the first contents of a space, e.g. `seeding.sow`."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


async def create(
    desk: Desk,
    space_id: str,
    *,
    label: str = "",
    seed: str | None = None,
    fill: Fill | None = None,
) -> Space:
    """Create a space and fill it; `Conflict` if it exists, `BadInput` for a malformed name.

    With a `seed` every draw of the space, its secret included, repeats from one run to the next.
    If filling fails the space is removed again.
    """
    if not _NAME.fullmatch(space_id):
        raise BadInput(
            "space-name-malformed",
            "error.space_name_malformed",
            hint="Use 1 to 40 lower-case letters, digits and inner hyphens.",
        )
    await desk.store.create_space(_blank(desk, space_id, label, seed))
    try:
        return await _fill(desk, space_id, fill)
    except BaseException:
        await desk.store.delete_space(space_id)
        raise


def _blank(desk: Desk, space_id: str, label: str, seed: str | None) -> Space:
    """An empty space whose hands follow the machine."""
    secret = (
        fresh_secret() if seed is None else hashlib.sha256(f"space:{seed}".encode()).hexdigest()
    )
    return Space(space_id, label or space_id, secret, desk.clock.machine(), seed)


async def _fill(desk: Desk, space_id: str, fill: Fill | None) -> Space:
    """Write the first entry and the first contents, unless someone else just did."""
    async with desk.work(space_id) as (tx, world):
        if await tx.one(JournalEntry, name=Event.SPACE_CREATED.value) is None:
            await record(tx, world, Event.SPACE_CREATED, Actor.SYSTEM, subject=space_id)
            if fill is not None:
                await fill(tx, world)
        return tx.space


async def ensure(desk: Desk, space_id: str, *, label: str = "", fill: Fill | None = None) -> Space:
    """The space, created and filled if it is missing or was left unfinished."""
    if not await exists(desk, space_id):
        try:
            return await create(desk, space_id, label=label, fill=fill)
        except Conflict:  # someone else was first
            pass
    return await _fill(desk, space_id, fill)


async def exists(desk: Desk, space_id: str) -> bool:
    """Whether there is such a space."""
    try:
        async with desk.look(space_id):
            return True
    except NotFound:
        return False


async def delete(desk: Desk, space_id: str) -> None:
    """Remove a space and all it holds; `NotFound` if unknown, `NotAllowed` for the root space."""
    if space_id == DEFAULT_SPACE:
        raise NotAllowed(
            "space-needed",
            "error.space_needed",
            hint="The root space can be reset but not deleted.",
        )
    if not await desk.store.delete_space(space_id):
        raise _unknown(space_id)


async def reset(desk: Desk, space_id: str, *, fill: Fill | None = None) -> Space:
    """Begin a space again under the same name, label and seed, its hands back on the machine."""
    old = next((space for space in await desk.store.spaces() if space.id == space_id), None)
    if old is None or not await desk.store.delete_space(space_id):
        raise _unknown(space_id)
    return await create(desk, space_id, label=old.label, seed=old.seed, fill=fill)


def _unknown(space_id: str) -> NotFound:
    return NotFound(
        "space-unknown",
        "error.space_unknown",
        hint="Create the space first, or check its name in the address.",
        values={"space": space_id},
    )
