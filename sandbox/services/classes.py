"""Classes: a hall for the trainer and a space of its own for each learner's place.

What a learner does stays in the space of her place: the hall only reads the places, and writes to
them what the trainer orders. A class is made places first, hall last: without its hall no page
tells of them, and they end by themselves.
"""

import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from sandbox.domain.classrooms import CLASSROOM, MOST_NAME, Classroom, Seat
from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.model import Space
from sandbox.domain.scenarios import Scenario
from sandbox.services import hands, spaces
from sandbox.services.class_places import GLYPHS, beginning, seat_made
from sandbox.services.desk import Desk
from sandbox.services.ports import Tx
from sandbox.services.sessions import digest
from sandbox.services.spaces import Fill
from sandbox.world.chance import Chance

MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class Made:
    """A new class; the key opens its hall and is told once."""

    hall: Space
    key: str
    seats: tuple[Seat, ...]


async def create(
    desk: Desk,
    *,
    name: str,
    scenario: Scenario | None,
    places: int,
    fill: Fill | None,
    names: Sequence[str] = (),
    life: timedelta | None = None,
    hall_id: str | None = None,
) -> Made:
    """Make a class, whole or not at all; raises `BadInput` for a size or a name out of bounds.

    Without a `life` it lives as many days as the conventions say; without a `hall_id` one is
    drawn, and `Conflict` tells one that is taken.
    """
    name = _named(name)
    _sized(places)
    draw = Chance(None, "class")
    key, hall_id = draw.token(), draw.word(16, GLYPHS) if hall_id is None else hall_id
    spaces.check_name(hall_id)
    await spaces.refuse_crowd(desk, places + 1)
    if await spaces.exists(desk, hall_id):
        raise spaces.taken(hall_id)
    end = spaces.end_of(desk, life or timedelta(days=desk.conventions.class_days))
    made: list[Seat] = []
    hall = replace(
        spaces.blank_space(desk, hall_id, name), contents="empty", expires_at=end, hall=hall_id
    )
    try:
        for place in range(1, places + 1):
            learner = names[place - 1] if place <= len(names) else ""
            made.append(await seat_made(desk, draw, hall, place, learner, scenario, fill))
        classroom = Classroom(
            CLASSROOM,
            name,
            scenario.id if scenario else "",
            digest(key),
            desk.clock.machine(),
        )
        async with desk.founding(hall) as (tx, _):
            await tx.add(classroom, *made)
    except BaseException:
        for seat in made:
            await desk.store.delete_space(seat.id)
        raise
    return Made(hall, key, tuple(made))


def _named(name: str) -> str:
    trimmed = " ".join(name.split())
    if not trimmed or len(trimmed) > MOST_NAME:
        raise BadInput(
            "class-name-refused", "error.class_name", hint=f"Give it 1 to {MOST_NAME} characters."
        )
    return trimmed


def _sized(places: int) -> None:
    if not 1 <= places <= MOST_PLACES:
        raise BadInput(
            "class-size-refused",
            "error.class_size",
            hint=f"A class has 1 to {MOST_PLACES} places.",
            values={"most": str(MOST_PLACES)},
        )


async def read(desk: Desk, hall_id: str) -> tuple[Classroom, list[Seat]]:
    """The class of a hall and its seats in order; `NotFound` where there is no class."""
    async with _looked_at(desk, hall_id) as (tx, classroom):
        return classroom, await tx.find(Seat, order="place")


async def of_hall(desk: Desk, hall_id: str) -> Classroom:
    """The class of a hall, without its seats; `NotFound` where there is no class."""
    async with _looked_at(desk, hall_id) as (_, classroom):
        return classroom


@asynccontextmanager
async def _looked_at(desk: Desk, hall_id: str) -> AsyncIterator[tuple[Tx, Classroom]]:
    try:
        async with desk.look(hall_id) as (tx, _):
            classroom = await tx.get(Classroom, CLASSROOM)
            if classroom is not None and not spaces.is_over(desk, tx.space):
                yield tx, classroom
                return
    except NotFound:  # nor a space of any kind
        pass
    raise unknown_class(hall_id)


def unknown_class(hall_id: str) -> NotFound:
    """There is no class in this space."""
    return NotFound(
        "class-unknown", "error.class_unknown", hint=f"There is no class {hall_id[:60]}."
    )


