"""A running sandbox, and the spaces in it."""

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack

import httpx2

from sandbox.remote.answers import Answer, Listing, given, segment
from sandbox.remote.classes import Classroom, ClassWanted, Scenario
from sandbox.remote.connection import CONTROL, Connection, opened
from sandbox.remote.errors import passes_on
from sandbox.remote.space import Space

__tracebackhide__ = passes_on

DEFAULT_SPACE = "default"


class Wanted(TypedDict, total=False):
    """What a space is made from, and what it allows."""

    id: str
    label: str
    seed: str
    chance: str
    ttl_seconds: int
    hint_signs_in: bool
    fault_menu: bool
    fork_of: str


class Sandbox:
    """A running sandbox, reached at `url`; `token` is its SANDBOX_CONTROL_TOKEN, which none needs
    on loopback, or that of a space, which opens this space alone.

    `transport` replaces the network, e.g. for a sandbox in this very process.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8400",
        token: str = "",
        transport: httpx2.BaseTransport | None = None,
        timeout: float = 30.0,
    ) -> None:
        self.url = url.rstrip("/")
        self._http = opened(transport, timeout, self.url)
        self.connection = Connection(self._http, self.url + CONTROL, token)

    def index(self) -> Answer:
        """What answers there: its name, version, and where its description is."""
        return Answer(self.connection.get(""))

    def create_space(
        self, *, snapshot: bytes | str | Mapping[str, Any] | None = None, **wanted: Unpack[Wanted]
    ) -> Space:
        """A new space: from a seed (`full` or `empty`), from a space (`fork_of`) or a snapshot."""
        document = json.loads(snapshot) if isinstance(snapshot, bytes | str) else snapshot
        told = self.connection.post("/spaces", {**wanted, **given(snapshot=document)})
        return self._space(told).mark()

    def spaces(self) -> list[Space]:
        """Every space, oldest first."""
        return [self._space(told) for told in self.connection.get("/spaces")["spaces"]]

    def space(self, id: str = DEFAULT_SPACE) -> Space:  # noqa: A002 (its name everywhere)
        """The space of this name; raises `ControlError` (404) when there is none."""
        return self._space(self._at(id).get("/space"))

    def create_class(self, **wanted: Unpack[ClassWanted]) -> Classroom:
        """A new class of so many `places`, or of one for each of the `names`; for a trainer."""
        return self._class(self.connection.post("/classes", wanted))

    @property
    def classes(self) -> Listing[Classroom]:
        """The classes that have not ended, the newest first; by the id of the hall."""
        return Listing(self.connection, "/classes", "classes", self._class)

    @property
    def scenarios(self) -> Listing[Scenario]:
        """The exercises of a class."""
        return Listing(self.connection, "/scenarios", "scenarios", Scenario)

    def _class(self, told: Mapping[str, Any]) -> Classroom:
        return Classroom(self.connection, self.space, told)

    def _space(self, told: Mapping[str, Any]) -> Space:
        return Space(self, self._at(told["id"], told.get("token", "")), told)

    def _at(self, space: str, token: str = "") -> Connection:
        step = "" if space == DEFAULT_SPACE else f"/b/{segment(space)}"
        return self.connection.at(f"{self.url}{step}{CONTROL}", token)

    def close(self) -> None:
        """Close the connections; the sandbox runs on."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Sandbox at {self.url}>"
