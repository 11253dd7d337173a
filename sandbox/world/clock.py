"""The clock with two hands; the only module that reads the machine's time.

The *calendar* hand drives the world: the 90 days of an invitation, the life of a temporary
password, the end of a mandate. The *protocol* hand stamps codes, tokens and sessions. Both follow
the machine until a space offsets or freezes one of them; they are never confused, so that a
calendar three months ahead still issues tokens that a relying party accepts by its own watch.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.domain.model import Space

TORONTO = ZoneInfo("America/Toronto")
"""Civil dates of the guide are dates of this zone (A-14)."""


def machine_time() -> float:
    """Seconds since the epoch by the machine."""
    return time.time()


def machine_monotonic() -> float:
    """Seconds of a clock that never goes back; for waiting and measuring only."""
    return time.monotonic()


class Clock:
    """Reads both hands of a space over one source of seconds (the machine's by default)."""

    def __init__(self, source: Callable[[], float] = machine_time) -> None:
        self._source = source

    def _hand(self, offset: float, frozen_at: datetime | None) -> datetime:
        if frozen_at is not None:
            return frozen_at.astimezone(UTC)
        return datetime.fromtimestamp(self._source(), UTC) + timedelta(seconds=offset)

    def calendar(self, space: Space) -> datetime:
        """The calendar hand, as an aware datetime in America/Toronto."""
        hand = self._hand(space.calendar_offset, space.calendar_frozen_at)
        return hand.astimezone(TORONTO)

    def protocol(self, space: Space) -> datetime:
        """The protocol hand, as an aware datetime in UTC."""
        return self._hand(space.protocol_offset, space.protocol_frozen_at)

    def day_apart(self, space: Space) -> date | None:
        """The civil date of the calendar hand where it is not that of the machine."""
        day = civil_date(self.calendar(space))
        return None if day == civil_date(self.machine()) else day

    def machine(self) -> datetime:
        """The machine's own time in UTC, for what belongs to no space."""
        return datetime.fromtimestamp(self._source(), UTC)


def civil_date(moment: datetime) -> date:
    """The date in America/Toronto of an aware datetime."""
    return moment.astimezone(TORONTO).date()
