"""Sessions kept by the server: the browser holds a signed handle, and nothing else.

Starlette's own `SessionMiddleware` writes the whole session into the cookie, signed but readable,
and cannot take it back: tokens do not belong there. Here `request.session` is a dictionary of the
server. In production its place is a shared store with an expiry (Redis, a table); the rest stays.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, Signer
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "pes_portal_session"
"""Cookies ignore ports: the sandbox on 8400 and the portal on 8401 share one jar, so the name must
be the portal's own."""
IDLE_SECONDS = 30 * 60.0
LONGEST_SECONDS = 8 * 3600.0
CAPACITY = 10_000
"""Anyone may begin a sign-in, so the memory it takes is bounded; the idlest session goes first."""


class ServerSession(dict[str, Any]):
    """One browser's dictionary. Not serialised: it may hold dataclasses."""

    def __init__(self, opened_at: float) -> None:
        super().__init__()
        self.opened_at = opened_at
        self.seen_at = opened_at
        self.handle = ""  # empty until the store keeps it
        self.ended = False
        self.lock = asyncio.Lock()  # one refresh at a time; see resources


class SessionStore:
    """The sessions of this process, with two expiries: since last seen, and since opened."""

    def __init__(self, now: Callable[[], float], capacity: int = CAPACITY) -> None:
        self._now = now
        self._capacity = capacity
        self._sessions: OrderedDict[str, ServerSession] = OrderedDict()

    def __len__(self) -> int:
        return len(self._sessions)

    def find(self, handle: str) -> ServerSession | None:
        """The live session of a handle; an expired one is forgotten on sight."""
        session = self._sessions.get(handle)
        if session is None:
            return None
        now = self._now()
        if now - session.seen_at > IDLE_SECONDS or now - session.opened_at > LONGEST_SECONDS:
            self.end(session)
            return None
        session.seen_at = now
        self._sessions.move_to_end(handle)
        return session

    def blank(self) -> ServerSession:
        """A session that is kept only once something is written in it."""
        return ServerSession(self._now())

    def renew(self, request: HTTPConnection) -> ServerSession:
        """End the session of a request and give it a blank one, whenever a person signs in or out.

        A handle known before the sign-in (planted by an attacker: session fixation) is worth
        nothing after it, not even to a request that is under way at that moment.
        """
        self.end(request.scope["session"])
        fresh = self.blank()
        request.scope["session"] = fresh
        return fresh

    def end(self, session: ServerSession) -> None:
        """Forget a session and all it holds."""
        self._sessions.pop(session.handle, None)
        session.clear()
        session.ended = True

    def end_all(self, meant: Callable[[ServerSession], bool]) -> int:
        """End every session that is `meant`; how many there were."""
        found = [session for session in self._sessions.values() if meant(session)]
        for session in found:
            self.end(session)
        return len(found)

    def keep(self, session: ServerSession) -> bool:
        """Keep a session that has something to keep; True when it has just got its handle."""
        if session.ended or session.handle or not session:
            return False
        session.handle = secrets.token_urlsafe(32)
        self._sessions[session.handle] = session
        while len(self._sessions) > self._capacity:
            self.end(next(iter(self._sessions.values())))
        return True


class SessionMiddleware:
    """Gives every request its `request.session`, and the browser its cookie."""

    def __init__(self, app: ASGIApp, store: SessionStore, secret: str, secure: bool) -> None:
        self.app = app
        self._store = store
        self._signer = Signer(
            secret, salt="pes-portal.session", key_derivation="hmac", digest_method=sha256
        )
        # Lax, because the browser comes back from the issuer by a link from another site; a POST
        # from another site carries no cookie, which is why the portal asks for no form_post.
        self._flags = "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
        self.cookie = f"__Host-{COOKIE}" if secure else COOKIE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request with its session."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cookie = HTTPConnection(scope).cookies.get(self.cookie, "")
        scope["session"] = self._session_of(cookie)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                session: ServerSession = scope["session"]  # the one it ends with: see renew
                if self._store.keep(session) or (cookie and not session.handle):
                    headers = MutableHeaders(scope=message)
                    headers.append("Set-Cookie", self._cookie_of(session))
            await send(message)

        await self.app(scope, receive, send_with_cookie)

    def _session_of(self, cookie: str) -> ServerSession:
        try:
            handle = self._signer.unsign(cookie).decode("ascii")
        except (BadSignature, UnicodeError):
            return self._store.blank()
        return self._store.find(handle) or self._store.blank()

    def _cookie_of(self, session: ServerSession) -> str:
        if not session.handle:
            return f"{self.cookie}=; Max-Age=0; {self._flags}"
        return f"{self.cookie}={self._signer.sign(session.handle).decode()}; {self._flags}"
