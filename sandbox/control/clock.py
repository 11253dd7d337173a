"""Both hands of the clock."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.services import hands
from sandbox.services.hands import Hand, Hands, Move

_Number = Annotated[float, Field(ge=-100_000, le=100_000, allow_inf_nan=False)]


class ReadingTold(Told):
    """One hand: the calendar in the time of Toronto, the protocol in UTC."""

    now: datetime
    frozen: bool
    offset_seconds: float | None = Field(description="Ahead of the machine; null while frozen.")


class ClockTold(Told):
    """Both hands."""

    calendar: ReadingTold
    protocol: ReadingTold
    due_next: datetime | None = Field(description="When the next thing falls due, by the calendar.")
    applied: int = Field(description="Things that fell due by this call.")


class HandSet(Payload):
    """Where a hand is set, and whether it stands still there."""

    at: datetime | None = Field(None, description="Without a zone: the time of Toronto.")
    frozen: bool | None = None


class ClockSet(Payload):
    """What becomes of each hand; one that is left out stays as it is."""

    calendar: HandSet | None = None
    protocol: HandSet | None = None


class Span(Payload):
    """A length of time, the sum of its parts; below zero goes back."""

    weeks: _Number = 0
    days: _Number = 0
    hours: _Number = 0
    minutes: _Number = 0
    seconds: _Number = 0

    @property
    def length(self) -> timedelta:
        """As one length."""
        return timedelta(
            weeks=self.weeks,
            days=self.days,
            hours=self.hours,
            minutes=self.minutes,
            seconds=self.seconds,
        )


class ClockAdvance(Payload):
    """How far each hand goes."""

    calendar: Span | None = None
    protocol: Span | None = None


def _told(found: Hands) -> ClockTold:
    def reading(of: hands.Reading) -> ReadingTold:
        told = asdict(of)
        offset = told.pop("offset")
        return ReadingTold(
            **told, offset_seconds=offset.total_seconds() if offset is not None else None
        )

    return ClockTold(
        calendar=reading(found.calendar),
        protocol=reading(found.protocol),
        due_next=found.due_next,
        applied=found.applied,
    )


async def show(call: Call) -> ClockTold:
    """GET: both hands."""
    return _told(await hands.read(call.desk, call.space))


async def put(call: Call) -> ClockTold:
    """PATCH: set, freeze or let go."""
    sent = call.sent(ClockSet)
    moves = {
        hand: Move(at=asked.at, frozen=asked.frozen)
        for hand in Hand
        if (asked := getattr(sent, hand.value)) is not None
    }
    return _told(await hands.move(call.desk, call.space, moves))


async def advance(call: Call) -> ClockTold:
    """POST: go on by a length of time."""
    sent = call.sent(ClockAdvance)
    moves = {
        hand: Move(by=asked.length)
        for hand in Hand
        if (asked := getattr(sent, hand.value)) is not None
    }
    return _told(await hands.move(call.desk, call.space, moves))


async def jump(call: Call) -> ClockTold:
    """POST: to the next thing that falls due."""
    return _told(await hands.jump(call.desk, call.space))


async def follow(call: Call) -> ClockTold:
    """POST: both hands on the machine again."""
    return _told(await hands.follow(call.desk, call.space))


OPERATIONS = (
    Operation("GET", "/clock", "showClock", "Both hands.", show, answer=ClockTold),
    Operation(
        "PATCH",
        "/clock",
        "setClock",
        "Set, freeze or let go either hand.",
        put,
        body=ClockSet,
        answer=ClockTold,
    ),
    Operation(
        "POST",
        "/clock/advance",
        "advanceClock",
        "Move either hand by a length of time.",
        advance,
        body=ClockAdvance,
        answer=ClockTold,
    ),
    Operation(
        "POST",
        "/clock/jump",
        "jumpClock",
        "Move the calendar to the next thing that falls due.",
        jump,
        answer=ClockTold,
    ),
    Operation(
        "POST",
        "/clock/follow",
        "followMachine",
        "Let both hands follow the machine again.",
        follow,
        answer=ClockTold,
    ),
)
