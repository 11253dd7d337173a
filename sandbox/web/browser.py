"""The browser's cookie: one small signed dictionary per space, for the pages and the provider.

The middleware gives every request `scope["session"]`, a plain dictionary. It runs inside the
middleware that finds the space (`scope["state"]["space"]`, `scope["root_path"]`), so that two
spaces open in one browser never see each other's: the name, the path and the signature of the
cookie are all of the space.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.services.site import DEFAULT_SPACE, Site
from sandbox.world.clock import Clock

COOKIE_LIFE = timedelta(days=7)
"""How long a signed cookie is believed; the session it points to has a shorter life of its own."""
MAX_COOKIE = 4000
"""Bytes a browser is sure to keep (RFC 6265 section 6.1 asks for 4096 with the attributes)."""


def cookie_name(space_id: str) -> str:
    """Name of the cookie of a space."""
    return f"clicsequr_{space_id}"


def _signer_by(now: Callable[[], datetime]) -> type[TimestampSigner]:
    """A signer whose time is ours: only the clock of the sandbox reads the machine's."""

    class _ClockedSigner(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(now().timestamp())

        def timestamp_to_datetime(self, ts: int) -> datetime:
            return datetime.fromtimestamp(ts, UTC)

    return _ClockedSigner


class Cookies:
    """Writes and reads the cookie of each space; `app` hands it over as `state.cookies`.

    `secret` signs; whoever knows it can forge a cookie, so the application draws it or takes it
    from its settings. A cookie that is forged, stale, of another space or mere noise counts as
    none: the person starts with an empty dictionary and nobody sees an error.
    """

    def __init__(self, secret: str, site: Site, clock: Clock | None = None) -> None:
        self._secret = secret
        self._site = site
        self._now = (clock or Clock()).machine
        self._signer = _signer_by(self._now)
        self._secure = site.base_url.startswith("https:")

    def _serializer(self, space: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._secret,
            salt=f"browser:{space}",
            signer=self._signer,
            signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
        )

    def read(self, scope: Scope, space: str) -> dict[str, Any]:
        """What the cookie of a request holds; an empty dictionary without a good one."""
        name = cookie_name(space)
        for header, value in scope["headers"]:
            if header != b"cookie":
                continue
            typed = cookie_parser(value.decode("latin-1")).get(name)
            if not typed:
                continue
            try:
                loaded, signed_at = self._serializer(space).loads(typed, return_timestamp=True)
            except (BadData, ValueError):  # ValueError: bytes that are not even ASCII
                continue
            # A machine whose clock steps back must not sign everybody out: only age is held.
            if isinstance(loaded, dict) and self._now() - signed_at <= COOKIE_LIFE:
                return loaded
        return {}

    def header(self, space: str, session: dict[str, Any]) -> str:
        """The `Set-Cookie` header that has a browser keep this; one that forgets if it is empty."""
        secure = "; Secure" if self._secure else ""
        attributes = f"Path={self._path(space)}; HttpOnly; SameSite=Lax{secure}"
        name = cookie_name(space)
        if not session:
            return f"{name}=; Max-Age=0; {attributes}"
        return f"{name}={self._signed(space, session)}; {attributes}"

    def planted(self, space: str, session: dict[str, Any]) -> dict[str, Any]:
        """The same cookie as a tool plants it in a browser: what Playwright calls a cookie.

        `expires` -1 is a cookie of the browser's session; `domain` is the host of the issuer.
        """
        host = urlsplit(self._site.base_url).hostname or ""
        return {
            "name": cookie_name(space),
            "value": self._signed(space, session),
            "domain": f"[{host}]" if ":" in host else host,
            "path": self._path(space),
            "expires": -1,
            "httpOnly": True,
            "secure": self._secure,
            "sameSite": "Lax",
        }

    def _path(self, space: str) -> str:
        return self._site.prefix(space) or "/"

    def _signed(self, space: str, session: dict[str, Any]) -> str:
        signed = str(self._serializer(space).dumps(session))
        if len(signed) > MAX_COOKIE:
            raise RuntimeError(f"The browser's session is {len(signed)} bytes, over {MAX_COOKIE}.")
        return signed


class BrowserSession:
    """ASGI middleware that reads and writes the cookie of the space."""

    def __init__(self, app: ASGIApp, cookies: Cookies) -> None:
        self.app = app
        self._cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; websockets and the life of the server pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        space = scope.get("state", {}).get("space", DEFAULT_SPACE)
        session = self._cookies.read(scope, space)
        scope["session"] = session
        before = _spelling(session)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _spelling(session) != before:
                headers = MutableHeaders(scope=message)
                headers.append("set-cookie", self._cookies.header(space, session))
                headers.add_vary_header("Cookie")
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _spelling(session: dict[str, Any]) -> str:
    return json.dumps(session, sort_keys=True)
