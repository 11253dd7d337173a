"""The closing report of a class: what each did, where they hesitated, what to talk about."""

import statistics
from dataclasses import dataclass
from datetime import timedelta

from sandbox.domain.scenarios import Scenario, Step
from sandbox.services.class_board import Board, SeatView, board
from sandbox.services.desk import Desk


@dataclass(frozen=True, slots=True)
class StepSummary:
    """One step over the whole class."""

    step: Step
    done: int  # places
    median: timedelta | None  # since the step before, by the calendar of the place


@dataclass(frozen=True, slots=True)
class Report:
    """The class as it ends."""

    board: Board
    steps: tuple[StepSummary, ...]
    rows: tuple[tuple[str, int], ...]  # each row reached, in how many places
    strays: tuple[SeatView, ...]  # places whose last row the scenario does not lead to

    @property
    def finished(self) -> int:
        """Places that did every step."""
        return sum(1 for view in self.board.seats if view.progress.finished)


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
    )


def _summary(step: Step, at: int, now: Board) -> StepSummary:
    reached = [view.progress.done for view in now.seats if len(view.progress.done) > at]
    spent = [
        (done[at].at - done[at - 1].at).total_seconds()
        for done in reached
        if at and done[at].seq != done[at - 1].seq
    ]
    median = timedelta(seconds=statistics.median(spent)) if spent else None
    return StepSummary(step, len(reached), median)
