"""The courier: woken at once, patient between attempts, never dead, soon gone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.errors import Unavailable
from sandbox.domain.model import Space
from sandbox.domain.provider import Client, DeliveryState, LogoutDelivery
from sandbox.oidc.logout import courier as module
from sandbox.oidc.logout.courier import Courier
from sandbox.oidc.logout.deliveries import deliver
from sandbox.oidc.outbound import Documents, Reach
from sandbox.services.desk import Desk
from sandbox.services.logout_deliveries import AT_ONCE, WAITS
from sandbox.storage import SqliteStore
from sandbox.world.clock import Clock
from tests.receiver import WAIT_SECONDS, receiving

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
NEVER = 3600.0


@dataclass
class Office:
    """A desk over a file, a courier, and a watch that is moved by hand."""

    path: Path
    desk: Desk
    now: float = NOON.timestamp()

    def courier(self) -> Courier:
        """One that may call this machine."""
        return Courier(self.desk, Documents(Reach(loopback=True), lambda: self.now))

    async def owe(self, uri: str, space: str = "a", desk: Desk | None = None) -> None:
        """Owe a client of a space one logout token."""
        async with (desk or self.desk).work(space) as (tx, world):
            metadata: dict[str, Any] = {"id_token_signed_response_alg": "ES256"}
            await tx.put(Client("pes", "", metadata, world.instant))
            id_ = world.chance.handle("lod")
            await tx.add(
                LogoutDelivery(id_, "pes", uri, "sid", "acc", world.instant, due_at=AT_ONCE)
            )

    async def settled(self, state: DeliveryState, attempts: int = 1, space: str = "a") -> None:
        """Return once the one delivery of a space is so, as its writers tell."""
        seen = asyncio.Event()
        with self.desk.listening(LogoutDelivery, seen.set):
            async with asyncio.timeout(WAIT_SECONDS):
                while True:
                    seen.clear()  # before the look: a write during it must not be missed
                    async with self.desk.look(space) as (tx, _):
                        (row,) = await tx.find(LogoutDelivery)
                    if (row.state, len(row.attempts)) == (state, attempts):
                        return
                    await seen.wait()


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Two spaces and a courier that, left to itself, would not look before the test is over."""
    monkeypatch.setattr(module, "LOOK_SECONDS", NEVER)
    store = await SqliteStore.open(tmp_path / "sandbox.db")
    for name in ("a", "b"):
        await store.create_space(Space(name, name, "00" * 32, NOON))
    office = Office(tmp_path / "sandbox.db", Desk(store))
    office.desk.clock = Clock(lambda: office.now)
    yield office
    await store.close()


async def test_a_delivery_is_sent_at_once_in_any_space(office: Office) -> None:
    """What a transaction of this process wrote is sent without waiting for a look."""
    async with receiving(200) as receiver, office.courier().at_work():
        for space in ("a", "b"):
            await office.owe(receiver.uri, space)
            assert list(await receiver.arrival()) == ["logout_token"]
            await office.settled(DeliveryState.DELIVERED, space=space)


async def test_what_was_owed_before_the_start_is_sent(office: Office) -> None:
    """A restart loses nothing."""
    async with receiving(200) as receiver:
        await office.owe(receiver.uri)
        async with office.courier().at_work():
            await receiver.arrival()


async def test_a_failed_attempt_is_made_again_when_it_is_due(office: Office) -> None:
    """Woken too early the courier waits on, and sends when the watch says so."""
    courier = office.courier()
    async with receiving(503, 200) as receiver, courier.at_work():
        await office.owe(receiver.uri)
        await receiver.arrival()
        await office.settled(DeliveryState.PENDING)
        await office.owe(receiver.uri, "b")
        await receiver.arrival()
        assert len(receiver.received) == 2
        office.now += WAITS[0].total_seconds()
        courier.wake()
        await receiver.arrival()
        await office.settled(DeliveryState.DELIVERED, attempts=2)


async def test_what_another_process_wrote_is_found_by_looking(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another desk over the same file wakes nobody here; the next look finds its rows."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    other = Desk(await SqliteStore.open(office.path), office.desk.clock)
    try:
        async with receiving(200) as receiver, office.courier().at_work():
            await office.owe(receiver.uri, desk=other)
            await receiver.arrival()
    finally:
        await other.store.close()


async def test_an_idle_courier_looks_once_and_sleeps(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked of the store while nothing happens."""
    looks = counted(office, monkeypatch, failures=0)
    async with office.courier().at_work():
        for number in range(20):
            async with office.desk.work("a") as (tx, world):
                await tx.add(Client(f"pes-{number}", "", {}, world.instant))
        assert looks() == 1


async def test_no_error_ends_the_courier(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that fails and an attempt that we spoil ourselves are logged and survived."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    counted(office, monkeypatch, failures=2)
    broken = [True]

    async def spoilt(*arguments: Any) -> bool:
        if broken:
            broken.pop()
            raise LookupError("ours")
        return await deliver(*arguments)

    monkeypatch.setattr(module, "deliver", spoilt)
    async with receiving(200) as receiver, office.courier().at_work():
        await office.owe(receiver.uri)
        await receiver.arrival()
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 3


async def test_a_space_that_cannot_be_read_holds_up_no_other(office: Office) -> None:
    """Its clock is beyond what a date can tell; what the next space owes is sent."""
    async with receiving(200) as receiver:
        await office.owe(receiver.uri, "a")
        async with office.desk.store.reading("a") as tx:
            lost = replace(tx.space, calendar_offset=1e12)
        await office.desk.store.save_space(lost)
        await office.owe(receiver.uri, "b")
        async with office.courier().at_work():
            await receiver.arrival()
            await office.settled(DeliveryState.DELIVERED, space="b")


def counted(office: Office, patch: pytest.MonkeyPatch, failures: int) -> Callable[[], int]:
    """Let the first looks at the store fail; how many there were."""
    honest, looks = office.desk.store.spaces_with, []

    async def look(kind: type, **where: Any) -> Any:
        looks.append(kind)
        if len(looks) <= failures:
            raise Unavailable("store-unavailable", "error.store_unavailable")
        return await honest(kind, **where)

    patch.setattr(office.desk.store, "spaces_with", look)
    return lambda: len(looks)


async def test_a_courier_that_stops_lets_an_attempt_finish(office: Office) -> None:
    """What is answered within the grace is written down."""
    async with receiving(200, held=True) as receiver:
        async with office.courier().at_work():
            await office.owe(receiver.uri)
            await receiver.arrival()
            receiver.held.set()
        await office.settled(DeliveryState.DELIVERED)


async def test_a_courier_that_stops_waits_for_nobody_long(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An attempt without an answer is dropped, and its row waits for the next start."""
    monkeypatch.setattr(module, "STOP_SECONDS", 0.01)
    async with receiving(200, held=True) as receiver:
        async with office.courier().at_work():
            await office.owe(receiver.uri)
            await receiver.arrival()
        await office.settled(DeliveryState.PENDING, attempts=0)
