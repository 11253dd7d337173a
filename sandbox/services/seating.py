"""Who sits where: names, hands raised, and the page a learner is on, kept in the hall."""

from dataclasses import replace

from sandbox.domain.classrooms import MOST_NAME, Seat
from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.domain.model import Space
from sandbox.domain.terms import Actor
from sandbox.services.classes import chosen
from sandbox.services.desk import Desk
from sandbox.services.journal import record

_MOST_PATH = 120


async def rename(desk: Desk, hall_id: str, place: int, name: str) -> None:
    """Give the learner of a place a name, as the trainer types it."""
    seat = (await chosen(desk, hall_id, [place]))[0]
    await _change(desk, hall_id, seat.id, name=_trimmed(name))


async def enter(desk: Desk, space: Space, name: str) -> None:
    """Take the place under this name; raises `NotFound` where the space is no place of a class."""
    await _change(desk, space.hall, space.id, name=_trimmed(name), entered_at=desk.clock.machine())


async def seat_of(desk: Desk, space: Space) -> Seat | None:
    """The seat of a place; None where the class is gone."""
    if not space.hall or space.hall == space.id:
        return None
    try:
        async with desk.look(space.hall) as (tx, _):
            return await tx.get(Seat, space.id)
    except NotFound:
        return None


async def raise_hand(desk: Desk, space: Space, up: bool = True) -> None:
    """Ask the trainer to come, or no longer; a hand that is up keeps its moment."""
    await _hand(desk, space.hall, space.id, up, Actor.APPLICANT)


async def lower_hand(desk: Desk, hall_id: str, place: int) -> None:
    """The trainer has been there."""
    seat = (await chosen(desk, hall_id, [place]))[0]
    await _hand(desk, hall_id, seat.id, False, Actor.TRAINER)


async def _hand(desk: Desk, hall_id: str, seat_id: str, up: bool, actor: Actor) -> None:
    """Change the seat and leave a fact in the journal of the hall, which the report counts."""
    now = desk.clock.machine()
    async with desk.work(hall_id) as (tx, world):
        seat = await tx.need(Seat, seat_id)
        since = seat.hand_raised_at
        if up and since is None:
            await tx.save(replace(seat, hand_raised_at=now))
            await record(tx, world, Event.HAND_RAISED, actor, subject=seat_id)
        elif not up and since is not None:
            await tx.save(replace(seat, hand_raised_at=None))
            seconds = max(0, round((now - since).total_seconds()))
            await record(tx, world, Event.HAND_LOWERED, actor, subject=seat_id, seconds=seconds)


async def note_page(desk: Desk, space: Space, path: str, *, refused: bool) -> None:
    """Remember where the learner is; `refused`: the page tells what is wrong with a form.

    Nothing is written while she stays on a page, and nothing where the class is gone. A look comes
    first, for most pages write nothing; what is written is made of the seat as it then is, so that
    neither of two pages at once is lost.
    """
    seen = await seat_of(desk, space)
    if seen is None or not _moves(seen, path, refused):
        return
    async with desk.work(space.hall) as (tx, _):
        seat = await tx.get(Seat, space.id)
        if seat is None or not _moves(seat, path, refused):
            return
        now = desk.clock.machine()
        await tx.save(
            replace(
                seat,
                page=path[:_MOST_PATH],
                seen_at=now,
                entered_at=seat.entered_at or now,
                stumbles=seat.stumbles + 1 if refused else 0,
            )
        )


def _moves(seat: Seat, path: str, refused: bool) -> bool:
    """Whether this page says anything new of where she is."""
    return refused or bool(seat.stumbles) or seat.page != path[:_MOST_PATH]


async def _change(desk: Desk, hall_id: str, seat_id: str, **changes: object) -> None:
    async with desk.work(hall_id) as (tx, _):
        seat = await tx.need(Seat, seat_id)
        await tx.save(replace(seat, **changes))  # type: ignore[arg-type]


def _trimmed(name: str) -> str:
    return " ".join(name.split())[:MOST_NAME]
