"""A client's back end: a real HTTP server on the loopback that takes logout tokens."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl

HOST = "127.0.0.1"
WAIT_SECONDS = 30.0


@dataclass
class Receiver:
    """Answers with `answers` in turn, the last one for ever; keeps what was posted."""

    answers: Sequence[tuple[int, str]]
    port: int = 0
    received: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    _arrived: asyncio.Queue[dict[str, str]] = field(default_factory=asyncio.Queue)

    @property
    def uri(self) -> str:
        """Where logout tokens are to be sent."""
        return f"http://{HOST}:{self.port}/backchannel-logout"

    async def arrival(self) -> dict[str, str]:
        """The form of the next request, as soon as it is there; fails if none comes."""
        async with asyncio.timeout(WAIT_SECONDS):
            return await self._arrived.get()

    async def serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
        status, text = self.answers[min(len(self.received), len(self.answers) - 1)]
        self.received.append(form)
        self.headers.append({":request": first, **headers})
        self._arrived.put_nowait(form)
        await self.held.wait()
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nConnection: close\r\n"
        location = "Location: /elsewhere\r\n" if 300 <= status < 400 else ""
        writer.write(f"{head}{location}Content-Length: {len(text)}\r\n\r\n{text}".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving(
    *answers: int | tuple[int, str], port: int = 0, held: bool = False
) -> AsyncIterator[Receiver]:
    """A receiver that answers so; with `held`, nothing is answered before `held` is set."""
    told = [answer if isinstance(answer, tuple) else (answer, "") for answer in answers or (200,)]
    receiver = Receiver(told)
    if not held:
        receiver.held.set()
    server = await asyncio.start_server(receiver.serve_one, HOST, port)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver
        receiver.held.set()
