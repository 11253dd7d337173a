"""What may be shown once: the `jti` of assertions and proofs, marked until they are stale."""

from datetime import timedelta

from sandbox.domain.provider import SeenAssertion
from sandbox.services.ports import Before, Tx
from sandbox.world.surroundings import World


async def taken(tx: Tx, world: World, purpose: str, value: str, left: timedelta) -> bool:
    """Mark `value` as shown for as long as it is good; False if it was shown before.

    Of two that come at once the later either sees the row or collides with it when it commits
    (`Conflict`); `errands.run` then looks again and sees it.
    """
    key = world.sealed(purpose, value)
    if await tx.get(SeenAssertion, key) is not None:
        return False
    await tx.remove(SeenAssertion, expires_at=Before(world.instant))
    await tx.add(SeenAssertion(key, world.instant + left))
    return True
