"""A connection whose request does not get on: given up, unless an answer is under way."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from sandbox import serving
from sandbox.serving import BoundedProtocol

HOST = "127.0.0.1"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
async def answering() -> asyncio.Event:
    """When the application may answer."""
    return asyncio.Event()


@pytest.fixture
async def reading() -> asyncio.Event:
    """When the application has something of the body."""
    return asyncio.Event()


@pytest.fixture
async def port(
    monkeypatch: pytest.MonkeyPatch, answering: asyncio.Event, reading: asyncio.Event
) -> AsyncIterator[int]:
    """Where an application listens that reads the body and answers when it is told to."""
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.2)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            reading.set()
        await answering.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"whole"})

    config = uvicorn.Config(app, lifespan="off", log_level="critical", access_log=False)
    config.load()
    state = ServerState()

    def protocol() -> BoundedProtocol:
        return BoundedProtocol(config=config, server_state=state, app_state={})

    server = await asyncio.get_running_loop().create_server(protocol, HOST, 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("begun", [b"", b"G", GET, GET + b"X: y"])
async def test_a_head_that_does_not_get_on_is_given_up(port: int, begun: bytes) -> None:
    """Even one that never began: whoever says nothing holds no connection."""
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(begun)
        assert b"400 Bad Request" in await reader.read()
        writer.close()


async def test_a_body_that_does_not_come_is_given_up(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever promises a body and keeps it back holds no connection for ever."""
    monkeypatch.setattr(serving, "BODY_SECONDS", 0.2)
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(CHUNKED + b"1\r\nx\r\n")
        assert await reader.read() == b""
        writer.close()


async def test_an_answer_takes_the_time_it_takes(
    port: int, answering: asyncio.Event, reading: asyncio.Event
) -> None:
    """A request that came whole is not given up while the application works on it."""
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(CHUNKED + b"1\r\nx\r\n")
        await reading.wait()
        writer.write(b"0\r\n\r\n")  # alone, as the end of a body often comes
        for _ in range(2):  # given up after this request came, while this one was not
            silent, unheard = await asyncio.open_connection(HOST, port)
            await silent.read()
            unheard.close()
        answering.set()
        assert b"200 OK" in await reader.readuntil(b"whole")
        writer.close()
