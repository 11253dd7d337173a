"""Spaces (« bacs »): create, change, reset and delete whole worlds.

What fills a new space (the seed) is handed in by the caller, and written in the transaction that
makes the space, with its first journal entry: a space is there whole or not at all. One without
that entry was left by an older version in a crash, and is filled by `ensure`.

A space may have an end. No timer runs: one whose end has passed is unknown to every face, and is
removed when spaces are next created or listed.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sandbox.domain.errors import BadInput, Conflict, NotAllowed, NotFound, unknown_space
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

MOST_SPACES = 5_000
"""Spaces that one sandbox holds at most."""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a space allows, and how long it lives."""

    hint_signs_in: bool = False
    fault_menu: bool = False
    life: timedelta | None = None  # from now on, by the machine; None lives until it is deleted


_STRICT = Terms()


async def create(
    desk: Desk,
    space_id: str,
    *,
    label: str = "",
    seed: str | None = None,
    contents: str = "full",
    terms: Terms = _STRICT,
    token_hash: str = "",
    fill: Fill | None = None,
) -> Space:
    """Create a space and fill it; `Conflict` if it exists, `BadInput` for a malformed name.

    With a `seed` every draw of the space, its secret included, repeats from one run to the next.
    `contents` is the name of what `fill` writes, for a later reset.
    """
    check_name(space_id)
    blank = replace(
        blank_space(desk, space_id, label, seed),
        contents=contents,
        hint_signs_in=terms.hint_signs_in,
        fault_menu=terms.fault_menu,
        expires_at=end_of(desk, terms.life),
        token_hash=token_hash,
    )
    await found(desk, blank, fill)
    return blank


async def found(desk: Desk, blank: Space, fill: Fill | None) -> None:
    """Begin and fill a space that was thought out before; `Conflict` if its id is taken."""
    async with desk.founding(blank) as (tx, world):
        await _begin(tx, world, fill)


async def refuse_crowd(desk: Desk, more: int = 1) -> None:
    """Raise `Conflict` where so many more spaces would be too many; those that ended are not."""
    await sweep(desk)
    if await desk.store.count_spaces() + more > MOST_SPACES:
        raise Conflict(
            "too-many-spaces",
            "error.conflict",
            hint=f"There can be {MOST_SPACES} spaces: delete some, or give them an end.",
        )


def taken(space_id: str) -> Conflict:
    """There is a space of this name already."""
    return Conflict("space-taken", "error.conflict", hint=f"There is a space {space_id} already.")


def check_name(space_id: str) -> None:
    """Raise `BadInput` unless this can be the name of a space."""
    if not _NAME.fullmatch(space_id):
        raise BadInput(
            "space-name-malformed",
            "error.space_name_malformed",
            hint="Use 1 to 40 lower-case letters, digits and inner hyphens.",
        )


def end_of(desk: Desk, life: timedelta | None) -> datetime | None:
    """When a space that is made now ends, by the machine."""
    return None if life is None else desk.clock.machine() + life


def blank_space(desk: Desk, space_id: str, label: str = "", seed: str | None = None) -> Space:
    """An empty space whose hands follow the machine."""
    secret = (
        fresh_secret() if seed is None else hashlib.sha256(f"space:{seed}".encode()).hexdigest()
    )
    return Space(space_id, label or space_id, secret, desk.clock.machine(), seed)


async def _begin(tx: Tx, world: World, fill: Fill | None) -> None:
    """The first entry of the journal, and the first contents."""
    await record(tx, world, Event.SPACE_CREATED, Actor.SYSTEM, subject=tx.space.id)
    if fill is not None:
        await fill(tx, world)


async def _fill(desk: Desk, space_id: str, fill: Fill | None) -> Space:
    """Write the first entry and the first contents, unless they are there."""
    async with desk.work(space_id) as (tx, world):
        if await tx.one(JournalEntry, name=Event.SPACE_CREATED.value) is None:
            await _begin(tx, world, fill)
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
    """Whether there is such a space, and its end has not passed."""
    return await find(desk, space_id) is not None


async def find(desk: Desk, space_id: str) -> Space | None:
    """The space, unless its end has passed."""
    try:
        async with desk.look(space_id) as (tx, _):
            return None if is_over(desk, tx.space) else tx.space
    except NotFound:
        return None


def is_over(desk: Desk, space: Space) -> bool:
    """Whether the end of a space has passed."""
    return space.expires_at is not None and space.expires_at <= desk.clock.machine()


async def sweep(desk: Desk) -> None:
    """Remove the spaces whose end has passed."""
    for space_id in await desk.store.spaces_over(desk.clock.machine()):
        await remove(desk, space_id)


async def change(desk: Desk, space_id: str, changes: Mapping[str, Any]) -> Space:
    """Change the terms of a space: its label, and fields of `Terms` by name, `life` from now on.

    Raises `NotAllowed` for an end of the root space.
    """
    told = dict(changes)
    if "life" in told:
        if space_id == DEFAULT_SPACE and told["life"] is not None:
            raise _needed("given an end")
        told["expires_at"] = end_of(desk, told.pop("life"))
    async with desk.work(space_id) as (tx, _):
        await tx.change_space(replace(tx.space, **told))
        return tx.space


async def delete(desk: Desk, space_id: str) -> None:
    """Remove a space and all it holds; `NotFound` if unknown, `NotAllowed` for the root space."""
    if space_id == DEFAULT_SPACE:
        raise _needed("deleted")
    space = await find(desk, space_id)
    if space is None:
        raise unknown_space(space_id)
    if is_hall(space):  # the places of a class end with their hall
        for other in await desk.store.spaces():
            if other.hall == space_id and other.id != space_id:
                await remove(desk, other.id)
    if not await remove(desk, space_id):
        raise unknown_space(space_id)


def is_hall(space: Space) -> bool:
    """Whether this space is the hall of a class rather than a world of its own."""
    return space.hall == space.id


def refuse_hall(space: Space) -> None:
    """Raise `NotAllowed` for the hall of a class: what it holds is the class itself."""
    if is_hall(space):
        raise NotAllowed(
            "space-is-a-hall",
            "error.space_is_a_hall",
            hint="This is the hall of a class: reset its places, or delete it with them.",
        )


async def remove(desk: Desk, space_id: str) -> bool:
    """Remove a space, and keep the keys that nobody has then; False if somebody was faster."""
    spare = await desk.spare_keys.of_space(desk.store, space_id)
    gone = await desk.store.delete_space(space_id)
    if gone:
        desk.spare_keys.keep(spare)
        desk.gone(space_id)
    return gone


async def reset(desk: Desk, space_id: str, *, fill: Fill | None = None) -> Space:
    """Begin a space again under the same name, terms and seed, its hands back on the machine."""
    async with desk.look(space_id) as (tx, _):
        old = tx.space
    refuse_hall(old)
    fresh = blank_space(desk, space_id, old.label, old.seed)
    kept = ("contents", "hint_signs_in", "fault_menu", "expires_at", "token_hash", "hall", "place")
    fresh = replace(fresh, **{name: getattr(old, name) for name in kept})
    spare = await desk.spare_keys.of_space(desk.store, space_id)
    async with desk.founding(fresh, anew=True) as (tx, world):
        await _begin(tx, world, fill)
    desk.spare_keys.keep(spare)
    return fresh


def _needed(done: str) -> NotAllowed:
    return NotAllowed(
        "space-needed",
        "error.space_needed",
        hint=f"The root space can be reset but not {done}.",
    )
