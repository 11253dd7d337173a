"""Discovery and keys (Discovery 1.0 section 4.3, RFC 7517, Core section 10.1)."""

from sandbox.world.faults.kinds import Fault, Option, Place

_SUITE = "oidcc-client-test-"


def _fault(
    name: str, endpoint: str, reason: str, module: str = "", options: tuple[Option, ...] = ()
) -> Fault:
    return Fault(
        name,
        Place.DISCOVERY,
        (endpoint,),
        reason=reason,
        certification=_SUITE + module if module else "",
        options=options,
    )


FAULTS: tuple[Fault, ...] = (
    _fault(
        "discovery-issuer-mismatch", "discovery", "discovery.issuer", "discovery-issuer-mismatch"
    ),
    _fault("discovery-endpoint-missing", "discovery", "discovery.members"),
    _fault("jwks-unavailable", "jwks", "http.status"),
    _fault("jwks-slow", "jwks", "http.timeout", options=(Option("seconds", 30, 0, 600, "s"),)),
    _fault("jwks-empty", "jwks", "keys.empty"),
    _fault("jwks-duplicate-kid", "jwks", "keys.kid"),
    # What a correct party must live with: it reads the key set again, once.
    _fault("jwks-stale", "jwks", ""),
    _fault(
        "keys-rotated-before-signing",
        "token",
        "",
        "signing-key-rotation-just-before-signing",
    ),
)
