"""The timeline of one sign-in or one enrolment, front channel and back channel."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.remote.answers import Answer, segment
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on

__tracebackhide__ = passes_on


class Trace(Answer):
    """A timeline; `title` is in both languages (`fr`, `en`), `steps` are told of one alone."""

    id: str
    kind: str
    title: dict[str, str]
    began_at: str
    ended_at: str
    entries: int
    refused: bool
    faults: list[str]
    steps: list[dict[str, Any]]

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._connection = connection

    def html(self, lang: str = "fr") -> str:
        """One file to attach to a ticket, in `fr` or `en`; it holds no secret."""
        path = f"/traces/{segment(self.id)}/html"
        return self._connection.send("GET", path, query={"lang": lang}).text


class Traces:
    """The timelines of a space: iterate (the latest first), `[id]` for one with its steps."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, limit: int | None = None) -> tuple[Trace, ...]:
        """The newest ones, without their steps."""
        told = self._connection.get("/traces", limit=limit)["traces"]
        return tuple(Trace(self._connection, each) for each in told)

    def __iter__(self) -> Iterator[Trace]:
        return iter(self.list())

    def __len__(self) -> int:
        return len(self.list())

    def get(self, trace: str) -> Trace:
        """The same as `[id]`."""
        return self[trace]

    def __getitem__(self, trace: str) -> Trace:
        return Trace(self._connection, self._connection.get(f"/traces/{segment(trace)}"))
