"""Spaces: made whole or not at all, begun again, never seen from one another."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sandbox.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from sandbox.domain.model import JournalEntry, Person
from sandbox.services import spaces
from sandbox.services.desk import Desk
from sandbox.services.ports import Tx
from sandbox.services.site import DEFAULT_SPACE
from sandbox.storage.sqlite import SqliteStore
from sandbox.world.clock import Clock
from sandbox.world.surroundings import World


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A desk over an empty store in memory."""
    store = await SqliteStore.open(None)
    yield Desk(store, Clock(lambda: 1_795_453_200.0))
    await store.close()


async def someone(tx: Tx, world: World) -> None:
    """What fills the spaces of these tests."""
    await tx.add(Person(world.chance.handle("per"), "Diane", "Wapistan", "diane@garderie.example"))


async def people_of(desk: Desk, space: str) -> list[Person]:
    """Who is in a space."""
    async with desk.look(space) as (tx, _):
        return await tx.find(Person)


async def test_a_space_is_filled_and_told_in_one_write(desk: Desk) -> None:
    """The first entry of the journal and the first contents come together."""
    made = await spaces.create(desk, "essai", label="Un essai", fill=someone)
    assert made.label == "Un essai"
    assert len(await people_of(desk, "essai")) == 1
    async with desk.look("essai") as (tx, _):
        assert [entry.name for entry in await tx.find(JournalEntry)] == ["space.created"]


async def test_the_same_seed_gives_the_same_world(desk: Desk) -> None:
    """Secret and draws repeat from a seed, and differ without one."""
    made = [await spaces.create(desk, name, seed="g", fill=someone) for name in ("un", "deux")]
    assert made[0].secret == made[1].secret
    assert await people_of(desk, "un") == await people_of(desk, "deux")
    drawn = [await spaces.create(desk, name, fill=someone) for name in ("trois", "quatre")]
    assert drawn[0].secret != drawn[1].secret
    assert await people_of(desk, "trois") != await people_of(desk, "quatre")


@pytest.mark.parametrize("name", ["", "Essai", "é", "-a", "a-", "a" * 41, "a/b", "a b", "a\n"])
async def test_a_name_that_cannot_be_in_an_address_is_refused(desk: Desk, name: str) -> None:
    """Only lower-case letters, digits and inner hyphens name a space."""
    with pytest.raises(BadInput):
        await spaces.create(desk, name)


async def test_a_name_is_taken_once(desk: Desk) -> None:
    """A second space of the same name is refused and the first is left alone."""
    await spaces.create(desk, "essai", fill=someone)
    with pytest.raises(Conflict):
        await spaces.create(desk, "essai")
    assert len(await people_of(desk, "essai")) == 1


async def test_an_unfinished_space_is_filled_on_the_next_start(desk: Desk) -> None:
    """A crash between the space and its contents is made good, and only once."""
    space = await spaces.create(desk, "modele")
    await desk.store.create_space(replace(space, id="laisse"))
    for _ in range(2):
        await spaces.ensure(desk, "laisse", fill=someone)
        assert len(await people_of(desk, "laisse")) == 1


async def test_a_reset_begins_again_under_the_same_name(desk: Desk) -> None:
    """Label and seed stay; what was added, the clock's hands and an unseeded secret do not."""
    made = await spaces.create(desk, "essai", label="Un essai", fill=someone)
    async with desk.work("essai") as (tx, world):
        await someone(tx, world)
    stopped = replace(made, calendar_frozen_at=datetime(2009, 1, 15, 17, tzinfo=UTC))
    await desk.store.save_space(stopped)
    again = await spaces.reset(desk, "essai", fill=someone)
    assert len(await people_of(desk, "essai")) == 1
    assert (again.label, again.calendar_frozen_at) == ("Un essai", None)
    assert again.secret != made.secret


async def test_the_root_space_is_never_deleted(desk: Desk) -> None:
    """Any other space can be, and is then unknown."""
    await spaces.ensure(desk, DEFAULT_SPACE)
    await spaces.create(desk, "essai")
    with pytest.raises(NotAllowed):
        await spaces.delete(desk, DEFAULT_SPACE)
    await spaces.delete(desk, "essai")
    assert not await spaces.exists(desk, "essai")
    for gone in (spaces.delete, spaces.reset):
        with pytest.raises(NotFound):
            await gone(desk, "essai")
