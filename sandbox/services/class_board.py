"""What a trainer sees of a class: who is where, who is stuck, which row was reached.

Everything is read from the journals of the places and the seats of the hall; nothing is kept.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sandbox.domain.classrooms import Classroom, Seat
from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import JournalEntry
from sandbox.domain.scenarios import Scenario
from sandbox.domain.terms import Actor
from sandbox.services import classes
from sandbox.services.class_acts import possible
from sandbox.services.desk import Desk
from sandbox.services.place_facts import facts_of, own_enrolment
from sandbox.services.scenario_progress import Progress, progress, rows_of

_STUMBLES = 3
"""Forms refused in a row after which a learner counts as stuck."""
_BY_ITSELF = (Actor.SYSTEM, Actor.CLOCK, Actor.TRAINER)
"""Whose facts tell of nobody in the place: what falls due when its calendar is moved."""


class Standing(StrEnum):
    """How a learner is doing; what calls for the trainer comes first."""

    HAND = "main_levee"
    STUCK = "bloque"
    WORKING = "en_route"
    ABSENT = "absent"
    DONE = "termine"
    GONE = "disparu"  # the space of the place is no more

    @property
    def present(self) -> bool:
        """Whether somebody came, to a place that is still there."""
        return self not in (Standing.ABSENT, Standing.GONE)


@dataclass(frozen=True, slots=True)
class SeatView:
    """One place as it stands."""

    seat: Seat
    standing: Standing
    progress: Progress
    enrolment_state: EnrolmentState | None = None
    last: JournalEntry | None = None  # the latest fact of the place
    idle: timedelta | None = None  # since the last page or fact, by the machine; None: never there
    acts: tuple[str, ...] = ()  # what an agent could do (`class_acts.ACTS`)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole class, in the order of the places."""

    classroom: Classroom
    scenario: Scenario | None
    seats: tuple[SeatView, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a place holds, whatever the moment it is looked at."""

    progress: Progress = field(default_factory=Progress)
    enrolment_state: EnrolmentState | None = None
    last: JournalEntry | None = None
    acted_at: datetime | None = None  # last thing that somebody did, by the machine
    acts: tuple[str, ...] = ()
    gone: bool = False


async def board(desk: Desk, hall_id: str, scenario: Scenario | None) -> Board:
    """The class now; `NotFound` where there is none."""
    classroom, seats = await classes.read(desk, hall_id)
    return Board(classroom, scenario, tuple([await view(desk, seat, scenario) for seat in seats]))


async def view(desk: Desk, seat: Seat, scenario: Scenario | None) -> SeatView:
    """One place now."""
    return as_seen(desk, seat, scenario, await see(desk, seat.id, scenario))


async def see(desk: Desk, space_id: str, scenario: Scenario | None) -> Seen:
    """Read one place, in one transaction."""
    try:
        async with desk.look(space_id) as (tx, world):
            entries = await facts_of(tx)
            enrolment = await own_enrolment(tx, entries)
            acts = await possible(tx, world, entries, enrolment)
            ahead = timedelta(seconds=tx.space.protocol_offset)
    except NotFound:
        return Seen(gone=True)
    acted = [one.stamped_at - ahead for one in entries if one.actor not in _BY_ITSELF]
    last = next((one for one in reversed(entries) if one.name != Event.CLOCK_MOVED), None)
    return Seen(
        progress(scenario, entries) if scenario else Progress(rows=rows_of(entries)),
        enrolment.state if enrolment else None,
        last,
        max(acted) if acted else None,
        tuple(acts),
    )


def as_seen(desk: Desk, seat: Seat, scenario: Scenario | None, seen: Seen) -> SeatView:
    """A place that was read, as it stands at this moment."""
    if seen.gone:
        return SeatView(seat, Standing.GONE, Progress())
    moments = [moment for moment in (seat.seen_at, seat.entered_at, seen.acted_at) if moment]
    idle = max(desk.clock.machine() - max(moments), timedelta(0)) if moments else None
    return SeatView(
        seat,
        _standing(desk, seat, seen.progress, scenario, idle),
        seen.progress,
        seen.enrolment_state,
        seen.last,
        idle,
        seen.acts,
    )


def _standing(
    desk: Desk, seat: Seat, told: Progress, scenario: Scenario | None, idle: timedelta | None
) -> Standing:
    if seat.hand_raised_at is not None:
        return Standing.HAND
    if scenario is not None and told.finished:
        return Standing.DONE
    if idle is None:
        return Standing.ABSENT
    if seat.stumbles >= _STUMBLES or told.strayed:
        return Standing.STUCK
    if idle >= timedelta(minutes=desk.conventions.class_stuck_minutes):
        return Standing.STUCK
    return Standing.WORKING
