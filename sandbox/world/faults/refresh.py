"""Refreshing (RFC 6749 section 6, Core section 12)."""

from sandbox.world.faults.kinds import Fault, Place

_SUITE = "oidcc-client-test-refresh-token-"


def _fault(name: str, reason: str, module: str = "") -> Fault:
    return Fault(
        f"refresh-{name}",
        Place.REFRESH,
        ("token",),
        reason=reason,
        certification=_SUITE + module if module else "",
    )


FAULTS: tuple[Fault, ...] = (
    _fault("revoked", "token.invalid_grant"),
    _fault("reused", "token.invalid_grant"),
    _fault("other-issuer", "id_token.iss", "invalid-issuer"),
    _fault("other-subject", "refresh.sub", "invalid-sub"),
    _fault("scope-shrinks", "token.scope"),
    _fault("no-new-id-token", ""),
)
