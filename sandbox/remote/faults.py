"""Faults: the catalogue, and what is armed."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from sandbox.remote.answers import Answer, given, segment
from sandbox.remote.connection import Connection
from sandbox.remote.errors import ControlError, passes_on

__tracebackhide__ = passes_on


class Fault(Answer):
    """One fault of the catalogue; `defect` and `duty` are in both languages (`fr`, `en`)."""

    id: str
    place: str
    endpoints: list[str]
    defect: dict[str, str]
    duty: dict[str, str]
    reason: str
    certification: str
    user_code: str
    persona: str
    options: list[dict[str, Any]]


class Armed:
    """A fault on the board; as a context manager it is taken off at the end of the block."""

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        self._connection = connection
        self.told = Answer(told)
        self.id: str = told["id"]
        self.fault: str = told["fault"]
        self.times: int = told["times"]

    @property
    def struck(self) -> int:
        """How often it has struck by now; once it is off the board, how often it had."""
        for told in self._connection.get("/faults/armed")["armed"]:
            if told["id"] == self.id:
                self.told = Answer(told)
        return int(self.told["struck"])

    def disarm(self) -> int:
        """Take it off the board; how often it struck. Harmless when it is off already."""
        try:
            board = self._connection.delete(f"/faults/armed/{segment(self.id)}")
        except ControlError as error:
            if error.status != 404:
                raise
        else:
            for told in board["armed"]:
                if told["id"] == self.id:
                    self.told = Answer(told)
        return int(self.told["struck"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.disarm()

    def __repr__(self) -> str:
        return f"<Armed {self.fault} {self.id}: struck {self.told['struck']} of {self.times}>"


class Faults:
    """The faults of a space."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def catalogue(self) -> list[Fault]:
        """Every fault there is."""
        return [Fault(told) for told in self._connection.get("/faults")["faults"]]

    @property
    def armed(self) -> list[Armed]:
        """Every fault on the board, whether it has struck or not."""
        board = self._connection.get("/faults/armed")
        return [Armed(self._connection, told) for told in board["armed"]]

    @property
    def never_struck(self) -> list[Armed]:
        """The faults on the board that have not struck: what armed them proves nothing yet."""
        return [armed for armed in self.armed if not armed.told["struck"]]

    def arm(
        self,
        fault: str,
        *,
        times: int = 1,
        client: str | None = None,
        endpoint: str | None = None,
        trace: str | None = None,
        options: Mapping[str, int] | None = None,
    ) -> Armed:
        """Arm one; what is left out is any."""
        wanted = given(
            fault=fault,
            times=times,
            client_id=client,
            endpoint=endpoint,
            trace=trace,
            options=dict(options) if options else None,
        )
        return Armed(self._connection, self._connection.post("/faults/armed", wanted))

    def disarm(self) -> list[Armed]:
        """Clear the board; the faults as they stood on it."""
        board = self._connection.delete("/faults/armed")
        return [Armed(self._connection, told) for told in board["armed"]]
