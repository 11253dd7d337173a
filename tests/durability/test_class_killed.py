"""A server killed by SIGKILL while it makes or resets a class leaves whole places, or none."""

import asyncio
import signal
import sqlite3
from collections.abc import Awaitable
from contextlib import closing, suppress
from pathlib import Path

import httpx2

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry, Organisation, Space
from sandbox.storage import SqliteStore
from tests.journeys.trainer import made
from tests.journeys.visitor import Form, Page, Visitor
from tests.live import LiveServer, running_sandbox

PLACES, BEGUN = 30, 5
DAY = 86_400.0


async def kill_amid(server: LiveServer, file: Path, asking: Awaitable[Page]) -> None:
    """Ask, and kill the server once `BEGUN` places are new, while it goes on with the others."""
    with closing(sqlite3.connect(file)) as reader:  # a reader holds up no writer
        before = set(reader.execute("SELECT id, created_at FROM spaces"))
        asked = asyncio.ensure_future(asking)
        while len(set(reader.execute("SELECT id, created_at FROM spaces")) - before) < BEGUN:
            assert not asked.done(), "it was done before it could be interrupted"
            await asyncio.sleep(0)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    with suppress(httpx2.TransportError):
        await asked


async def places_of(file: Path) -> list[Space]:
    """The places of every class, checked: filled once, then one day ahead as T1 begins."""
    store = await SqliteStore.open(file)
    places = [space for space in await store.spaces() if space.place]
    for place in places:
        async with store.reading(place.id) as tx:
            names = [entry.name for entry in await tx.find(JournalEntry, order="seq")]
            assert names.index(Event.SPACE_SEEDED) < names.index(Event.CLOCK_MOVED)
            assert names.count(Event.CLOCK_MOVED) == 1
            assert await tx.count(Organisation) > 20
        assert place.calendar_offset == DAY
    await store.close()
    return places


async def test_a_class_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    """After the restart no place of the class that was being made is left, and one can be made."""
    state = tmp_path / "state"
    file = state / "sandbox.db"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        async with httpx2.AsyncClient(base_url=server.base_url, timeout=60) as http:
            asking = made(Visitor(http), places=str(PLACES), scenario="T1", noms="")
            await kill_amid(server, file, asking)
    left = await places_of(file)
    assert BEGUN <= len(left) < PLACES, "the kill interrupted nothing"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        async with httpx2.AsyncClient(base_url=server.base_url, timeout=60) as http:
            told = (await http.get("/_sandbox/spaces")).json()["spaces"]
            assert [space["id"] for space in told] == ["default"]
            board = await made(Visitor(http), places="2", scenario="T1", noms="")
            assert board.status == 200


async def test_places_begin_again_whole_or_stay(tmp_path: Path) -> None:
    """Some begin again, the others are as they were; each is whole, and the class goes on."""
    state = tmp_path / "state"
    file = state / "sandbox.db"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        async with httpx2.AsyncClient(base_url=server.base_url, timeout=60) as http:
            trainer = Visitor(http)
            board = await made(trainer, places=str(PLACES), scenario="T1", noms="")
            before = {space.id: space.created_at for space in await places_of(file)}
            again = _to_begin_again(board.forms)
            await kill_amid(server, file, trainer.send(again, **{"compris-recommencer": "oui"}))
    after = await places_of(file)
    assert {space.id for space in after} == set(before)
    new = [space for space in after if space.created_at != before[space.id]]
    assert BEGUN <= len(new) < PLACES, "the kill interrupted nothing"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        async with httpx2.AsyncClient(base_url=server.base_url, timeout=60) as http:
            told = (await http.get("/_sandbox/spaces")).json()["spaces"]
            assert len(told) == PLACES + 2


def _to_begin_again(forms: list[Form]) -> Form:
    return next(form for form in forms if form.fields.get("geste") == "recommencer")
