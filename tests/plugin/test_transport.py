"""What an HTTP client sees of an application in another thread: all that a socket would show."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest

from sandbox.inprocess import Running, start
from sandbox.inprocess.exchange import Message, Receive, Send

BEGUN: Message = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"set-cookie", b"a=1")],
}


@pytest.fixture
def running() -> Iterator[Running]:
    """A sandbox without a socket, whose application a test may replace."""
    found = start("asgi")
    yield found
    found.errors()
    found.stop()


@pytest.fixture
def http(running: Running) -> Iterator[httpx2.Client]:
    """A client of it."""
    with httpx2.Client(transport=running.transport, base_url=running.url) as client:
        yield client


def piece(text: bytes, *, more: bool) -> Message:
    """A piece of a body."""
    return {"type": "http.response.body", "body": text, "more_body": more}


async def _silent(scope: Message, receive: Receive, send: Send) -> None:
    await asyncio.Event().wait()


async def _broken(scope: Message, receive: Receive, send: Send) -> None:
    raise ZeroDivisionError("a mistake of ours")


async def _cut(scope: Message, receive: Receive, send: Send) -> None:
    await send(BEGUN)
    await send(piece(b"half", more=True))


async def _echo(scope: Message, receive: Receive, send: Send) -> None:
    came = (await receive())["body"]
    told = [scope["method"], scope["path"], scope["query_string"].decode(), came.decode()]
    await send(BEGUN)
    await send(piece("|".join(told).encode(), more=False))


def test_a_request_arrives_as_it_was_sent(running: Running, http: httpx2.Client) -> None:
    """Method, decoded path, raw query and body reach the application; headers come back."""
    running.served = _echo
    answer = http.put("/caf%C3%A9?q=%20", content=b"corps")
    assert answer.text == "PUT|/café|q=%20|corps"
    assert answer.cookies["a"] == "1"
    assert http.head("/").content == b""


def test_who_waits_too_long_gives_up(running: Running, http: httpx2.Client) -> None:
    """The time that the client allows is kept."""
    running.served = _silent
    with pytest.raises(httpx2.ReadTimeout):
        http.get("/", timeout=0.01)


def test_a_mistake_of_ours_is_a_500_and_is_told(running: Running, http: httpx2.Client) -> None:
    """The client sees what it would see of a server; the error itself is told once."""
    running.served = running._watched(_broken)
    assert http.get("/").status_code == 500
    with pytest.raises(ExceptionGroup) as raised:
        running.stop()
    assert raised.group_contains(ZeroDivisionError)
    running.stop()


def test_half_an_answer_is_no_answer(running: Running, http: httpx2.Client) -> None:
    """An application that ends in the middle has hung up."""
    running.served = _cut
    with pytest.raises(httpx2.RemoteProtocolError):
        http.get("/")


def test_pieces_arrive_as_they_are_sent_and_the_application_learns_who_left(
    running: Running, http: httpx2.Client
) -> None:
    """A stream that has no end is read, and left."""
    gone = asyncio.Event()

    async def endless(scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        await send(BEGUN)
        await send(piece(b"one", more=True))
        assert (await receive())["type"] == "http.disconnect"
        gone.set()

    running.served = endless
    with http.stream("GET", "/") as answer:
        assert next(answer.iter_bytes()) == b"one"
    running.submit(asyncio.wait_for(gone.wait(), 5)).result(6)


async def test_pieces_arrive_in_an_asynchronous_client(running: Running) -> None:
    """So they are, and are cut off, in a loop of another thread."""
    running.served = _cut
    async with httpx2.AsyncClient(
        transport=running.async_transport, base_url=running.url
    ) as client:
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.get("/")
        running.served = _silent
        with pytest.raises(httpx2.ReadTimeout):
            await client.get("/", timeout=0.01)


async def test_whoever_waits_when_it_stops_hears_of_it(running: Running) -> None:
    """A long wait under way ends with the sandbox, for whoever waits."""
    begun = asyncio.Event()
    mine = asyncio.get_running_loop()

    async def waiting(scope: Message, receive: Receive, send: Send) -> None:
        mine.call_soon_threadsafe(begun.set)
        await asyncio.Event().wait()

    running.served = waiting
    async with httpx2.AsyncClient(
        transport=running.async_transport, base_url=running.url
    ) as client:
        asked = asyncio.create_task(client.get("/", timeout=None))
        await begun.wait()
        await asyncio.to_thread(running.stop)
        with pytest.raises(httpx2.TransportError):
            await asked


async def test_a_client_that_calls_an_application_itself_may_do_so_in_its_loop(
    running: Running,
) -> None:
    """The same answers, and half an answer stays half."""
    calling = httpx2.ASGITransport(app=running.app)
    async with httpx2.AsyncClient(transport=calling, base_url=running.url) as client:
        found = await client.get("/.well-known/openid-configuration")
        assert found.json()["issuer"] == running.url
        running.served = _echo
        assert (await client.post("/a?b=c", content=b"d")).text == "POST|/a|b=c|d"
        running.served = _cut
        with pytest.raises(ConnectionError):
            await client.get("/")
