"""How a field of an entity becomes a column that both engines know, and comes back.

Columns are TEXT, INTEGER or REAL only. Datetimes are ISO 8601 in UTC with microseconds, so that
they sort as text; dates are ISO 8601; truth values are 0 and 1; mappings and tuples are JSON.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

_RAW: dict[str, Any] = {"TEXT": str, "INTEGER": int, "REAL": (int, float)}
_GREATEST = 2**53
"""Whole numbers below it are the same for everybody who reads JSON (RFC 8259 section 6)."""
_DEEPEST = 40
"""Mappings and lists within each other in one column: several times the deepest honest one."""
_YEARS = range(1900, 3000)
"""Far around the range of the clock (1980 to 2199), and far from where dates overflow."""


@dataclass(frozen=True, slots=True)
class Codec:
    """One field: its column type and both directions; None passes through when optional."""

    sql_type: str
    optional: bool
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    structured: bool = False  # kept as JSON text
    kind: type = object  # of the field, for what is kept so
    items: type = object  # of what is in it

    def write(self, value: Any) -> Any:
        """The column value of a field value."""
        return None if value is None else self.encode(value)

    def read(self, raw: Any) -> Any:
        """The field value of a column value."""
        return None if raw is None else self.decode(raw)

    def plain(self, raw: Any) -> Any:
        """The column value as JSON tells it; only what is kept as JSON text differs."""
        return json.loads(raw) if self.structured and raw is not None else raw

    def checked(self, plain: Any) -> Any:
        """The column value of what `plain` gave, as this very field would write it.

        Raises `ValueError`, `TypeError` or `KeyError` for what the field cannot hold.
        """
        if plain is None:
            if not self.optional:
                raise ValueError("null")
            return None
        raw = _json(plain) if self.structured else plain
        if isinstance(raw, bool) or not isinstance(raw, _RAW[self.sql_type]):
            raise ValueError(f"a {type(plain).__name__}")
        if isinstance(raw, int) and abs(raw) >= _GREATEST:
            raise ValueError("a number of that length")
        value = self.decode(raw)
        if isinstance(value, date) and value.year not in _YEARS:
            raise ValueError("of that year")
        if self.structured:
            self._check_items(plain)
        return self.encode(value)

    def _check_items(self, plain: Any) -> None:
        if not isinstance(plain, dict if self.kind is dict else list):
            raise ValueError(f"a {type(plain).__name__}")
        for item in plain.values() if isinstance(plain, dict) else plain:
            if not isinstance(item, self.items):
                raise ValueError(f"of a {type(item).__name__}")
        _check_depth(plain, _DEEPEST)


def _check_depth(value: Any, left: int) -> None:
    """Raise `ValueError` for what would end our own recursion where it is told."""
    if not left:
        raise ValueError("nested so deeply")
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _check_depth(item, left - 1)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be stored")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _tuple(raw: str) -> tuple[Any, ...]:
    return tuple(json.loads(raw))


def _items(hint: Any) -> type:
    """What a mapping or a tuple holds; anything, if its hint does not say."""
    named = [part for part in typing.get_args(hint) if part is not ...]
    found = typing.get_origin(named[-1]) or named[-1] if named else object
    return found if isinstance(found, type) and found is not Any else object


def _codec(hint: Any) -> Codec:
    optional = False
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        members = [member for member in typing.get_args(hint) if member is not type(None)]
        optional = len(members) < len(typing.get_args(hint))
        (hint,) = members
    origin = typing.get_origin(hint) or hint
    if origin in (dict, list):
        of = _items(hint)
        return Codec("TEXT", optional, _json, json.loads, structured=True, kind=origin, items=of)
    if origin is tuple:
        of = _items(hint)
        return Codec("TEXT", optional, _json, _tuple, structured=True, kind=tuple, items=of)
    if origin is datetime:
        return Codec("TEXT", optional, _moment, datetime.fromisoformat)
    if origin is date:
        return Codec("TEXT", optional, date.isoformat, date.fromisoformat)
    if origin is bool:
        return Codec("INTEGER", optional, int, bool)
    if origin is int:
        return Codec("INTEGER", optional, int, int)
    if origin is float:
        return Codec("REAL", optional, float, float)
    if isinstance(origin, type) and issubclass(origin, str):
        return Codec("TEXT", optional, str, origin)
    raise TypeError(f"no column type for {hint!r}")


def codecs_of(kind: type) -> dict[str, Codec]:
    """The codec of each field of an entity class, in field order."""
    hints = typing.get_type_hints(kind)
    return {field.name: _codec(hints[field.name]) for field in dataclasses.fields(kind)}
