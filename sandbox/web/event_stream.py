"""Server-sent events: what happens, as it happens, to a page that is open.

A stream holds one of a bounded number of places. It ends when the browser leaves, when what it
tells of is gone, when the server stops, and after some minutes in any case: the browser then comes
back by itself, and says with `Last-Event-ID` how far it was. An `end` event tells the page of an
end that is not its own: `gone`, or `stopped`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.domain.errors import NotFound, SandboxError
from sandbox.services.waiting import Hears, WaitingRoom
from sandbox.web.arrivals import desk_of
from sandbox.web.pages import space_of
from sandbox.world.clock import machine_monotonic

KEEP_ALIVE = 15.0
"""Seconds after which a comment is sent, so that nothing in between takes the line for dead."""
LIFE = 900.0
"""Seconds after which a stream ends; the browser opens the next one."""
_RETRY_MS = 2000


@dataclass(frozen=True, slots=True)
class Message:
    """An event: how far it brings the reader, and its text."""

    id: int
    text: str

    def encoded(self) -> bytes:
        """As the line carries it (HTML, section 9.2.6)."""
        lines = "\n".join(f"data: {line}" for line in self.text.splitlines() or [""])
        return f"id: {self.id}\nevent: item\n{lines}\n\n".encode()


Look = Callable[[int], Awaitable[list[Message]]]
"""What happened after a number."""


def went_on_after(request: Request) -> int:
    """The number of the last event that the reader has: `Last-Event-ID`, or `?after=` at first."""
    for told in (request.headers.get("last-event-id"), request.query_params.get("after")):
        if told and told.isascii() and told.isdigit() and len(told) < 16:
            return int(told)
    return 0


class EventStream(Response):
    """The answer that goes on; `kinds` are those whose writes in the space call for a look.

    `hears` and `pause` are those of `WaitingRoom.until`, for what is in other spaces. Raises
    `Crowded` before it begins where no place in `app.state.streams` is free.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        request: Request,
        kinds: Sequence[type],
        look: Look,
        after: int,
        *,
        hears: Hears | None = None,
        pause: float | None = None,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._request = request
        self._kinds = kinds
        self._look = look
        self._after = after
        self._hears, self._pause = hears, pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what happens until the reader leaves, or has to."""
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        room: WaitingRoom = self._request.app.state.streams
        with room.place(space_of(self._request)):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await self._send(send, f"retry: {_RETRY_MS}\n\n".encode())
            if ended := await self._flow(room, receive, send):
                await self._send(send, f"event: end\ndata: {ended}\n\n".encode())
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _flow(self, room: WaitingRoom, receive: Receive, send: Send) -> str:
        """Send until the end; what to tell of it, if anything."""
        gone = False

        async def hung_up() -> None:
            nonlocal gone
            while (await receive())["type"] != "http.disconnect":
                pass
            gone = True

        end = machine_monotonic() + LIFE
        while not (gone or room.closed) and machine_monotonic() < end:
            try:
                found = await room.until(
                    desk_of(self._request),
                    space_of(self._request),
                    self._kinds,
                    lambda: self._look(self._after),
                    seconds=KEEP_ALIVE,
                    hung_up=hung_up,
                    hears=self._hears,
                    pause=self._pause,
                )
            except NotFound:  # the space has gone
                return "gone"
            except SandboxError:  # the store cannot be read: the browser tries again
                return ""
            for message in found:
                self._after = message.id
                await self._send(send, message.encoded())
            if not found:
                await self._send(send, b": still here\n\n")
        return "stopped" if room.closed and not gone else ""

    async def _send(self, send: Send, text: bytes) -> None:
        await send({"type": "http.response.body", "body": text, "more_body": True})
