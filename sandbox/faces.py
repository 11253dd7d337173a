"""ASGI pieces that stand before the faces: which space a request is for, and plain refusals."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.domain.errors import BadInput
from sandbox.services import spaces
from sandbox.services.desk import Desk
from sandbox.services.mismatches import Kind, elsewhere
from sandbox.services.site import DEFAULT_SPACE, Site

_IN_SPACE = re.compile(r"/b/([^/]{1,64})(/.*)?", re.DOTALL)
_INSERTED = re.compile(r"(/\.well-known/[a-z-]+)(/.+?)/?")
_SEEN = ("/oidc/authorize", "/oidc/logout")
"""Where the protocol sends a person's browser."""
_WITHOUT_A_BAND = ("/oidc/", "/.well-known/", "/_sandbox", "/pes/", "/static/", "/favicon.ico")
"""What programs read, and the files of the pages."""
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def _percent(found: re.Match[bytes]) -> bytes:
    return f"%{found[0][0]:02X}".encode()


class SpaceFinder:
    """ASGI middleware: `{root}/b/{space}/…` is served as `/…` of that space.

    The root is the path of a configured base; a proxy may strip it or pass it on. Sets
    `scope["state"]["space"]`, and the path to what a browser sees: `root_path` is the prefix of
    every link of the space, whatever the proxy did. A space that does not exist is no space: its
    path stays one that no route has.
    Bytes beyond ASCII that a client left in the query are percent-encoded: Starlette cannot read
    the address of a request whose query is not UTF-8 (RFC 3986 section 2).
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            query = _BEYOND_ASCII.sub(_percent, scope["query_string"])
            state = dict(scope.get("state") or {})
            scope = {**scope, "state": state, "query_string": query}
            arrived = scope["path"].removeprefix(scope.get("root_path", ""))
            space, local = located(arrived, self._site)
            known = await self._looked_up(scope, space, local)
            if space != DEFAULT_SPACE and not known:
                state["missing_space"] = space
                space, local = DEFAULT_SPACE, self._site.within(arrived)
            prefix = self._site.prefix(space)
            scope |= {"root_path": prefix, "path": prefix + local}
            scope["state"] |= {"space": space, "arrived": arrived}
            self._note(scope, space, local)
        await self.app(scope, receive, send)

    async def _looked_up(self, scope: Scope, space_id: str, local: str) -> bool:
        """Whether there is such a space; pages are told the day it is there, if not today."""
        seen_by_people = not local.startswith(_WITHOUT_A_BAND)
        if space_id == DEFAULT_SPACE and not seen_by_people:
            return True
        desk: Desk = scope["app"].state.desk
        space = await spaces.find(desk, space_id)
        if space is not None and seen_by_people:
            scope["state"]["simulated_on"] = desk.clock.day_apart(space)
            if space.place:
                scope["state"]["place"] = space
        return space is not None

    def _note(self, scope: Scope, space: str, local: str) -> None:
        """Leave a protocol request that came by an unknown name where its developer finds it."""
        if scope["method"] == "OPTIONS":
            return
        desk: Desk = scope["app"].state.desk
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        named, now = host.decode("latin-1"), desk.clock.machine()
        if kind := elsewhere(self._site, local, named):
            desk.mismatches.note_host(space, kind, self._site, named, now)
        if local.startswith("//.well-known/"):  # an issuer with a trailing slash, then the rest
            issuer = self._site.issuer(space)
            wanted = f"{issuer}/{local.lstrip('/')}"
            desk.mismatches.note_uri(space, Kind.DISCOVERY, issuer + local, wanted, now)


def located(path: str, site: Site) -> tuple[str, str]:
    """The space that a path names, which may not exist, and the path within it.

    The well-known addresses that carry the path of the issuer behind them (RFC 8414 section 3.1)
    are those of its space. The default space has no other name: `/b/default` stays a path.
    """
    local = site.within(path)
    if inserted := _INSERTED.fullmatch(local):
        behind = site.within(inserted[2])
        local = ("" if behind == "/" else behind) + inserted[1] if _is_issuer(behind) else local
    inside = _IN_SPACE.fullmatch(local)
    if inside is None or inside[1] == DEFAULT_SPACE:
        return DEFAULT_SPACE, local
    return inside[1], inside[2] or "/"


def _is_issuer(path: str) -> bool:
    """Whether a path within a base is that of an issuer: the base itself, or a space."""
    inside = _IN_SPACE.fullmatch(path)
    return path == "/" or (inside is not None and not inside[2])


def refuse_ambiguous_root(site: Site, routes: Sequence[BaseRoute]) -> None:
    """Raise `BadInput` if the path of a base begins as one of ours does.

    Under `https://host/oidc` nobody could say whether `/oidc/token` was stripped of its path.
    """
    ours = {"b", *(str(getattr(route, "path", "")).split("/")[1] for route in routes)} - {""}
    for base in site.bases:
        first = urlsplit(base).path.partition("/")[2].partition("/")[0]
        if first in ours:
            raise BadInput(
                "setting-refused",
                "error.setting_refused",
                hint=f"{base} has a path that begins with /{first}, as a page of the sandbox "
                "does. Choose another path for SANDBOX_ISSUER or SANDBOX_BACKCHANNEL_URL.",
                values={"variable": "SANDBOX_ISSUER"},
            )


def _local(path: str, site: Site) -> str:
    """A path as it came, within its space."""
    local = site.within(unquote(path))
    inside = _IN_SPACE.fullmatch(local)
    return (inside[2] or "/") if inside else local


def is_for_control(path: str, site: Site) -> bool:
    """Whether this path is one of the control API."""
    return f"{_local(path, site)}/".startswith("/_sandbox/")


def is_for_programs(path: str, site: Site) -> bool:
    """Whether errors under this path are told in JSON rather than on a page."""
    local = _local(path, site)
    if is_for_control(path, site):
        return True
    if local.startswith(_SEEN):
        return False
    return local.startswith(("/oidc/", "/.well-known/", "/pes/"))
