"""Composition root: opens the store, builds the desk, mounts the faces."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import control, oidc, seeding, web
from sandbox.domain.errors import SandboxError
from sandbox.faces import SpaceFinder, is_for_control, is_for_programs, refuse_ambiguous_root
from sandbox.services import classes, spaces
from sandbox.services.desk import Desk
from sandbox.services.site import DEFAULT_SPACE, Site
from sandbox.services.spare_keys import SpareKeys
from sandbox.services.waiting import WaitingRoom
from sandbox.settings import AUTO, Settings
from sandbox.storage import SqliteStore, kept_secret
from sandbox.texts import known, say
from sandbox.world.chance import fresh_secret
from sandbox.world.clock import Clock, machine_monotonic

_log = logging.getLogger("sandbox")
_MOST_POLLS = 200  # half the connections that `serving` takes
_MOST_STREAMS = 50


async def open_desk(settings: Settings, clock: Clock | None = None) -> Desk:
    """Open the store, make sure the default space is there and seeded, and return the desk.

    Raises `Unavailable` when the data cannot be opened. The caller closes `desk.store`.
    """
    store = await SqliteStore.open(settings.database)
    spare_keys = SpareKeys(recycles=settings.database is None and settings.control_is_open)
    desk = Desk(store, clock, settings.conventions, settings.site, spare_keys)
    try:
        sower = seeding.sower(settings.portal_url, settings.portal_backchannel_url)
        await spaces.ensure(desk, DEFAULT_SPACE, fill=sower)
    except BaseException:
        await store.close()
        raise
    return desk


def cookie_secret(settings: Settings) -> str:
    """The configured secret, or one drawn once and kept beside the state, readable by us only."""
    if settings.secret:
        return settings.secret
    if settings.database is None:
        return fresh_secret()
    return kept_secret(Path(settings.data))


def create_app(settings: Settings | None = None, *, desk: Desk | None = None) -> Starlette:
    """The whole sandbox as one ASGI application.

    With a `desk` the caller owns its store. Without, the store is opened when the server starts
    and closed when it stops (the `lifespan` protocol). Raises `BadInput` where other machines
    could command it without a token.
    """
    chosen = settings or Settings.from_environ()
    chosen.refuse_unguarded()
    site = desk.site if desk is not None else chosen.site

    @asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        if desk is None:
            app.state.desk = await open_desk(chosen)
        try:
            await classes.clear_unfinished(app.state.desk)
            async with oidc.Courier(app.state.desk, app.state.documents).at_work():
                yield
        finally:
            for room in app.state.rooms:
                room.close()
            if desk is None:
                await app.state.desk.store.close()

    routes = [*oidc.routes(), *control.routes(), *web.routes()]
    refuse_ambiguous_root(site, routes)
    cookies = web.Cookies(cookie_secret(chosen), site)
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(SpaceFinder, site=site),
            Middleware(web.BrowserSession, cookies=cookies),
            Middleware(web.Presence),
        ],
        exception_handlers={
            SandboxError: _told,
            HTTPException: _told,
            Exception: _unforeseen,
        },
        lifespan=live,
    )
    app.router.redirect_slashes = False  # it would build the address from the request's Host
    app.state.site = site
    app.state.waiting = WaitingRoom(_MOST_POLLS)
    app.state.streams = WaitingRoom(_MOST_STREAMS, most_each=_MOST_STREAMS // 3)
    app.state.rooms = (app.state.waiting, app.state.streams)
    app.state.trace_file = web.trace_file
    app.state.pages = web.Pages()
    app.state.cookies = cookies
    app.state.documents = oidc.Documents(_reach(chosen), machine_monotonic)
    app.state.registrar = oidc.Registrar(app.state.documents)
    app.state.deliver_due = partial(oidc.deliver_due, documents=app.state.documents)
    app.state.keyring = oidc.KeyRing()
    app.state.mint = oidc.Mint(app.state.documents)
    app.state.scopes = oidc.SCOPES
    app.state.scopes_of = oidc.scopes_of
    app.state.registration_token = chosen.registration_token
    seed = seeding.ready(chosen.portal_url, chosen.portal_backchannel_url)
    app.state.personas = seed.personas
    app.state.scenarios = seeding.scenarios(pages=web.addresses())
    app.state.plant = partial(seeding.plant, seed=seed)
    app.state.portal_url = chosen.portal_url
    sower = seeding.sower(chosen.portal_url, chosen.portal_backchannel_url)
    app.state.contents = {"full": sower, "empty": None}
    app.state.control = _access(chosen, site)
    app.state.ready = seeding.ready_told(seed)
    if desk is not None:
        app.state.desk = desk
    return app


def _access(settings: Settings, site: Site) -> control.ControlAccess:
    """Who may command: a token drawn for who serves the application by other means is logged."""
    token = settings.control_token
    if token == AUTO:
        token = fresh_secret()
        _log.warning("Control token: %s", token)
    return control.ControlAccess(token, settings.control_is_open and site.on_loopback)


def _reach(settings: Settings) -> oidc.Reach:
    """What the sandbox may call: the machine's own loopback only where it lives there itself."""
    hosts = frozenset(settings.outbound_hosts.lower().split())
    return oidc.Reach(loopback=settings.site.on_loopback, hosts=hosts)


async def _told(request: Request, exc: Exception) -> Response:
    """The answer to an error raised on purpose: JSON for programs, a page for people."""
    if not is_for_programs(request.url.path, request.app.state.site):
        return await web.error_page(request, exc)
    if isinstance(exc, SandboxError):
        body: dict[str, object] = _shape(exc.code, _words(exc), exc.hint, exc.cite, exc.status)
        if exc.status == 503:  # what a relying party knows (RFC 6749 section 4.1.2.1)
            body["error"] = "temporarily_unavailable"
        more: Mapping[str, str] = getattr(exc, "headers", {})
        return JSONResponse(body, exc.status, headers={"Cache-Control": "no-store", **more})
    assert isinstance(exc, HTTPException)
    hint = ""
    if missing := getattr(request.state, "missing_space", ""):
        hint = f"There is no space named {missing}: it was never made, or has ended."
    elif exc.status_code == 404:
        hint = "See /_sandbox/openapi.json and /oidc/openapi.json for what there is."
    code = "space-unknown" if missing else f"http-{exc.status_code}"
    body = _shape(code, exc.detail, hint, "RFC 9110", exc.status_code)
    return JSONResponse(body, exc.status_code, headers=dict(exc.headers or {}))


def _shape(code: str, message: str, hint: str, cite: str, status: int) -> dict[str, object]:
    """The one shape in which an error is told to programs."""
    return {"code": code, "message": message, "hint": hint, "cite": cite, "status": status}


def _words(error: SandboxError) -> str:
    """What happened, in English."""
    if known(error.message_id):
        return say(error.message_id, "en", **error.values)
    return error.hint or error.code


async def _unforeseen(request: Request, exc: Exception) -> Response:
    """The answer to a mistake of ours: nothing of it is shown, all of it is logged."""
    if not isinstance(exc, oidc.Dropped):
        _log.error("unforeseen error at %s %s", request.method, request.url.path, exc_info=exc)
    if is_for_programs(request.url.path, request.app.state.site):
        words = "Unforeseen error; see the log."
        body: dict[str, object] = {"error": "server_error", "error_description": words}
        if is_for_control(request.url.path, request.app.state.site):
            body = _shape("unforeseen", words, "This is a mistake of the sandbox.", "", 500)
        return JSONResponse(body, 500, headers={"Cache-Control": "no-store"})
    return await web.error_page(request, exc)
