"""Spaces (« bacs »): create, reset and delete whole worlds.

What fills a new space (the seed) is handed in by the caller, and written in one transaction
together with the space's first journal entry: a space without that entry is unfinished, and is
filled again by `ensure` after a crash.
"""

from collections.abc import Awaitable, Callable

from sandbox.domain.model import Space
from sandbox.services.desk import Desk
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

Fill = Callable[[Tx, World], Awaitable[None]]
"""What writes the first contents of a space, e.g. `seeding.sow`."""


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
    raise NotImplementedError


async def ensure(desk: Desk, space_id: str, *, label: str = "", fill: Fill | None = None) -> Space:
    """The space, created and filled if it is missing or was left unfinished."""
    raise NotImplementedError


async def exists(desk: Desk, space_id: str) -> bool:
    """Whether there is such a space."""
    raise NotImplementedError


async def delete(desk: Desk, space_id: str) -> None:
    """Remove a space and all it holds; `NotFound` if unknown, `NotAllowed` for the root space."""
    raise NotImplementedError


async def reset(desk: Desk, space_id: str, *, fill: Fill | None = None) -> Space:
    """Begin a space again under the same name, label and seed, its hands back on the machine."""
    raise NotImplementedError