def fits(key: str, classroom: Classroom) -> bool:
    """Whether this is the key of a class that was read; compared in constant time."""
    return hmac.compare_digest(digest(key), classroom.key_hash)


async def halls(desk: Desk) -> list[tuple[Space, Classroom, int]]:
    """Every class with the number of its places, the newest first."""
    found = []
    for hall_id in await desk.store.spaces_with(Classroom, id=CLASSROOM):
        try:
            async with desk.look(hall_id) as (tx, _):
                if not spaces.is_over(desk, tx.space):
                    classroom = await tx.need(Classroom, CLASSROOM)
                    found.append((tx.space, classroom, await tx.count(Seat)))
        except NotFound:  # it ended meanwhile
            continue
    return sorted(found, key=lambda each: each[1].created_at, reverse=True)


async def chosen(desk: Desk, hall_id: str, places: Sequence[int] | None) -> list[Seat]:
    """The seats of these places, all of them for None; `NotFound` for a place that is not there."""
    _, seats = await read(desk, hall_id)
    if places is None:
        return seats
    by_place = {seat.place: seat for seat in seats}
    if strange := [place for place in places if place not in by_place]:
        raise NotFound(
            "place-unknown",
            "error.place_unknown",
            hint=f"There is no place {strange[0]}; there are {len(seats)}.",
        )
    return [by_place[place] for place in dict.fromkeys(places)]


async def add_places(
    desk: Desk,
    hall_id: str,
    count: int,
    *,
    scenario: Scenario | None,
    fill: Fill | None,
    names: Sequence[str] = (),
) -> list[Seat]:
    """More places behind the last one; those that were made stay if one fails."""
    _, seats = await read(desk, hall_id)
    _sized(len(seats) + max(count, 0))
    await spaces.refuse_crowd(desk, count)
    async with desk.look(hall_id) as (tx, _):
        hall = tx.space
    draw, last = Chance(None, "class"), max((seat.place for seat in seats), default=0)
    made = []
    for at in range(count):
        learner = names[at] if at < len(names) else ""
        seat = await seat_made(desk, draw, hall, last + 1 + at, learner, scenario, fill)
        try:
            async with desk.work(hall_id) as (tx, _):
                await tx.add(seat)
        except BaseException:
            await desk.store.delete_space(seat.id)
            raise
        made.append(seat)
    return made


async def reset(
    desk: Desk,
    hall_id: str,
    places: Sequence[int] | None,
    *,
    scenario: Scenario | None,
    fill: Fill | None,
) -> list[int]:
    """Begin these places again, as when the class was made; their names stay.

    Returns those that were; a place whose space is gone is not.
    """
    done = []
    for seat in await chosen(desk, hall_id, places):
        try:
            await spaces.reset(desk, seat.id, fill=beginning(desk, scenario, fill))
        except NotFound:
            continue
        async with desk.work(hall_id) as (tx, _):
            held = await tx.get(Seat, seat.id)  # it may have been named meanwhile
            if held is None:
                continue
            await tx.save(Seat(held.id, held.place, held.name))
        done.append(seat.place)
    return done


async def advance(
    desk: Desk, hall_id: str, days: int, places: Sequence[int] | None = None
) -> dict[int, int]:
    """Move the calendar of these places; by place, how many things fell due."""
    if not 1 <= days <= 3660:
        raise BadInput("days-refused", "error.class_days", hint="Give 1 to 3660 days.")
    due = {}
    for seat in await chosen(desk, hall_id, places):
        try:
            move = hands.Move(by=timedelta(days=days))
            moved = await hands.move(desk, seat.id, {hands.Hand.CALENDAR: move})
        except NotFound:
            continue
        due[seat.place] = moved.applied
    return due


async def delete(desk: Desk, hall_id: str) -> None:
    """End a class: its places, then its hall."""
    _, seats = await read(desk, hall_id)
    for seat in seats:
        await spaces.remove(desk, seat.id)
    await spaces.remove(desk, hall_id)


async def clear_unfinished(desk: Desk) -> None:
    """Remove the places that no hall tells of: a crash came while their class was made or ended.

    For the start of a sandbox, when nothing is being made.
    """
    every = await desk.store.spaces()
    known = {space.id for space in every if spaces.is_hall(space)}
    for space in every:
        if space.hall and space.hall not in known:
            await spaces.remove(desk, space.id)
