"""Both hands of the clock of a space, moved on command."""

from datetime import datetime
from typing import Any

from sandbox.remote.answers import Answer, given
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on

__tracebackhide__ = passes_on


class Reading(Answer):
    """One hand as it was read; `offset_seconds`: ahead of the machine, None while it is frozen."""

    frozen: bool
    offset_seconds: float | None

    @property
    def now(self) -> datetime:
        """What it shows: the calendar in the time of Toronto, the protocol in UTC."""
        return datetime.fromisoformat(self["now"])


class Reckoning(Answer):
    """Both hands as they were read, and how many things fell due by the call (`applied`)."""

    applied: int

    @property
    def calendar(self) -> Reading:
        """The hand of the guide, of people and letters."""
        return Reading(self["calendar"])

    @property
    def protocol(self) -> Reading:
        """The hand of tokens and sessions."""
        return Reading(self["protocol"])

    @property
    def due_next(self) -> datetime | None:
        """When the next thing falls due, by the calendar."""
        told = self["due_next"]
        return None if told is None else datetime.fromisoformat(told)


class Hand:
    """One hand; a moment without a zone is in the time of Toronto."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection, self._name = connection, name

    @property
    def now(self) -> datetime:
        """What it shows now."""
        return self.read().now

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self.read().frozen

    def read(self) -> Reading:
        """The hand as it is."""
        return Reading(self._connection.get("/clock")[self._name])

    def advance(
        self,
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> Reckoning:
        """Go on by the sum of these; below zero goes back."""
        parts = {
            "weeks": weeks,
            "days": days,
            "hours": hours,
            "minutes": minutes,
            "seconds": seconds,
        }
        span = {name: value for name, value in parts.items() if value}
        return Reckoning(self._connection.post("/clock/advance", {self._name: span}))

    def set(self, at: datetime | str) -> Reckoning:
        """Show this moment, and go on from there (or stand still there, if it is frozen)."""
        return self._put(at=written(at))

    def freeze(self, at: datetime | str | None = None) -> Reckoning:
        """Stand still: where it is, or at this moment."""
        return self._put(at=written(at), frozen=True)

    def unfreeze(self) -> Reckoning:
        """Go on from where it stands."""
        return self._put(frozen=False)

    def _put(self, **changes: Any) -> Reckoning:
        return Reckoning(self._connection.patch("/clock", {self._name: given(**changes)}))


class Clock(Hand):
    """Both hands; what is said of neither moves the calendar, and leaves tokens as they are."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, "calendar")
        self.calendar = Hand(connection, "calendar")
        self.protocol = Hand(connection, "protocol")

    @property
    def due_next(self) -> datetime | None:
        """When the next thing falls due, by the calendar."""
        return self.hands().due_next

    def hands(self) -> Reckoning:
        """Both hands as they are."""
        return Reckoning(self._connection.get("/clock"))

    def jump(self) -> Reckoning:
        """Move the calendar to the next thing that falls due."""
        return Reckoning(self._connection.post("/clock/jump"))

    def follow(self) -> Reckoning:
        """Let both hands follow the machine again."""
        return Reckoning(self._connection.post("/clock/follow"))


def written(at: datetime | str | None) -> str | None:
    """A moment as the API reads it."""
    return at.isoformat() if isinstance(at, datetime) else at
