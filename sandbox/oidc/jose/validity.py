"""When a JWT that a client made is in force, by the protocol hand (RFC 7519 section 4.1)."""

import math
from datetime import datetime, timedelta
from typing import Any

LEEWAY = timedelta(seconds=30)
"""How far two watches may be apart; FAPI 2.0 Security Profile section 5.3.2.1 wants at least 10
seconds for `iat` and `nbf`, and at most 60."""

_FOREVER = 86400.0 * 366
"""Seconds beyond which it does not matter: keeps durations within what Python can hold."""


class Misdated(Exception):
    """The JWT is not in force, or does not say when it is."""


def in_force(
    claims: dict[str, Any], instant: datetime, longest: timedelta | None
) -> timedelta | None:
    """How long from `instant` the JWT may still be shown, leeway included; None without `exp`.

    Raises `Misdated` for one that has expired, is of the future, or expires more than `longest`
    from now (None: no matter when).
    """
    now = instant.timestamp()
    for name in ("iat", "nbf"):
        at = _seconds(claims, name)
        if at is not None and at > now + LEEWAY.total_seconds():
            raise Misdated(f"Its {name} is in the future.")
    expires = _seconds(claims, "exp")
    if expires is None:
        return None
    if expires <= now - LEEWAY.total_seconds():
        raise Misdated("It has expired.")
    if longest is not None and expires > now + longest.total_seconds():
        raise Misdated(f"Its exp is more than {int(longest.total_seconds())} seconds ahead.")
    return timedelta(seconds=min(expires - now, _FOREVER)) + LEEWAY


def _seconds(claims: dict[str, Any], name: str) -> float | None:
    """A NumericDate as a float; a number beyond any date stays comparable."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Misdated(f"Its {name} is not a number.")
    try:
        found = float(value)
    except OverflowError:
        found = math.inf if value > 0 else -math.inf
    if math.isnan(found):
        raise Misdated(f"Its {name} is not a number.")
    return found
