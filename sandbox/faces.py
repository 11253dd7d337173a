"""ASGI pieces that stand before the faces: which space a request is for, and plain refusals."""

import re
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.services import spaces
from sandbox.services.site import DEFAULT_SPACE

_IN_SPACE = re.compile(r"/b/([^/]{1,64})(/.*)?", re.DOTALL)
_INSERTED = re.compile(r"(/\.well-known/[a-z-]+)/b/([^/]{1,64})/?")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def _percent(found: re.Match[bytes]) -> bytes:
    return f"%{found[0][0]:02X}".encode()


class SpaceFinder:
    """ASGI middleware: `/b/{space}/…` is served as `/…` of that space.

    Sets `scope["state"]["space"]` and moves the prefix to `root_path`. The well-known addresses
    that carry the space behind them (RFC 8414 section 3.1) are turned into those of the space.
    A space that does not exist is no space: the path is left as it is, and no route has it.
    Bytes beyond ASCII that a client left in the query are percent-encoded: Starlette cannot read
    the address of a request whose query is not UTF-8 (RFC 3986 section 2).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            query = _BEYOND_ASCII.sub(_percent, scope["query_string"])
            state = dict(scope.get("state") or {})
            scope = {**scope, "state": state, "query_string": query}
            path: str = scope["path"]
            space = asked = DEFAULT_SPACE
            if inserted := _INSERTED.fullmatch(path):
                path, asked = f"/b/{inserted[2]}{inserted[1]}", inserted[2]
            elif inside := _IN_SPACE.fullmatch(path):
                path, asked = path if inside[2] else f"{path}/", inside[1]
            if asked != DEFAULT_SPACE and await spaces.exists(scope["app"].state.desk, asked):
                space = asked
                scope["root_path"] = f"/b/{space}"
                scope["path"] = path
            scope["state"]["space"] = space
        await self.app(scope, receive, send)


def is_for_programs(path: str) -> bool:
    """Whether errors under this path are told in JSON rather than on a page."""
    inside = _IN_SPACE.fullmatch(unquote(path))
    local = (inside[2] or "/") if inside else path
    return local.startswith(("/oidc/", "/.well-known/", "/_sandbox/", "/pes/"))
