"""The desk: opens a transaction of a space together with what it sees of the world."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from sandbox.domain.conventions import Conventions
from sandbox.domain.model import Space
from sandbox.services.mismatches import Mismatches
from sandbox.services.ports import Store, Tx
from sandbox.services.site import Site
from sandbox.services.spare_keys import SpareKeys
from sandbox.world.chance import Chance
from sandbox.world.clock import Clock
from sandbox.world.surroundings import World


class Desk:
    """What every face holds: one store, one clock, one set of conventions, one site."""

    def __init__(
        self,
        store: Store,
        clock: Clock | None = None,
        conventions: Conventions | None = None,
        site: Site | None = None,
        spare_keys: SpareKeys | None = None,
    ) -> None:
        self.store = store
        self.clock = clock or Clock()
        self.conventions = conventions or Conventions()
        self.site = site or Site()
        self.mismatches = Mismatches()
        self.spare_keys = spare_keys or SpareKeys()
        self._listeners: list[tuple[type, str, Callable[[], None]]] = []
        self._followers: list[Callable[[str], None]] = []

    def _world(self, space: Space, scope: str) -> World:
        return World(
            space=space,
            now=self.clock.calendar(space),
            instant=self.clock.protocol(space),
            chance=Chance(space.seed, scope),
            conventions=self.conventions,
        )

    @asynccontextmanager
    async def work(self, space_id: str) -> AsyncIterator[tuple[Tx, World]]:
        """A read-write transaction and its world."""
        async with self.store.writing(space_id) as tx:
            yield tx, self._world(tx.space, f"turn:{tx.space.turn}")
        self._tell(tx)

    @asynccontextmanager
    async def founding(
        self, space: Space, *, anew: bool = False
    ) -> AsyncIterator[tuple[Tx, World]]:
        """The transaction that begins a space (see `Store.founding`), and its world."""
        async with self.store.founding(space, anew=anew) as tx:
            yield tx, self._world(space, "turn:founding")
        self.mismatches.forget(space.id)
        self._tell(tx)

    def world_of(self, space: Space) -> World:
        """The world as a space sees it whose hands were moved in this very transaction."""
        return self._world(space, f"moved:{space.turn}")

    def _tell(self, tx: Tx) -> None:
        for kind, space_id, told in tuple(self._listeners):
            if kind in tx.written and space_id in ("", tx.space.id):
                told()
        if tx.written:
            self._tell_followers(tx.space.id)

    def _tell_followers(self, space_id: str) -> None:
        for follower in tuple(self._followers):
            follower(space_id)

    def gone(self, space_id: str) -> None:
        """A space is no more: whoever listens to it, or follows, looks and finds out."""
        for _, listened, told in tuple(self._listeners):
            if listened == space_id:
                told()
        self._tell_followers(space_id)

    @contextmanager
    def following(self, told: Callable[[str], None]) -> Iterator[None]:
        """Call `told` with the id of each space that this process wrote in, or removed."""
        self._followers.append(told)
        try:
            yield
        finally:
            self._followers.remove(told)

    @contextmanager
    def listening(self, kind: type, told: Callable[[], None], space_id: str = "") -> Iterator[None]:
        """Call `told` after each transaction of this process that wrote entities of a kind.

        In one space, or in any if `space_id` is empty.
        """
        listener = (kind, space_id, told)
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    @asynccontextmanager
    async def look(self, space_id: str) -> AsyncIterator[tuple[Tx, World]]:
        """A read-only transaction and its world; draws of a seeded space repeat there."""
        async with self.store.reading(space_id) as tx:
            yield tx, self._world(tx.space, f"look:{tx.space.turn}")

    def chance(self, space: Space, scope: str) -> Chance:
        """Draws outside a transaction; `scope` must be unique within the space."""
        return Chance(space.seed, scope)
