"""How one member of a client's metadata is read: its type and the values it may have."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.oidc.refusals import invalid_metadata

MAX_TEXT = 1000
"""Greatest length of a text that people read, in characters."""
MOST_ITEMS = 50
"""Items that one list may hold."""
MAX_AGE = 10**10
"""Greatest number of seconds: three centuries."""

Reading = Callable[[str, Any], Any]
"""Takes the name and the value of a member; returns what is kept or raises `Refusal`."""

_SCOPE = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*")
_WORD = re.compile(r"[\x21-\x7E]{1,200}")
_RFC7591 = "RFC 7591 section 2"


def text(member: str, value: Any) -> str:
    """A text for people, without control characters."""
    fits = isinstance(value, str) and value.strip() and len(value) <= MAX_TEXT
    if not fits or not value.isprintable():
        raise invalid_metadata(
            member, "is not a text", f"Send 1 to {MAX_TEXT} printable characters."
        )
    return str(value)


def flag(member: str, value: Any) -> bool:
    """True or false, as JSON has them."""
    if not isinstance(value, bool):
        raise invalid_metadata(member, "is not a boolean", "Send true or false, without quotes.")
    return value


def age(member: str, value: Any) -> int:
    """A whole number of seconds."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_AGE:
        raise invalid_metadata(
            member, "is not a number of seconds", "Send a whole number, 0 or more."
        )
    return value


def scope(member: str, value: Any) -> str:
    """Scope tokens, whatever a resource calls them (RFC 6749 section 3.3)."""
    fits = isinstance(value, str) and len(value) <= MAX_TEXT and _SCOPE.fullmatch(value)
    if not fits:
        raise invalid_metadata(
            member,
            "is not a list of scope tokens",
            "Send a text of scopes separated by single spaces.",
            "RFC 6749 section 3.3",
        )
    return " ".join(dict.fromkeys(value.split()))


def texts(member: str, value: Any) -> list[str]:
    """A list of texts for people."""
    return [text(member, each) for each in _items(member, value)]


def words(member: str, value: Any) -> list[str]:
    """A list of names without spaces, in ASCII."""
    found = _items(member, value)
    if not all(isinstance(each, str) and _WORD.fullmatch(each) for each in found):
        raise invalid_metadata(
            member, "holds something else than names", "Send names without spaces."
        )
    return list(dict.fromkeys(found))


def one_of(*allowed: str, cite: str = _RFC7591) -> Reading:
    """Reads one of these values."""

    def read(member: str, value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise _outside(member, "has a value that is not supported", allowed, value, cite)
        return value

    return read


def all_of(allowed: Sequence[str], cite: str = _RFC7591) -> Reading:
    """Reads a list of these values, and of no other."""

    def read(member: str, value: Any) -> list[str]:
        found = _items(member, value)
        strange = [each for each in found if not isinstance(each, str) or each not in allowed]
        if strange:
            told = "holds a value that is not supported"
            raise _outside(member, told, allowed, strange[0], cite)
        return list(dict.fromkeys(found))

    return read


def some_of(allowed: Sequence[str], cite: str = _RFC7591) -> Reading:
    """Reads a list that holds one of these values at least, and keeps those it holds.

    Some libraries register whatever they could do; a server may leave out what it cannot
    (RFC 7591 section 3.2.1), and its answer says so.
    """

    def read(member: str, value: Any) -> list[str]:
        found = _items(member, value)
        known = [each for each in found if isinstance(each, str) and each in allowed]
        if found and not known:
            told = "holds no value that is supported"
            raise _outside(member, told, allowed, found[0], cite)
        return list(dict.fromkeys(known))

    return read


def _outside(member: str, told: str, allowed: Sequence[str], value: Any, cite: str) -> Exception:
    named = ", ".join(allowed)
    sent = value[:100] if isinstance(value, str) and value.isprintable() else ""
    return invalid_metadata(member, told, f"Send among: {named}.", cite, sent=sent, expected=named)


def _items(member: str, value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise invalid_metadata(
            member, "is not a list", f"Send a JSON array of {MOST_ITEMS} items at most."
        )
    return value
