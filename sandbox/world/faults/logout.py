"""Logging out (RP-Initiated Logout section 3, Back-Channel Logout sections 2.4 and 2.6)."""

from sandbox.world.faults.kinds import Fault, Place

_SUITE = "oidcc-client-test-rp-"


def _return(name: str, module: str) -> Fault:
    return Fault(
        f"logout-return-{name}",
        Place.LOGOUT,
        ("logout",),
        reason="logout.state",
        certification=f"{_SUITE}init-logout-{module}",
    )


def _token(name: str, reason: str, module: str = "") -> Fault:
    return Fault(
        f"logout-token-{name}",
        Place.LOGOUT,
        ("logout_token",),
        reason=f"logout_token.{reason}",
        certification=f"{_SUITE}backchannel-rpinitlogout-{module}" if module else "",
    )


FAULTS: tuple[Fault, ...] = (
    _return("without-state", "no-state"),
    _return("other-state", "other-state"),
    _token("alg-none", "alg", "alg-none"),
    _token("wrong-alg", "alg", "wrong-alg"),
    _token("wrong-aud", "aud", "wrong-aud"),
    _token("wrong-iss", "iss", "wrong-iss"),
    _token("no-event", "events", "no-event"),
    _token("wrong-event", "events", "wrong-event"),
    _token("with-nonce", "nonce", "with-nonce"),
    _token("unknown-sid", "sid"),
    _token("sent-twice", "jti"),
    # Sent by the token endpoint, just before the answer that tells of the session.
    Fault("logout-token-before-session", Place.LOGOUT, ("token",), reason="id_token.sid"),
)
