"""Serve the sandbox on a port: bind, open the data, say where everything is, stop cleanly."""

import asyncio
import logging
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.app import create_app, open_desk
from sandbox.domain.errors import Unavailable
from sandbox.domain.provider import Client
from sandbox.oidc import HANG_UP
from sandbox.seeding import ready, ready_told
from sandbox.services.desk import Desk
from sandbox.services.site import DEFAULT_SPACE, Site, authority
from sandbox.services.waiting import WaitingRoom
from sandbox.settings import AUTO, Settings
from sandbox.world.chance import fresh_secret

MAX_HEAD = 128 * 1024
"""Greatest length of a request line with its headers, in bytes."""
HEAD_SECONDS = 20
"""How long a head may take, from the connection or its first byte on."""
BODY_SECONDS = 30
"""How long a body may take, all of it, from the end of its head on."""
MAX_CONNECTIONS = 400
"""Connections at once: fewer than the files that a process may usually have open."""
_GRACE_SECONDS = 5
_STOPPING = (signal.SIGINT, signal.SIGTERM)


def bound(settings: Settings) -> socket.socket:
    """A listening socket, taken before anything else so that a taken port is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named, so that asyncio lets each answer go at once: the head is written before the body, and
    # a caller who keeps his connection would else have the body 40 ms later (Nagle, delayed ACK).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise Unavailable(
            "port-taken",
            "error.port_taken",
            hint=f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Choose another with --port.",
        ) from error
    return listener


def banner(settings: Settings, *, drawn: bool = False) -> str:
    """What a person needs first: discovery, a ready client, ready accounts, where the data is.

    `drawn`: the control token was drawn just now, so that this is the one place to learn it. One
    that was given stays out of the logs.
    """
    site, told = settings.site, ready_told(ready(settings.portal_url))
    base = site.base_url
    client = told["clients"][0]
    lines = [
        "clicSÉQUR sandbox: fictitious data, not a government site.",
        f"  Pages          {base}/",
        f"  Discovery      {base}/.well-known/openid-configuration",
        *_elsewhere(site),
        f"  Ready client   {client['client_id']} / {client['client_secret']}",
        f"                 redirects to {', '.join(client['redirect_uris'])}",
        f"  Ready accounts password {told['password']} for each; all at {base}/comptes-prets",
    ]
    lines += [
        f"                 {account['user_code']}  {account['persona']}"
        for account in told["accounts"][:4]
    ]
    if drawn:
        lines.append(f"  Control        {base}/_sandbox, token {settings.control_token}")
    elif settings.control_token:
        lines.append(f"  Control        {base}/_sandbox, with SANDBOX_CONTROL_TOKEN")
    else:
        lines.append(f"  Control        {base}/_sandbox, open to this machine alone")
    where = settings.database.resolve() if settings.database else "in memory, gone when we stop"
    lines.append(f"  Data           {where}")
    return "\n".join(lines)


def _elsewhere(site: Site) -> list[str]:
    """What to know when the sandbox is not reached by the address it listens on."""
    lines = []
    if site.backchannel:
        lines.append(f"  Back ends      {site.backchannel}/.well-known/openid-configuration")
    if authority(site.base_url) != site.listens:
        lines.append(f"  Listens on     {site.listens}; if addresses disagree, see")
        lines.append(f"                 {site.base_url}/developper/diagnostic")
    return lines


async def portal_moved(desk: Desk, settings: Settings) -> str:
    """A line for who has moved the portal since the data was made; empty if all is well.

    The ready clients are written into a new folder only, with the portal's address of that day.
    """
    told = ready_told(ready(settings.portal_url))["clients"][0]
    async with desk.look(DEFAULT_SPACE) as (tx, _):
        kept = await tx.get(Client, told["client_id"])
    if kept is None or kept.metadata.get("redirect_uris") == told["redirect_uris"]:
        return ""
    there = ", ".join(kept.metadata.get("redirect_uris") or ["nowhere"])
    return (
        f"\n  Careful        this data is older: {told['client_id']} redirects to {there},"
        f"\n                 not to {settings.portal_url}; give SANDBOX_DATA another folder"
    )


class _Announcing(uvicorn.Server):
    """Prints the banner once requests are answered, and stops without raising the signal again.

    uvicorn raises a captured signal anew when it has stopped, which would cut short the closing of
    the store: its threads would keep the process alive, or its log would stay unmerged.
    """

    def __init__(self, words: str, config: uvicorn.Config, rooms: Sequence[WaitingRoom]) -> None:
        super().__init__(config)
        self._words = words
        self._rooms = rooms

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ask the server to stop on SIGINT or SIGTERM, as long as it serves."""
        before = {name: signal.signal(name, self.handle_exit) for name in _STOPPING}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, then say where everything is."""
        await super().startup(sockets=sockets)
        if self.started:
            print(self._words, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go whoever waits for something to happen, then stop as usual."""
        for room in self._rooms:
            room.close()
        await super().shutdown(sockets=sockets)


