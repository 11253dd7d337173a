"""A strict reader of one table: every key is asked for, or it is an error with file and line."""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any, TypeVar

from sandbox.domain.errors import BadInput
from sandbox.seeding.positions import Path_, Positions, SeedError

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)

_NEEDED: Any = object()
_KINDS = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}


class Reader:
    """Reads the keys of one table; `done` refuses those that nobody asked for."""

    def __init__(
        self, values: dict[str, Any], positions: Positions, path: Path_ = (), about: str = ""
    ) -> None:
        self._values = values
        self._positions = positions
        self._path = path
        self._about = about
        self._asked: set[str] = set()

    def error(self, key: str, what: str) -> SeedError:
        """An error at one key of this table."""
        path = (*self._path, key) if key else self._path
        return self._positions.error(path, f"{self._about}: {what}" if self._about else what)

    def about(self, what: str) -> None:
        """Errors of this table, and of those in it, name what it tells of from here on."""
        self._about = what

    def given(self) -> tuple[str, ...]:
        """The keys this table gives, in the order of the file."""
        return tuple(self._values)

    def has(self, key: str) -> bool:
        """Whether the table gives this key."""
        return key in self._values

    def _take(self, key: str, kind: type[T], default: Any) -> Any:
        self._asked.add(key)
        if key not in self._values:
            if default is _NEEDED:
                raise self.error("", f"'{key}' is missing")
            return default
        value = self._values[key]
        if type(value) is not kind:  # `true` is no number here
            raise self.error(key, f"'{key}' must be {_KINDS.get(kind, 'a table')}")
        return value

    def text(self, key: str, default: str = _NEEDED) -> str:
        """A text, not blank unless the default is."""
        value: str = self._take(key, str, default)
        if default is _NEEDED and not value.strip():
            raise self.error(key, f"'{key}' is blank")
        return value

    def number(self, key: str) -> int:
        """A whole number, not negative."""
        value: int = self._take(key, int, _NEEDED)
        if value < 0:
            raise self.error(key, f"'{key}' must not be negative")
        return value

    def days(self, key: str) -> int | None:
        """Days before the day the space is created; None if not given."""
        self._asked.add(key)
        return self.number(key) if self.has(key) else None

    def flag(self, key: str, default: bool = _NEEDED) -> bool:
        """True or false."""
        value: bool = self._take(key, bool, default)
        return value

    def texts(self, key: str, default: tuple[str, ...] = _NEEDED) -> tuple[str, ...]:
        """A list of texts."""
        values = self._take(key, list, default)
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, f"'{key}' must be a list of texts")
        return tuple(values)

    def choice(self, key: str, kind: type[Choice], default: Choice | None = _NEEDED) -> Choice:
        """A word of a closed vocabulary."""
        word = self._take(key, str, None if default is not _NEEDED else _NEEDED)
        if word is None:
            return default  # type: ignore[return-value]
        try:
            return kind(word)
        except ValueError:
            known = ", ".join(member.value for member in kind)
            raise self.error(key, f"'{key}' is '{word}', not one of: {known}") from None

    def parsed(self, key: str, parse: Callable[[str], T]) -> T:
        """A text that an identifier accepts."""
        return self._parsed(key, self.text(key), parse)

    def maybe(self, key: str, parse: Callable[[str], T]) -> T | None:
        """The same, or None if the key is not given."""
        return self._parsed(key, self.text(key), parse) if self.has(key) else None

    def _parsed(self, key: str, text: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(text)
        except BadInput as error:
            raise self.error(key, f"'{key}' is not valid: {error.hint or error.code}") from None

    def answers(self, key: str, allowed: Collection[str]) -> dict[str, str]:
        """A table of texts whose keys all belong to `allowed`; empty if not given."""
        inner = self.table(key, optional=True)
        found = {name: inner.text(name, "") for name in inner.given() if name in allowed}
        inner.done()
        return found

    def table(self, key: str, *, optional: bool = False) -> "Reader":
        """A table within this one; empty if optional and not given."""
        values = self._take(key, dict, {} if optional else _NEEDED)
        return Reader(values, self._positions, (*self._path, key), self._about)

    def tables(self, key: str) -> list["Reader"]:
        """An array of tables, possibly empty."""
        values = self._take(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, f"'{key}' must be a list of tables")
        return [
            Reader(value, self._positions, (*self._path, key, place), self._about)
            for place, value in enumerate(values)
        ]

    def done(self) -> None:
        """Refuse any key of the table that was not asked for."""
        for key in self._values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise self.error(key, f"unknown key '{key}'; known here: {known}")
