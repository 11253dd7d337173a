"""What the services need of a store; `storage` implements it, `app` hands it in.

A transaction is opened for one space. Every statement it runs is confined to that space by the
store itself, so no service can read or write another space's rows.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sandbox.domain.model import Space

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Before:
    """Filter value: strictly before (`<`) this date, datetime, number or text."""

    value: Any


@dataclass(frozen=True, slots=True)
class After:
    """Filter value: strictly after (`>`) this date, datetime, number or text."""

    value: Any


@dataclass(frozen=True, slots=True)
class Not:
    """Filter value: different from; `Not(None)` means present."""

    value: Any


class Tx(Protocol):
    """One transaction of one space.

    `kind` is an entity class of `domain.model` or `domain.provider`. Filters are keyword equals;
    `None` means absent; a tuple, list or set means any of; `Before`, `After`, `Not` compare.
    Writes take effect together when the transaction ends without an exception, or not at all.
    """

    space: Space
    written: set[type]  # kinds of which something was added, changed or removed

    async def get(self, kind: type[T], key: str) -> T | None:
        """The entity with this key, or None."""

    async def need(self, kind: type[T], key: str) -> T:
        """The entity with this key, or raise `NotFound`."""

    async def one(self, kind: type[T], **where: Any) -> T | None:
        """The first entity that matches (in key order), or None."""

    async def find(
        self, kind: type[T], *, order: str = "", limit: int = 0, offset: int = 0, **where: Any
    ) -> list[T]:
        """All that match, ordered by a field (`-field` descending; key order if empty).

        `offset` skips that many, and needs a `limit`.
        """

    async def count(self, kind: type, **where: Any) -> int:
        """How many match."""

    async def add(self, *entities: object) -> None:
        """Insert; a key or unique value already taken raises `Conflict` at the latest on commit."""

    async def save(self, *entities: object) -> None:
        """Update by key the row that must exist; raises `NotFound` at the latest on commit."""

    async def put(self, entity: object) -> None:
        """Insert, or replace the row with the same key."""

    async def remove(self, kind: type, **where: Any) -> int:
        """Delete all that match and return how many; at least one filter is required."""

    async def claim(
        self, kind: type, key: str, *, where: dict[str, Any], to: dict[str, Any]
    ) -> bool:
        """Guarded update: set `to` if the row still matches `where`. True for exactly one caller.

        This is what holds single use under concurrent redemption, on every engine.
        """

    async def change_space(self, space: Space) -> None:
        """Write the space itself (hands, label, what it allows) with the rest; the id and the
        turn stay. `self.space` is the new one; the world of the transaction stays the old one.
        """

    async def dump(self) -> dict[str, Any]:
        """All that the space holds, as JSON tells it and always in the same order.

        By table: `columns`, and `rows` of their values.
        """

    async def fill(self, tables: Mapping[str, Any]) -> None:
        """Write what `dump` gave, into a space that holds nothing; raises `BadInput` for what
        cannot be of these tables. A column that is left out takes its default.
        """

    async def next_seq(self, kind: type) -> int:
        """The next `seq` of `PostItem` or `JournalEntry` in this space, from 1, without holes."""


class Store(Protocol):
    """The door to the data."""

    def writing(self, space_id: str) -> AbstractAsyncContextManager[Tx]:
        """A read-write transaction; raises `NotFound` for an unknown space.

        Commits when the block ends, rolls back when it raises. `Conflict` and `Unavailable` mean
        that nothing was written.
        """

    def reading(self, space_id: str) -> AbstractAsyncContextManager[Tx]:
        """A read-only, consistent view; writes through it raise `RuntimeError`."""

    async def spaces(self) -> Sequence[Space]:
        """Every space, oldest first."""

    async def spaces_over(self, now: datetime) -> Sequence[str]:
        """Ids of the spaces whose end has passed at this moment."""

    async def count_spaces(self) -> int:
        """How many spaces there are."""

    async def spaces_with(self, kind: type, **where: Any) -> Sequence[str]:
        """Ids of the spaces that hold at least one entity that matches, in one look at all."""

    def founding(self, space: Space, *, anew: bool = False) -> AbstractAsyncContextManager[Tx]:
        """A read-write transaction that begins a space, empty; raises `Conflict` if it exists.

        `anew`: in the place of the one of this id, which goes with all it held; `NotFound` if
        there is none. When the block raises, all is as it was.
        """

    async def copy_space(self, source_id: str, make: Callable[[Space], Space]) -> Space:
        """A new space that holds what another one holds; `make` gives it its own name.

        Raises `NotFound` for an unknown source, `Conflict` if the new id is taken.
        """

    async def create_space(self, space: Space) -> None:
        """Add an empty space; raises `Conflict` if the id is taken."""

    async def save_space(self, space: Space) -> None:
        """Update the clock hands or the label of a space."""

    async def delete_space(self, space_id: str) -> bool:
        """Remove a space and every row that belongs to it; False if there was none."""

    async def close(self) -> None:
        """Release connections; the store cannot be used afterwards."""
