"""One empty world for each test, and the door of its sign-in."""

from collections.abc import AsyncIterator

import pytest

from sandbox.domain.model import Account
from tests.builders import sandbox_on
from tests.holders import TOLD, Door, hold, organise, register


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """An empty world at noon of 15 January 2009."""
    async with sandbox_on() as world:
        yield Door(world.desk)


@pytest.fixture
async def holder(door: Door) -> Account:
    """An account with one organisation and two clients to reach, one of which asks to be told."""
    await register(door, ("pes", TOLD), ("deaf", ""), ("unused", TOLD))
    return await hold(door.desk, "TUQUE234", await organise(door.desk))
