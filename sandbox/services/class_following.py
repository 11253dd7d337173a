"""A class followed as it goes on: only what was written in is read again.

The desk says in which spaces something was written; a place that nobody touched is shown from what
was read before, with its idle time of the moment. What another process wrote is seen within
`ANEW` seconds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sandbox.domain.classrooms import Classroom, Seat
from sandbox.domain.scenarios import Scenario
from sandbox.services import classes
from sandbox.services.class_board import Board, Seen, as_seen, see
from sandbox.services.desk import Desk
from sandbox.world.clock import machine_monotonic

ANEW = 60.0
"""Seconds after which everything is read again, whoever wrote."""


class Following:
    """One reader of the board of a hall; hears of writes while its `at_work` block lasts."""

    def __init__(self, desk: Desk, hall_id: str, scenario: Scenario | None) -> None:
        self._desk, self._hall, self._scenario = desk, hall_id, scenario
        self._front: tuple[Classroom, list[Seat]] | None = None
        self._seen: dict[str, Seen] = {}
        self._stale = {hall_id}
        self._members = {hall_id}
        self._read_at = machine_monotonic()
        self._wake: Callable[[], None] = _nobody

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Hear of what is written in the class."""
        with self._desk.following(self._touched):
            yield

    @contextmanager
    def hears(self, wake: Callable[[], None]) -> Iterator[None]:
        """Call `wake` where something of the class has to be read again."""
        self._wake = wake
        try:
            yield
        finally:
            self._wake = _nobody

    def _touched(self, space_id: str) -> None:
        if space_id in self._members:
            self._stale.add(space_id)
            self._wake()

    async def board(self) -> Board:
        """The class now; `NotFound` once there is none.

        A mark is taken off before its space is read, so that a write meanwhile puts it back.
        """
        now = machine_monotonic()
        if now - self._read_at > ANEW:
            self._stale, self._read_at = set(self._members), now
        if self._front is None or self._hall in self._stale:
            self._stale.discard(self._hall)
            self._front = await classes.read(self._desk, self._hall)
            self._members = {self._hall, *(seat.id for seat in self._front[1])}
        classroom, seats = self._front
        for seat in seats:
            if seat.id in self._stale or seat.id not in self._seen:
                self._stale.discard(seat.id)
                self._seen[seat.id] = await see(self._desk, seat.id, self._scenario)
        views = [as_seen(self._desk, seat, self._scenario, self._seen[seat.id]) for seat in seats]
        return Board(classroom, self._scenario, tuple(views))


def _nobody() -> None:
    """Nobody waits."""
