"""What is long over is swept away, a little each time that something like it is added.

Nothing runs in the background. A row that is over stays while it can still teach something: that a
code comes back is seen as long as anything it produced may live.
"""

from datetime import timedelta

from sandbox.domain.provider import AuthorizationCode, DeviceGrant, Token
from sandbox.oidc.profile import REFRESH_LIFE
from sandbox.services.ports import Before, Tx
from sandbox.world.surroundings import World

_A_DAY = timedelta(days=1)
KEPT = {
    AuthorizationCode: ("code_hash", REFRESH_LIFE + _A_DAY),
    DeviceGrant: ("device_code_hash", REFRESH_LIFE + _A_DAY),
    Token: ("token_hash", _A_DAY),  # those of a family that were rotated expire with it
}
"""The key of each kind, and how long it stays after it expired."""
BATCH = 100
"""Rows removed at a time, so that no request pays for a year of them."""


async def sweep(tx: Tx, world: World, kind: type[AuthorizationCode | DeviceGrant | Token]) -> None:
    """Remove the oldest rows of a kind that are long over, `BATCH` at most."""
    key, kept = KEPT[kind]
    before = Before(world.instant - kept)
    old = await tx.find(kind, order="expires_at", limit=BATCH, expires_at=before)
    if old:
        await tx.remove(kind, **{key: [getattr(row, key) for row in old]})
