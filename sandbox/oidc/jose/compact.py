"""A compact JWT read without believing it: whom it names, how it says it is signed.

Bounded in length, and in depth by the JSON reader; nothing in a header is followed.
"""

import json
import re
from base64 import urlsafe_b64decode
from typing import Any

MAX_JWT = 16 * 1024
"""Greatest length of a JWT that a client may send, in characters."""
_PART = re.compile(r"[A-Za-z0-9_-]*")


class Unverified(Exception):
    """The JWT is not one that this client signed; the message says why, without its content."""


def header_of(token: str) -> dict[str, Any]:
    """The protected header of a compact JWS, unverified; raises `Unverified`."""
    return _part(token, 0)


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a compact JWS, unverified; raises `Unverified`."""
    return _part(token, 1)


def typ_of(header: dict[str, Any]) -> str:
    """What the header says the JWT is for, as it compares; `jwt` where it does not say
    (RFC 7515 section 4.1.9).
    """
    return str(header.get("typ", "JWT")).lower().removeprefix("application/")


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object that these bytes are in UTF-8; raises `Unverified`.

    A lone surrogate, which JSON can spell and UTF-8 cannot, is refused: no text with one can be
    stored, sent or digested.
    """
    try:
        found = json.loads(raw.decode())
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Unverified("Its content is not JSON in UTF-8.") from None
    if not isinstance(found, dict):
        raise Unverified("Its content is not a JSON object.")
    return found


def _part(token: str, place: int) -> dict[str, Any]:
    if len(token) > MAX_JWT:
        raise Unverified("The JWT is too long.")
    parts = token.split(".")
    if len(parts) != 3 or not all(_PART.fullmatch(part) for part in parts):
        raise Unverified("It is not a signed JWT in compact form.")
    text = parts[place]
    try:
        return json_object(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        raise Unverified("It is not a signed JWT in compact form.") from None
