"""One place of a class: a space of its own, filled, its calendar where the scenario begins."""

from dataclasses import replace
from datetime import timedelta

from sandbox.domain.classrooms import MOST_NAME, Seat
from sandbox.domain.model import Space
from sandbox.domain.scenarios import Scenario
from sandbox.services import hands, spaces
from sandbox.services.desk import Desk
from sandbox.services.spaces import Fill
from sandbox.world.chance import Chance

GLYPHS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What the ids of halls and places are drawn from: none is taken for another."""


async def seat_made(
    desk: Desk,
    draw: Chance,
    hall: Space,
    place: int,
    learner: str,
    scenario: Scenario | None,
    fill: Fill | None,
) -> Seat:
    """Make the space of a place; its seat is the caller's to write in the hall."""
    seat = Seat(draw.word(16, GLYPHS), place, " ".join(learner.split())[:MOST_NAME])
    space = replace(
        spaces.blank_space(desk, seat.id, f"{hall.label} – {place}"),
        expires_at=hall.expires_at,
        hall=hall.id,
        place=place,
    )
    await spaces.found(desk, space, fill)
    if scenario and scenario.days:
        await days_ahead(desk, seat.id, scenario.days)
    return seat


async def days_ahead(desk: Desk, space_id: str, days: int) -> None:
    """Move the calendar of a place."""
    move = hands.Move(by=timedelta(days=days))
    await hands.move(desk, space_id, {hands.Hand.CALENDAR: move})
