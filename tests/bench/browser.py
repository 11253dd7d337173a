"""A browser that costs next to nothing: one kept connection, cookies, forms, redirects, assets.

Thirty of them share a processor with nobody but each other: what a page takes must be the
server's time. So nothing is parsed but the form that is sent next, and by a few patterns.
"""

import asyncio
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

_FORM = re.compile(r'<form\b[^>]*?\baction="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_CONTROL = re.compile(r"<(input|select|textarea|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_ASSET = re.compile(
    r'<(?:link|script)\b[^>]*?\b(?:href|src)="(/[^"]*?/static/[^"]+|/static/[^"]+)"'
)
_ROW = re.compile(r'\bdata-row="([^"]+)"')
MOST_REDIRECTS = 8


@dataclass(frozen=True)
class Sheet:
    """A page as it came: where it was in the end, its status and its text."""

    path: str
    status: int
    html: str

    @property
    def row(self) -> str:
        """The row of the guide that it announces, or nothing."""
        found = _ROW.search(self.html)
        return found[1] if found else ""

    def form_to(self, ending: str) -> tuple[str, dict[str, str], set[str]]:
        """Action, values as untouched, and names of the controls of the form that posts there."""
        for action, inner in _FORM.findall(self.html):
            if unescape(action).endswith(ending):
                return unescape(action), *_controls(inner)
        raise LookupError(f"no form to {ending} on {self.path} ({self.status})")


def _controls(inner: str) -> tuple[dict[str, str], set[str]]:
    values: dict[str, str] = {}
    names: set[str] = set()
    for tag, told in _CONTROL.findall(inner):
        found = {name: unescape(value) for name, value in _ATTRIBUTE.findall(told)}
        name, kind = found.get("name", ""), found.get("type", tag)
        if not name:
            continue
        names.add(name)
        chosen = kind not in {"button", "submit", "radio", "checkbox"} or "checked" in found
        if chosen:
            values[name] = found.get("value", "")
    return values, names


@dataclass
class Watch:
    """How long each kind of page took, in milliseconds, from the click to the whole page."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, kind: str, begun: float) -> None:
        """One page of a kind, begun at this `perf_counter`."""
        self.taken[kind].append((time.perf_counter() - begun) * 1_000)


class Browser:
    """One session over one connection; use it as a context manager."""

    def __init__(self, host: str, port: int, watch: Watch, prefix: str = "") -> None:
        self.prefix = prefix
        self._where = (host, port)
        self._watch = watch
        self._cookies: dict[str, str] = {}
        self._kept: set[str] = set()  # assets that a browser has in its cache
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    @property
    def cookies(self) -> str:
        """The value of the header, for a second connection of the same browser."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._line is not None:
            self._line[1].close()

    async def open(self, path: str, kind: str = "") -> Sheet:
        """The page at a path of the space, redirects followed, then what it is drawn with."""
        return await self._visit("GET", self.prefix + path, "", kind or f"GET {path}")

    async def send(self, page: Sheet, ending: str, kind: str = "", **typed: str) -> Sheet:
        """Send a form with these answers, and see where it leads."""
        action, values, _ = page.form_to(ending)
        body = urlencode({**values, **typed})
        told = kind or f"POST {action.removeprefix(self.prefix)}"
        return await self._visit("POST", action, body, told)

    async def _visit(self, method: str, path: str, body: str, kind: str) -> Sheet:
        begun = time.perf_counter()
        status, headers, text = await self._ask(method, path, body)
        for _ in range(MOST_REDIRECTS):
            if status not in (302, 303):
                break
            there = urlsplit(headers["location"])
            path = there.path + (f"?{there.query}" if there.query else "")
            status, headers, text = await self._ask("GET", path)
        self._watch.note(kind, begun)
        for asset in dict.fromkeys(_ASSET.findall(text)):
            if asset not in self._kept:
                self._kept.add(asset)
                begun = time.perf_counter()
                await self._ask("GET", unescape(asset))
                self._watch.note("an asset, once a browser", begun)
        return Sheet(path.partition("?")[0], status, text)

    async def _ask(self, method: str, path: str, body: str = "") -> tuple[int, dict[str, str], str]:
        host, port = self._where
        if self._line is None:
            self._line = await asyncio.open_connection(host, port, limit=1 << 20)
        reader, writer = self._line
        head = [f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", "Accept: text/html"]
        if self._cookies:
            head.append(f"Cookie: {self.cookies}")
        if method == "POST":
            head += [
                f"Origin: http://{host}:{port}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in answer[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self._keep(value)
            headers[name.lower()] = value
        text = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            writer.close()
            self._line = None
        return int(answer[0].split()[1]), headers, text.decode("utf-8", "replace")

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if value in {"", '""'}:
            self._cookies.pop(name, None)
        else:
            self._cookies[name] = value
