"""Answers that the line itself spoils: they come late, drop by drop, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.oidc.tampering.answers import said
from sandbox.oidc.tampering.spoiling import Act, Honest

HANG_UP = "clicsequr.hang_up"
"""The extension of the ASGI scope by which a server lets us cut a connection."""
_DROPS = 10
"""Pieces in which a slow body comes."""

pause: Callable[[float], Awaitable[None]] = asyncio.sleep
"""How an answer is held back, in seconds."""


class Dropped(ConnectionAbortedError):
    """The connection was cut on command, by a server that knows no other way than an error."""


class _Cut(Response):
    """No answer: the connection is cut before a byte of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Cut it, and wait until the server has noticed; raise where it cannot be cut."""
        hang_up = scope.get("extensions", {}).get(HANG_UP)
        if hang_up is None:
            raise Dropped("The connection is cut, on command.")
        hang_up()
        while (await receive())["type"] != "http.disconnect":
            pass


class _Slow(Response):
    """A body that comes in pieces over some time; its length is told at once."""

    seconds: float = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, then the pieces, with a pause before each."""
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        body = bytes(self.body)
        size = max(1, -(-len(body) // _DROPS))
        pieces = [body[at : at + size] for at in range(0, len(body), size)]
        for piece in pieces:
            await pause(self.seconds / len(pieces))
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def late(honest: Honest) -> Act:
    """The honest answer, after as many `seconds` as were chosen."""

    async def wait() -> Response:
        await pause(honest.options["seconds"])
        return honest.response

    return wait


def slow(honest: Honest) -> Response | None:
    """The honest answer, its body spread over as many `seconds`; None if it has no body."""
    if not honest.response.body:
        return None
    answer = _Slow(honest.response.body, honest.response.status_code)
    answer.raw_headers = list(honest.response.raw_headers)
    answer.seconds = honest.options["seconds"]
    return answer


def cut(honest: Honest) -> Response:
    """No answer at all: the connection ends."""
    return _Cut()


def truncated(honest: Honest) -> Response | None:
    """The first half of the honest JSON, under an honest head; None if the answer is not JSON."""
    if not is_json(honest):
        return None
    body = bytes(honest.response.body)
    return said(honest, body[: len(body) // 2], "")


def mislabelled(honest: Honest) -> Response | None:
    """The honest JSON said to be plain text; None if the answer is not JSON."""
    if not is_json(honest):
        return None
    return said(honest, bytes(honest.response.body), "text/plain; charset=utf-8")


def is_json(honest: Honest) -> bool:
    """Whether the honest answer is JSON, one that succeeded or not."""
    kind = honest.response.headers.get("content-type", "").partition(";")[0]
    return kind == "application/json" or kind.endswith("+json")
