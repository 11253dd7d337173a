"""A provider of one space with a small cast, and a browser that walks through it.

The rows are written straight into the store, so that these tests stand apart from the seeds.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.services.desk import Desk
from sandbox.services.site import Site
from sandbox.storage import SqliteStore
from sandbox.world.clock import Clock
from tests.protocol.asserting import ASSERTING
from tests.protocol.cast import fill
from tests.protocol.house import House, Watch
from tests.protocol.outside import Outside
from tests.protocol.signers import enrol
from tests.protocol.suite import Suite, Variant


@asynccontextmanager
async def _house(database: Path | None, site: Site | None = None) -> AsyncIterator[House]:
    watch = Watch()
    desk = Desk(await SqliteStore.open(database), Clock(watch.read), site=site)
    try:
        await fill(desk)
        yield House(desk, watch)
    finally:
        await desk.store.close()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A provider in memory whose clock stands still until a test moves it."""
    async with _house(None) as built:
        yield built


@pytest.fixture
async def filed_house(tmp_path: Path) -> AsyncIterator[House]:
    """The same over a database in a file, as a server has it."""
    async with _house(tmp_path / "sandbox.db") as built:
        yield built


@pytest.fixture
def variant() -> Variant:
    """What the plan of a module fixes; a file of another plan says its own."""
    return Variant()


@pytest.fixture
async def suite(house: House, variant: Variant) -> AsyncIterator[Suite]:
    """The certification suite over this provider."""
    run = Suite(house, variant)
    yield run
    await run.tidy()


@pytest.fixture
async def tls_suite(variant: Variant) -> AsyncIterator[Suite]:
    """The certification suite over a provider whose issuer is https, for what discovery says."""
    issuer = "https://clicsequr.exemple.invalid"
    async with _house(None, Site(issuer)) as built:
        yield Suite(built, variant, issuer)


@pytest.fixture
async def signing(house: House) -> House:
    """A provider that also knows clients which authenticate by assertion."""
    await enrol(house, *ASSERTING)
    return house


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    """What the provider finds when it calls out: nothing, until a test puts it there."""
    network = Outside()
    monkeypatch.setattr("sandbox.oidc.outbound.exchange", network.exchange)
    return network


@pytest.fixture
def published(outside: Outside) -> dict[str, bytes]:
    """What relying parties publish, by address; nobody answers at any other."""
    return outside.documents
