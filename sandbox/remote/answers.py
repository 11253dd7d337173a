"""What the API told of one thing: its JSON, and each member by its name."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import quote

from sandbox.remote.connection import Connection
from sandbox.remote.errors import ControlError, passes_on

__tracebackhide__ = passes_on

T = TypeVar("T")


class Answer(Mapping[str, Any]):
    """A JSON object as the API gave it; `thing.name` is `thing["name"]`.

    A subclass names the members that are promised, for type checkers and readers; whatever else
    the API tells is there too.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = dict(told)

    def __getitem__(self, name: str) -> Any:
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    if not TYPE_CHECKING:  # a checker knows the promised members, and refuses a misspelt one

        def __getattr__(self, name: str) -> Any:
            told = self.__dict__.get("_told", {})
            if name in told:
                return told[name]
            __tracebackhide__ = True  # the line to mend is the caller's
            known = ", ".join([*told, *_own(type(self), set(told))])
            raise AttributeError(f"{type(self).__name__} has no {name!r}. Known: {known}.")

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._told.items())
        return f"{type(self).__name__}({shown})"


def _own(kind: type[Answer], told: set[str]) -> list[str]:
    """What a kind of thing has beside the members that were told; `()` after what is called."""
    defined = {
        name: value
        for each in reversed(kind.__mro__)
        if issubclass(each, Answer)
        for name, value in vars(each).items()
        if not name.startswith("_") and name not in told
    }
    return [f"{name}()" if callable(value) else name for name, value in defined.items()]


class Listing(Generic[T]):
    """All things of one kind in a space, as they are when one looks: iterate, `len`, `[ref]` or
    `get(ref)`.

    `known_by` are the members by which one is found where the API tells only all of them.
    """

    def __init__(
        self,
        connection: Connection,
        path: str,
        member: str,
        kind: Callable[[Any], T],
        known_by: tuple[str, ...] = (),
    ) -> None:
        self._connection, self._path, self._member, self._kind = connection, path, member, kind
        self._known_by = known_by

    def __iter__(self) -> Iterator[T]:
        for told in self._connection.get(self._path)[self._member]:
            yield self._kind(told)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, ref: str) -> T:
        """The one of this name; raises `ControlError` (404) when there is none."""
        if not self._known_by:
            return self._kind(self._connection.get(f"{self._path}/{segment(ref)}"))
        told = self._connection.get(self._path)[self._member]
        for each in told:
            if ref in (each[name] for name in self._known_by):
                return self._kind(each)
        known = ", ".join(str(each[self._known_by[0]]) for each in told) or "none yet"
        raise ControlError(
            "unknown", hint=f"No {ref!r} among the {self._member}. Known: {known}.", status=404
        )

    def get(self, ref: str) -> T:
        """The same as `[ref]`, as the client in TypeScript has it; it never gives None."""
        return self[ref]

    def __repr__(self) -> str:
        return f"<{self._member} of {self._connection.base}>"


def segment(ref: str) -> str:
    """A reference as one step of a path."""
    return quote(ref, safe="")


def given(**fields: Any) -> dict[str, Any]:
    """The fields that are not None."""
    return {name: value for name, value in fields.items() if value is not None}
