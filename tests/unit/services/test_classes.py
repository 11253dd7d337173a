"""Classes: made whole, led from the hall, each place a world of its own."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox import seeding
from sandbox.domain.classrooms import Seat
from sandbox.domain.errors import BadInput, NotAllowed, NotFound, Unavailable
from sandbox.domain.model import Enrolment, Organisation, Space
from sandbox.services import (
    classes,
    seating,
    snapshots,
    spaces,
)
from sandbox.services.class_board import Standing, board
from sandbox.services.desk import Desk
from tests.classrooms import SCENARIO, a_class, enrol


async def test_a_class_is_a_hall_and_its_places(desk: Desk) -> None:
    """Ids tell nothing of each other; the key opens, another does not; all end together."""
    made = await a_class(desk)
    classroom, seats = await classes.read(desk, made.hall.id)
    assert [seat.place for seat in seats] == [1, 2, 3]
    assert [seat.name for seat in seats] == ["Ana", "", ""]
    assert classroom.scenario == "essai"
    assert classes.fits(made.key, classroom)
    assert not classes.fits("autre", classroom)
    for seat in seats:
        space = await spaces.find(desk, seat.id)
        assert space is not None
        assert (space.hall, space.place) == (made.hall.id, seat.place)
        assert space.expires_at == made.hall.expires_at
        assert made.hall.id not in seat.id
    assert [one[0].id for one in await classes.halls(desk)] == [made.hall.id]


async def test_a_class_is_made_whole_or_not_at_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the hall cannot be written, no place is left."""
    before = await desk.store.count_spaces()
    real = desk.founding

    def full(space, *, anew=False):
        if space.hall == space.id:
            raise Unavailable("disk-full", "error.store_unavailable")
        return real(space, anew=anew)

    monkeypatch.setattr(desk, "founding", full)
    with pytest.raises(Unavailable):
        await a_class(desk)
    assert await desk.store.count_spaces() == before


@pytest.mark.parametrize(
    ("name", "places"), [("", 3), ("x" * 81, 3), ("Classe", 0), ("Classe", 61)]
)
async def test_a_class_out_of_bounds_is_refused(desk: Desk, name: str, places: int) -> None:
    """Nothing is made of a nameless, an endless or a crowded class."""
    before = await desk.store.count_spaces()
    with pytest.raises(BadInput):
        await classes.create(desk, name=name, scenario=None, places=places, fill=None)
    assert await desk.store.count_spaces() == before


async def test_another_organisation_does_no_step(desk: Desk) -> None:
    """What the agent does for a ready service of the seed is not the character's step."""
    made = await a_class(desk, 1)
    async with desk.look(made.seats[0].id) as (tx, _):
        other = await tx.need(Organisation, "org_f03")
    assert other.id != "org_f13"
    await enrol(desk, made.seats[0].id, "F03")
    shown = await board(desk, made.hall.id, SCENARIO)
    assert shown.seats[0].progress.done == ()


async def test_a_name_given_during_a_reset_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A learner who says her name while her place begins again is still called by it."""
    made = await a_class(desk)
    honest = spaces.reset

    async def named_meanwhile(*args: Any, **options: Any) -> Space:
        begun = await honest(*args, **options)
        await seating.rename(desk, made.hall.id, 1, "Béa")
        return begun

    monkeypatch.setattr(spaces, "reset", named_meanwhile)
    await classes.reset(desk, made.hall.id, [1], scenario=SCENARIO, fill=seeding.sower())
    _, seats = await classes.read(desk, made.hall.id)
    assert seats[0].name == "Béa"


async def test_a_place_is_reset_alone(desk: Desk) -> None:
    """It begins again under its name; the others keep what they did."""
    made = await a_class(desk)
    for seat in made.seats[:2]:
        await enrol(desk, seat.id)
    done = await classes.reset(desk, made.hall.id, [1], scenario=SCENARIO, fill=seeding.sower())
    assert done == [1]
    shown = await board(desk, made.hall.id, SCENARIO)
    assert [view.progress.rows for view in shown.seats] == [(), ("OB-1",), ()]
    assert shown.seats[0].seat.name == "Ana"
    space = await spaces.find(desk, made.seats[0].id)
    assert space is not None
    assert (space.hall, space.place) == (made.hall.id, 1)


async def test_calendars_move_together(desk: Desk) -> None:
    """Ninety days on, everybody's waiting enrolment has run out, and only the named places move."""
    made = await a_class(desk, 2)
    await enrol(desk, made.seats[0].id)
    due = await classes.advance(desk, made.hall.id, 91, [1])
    assert list(due) == [1]
    assert due[1] > 0
    async with desk.look(made.seats[0].id) as (_, world):
        ahead = world.now
    async with desk.look(made.seats[1].id) as (_, world):
        assert ahead - world.now == timedelta(days=91)
    with pytest.raises(NotFound):
        await classes.advance(desk, made.hall.id, 1, [9])


