"""A visitor of the whole sandbox, in process, and the characters that the seeds tell of."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from starlette.applications import Starlette

BASE = "http://127.0.0.1:8400"


@pytest.fixture
async def another(application: "Starlette") -> AsyncIterator[Callable[[], Visitor]]:
    """Makes visitors of one sandbox, each with a browser of his own."""
    async with AsyncExitStack() as stack:
        clients: list[httpx2.AsyncClient] = []

        def make() -> Visitor:
            transport = httpx2.ASGITransport(app=application)
            client = httpx2.AsyncClient(transport=transport, base_url=BASE)
            clients.append(client)
            stack.push_async_callback(client.aclose)
            return Visitor(client)

        yield make


@pytest.fixture
def visitor(another: Callable[[], Visitor]) -> Visitor:
    """One visitor."""
    return another()


@pytest.fixture
def personas(application: "Starlette") -> dict[str, Any]:
    """What each character types, by id."""
    return {persona.id: persona for persona in application.state.personas}
