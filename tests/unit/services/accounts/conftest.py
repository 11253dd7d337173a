"""One empty world for each test, and the door of its sign-in."""

from collections.abc import AsyncIterator

import pytest

from tests.builders import sandbox_on
from tests.holders import Door


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """An empty world at noon of 15 January 2009."""
    async with sandbox_on() as world:
        yield Door(world.desk)