class BoundedProtocol(HttpToolsProtocol):
    """Hangs up on whoever sends a head without an end, and on more connections than there may be.

    The parser keeps headers, trailers and chunk extensions until they are complete, however long
    they are; without room for another connection the event loop would log nothing but that.
    """

    _body_patience: asyncio.TimerHandle | None = None
    _waiting = 0  # bytes that came since the last complete head or piece of a body
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, for as long as its first head may take."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._go_on()
        self._body_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless too much of it leads nowhere."""
        self._waiting += len(data)
        super().data_received(data)
        if self._waiting and self._patience is None:
            self._wait()
        if self._waiting > MAX_HEAD:
            self._hang_up()

    def on_headers_complete(self) -> None:
        """A head is whole; the application may cut this connection."""
        self._go_on()
        self._body_patience = self.loop.call_later(BODY_SECONDS, self._hang_up_on_body)
        self.scope["extensions"] = {HANG_UP: self.transport.abort}  # type: ignore[dict-item]
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body came, which the application bounds."""
        self._go_on()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole: what comes now is another one."""
        self._go_on()
        self._body_came()
        super().on_message_complete()

    def _wait(self) -> None:
        self._patience = self.loop.call_later(HEAD_SECONDS, self._hang_up)

    def _go_on(self) -> None:
        self._waiting = 0
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _body_came(self) -> None:
        if self._body_patience is not None:
            self._body_patience.cancel()
            self._body_patience = None

    def _hang_up_on_body(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    def _hang_up(self) -> None:
        if self.transport.is_closing():
            return
        if getattr(self.cycle, "response_complete", True):  # None before the first request
            self.send_400_response("The head of the request is too long, or came too slowly.")
        else:
            self.transport.abort()  # an answer is under way


class _WithoutQuery(logging.Filter):
    """Leaves the query out of each line of the access log: it may hold hints, states and tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the address, the third of the arguments; every line is kept."""
        if isinstance(record.args, tuple) and len(record.args) > 2:
            client, method, address, *rest = record.args
            record.args = (client, method, str(address).partition("?")[0], *rest)
        return True


def configuration(app: Any, **more: Any) -> uvicorn.Config:
    """How an application is served wherever it is: bounded, and telling nothing of itself.

    `more` are options of `uvicorn.Config`.
    """
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        proxy_headers=False,  # the issuer is configured, never guessed from a request
        server_header=False,
        **more,
    )


async def _run(settings: Settings, listener: socket.socket, *, drawn: bool, verbose: bool) -> None:
    desk = await open_desk(settings)
    try:
        app = create_app(settings, desk=desk)
        server = _Announcing(
            banner(settings, drawn=drawn) + await portal_moved(desk, settings),
            configuration(
                app,
                access_log=verbose,
                log_level="info" if verbose else "warning",
                timeout_graceful_shutdown=_GRACE_SECONDS,
            ),
            app.state.rooms,
        )
        logging.getLogger("uvicorn.access").addFilter(_WithoutQuery())
        await server.serve(sockets=[listener])
    finally:
        await desk.store.close()


def serve(settings: Settings, *, verbose: bool = False) -> int:
    """Serve until SIGINT or SIGTERM; 0 when stopped so.

    Raises `Unavailable` when the port is taken or the data cannot be opened, `BadInput` where other
    machines could command it without a token.
    """
    settings.refuse_unguarded()
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING)
    listener = bound(settings)
    drawn = settings.control_token == AUTO
    if drawn:
        settings = replace(settings, control_token=fresh_secret())
    if settings.port == 0:
        settings = replace(settings, port=listener.getsockname()[1])
    try:
        asyncio.run(_run(settings, listener, drawn=drawn, verbose=verbose))
    except KeyboardInterrupt:  # before the server took the signals over
        return 0
    finally:
        listener.close()
    return 0
