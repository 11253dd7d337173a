"""The ID token."""

from sandbox.world.faults.kinds import Fault, Place

FAULTS: tuple[Fault, ...] = (
    Fault(
        "id-token-expired",
        Place.ID_TOKEN,
        ("token",),
        reason="id_token.exp",
    ),
)
