"""What goes wrong below the protocol, at any endpoint."""

from sandbox.world.faults.kinds import ENDPOINTS, Fault, Option, Place

_ANYWHERE = tuple(name for name in ENDPOINTS if name != "logout_token")

FAULTS: tuple[Fault, ...] = (
    Fault(
        "raw-status",
        Place.RAW,
        _ANYWHERE,
        reason="http.status",
        options=(Option("status", 503, 400, 599),),
    ),
)
