"""How an HTTP client of any thread, blocking or not, reaches an application without a socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import httpx2

from sandbox.inprocess.exchange import Application, Exchange, HungUp, Message, Receive, Send

T = TypeVar("T")


class Line(Protocol):
    """What the transports need of whoever runs the application."""

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Begin some work in the loop of the application; `ConnectionError` once it is stopped."""

    def serve(self, exchange: Exchange) -> None:
        """Begin to answer a request; called in the loop."""


async def _begin(line: Line, scope: dict[str, Any], body: bytes, seconds: float | None) -> Exchange:
    exchange = Exchange(scope, body)
    line.serve(exchange)
    try:
        async with asyncio.timeout(seconds):
            await exchange.begun()
    except BaseException:
        exchange.leave()
        raise
    return exchange


async def _more(exchange: Exchange, seconds: float | None) -> bytes:
    async with asyncio.timeout(seconds):
        return await exchange.more()


async def _leave(exchange: Exchange) -> None:
    exchange.leave()


def _seconds(request: httpx2.Request) -> float | None:
    """How long the client waits for an answer, and for each piece of it."""
    given: dict[str, float | None] = request.extensions.get("timeout", {})
    return given.get("read")


def _scope(request: httpx2.Request) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (url.host, url.port),
        "client": ("127.0.0.1", 0),
    }


def _translated(error: Exception, request: httpx2.Request) -> httpx2.TransportError:
    """An error as a client over a socket would have it."""
    if isinstance(error, TimeoutError):
        return httpx2.ReadTimeout("The sandbox did not answer in time.", request=request)
    if isinstance(error, HungUp):
        return httpx2.RemoteProtocolError(str(error), request=request)
    return httpx2.ConnectError(str(error) or "The sandbox stops.", request=request)


def _answer(
    request: httpx2.Request,
    exchange: Exchange,
    stream: httpx2.SyncByteStream | httpx2.AsyncByteStream,
) -> httpx2.Response:
    return httpx2.Response(
        exchange.status,
        headers=exchange.headers,
        stream=stream,
        request=request,
        extensions={"http_version": b"HTTP/1.1"},
    )


class Transport(httpx2.BaseTransport):
    """Sends the requests of an `httpx2.Client`; they wait in this thread, and are served in the
    thread of the sandbox.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request."""

        def wait(work: Coroutine[Any, Any, T]) -> T:
            try:
                future = self._line.submit(work)
                try:
                    return future.result()
                except BaseException:  # as when the test is interrupted
                    future.cancel()
                    raise
            except (TimeoutError, ConnectionError, CancelledError) as error:
                raise _translated(error, request) from error

        seconds = _seconds(request)
        exchange = wait(_begin(self._line, _scope(request), request.read(), seconds))
        body = _Body(exchange, lambda: wait(_more(exchange, seconds)), self._line)
        return _answer(request, exchange, body)


class _Body(httpx2.SyncByteStream):
    def __init__(self, exchange: Exchange, more: Callable[[], bytes], line: Line) -> None:
        self._exchange, self._more, self._line = exchange, more, line

    def __iter__(self) -> Iterator[bytes]:
        while not self._exchange.whole:
            yield self._more()
        yield self._exchange.taken()

    def close(self) -> None:
        _left(self._line, self._exchange)


class AsyncTransport(httpx2.AsyncBaseTransport):
    """Sends the requests of an `httpx2.AsyncClient` of any asyncio loop; that loop never blocks."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request."""

        async def wait(work: Coroutine[Any, Any, T]) -> T:
            try:
                return await asyncio.wrap_future(self._line.submit(work))
            except (TimeoutError, ConnectionError) as error:
                raise _translated(error, request) from error

        seconds = _seconds(request)
        exchange = await wait(_begin(self._line, _scope(request), await request.aread(), seconds))
        body = _AsyncBody(exchange, lambda: wait(_more(exchange, seconds)), self._line)
        return _answer(request, exchange, body)


class _AsyncBody(httpx2.AsyncByteStream):
    def __init__(
        self, exchange: Exchange, more: Callable[[], Awaitable[bytes]], line: Line
    ) -> None:
        self._exchange, self._more, self._line = exchange, more, line

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while not self._exchange.whole:
            yield await self._more()
        yield self._exchange.taken()

    async def aclose(self) -> None:
        _left(self._line, self._exchange)


_CARRIED = frozenset(_scope(httpx2.Request("GET", "http://nobody.test")))
"""What of a scope another loop may be handed; the rest belongs to who called."""


def application(line: Line) -> Application:
    """An ASGI application for clients that call one themselves, in any asyncio loop."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lived(receive, send)
            return
        if scope["type"] != "http":
            raise ValueError(f"The sandbox answers http, not {scope['type']}.")
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        carried = {name: value for name, value in scope.items() if name in _CARRIED}
        exchange = await asyncio.wrap_future(line.submit(_begin(line, carried, body, None)))
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": exchange.status,
                    "headers": exchange.headers,
                }
            )
            while not exchange.whole:
                part = await asyncio.wrap_future(line.submit(_more(exchange, None)))
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": exchange.taken()})
        finally:
            _left(line, exchange)

    return app


async def _lived(receive: Receive, send: Send) -> None:
    """The sandbox lives and ends by itself: whoever calls it only has to be told so."""
    for stage in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{stage}.complete"})


def _left(line: Line, exchange: Exchange) -> None:
    """Say that the client has gone, unless it has all, or the sandbox has gone before."""
    if not exchange.whole:
        with suppress(ConnectionError):
            line.submit(_leave(exchange))
