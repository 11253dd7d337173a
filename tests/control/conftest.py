"""A caller of the control API, in process."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.protocol.conftest import house

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["house"]
BASE = "http://127.0.0.1:8400"


@pytest.fixture
async def http(application: "Starlette") -> AsyncIterator[httpx2.AsyncClient]:
    """Sends to the whole sandbox, in process."""
    transport = httpx2.ASGITransport(app=application)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


@pytest.fixture
async def empty(http: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The same sender, beside a space `vide` that was made without the seed."""
    made = await http.post("/_sandbox/spaces", json={"id": "vide", "seed": "empty"})
    assert made.status_code == 201, made.text
    return http
