"""Waiting for a write: of this process, of another one, and never longer than it should."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.domain.terms import Actor
from sandbox.services import spaces, waiting
from sandbox.services.desk import Desk
from sandbox.services.journal import record
from sandbox.services.ports import After
from sandbox.services.waiting import Crowded, WaitingRoom
from sandbox.storage import SqliteStore
from sandbox.world.clock import Clock
from tests.seating import seated

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


async def never() -> None:
    """A caller that stays."""
    await asyncio.Event().wait()


async def desk_on(path: Path | None) -> Desk:
    """A desk over memory, or over a file, with an empty space `essai`."""
    desk = Desk(await SqliteStore.open(path), Clock(lambda: NOON.timestamp()))
    await spaces.ensure(desk, "essai")
    return desk


async def write(desk: Desk) -> None:
    """Let something happen."""
    async with desk.work("essai") as (tx, world):
        await record(tx, world, Event.CLOCK_MOVED, Actor.SYSTEM)


async def wait(room: WaitingRoom, desk: Desk, **how: object) -> list[JournalEntry]:
    """Wait for what happens from now on."""
    async with desk.look("essai") as (tx, _):
        newest = (await tx.find(JournalEntry, order="-seq", limit=1))[0].seq

    async def look() -> list[JournalEntry]:
        async with desk.look("essai") as (tx, _):
            return await tx.find(JournalEntry, seq=After(newest))

    given = {"seconds": 60, "hung_up": never, **how}
    with room.place():
        return await room.until(desk, "essai", (JournalEntry,), look, **given)  # type: ignore[arg-type]


async def test_a_write_of_this_process_ends_the_wait_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However long the pause between two looks, a write is seen when it is made."""
    monkeypatch.setattr(waiting, "PAUSE", 3600.0)
    desk, room = await desk_on(None), WaitingRoom(1)
    try:
        task = asyncio.create_task(wait(room, desk))
        await seated(room)
        await write(desk)
        assert len(await task) == 1
        assert room.taken == 0
    finally:
        await desk.store.close()


async def test_a_write_of_another_process_is_seen_at_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two desks over one file, of which one tells the other nothing."""
    monkeypatch.setattr(waiting, "PAUSE", 0.01)
    path = tmp_path / "state.sqlite3"
    desk, other, room = await desk_on(path), await desk_on(path), WaitingRoom(1)
    try:
        task = asyncio.create_task(wait(room, desk))
        await seated(room)
        await write(other)
        assert len(await task) == 1
    finally:
        await desk.store.close()
        await other.store.close()


async def test_a_caller_that_hangs_up_frees_his_place() -> None:
    """The wait ends with him, and the next one may sit down."""
    desk, room, gone = await desk_on(None), WaitingRoom(1), asyncio.Event()

    async def hung_up() -> None:
        await gone.wait()

    try:
        task = asyncio.create_task(wait(room, desk, hung_up=hung_up))
        await seated(room)
        with pytest.raises(waiting.Crowded), room.place():
            pass
        gone.set()
        assert await task == []
        assert room.taken == 0
    finally:
        await desk.store.close()


async def test_a_cancelled_wait_leaves_nothing_behind() -> None:
    """No listener, no place and no task stay after it."""
    desk, room = await desk_on(None), WaitingRoom(1)
    try:
        task = asyncio.create_task(wait(room, desk))
        await seated(room)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (room.taken, room._woken, desk._listeners) == (0, set(), [])
    finally:
        await desk.store.close()


async def test_a_closed_room_lets_everybody_go() -> None:
    """Who waits is answered at once, and so is who comes later."""
    desk, room = await desk_on(None), WaitingRoom(2)
    try:
        task = asyncio.create_task(wait(room, desk))
        await seated(room)
        room.close()
        assert await task == []
        assert await wait(room, desk) == []
    finally:
        await desk.store.close()


async def test_the_end_is_told_by_the_clock_that_never_goes_back() -> None:
    """Once its seconds are over by that clock, a wait looks once more and ends."""
    desk = await desk_on(None)
    readings = iter([0.0, 61.0])
    room = WaitingRoom(1, monotonic=lambda: next(readings))
    try:
        assert await wait(room, desk) == []
    finally:
        await desk.store.close()


def test_one_space_leaves_places_to_the_others() -> None:
    """However many of its browsers wait, and again once they have left."""
    room = WaitingRoom(4, most_each=2)
    with room.place("a"), room.place("a"):
        with pytest.raises(Crowded), room.place("a"):
            pass
        with room.place("b"):
            assert room.taken == 3
    with room.place("a"):
        assert room.taken == 1
