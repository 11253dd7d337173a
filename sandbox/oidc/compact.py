"""A compact JWT read without believing it: whom it names, how it says it is signed.

Bounded in length, and in depth by the JSON reader; nothing in a header is followed.
"""

import json
from base64 import urlsafe_b64decode
from typing import Any

MAX_JWT = 16 * 1024
"""Greatest length of a JWT that a client may send, in characters."""


class Unverified(Exception):
    """The JWT is not one that this client signed; the message says why, without its content."""


def header_of(token: str) -> dict[str, Any]:
    """The protected header of a compact JWS, unverified; raises `Unverified`."""
    return _part(token, 0)


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a compact JWS, unverified; raises `Unverified`."""
    return _part(token, 1)


def _part(token: str, place: int) -> dict[str, Any]:
    if len(token) > MAX_JWT:
        raise Unverified("The JWT is too long.")
    try:
        header, claims, _ = token.split(".")
        text = (header, claims)[place]
        found = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        raise Unverified("It is not a signed JWT.") from None
    if not isinstance(found, dict):
        raise Unverified("It is not a signed JWT.")
    return found
