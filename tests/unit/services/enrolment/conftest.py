"""One empty world for each test, at noon of 15 January 2009."""

from collections.abc import AsyncIterator

import pytest

from tests.builders import Sandbox, sandbox_on


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """An empty world; organisations are built by `tests.builders`."""
    async with sandbox_on() as world:
        yield world
