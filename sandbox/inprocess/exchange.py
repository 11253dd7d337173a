"""One request and its answer over ASGI, in the event loop of the application, without a socket.

What a server does between a client and an application is done here as uvicorn does it, so that a
test sees the same answers with a socket and without: an application that fails before its answer
begins is answered for with a 500, one that stops half-way has hung up.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.oidc import HANG_UP

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
"""An ASGI application."""

Headers = list[tuple[bytes, bytes]]
_NOTHING_SAID: tuple[int, Headers, bytes] = (
    500,
    [(b"content-type", b"text/plain; charset=utf-8")],
    b"Internal Server Error",
)


class HungUp(ConnectionError):
    """The application ended before its answer was whole."""


@dataclass(slots=True)
class Exchange:
    """One request on its way; every method is awaited in the loop of the application."""

    scope: dict[str, Any]
    body: bytes
    status: int = 0
    headers: Headers = field(default_factory=list)
    whole: bool = False  # all of the answer is here
    _parts: list[bytes] = field(default_factory=list)
    _sent: bool = False  # the application was given the body
    _over: bool = False  # the application has returned, or raised
    _hung_up: bool = False  # the application cut the connection
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _left: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, app: Application) -> None:
        """Let the application answer; what it raises is raised once the client has its answer."""
        scope = {**self.scope, "extensions": {HANG_UP: self._cut}}
        try:
            await app(scope, self._receive, self._send)
        except asyncio.CancelledError:  # the sandbox stops
            raise
        except BaseException:
            self._say_nothing()
            raise
        else:
            self._say_nothing()
        finally:
            self._over = True
            self._moved.set()

    def _cut(self) -> None:
        self._hung_up = True
        self._left.set()

    def _say_nothing(self) -> None:
        if not self.status and not self._hung_up:
            self._parts.append(_NOTHING_SAID[2])
            self.whole = True
            self.status, self.headers, _ = _NOTHING_SAID

    async def begun(self) -> None:
        """Return once status and headers are known; raises `HungUp`."""
        while not self.status:
            if self._over:
                raise HungUp("The sandbox hung up before its answer began.")
            await self._next()

    async def more(self) -> bytes:
        """What came of the body since it was last asked for, waited for; empty at the end.

        Raises `HungUp`.
        """
        while not self._parts and not self.whole and not self._over:
            await self._next()
        if not self._parts and not self.whole:
            raise HungUp("The sandbox hung up before its answer was whole.")
        return self.taken()

    def taken(self) -> bytes:
        """What came of the body and was not yet taken; of a whole one, in any thread."""
        found, self._parts = b"".join(self._parts), []
        return found

    def leave(self) -> None:
        """The client takes no more; an application that looks for it learns so."""
        self._left.set()

    async def _next(self) -> None:
        self._moved.clear()
        await self._moved.wait()

    async def _receive(self) -> Message:
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.headers = list(message.get("headers", []))
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            if body and self.scope["method"] != "HEAD":
                self._parts.append(bytes(body))
            if not message.get("more_body", False):
                self.whole = True
                self._left.set()
        self._moved.set()
