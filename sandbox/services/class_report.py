"""The closing report of a class: what each did, where they hesitated, what to talk about."""

import statistics
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.domain.classrooms import Seat
from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.domain.scenarios import Scenario, Step
from sandbox.services.class_board import Board, SeatView, board
from sandbox.services.desk import Desk


@dataclass(frozen=True, slots=True)
class StepSummary:
    """One step over the whole class."""

    step: Step
    done: int  # places
    median: timedelta | None  # since the step before, or since the learner came; by the machine


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand that was raised."""

    seat: Seat
    raised_at: datetime
    waited: timedelta | None  # until it was lowered; None: nobody lowered it


@dataclass(frozen=True, slots=True)
class Report:
    """The class as it ends."""

    board: Board
    steps: tuple[StepSummary, ...]
    rows: tuple[tuple[str, int], ...]  # each row reached, in how many places
    strays: tuple[SeatView, ...]  # places whose last row the scenario does not lead to
    hands: tuple[Hand, ...] = ()  # in the order they were raised

    @property
    def finished(self) -> int:
        """Places that did every step."""
        return sum(1 for view in self.board.seats if view.progress.finished)

    @property
    def waited(self) -> timedelta | None:
        """The median time until a hand was lowered; None where none was."""
        waits = [hand.waited.total_seconds() for hand in self.hands if hand.waited is not None]
        return timedelta(seconds=statistics.median(waits)) if waits else None


async def report(desk: Desk, hall_id: str, scenario: Scenario | None) -> Report:
    """Read every place once; `NotFound` where there is no class."""
    now = await board(desk, hall_id, scenario)
    counted: dict[str, int] = {}
    for view in now.seats:
        for row in dict.fromkeys(view.progress.rows):
            counted[row] = counted.get(row, 0) + 1
    steps = scenario.steps if scenario else ()
    return Report(
        board=now,
        steps=tuple(_summary(step, at, now) for at, step in enumerate(steps)),
        rows=tuple(sorted(counted.items())),
        strays=tuple(view for view in now.seats if view.progress.strayed),
        hands=await _hands(desk, hall_id, now),
    )


async def _hands(desk: Desk, hall_id: str, now: Board) -> tuple[Hand, ...]:
    """Each hand raised in the hall, with its lowering; one whose place began anew has none."""
    async with desk.look(hall_id) as (tx, _):
        names = (Event.HAND_RAISED.value, Event.HAND_LOWERED.value)
        entries = await tx.find(JournalEntry, name=names, order="seq")
    seats = {view.seat.id: view.seat for view in now.seats}
    hands: list[Hand] = []
    up: dict[str, int] = {}  # where in `hands` the last one of a place is
    for entry in entries:
        seat = seats.get(entry.subject)
        if seat is None:
            continue
        if entry.name == Event.HAND_RAISED:
            up[seat.id] = len(hands)
            hands.append(Hand(seat, entry.stamped_at, None))
        elif (at := up.pop(seat.id, None)) is not None:
            hands[at] = replace(hands[at], waited=timedelta(seconds=int(entry.data["seconds"])))
    return tuple(hands)


def _summary(step: Step, at: int, now: Board) -> StepSummary:
    reached = [view for view in now.seats if len(view.progress.done) > at]
    spent = [span.total_seconds() for view in reached if (span := _spent(view, at)) is not None]
    median = timedelta(seconds=statistics.median(spent)) if spent else None
    return StepSummary(step, len(reached), median)


def _spent(view: SeatView, at: int) -> timedelta | None:
    """How long a step took a place; None where it was done along with the one before."""
    done = view.progress.done
    if at:
        before = done[at - 1].stamped_at
        return None if done[at].seq == done[at - 1].seq else done[at].stamped_at - before
    came = view.seat.entered_at
    return None if came is None else max(done[0].stamped_at - came, timedelta(0))
