"""What a trainer sees of a class: who is where, who is stuck, which row was reached.

Everything is read from the journals of the places and the seats of the hall; nothing is kept.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sandbox.domain.classrooms import Classroom, Seat
from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, JournalEntry
from sandbox.domain.scenarios import Scenario
from sandbox.domain.terms import Actor
from sandbox.services import classes
from sandbox.services.desk import Desk
from sandbox.services.ports import After, Tx
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


@dataclass(frozen=True, slots=True)
class SeatView:
    """One place as it stands."""

    seat: Seat
    standing: Standing
    progress: Progress
    enrolment_state: EnrolmentState | None = None
    last: JournalEntry | None = None  # the latest fact of the place
    idle: timedelta | None = None  # since the last page or fact, by the machine; None: never there


@dataclass(frozen=True, slots=True)
class Board:
    """The whole class, in the order of the places."""

    classroom: Classroom
    scenario: Scenario | None
    seats: tuple[SeatView, ...]


async def facts_of(tx: Tx) -> list[JournalEntry]:
    """The journal of a space since it was filled, in order."""
    filled = await tx.one(JournalEntry, name=Event.SPACE_SEEDED.value)
    since = filled.seq if filled else 0
    return await tx.find(JournalEntry, seq=After(since), order="seq")


async def own_enrolment(tx: Tx, entries: list[JournalEntry]) -> Enrolment | None:
    """The enrolment that was last transmitted or opened by who is in this space."""
    for name in (Event.ENROLMENT_TRANSMITTED, Event.ENROLMENT_OPENED):
        for entry in reversed(entries):
            if entry.name == name:
                return await tx.get(Enrolment, entry.trace or entry.subject)
    return None


async def board(desk: Desk, hall_id: str, scenario: Scenario | None) -> Board:
    """The class now; `NotFound` where there is none."""
    classroom, seats = await classes.read(desk, hall_id)
    return Board(classroom, scenario, tuple([await view(desk, seat, scenario) for seat in seats]))


async def view(desk: Desk, seat: Seat, scenario: Scenario | None) -> SeatView:
    """One place now."""
    try:
        async with desk.look(seat.id) as (tx, _):
            entries = await facts_of(tx)
            enrolment = await own_enrolment(tx, entries)
            ahead = timedelta(seconds=tx.space.protocol_offset)
    except NotFound:
        return SeatView(seat, Standing.GONE, Progress())
    told = progress(scenario, entries) if scenario else Progress(rows=rows_of(entries))
    done = [entry for entry in entries if entry.name != Event.CLOCK_MOVED]
    last = done[-1] if done else None
    moments = [moment for moment in (seat.seen_at, seat.entered_at) if moment]
    moments += [entry.stamped_at - ahead for entry in entries if entry.actor not in _BY_ITSELF]
    idle = max(desk.clock.machine() - max(moments), timedelta(0)) if moments else None
    return SeatView(
        seat,
        _standing(desk, seat, told, scenario, idle),
        told,
        enrolment.state if enrolment else None,
        last,
        idle,
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
