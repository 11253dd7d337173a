"""The two hands of a space's clock: read, set, advanced, frozen, jumped, let go again.

Moving the calendar hand applies, in the same transaction, whatever falls due on the way: the 90
days of an invitation, the life of a temporary password, the end of an idle enrolment. Each hand
moves alone: a calendar three months ahead still stamps tokens of today.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.model import Space
from sandbox.domain.terms import Actor
from sandbox.services import calendar
from sandbox.services.desk import Desk
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.clock import TORONTO
from sandbox.world.surroundings import World

_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class Hand(StrEnum):
    """The hand of the world, and that of codes, tokens and sessions."""

    CALENDAR = "calendar"
    PROTOCOL = "protocol"


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of a hand: set `at`, moved `by`, then frozen or not (None: as it was)."""

    at: datetime | None = None
    by: timedelta = timedelta(0)
    frozen: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One hand now; `offset` is how far it is ahead of the machine, None while it is frozen."""

    now: datetime
    frozen: bool
    offset: timedelta | None


@dataclass(frozen=True, slots=True)
class Hands:
    """Both hands, and when the next thing falls due by the calendar."""

    calendar: Reading
    protocol: Reading
    due_next: datetime | None
    applied: int = 0  # things that fell due by the move just made


async def read(desk: Desk, space_id: str) -> Hands:
    """Both hands as they stand."""
    async with desk.look(space_id) as (tx, world):
        return await _hands(desk, tx, world)


async def move(desk: Desk, space_id: str, moves: dict[Hand, Move]) -> Hands:
    """Move one hand or both, and apply what falls due; raises `BadInput` beyond 1980 to 2200."""
    async with desk.work(space_id) as (tx, world):
        return await move_within(desk, tx, world, moves)


async def move_within(desk: Desk, tx: Tx, world: World, moves: dict[Hand, Move]) -> Hands:
    """The same in a transaction that does more, as its last act: `world` is of before the move."""
    space = tx.space
    for hand, how in moves.items():
        space = _moved(desk, space, hand, how)
    return await _put(desk, tx, world, space)


async def follow(desk: Desk, space_id: str) -> Hands:
    """Let both hands follow the machine again."""
    async with desk.work(space_id) as (tx, world):
        space = replace(
            tx.space,
            calendar_offset=0.0,
            calendar_frozen_at=None,
            protocol_offset=0.0,
            protocol_frozen_at=None,
        )
        return await _put(desk, tx, world, space)


async def jump(desk: Desk, space_id: str) -> Hands:
    """Move the calendar to the next thing that falls due, and apply it.

    Raises `NotAllowed` where nothing waits for a date.
    """
    async with desk.work(space_id) as (tx, world):
        await calendar.run(tx, world)
        due = await calendar.due_next(tx, world)
        if due is None:
            raise NotAllowed(
                "nothing-due", "error.nothing_due", hint="Nothing waits for a date in this space."
            )
        space = _moved(desk, tx.space, Hand.CALENDAR, Move(at=max(due, world.now)))
        return await _put(desk, tx, world, space)


async def _put(desk: Desk, tx: Tx, before: World, space: Space) -> Hands:
    await tx.change_space(space)
    world = desk.world_of(tx.space)
    await record(
        tx,
        world,
        Event.CLOCK_MOVED,
        Actor.SYSTEM,
        subject=space.id,
        calendar_from=before.now.isoformat(timespec="seconds"),
        calendar_to=world.now.isoformat(timespec="seconds"),
        protocol_from=before.instant.isoformat(timespec="seconds"),
        protocol_to=world.instant.isoformat(timespec="seconds"),
    )
    applied = await calendar.run(tx, world)
    return replace(await _hands(desk, tx, world), applied=applied)


async def _hands(desk: Desk, tx: Tx, world: World) -> Hands:
    space = tx.space
    return Hands(
        calendar=_reading(world.now, space.calendar_frozen_at, space.calendar_offset),
        protocol=_reading(world.instant, space.protocol_frozen_at, space.protocol_offset),
        due_next=await calendar.due_next(tx, world),
    )


def _reading(now: datetime, frozen_at: datetime | None, offset: float) -> Reading:
    frozen = frozen_at is not None
    return Reading(now, frozen, None if frozen else timedelta(seconds=offset))


def _moved(desk: Desk, space: Space, hand: Hand, how: Move) -> Space:
    """The space with one hand moved."""
    clock = desk.clock
    now = clock.calendar(space) if hand is Hand.CALENDAR else clock.protocol(space)
    was_frozen = getattr(space, f"{hand}_frozen_at") is not None
    there = _within(_at(how.at, now), how.by)
    frozen = was_frozen if how.frozen is None else how.frozen
    if frozen:
        offset = 0.0
    elif how.at is None and not was_frozen:  # to the letter, however long this took
        offset = getattr(space, f"{hand}_offset") + how.by.total_seconds()
    else:
        offset = (there - clock.machine()).total_seconds()
    changes = {f"{hand}_frozen_at": there if frozen else None, f"{hand}_offset": offset}
    return replace(space, **changes)  # type: ignore[arg-type]


def _at(at: datetime | None, now: datetime) -> datetime:
    """The moment asked for; one without a zone is of Toronto, as the guide's dates are (A-14)."""
    if at is None:
        return now
    return at if at.tzinfo is not None else at.replace(tzinfo=TORONTO)


def _within(at: datetime, by: timedelta) -> datetime:
    try:
        there = at.astimezone(UTC) + by
    except OverflowError:
        there = _LATEST
    if not _EARLIEST <= there < _LATEST:
        raise _out_of_range()
    return there


def refuse_out_of_range(desk: Desk, space: Space) -> None:
    """Raise `BadInput` for a space with a hand that nobody could have set there.

    Of a date that cannot be told or counted on from, nothing in the space would answer any more.
    """
    try:
        for now in (desk.clock.calendar(space), desk.clock.protocol(space)):
            _within(now, timedelta(0))
    except OverflowError:
        raise _out_of_range() from None


def _out_of_range() -> BadInput:
    return BadInput(
        "clock-out-of-range",
        "error.clock_out_of_range",
        hint="Keep the hands between 1980 and 2199.",
    )