async def test_the_end_of_a_class_takes_its_places(desk: Desk) -> None:
    """Nothing is left, and a place that went before is no trouble."""
    before = await desk.store.count_spaces()
    made = await a_class(desk)
    await spaces.delete(desk, made.seats[1].id)
    shown = await board(desk, made.hall.id, SCENARIO)
    assert shown.seats[1].standing is Standing.GONE
    await classes.delete(desk, made.hall.id)
    assert await desk.store.count_spaces() == before
    with pytest.raises(NotFound):
        await classes.read(desk, made.hall.id)


async def test_where_a_learner_is(desk: Desk) -> None:
    """The page is kept once; three refused forms in a row, or a raised hand, call the trainer."""
    made = await a_class(desk, 1)
    space = await spaces.find(desk, made.seats[0].id)
    assert space is not None
    await seating.enter(desk, space, "  Léo   Roy ")
    await seating.note_page(desk, space, "/inscription", refused=False)
    for _ in range(3):
        await seating.note_page(desk, space, "/inscription/service", refused=True)
    seat = await seating.seat_of(desk, space)
    assert seat is not None
    assert (seat.name, seat.page, seat.stumbles) == ("Léo Roy", "/inscription/service", 3)
    assert (await board(desk, made.hall.id, SCENARIO)).seats[0].standing is Standing.STUCK
    await seating.note_page(desk, space, "/inscription/representant", refused=False)
    assert (await board(desk, made.hall.id, SCENARIO)).seats[0].standing is Standing.WORKING
    await seating.raise_hand(desk, space)
    assert (await board(desk, made.hall.id, SCENARIO)).seats[0].standing is Standing.HAND
    await seating.lower_hand(desk, made.hall.id, 1)
    seat = await seating.seat_of(desk, space)
    assert seat is not None
    assert seat.hand_raised_at is None


async def test_pages_at_once_are_each_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner with two tabs: a form refused between the look and the write is not lost."""
    made = await a_class(desk, 1)
    space = await spaces.find(desk, made.seats[0].id)
    assert space is not None
    look = seating.seat_of

    async def overtaken(desk: Desk, space: Space) -> Seat | None:
        seat = await look(desk, space)
        monkeypatch.undo()
        await seating.note_page(desk, space, "/inscription/rse", refused=True)
        return seat

    monkeypatch.setattr(seating, "seat_of", overtaken)
    await seating.note_page(desk, space, "/inscription/service", refused=True)
    seat = await seating.seat_of(desk, space)
    assert seat is not None
    assert (seat.page, seat.stumbles) == ("/inscription/service", 2)


async def test_a_page_outside_a_class_is_not_noted(desk: Desk) -> None:
    """A space that is no place, or whose class is gone, has no seat."""
    made = await a_class(desk, 1)
    space = await spaces.find(desk, made.seats[0].id)
    assert space is not None
    await desk.store.delete_space(made.hall.id)
    await seating.note_page(desk, space, "/", refused=False)
    assert await seating.seat_of(desk, space) is None
    async with desk.look(space.id) as (tx, _):
        assert await tx.count(Seat) == 0
        assert await tx.count(Enrolment) > 0


async def test_a_hall_is_no_world(desk: Desk) -> None:
    """It is neither reset, kept nor forked; deleted as a space it takes its places along."""
    before = await desk.store.count_spaces()
    made = await a_class(desk, 2)
    for refused in (
        spaces.reset(desk, made.hall.id),
        snapshots.take(desk, made.hall.id),
        snapshots.fork(desk, made.hall.id, "copie", {}, ""),
    ):
        with pytest.raises(NotAllowed):
            await refused
    await spaces.delete(desk, made.hall.id)
    assert await desk.store.count_spaces() == before
