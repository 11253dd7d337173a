"""Private keys that no space uses any more, kept for spaces to come.

Making an RSA key takes longer than a whole test in a space of its own. Where the state is in
memory and open to this machine alone, the keys of a space that is deleted or begins anew sign for
the next one that needs some: no two spaces have one at the same time, and nobody is there from
whom a key would have to be kept.
"""

from collections import defaultdict
from typing import Any

from sandbox.domain.errors import NotFound
from sandbox.domain.provider import SigningKey
from sandbox.services.ports import Store

MOST_KEPT = 64
"""Keys kept of each algorithm."""


class SpareKeys:
    """JWKs by algorithm; none is ever kept unless `recycles`."""

    def __init__(self, *, recycles: bool = False) -> None:
        self._recycles = recycles
        self._kept: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._ours: set[str] = set()  # kids of what was made here and is in no snapshot

    def made(self, kid: str) -> None:
        """A key of this name was made here, or taken from those kept."""
        if self._recycles:
            self._ours.add(kid)

    def in_a_snapshot(self, rows: list[SigningKey]) -> None:
        """Never keep these: their space may come back, or they came from anywhere."""
        self._ours.difference_update(row.kid for row in rows)

    def take(self, alg: str) -> dict[str, Any] | None:
        """A private key for this algorithm that is nobody's, if there is one."""
        kept = self._kept[alg]
        return kept.pop() if kept else None

    async def of_space(self, store: Store, space_id: str) -> list[SigningKey]:
        """The keys that will be nobody's once this space is gone; a fork has those of its origin,
        a snapshot those of its space, and one that was withdrawn in an emergency is never used
        again.
        """
        if not self._recycles:
            return []
        try:
            async with store.reading(space_id) as tx:
                rows = await tx.find(SigningKey, withdrawn_at=None)
        except NotFound:
            return []
        return [
            row
            for row in rows
            if row.kid in self._ours
            and await store.spaces_with(SigningKey, kid=row.kid) == [space_id]
        ]

    def keep(self, rows: list[SigningKey]) -> None:
        """Keep the keys of a space that is gone."""
        for row in rows:
            kept = self._kept[row.alg]
            if len(kept) < MOST_KEPT:
                kept.append(row.jwk)
