"""Learners who enrol at the same time, each in a space of his own: everybody's row is his own.

The timed version, with thirty of them on a served sandbox, is `make bench`.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox import seeding
from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.services import spaces
from tests.journeys.visitor import Page, Visitor

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

CAST = ("F01", "F03", "F05", "F06", "F09", "F12", "F14", "F16")


async def enrols(visitor: Visitor, prefix: str, who: Any) -> Page:
    """The whole journey of a character in a space; the page at its end."""
    check = await visitor.answer(await visitor.begin("REVENU", prefix), who.answers)
    return await visitor.send(check.form_to("/inscription/transmettre"))


async def rows_of(desk: "Desk", place: str) -> list[str]:
    """The rows that the guide decided by in a space, in order."""
    ways = (Event.ENROLMENT_TRANSMITTED, Event.ENROLMENT_REFUSED_AT_ENTRY)
    async with desk.look(place) as (tx, _):
        kept = await tx.find(JournalEntry, order="seq")
    return [entry.data["row"] for entry in kept if entry.name in ways]


async def test_each_of_eight_learners_comes_to_the_row_of_his_character(
    another: Callable[[], Visitor], personas: dict[str, Any], desk: "Desk"
) -> None:
    """Eight characters at once, then what each space has kept: one row, its own."""
    places = {who: f"place-{number + 1}" for number, who in enumerate(CAST)}
    for place in places.values():
        await spaces.create(desk, place, fill=seeding.sower())
    told_by_the_seed = len(await rows_of(desk, places["F01"]))
    ends = await asyncio.gather(
        *(enrols(another(), f"/b/{place}", personas[who]) for who, place in places.items())
    )
    told = dict(zip(CAST, ends, strict=True))
    assert {who: page.row for who, page in told.items()} == {
        who: personas[who].expected_row for who in CAST
    }
    for who, place in places.items():
        assert told[who].path.startswith(f"/b/{place}/")
        rows = await rows_of(desk, place)
        assert rows[told_by_the_seed:] == [personas[who].expected_row], who
