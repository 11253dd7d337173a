"""A reader of server-sent events, in process: what comes, as it comes, and hanging up."""

import asyncio
from collections.abc import MutableMapping
from typing import Any, Self

from starlette.types import ASGIApp

Message = MutableMapping[str, Any]
PATIENCE = 20.0
"""Seconds within which something must come, for a test that would fail."""


class Reader:
    """Holds one stream open for as long as the block lasts."""

    def __init__(
        self, app: ASGIApp, path: str, *, query: str = "", last: str = "", cookie: str = ""
    ) -> None:
        self._app, self._query = app, query
        self._path, self._last, self._cookie = path, last, cookie
        self._left = asyncio.Event()
        self._asked = False
        self._came: asyncio.Queue[bytes] = asyncio.Queue()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.text = ""

    async def __aenter__(self) -> Self:
        headers = [(b"host", b"127.0.0.1:8400")]
        if self._last:
            headers.append((b"last-event-id", self._last.encode()))
        if self._cookie:
            headers.append((b"cookie", self._cookie.encode()))
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": self._path,
            "query_string": self._query.encode(),
            "headers": headers,
            "server": ("127.0.0.1", 8400),
        }
        self.task = asyncio.ensure_future(self._app(scope, self._receive, self._send))
        await self.until("\n\n")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._left.set()
        async with asyncio.timeout(PATIENCE):
            await self.task

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self._came.put_nowait(message["body"])

    async def until(self, words: str) -> str:
        """All that came, once it holds these words."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.text:
                self.text += (await self._came.get()).decode()
        return self.text
