"""A caller of the control API, in process."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import httpx2
import pytest

if TYPE_CHECKING:
    from starlette.applications import Starlette

BASE = "http://127.0.0.1:8400"


@pytest.fixture
async def http(application: "Starlette") -> AsyncIterator[httpx2.AsyncClient]:
    """Sends to the whole sandbox, in process."""
    transport = httpx2.ASGITransport(app=application)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client
