"""One place of a class: a space of its own, filled, its calendar where the scenario begins."""

from dataclasses import replace
from datetime import timedelta

from sandbox.domain.classrooms import MOST_NAME, Seat
from sandbox.domain.model import Space
from sandbox.domain.scenarios import Scenario
from sandbox.services import hands, spaces
from sandbox.services.desk import Desk
from sandbox.services.ports import Tx
from sandbox.services.spaces import Fill
from sandbox.world.chance import Chance
from sandbox.world.surroundings import World

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
    await spaces.found(desk, space, beginning(desk, scenario, fill))
    return seat


def beginning(desk: Desk, scenario: Scenario | None, fill: Fill | None) -> Fill:
    """What a place begins with, in the transaction that begins it: a crash leaves no half of it.

    Its contents, then its calendar moved to the day on which the scenario begins.
    """

    async def begin(tx: Tx, world: World) -> None:
        if fill is not None:
            await fill(tx, world)
        if scenario and scenario.days:
            move = hands.Move(by=timedelta(days=scenario.days))
            await hands.move_within(desk, tx, world, {hands.Hand.CALENDAR: move})

    return begin
