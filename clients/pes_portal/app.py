"""The portal as a Starlette application: settings in, routes and middleware out."""

import logging
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx2
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clients.pes_portal.backchannel import Logouts
from clients.pes_portal.pages import ROUTES
from clients.pes_portal.problems import Problem
from clients.pes_portal.provider import Provider
from clients.pes_portal.resources import Resources
from clients.pes_portal.sessions import SessionMiddleware, SessionStore
from clients.pes_portal.settings import BACKCHANNEL, Settings
from clients.pes_portal.views import HERE, problem_page, safety_headers

log = logging.getLogger("pes_portal")


class NotFound(Problem):
    """No page at this address."""

    kind = "introuvable"
    status = 404
    retry = "/"


class OneAddress:
    """Serves the portal under its one public address, with the headers of safety.

    A browser that came by `localhost` would get its cookie there, come back from the issuer to
    `127.0.0.1`, and be told that its sign-in is unknown. It is sent to the right address first.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._base_url = settings.base_url
        self._netloc = urlsplit(settings.base_url).netloc
        self._headers = safety_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, redirect or refuse one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app_for(scope)(scope, receive, send_with_headers)

    def _app_for(self, scope: Scope) -> ASGIApp:
        host = HTTPConnection(scope).headers.get("host", "")
        # The issuer's server may know us by a name of our network, and brings no cookie.
        if host == self._netloc or scope["path"] in {"/healthz", BACKCHANNEL}:
            return self.app
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse(f"This portal is at {self._base_url}\n", 421)
        query = scope["query_string"].decode("latin-1")
        path = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
        return RedirectResponse(f"{self._base_url}{path}{'?' + query if query else ''}", 307)


async def show_problem(request: Request, error: Exception) -> Response:
    """The page of a `Problem`."""
    if not isinstance(error, Problem):
        raise error
    # %r, because a detail may come from the address bar: a line break there forges no log line.
    log.warning("%s %r %r", error.kind, error.code, error.detail)
    return problem_page(request, error)


async def show_http_error(request: Request, error: Exception) -> Response:
    """The page of an address that is not one; other protocol errors stay plain."""
    if isinstance(error, HTTPException) and error.status_code != 404:
        return PlainTextResponse(error.detail, error.status_code, headers=error.headers)
    return problem_page(request, NotFound())


async def show_failure(request: Request, error: Exception) -> Response:
    """The page of a fault of ours; Starlette raises it again, so that it is logged."""
    return problem_page(request, Problem(type(error).__name__))


def create_app(
    settings: Settings,
    now: Callable[[], float] = time.time,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Starlette:
    """The portal; `now` gives epoch seconds, `transport` is the way to the issuer.

    Both are for tests: one that waits for no expiry, and one that answers for an issuer.
    """
    store = SessionStore(now)
    app = Starlette(
        routes=[*ROUTES, Mount("/static", StaticFiles(directory=HERE / "static"))],
        middleware=[
            Middleware(OneAddress, settings=settings),
            Middleware(
                SessionMiddleware,
                store=store,
                secret=settings.cookie_secret or secrets.token_urlsafe(32),
                secure=settings.base_url.startswith("https:"),
            ),
        ],
        exception_handlers={
            Problem: show_problem,
            HTTPException: show_http_error,
            Exception: show_failure,
        },
    )
    app.state.settings = settings
    app.state.sessions = store
    app.state.provider = Provider(settings, now, transport)
    app.state.logouts = Logouts(app.state.provider, store, now)
    app.state.resources = Resources(app.state.provider, now)
    return app
