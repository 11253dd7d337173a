"""What goes wrong below the protocol, at any endpoint."""

from sandbox.world.faults.kinds import ENDPOINTS, Fault, Option, Place

_ANYWHERE = tuple(name for name in ENDPOINTS if name != "logout_token")


def _fault(name: str, reason: str, *options: Option) -> Fault:
    return Fault(f"raw-{name}", Place.RAW, _ANYWHERE, reason=f"http.{reason}", options=options)


FAULTS: tuple[Fault, ...] = (
    _fault("delay", "timeout", Option("seconds", 30, 1, 120, "s")),
    _fault("status", "status", Option("status", 503, 400, 599)),
    _fault("malformed", "json"),
    _fault("wrong-content-type", "content_type"),
    _fault("dropped", "connection"),
    _fault("slow-body", "timeout", Option("seconds", 10, 1, 60, "s")),
)
