"""The thread in which a sandbox lives: its event loop, its store in memory, perhaps a socket."""

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from types import TracebackType
from typing import Any, Self, TypeVar

from sandbox.app import create_app, open_desk
from sandbox.inprocess.exchange import Application, Exchange, Message, Receive, Send
from sandbox.inprocess.port import listening
from sandbox.inprocess.transport import AsyncTransport, Transport, application
from sandbox.serving import bound
from sandbox.settings import Settings
from sandbox.world.chance import fresh_secret

DEFAULT_ISSUER = "http://127.0.0.1:8400"
"""Base of a sandbox without a socket, unless another is asked for."""
START_SECONDS = 30.0
STOP_SECONDS = 10.0
_GRACE_SECONDS = 1
"""How long a request under way is waited for when the port is closed."""
_MOST_SEEN = 2_000

T = TypeVar("T")


class Mode(StrEnum):
    """Whether the sandbox listens on a port, or is reached by `Running.transport` alone."""

    ASGI = "asgi"
    PORT = "port"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that was answered, without anything it carried; status 0: hung up on."""

    method: str
    path: str
    status: int


class Running:
    """A sandbox that runs until `stop`.

    `url` is its base, `token` what its control API asks for (empty: nothing). `transport` and
    `async_transport` are for HTTP clients of any thread, `app` for those that call an ASGI
    application themselves; all three lead into the sandbox's own loop, whatever the mode.
    """

    url: str
    token: str
    served: Application
    """The application itself, which only the sandbox's own loop may call."""

    def __init__(self, mode: Mode, settings: Settings) -> None:
        self.mode = mode
        self.transport = Transport(self)
        self.async_transport = AsyncTransport(self)
        self.app = application(self)
        self._settings = settings
        self._ready: Future[None] = Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self._submitted: set[asyncio.Task[Any]] = set()
        self._errors: list[Exception] = []
        self._seen: deque[Seen] = deque(maxlen=_MOST_SEEN)
        self._thread = threading.Thread(target=self._run, name="clicsequr-sandbox", daemon=True)

    def start(self) -> Self:
        """Return once it answers; raises what kept it from starting."""
        self._thread.start()
        try:
            self._ready.result(START_SECONDS)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End it, and return once its thread has ended; harmless when it has.

        Raises what went wrong in it since `errors` were last taken.
        """
        if self._loop is not None and self._stopping is not None:
            with suppress(RuntimeError):  # the loop is closed already
                self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            raise RuntimeError(f"The sandbox did not stop within {STOP_SECONDS:.0f} seconds.")
        if errors := self.errors():
            raise ExceptionGroup("errors of the sandbox in process", errors)

    def errors(self) -> list[Exception]:
        """What the application raised while it answered, each told once: mistakes of ours, which
        a client saw as a status 500.
        """
        found, self._errors = self._errors, []
        return found

    def seen(self, under: str) -> list[Seen]:
        """The last requests whose path begins with this one, oldest first."""
        return [each for each in tuple(self._seen) if each.path.startswith(under)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Begin some work in the sandbox's loop; `ConnectionError` once it is stopped."""
        kept = self._kept(work)
        try:
            if self._loop is None or not self._thread.is_alive():
                raise RuntimeError("no loop")
            return asyncio.run_coroutine_threadsafe(kept, self._loop)
        except RuntimeError:  # perhaps closed in between
            kept.close()
            work.close()
            raise ConnectionError("The sandbox in process has stopped.") from None

    async def _kept(self, work: Coroutine[Any, Any, T]) -> T:
        """The work, kept in sight until it is done."""
        task = asyncio.current_task()
        assert task is not None
        self._submitted.add(task)
        try:
            return await work
        finally:
            self._submitted.discard(task)

    def serve(self, exchange: Exchange) -> None:
        """Begin to answer a request; called in the loop."""
        task = asyncio.create_task(self._answer(exchange))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, exchange: Exchange) -> None:
        with suppress(Exception):  # it is in `errors`
            await exchange.run(self.served)

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:  # noqa: BLE001 (told in the thread that waits)
            if not self._ready.done():
                self._ready.set_exception(error)
            elif isinstance(error, Exception):
                self._errors.append(error)

    async def _live(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        listener = bound(self._settings) if self.mode is Mode.PORT else None
        settings = _reachable(self._settings, listener)
        desk = await open_desk(settings)
        try:
            built = create_app(settings, desk=desk)
            self.url, self.token = settings.base_url, settings.control_token
            self.served = self._watched(built)
            async with built.router.lifespan_context(built), listening(listener, self.served):
                self._ready.set_result(None)
                await self._stopping.wait()
                for room in built.state.rooms:  # who waits for something to happen
                    room.close()
                await self._drop()
        finally:
            await desk.store.close()

    def _watched(self, app: Any) -> Application:
        """The application, which leaves in `errors` what it raises, in `seen` what it was asked."""

        async def watched(scope: Message, receive: Receive, send: Send) -> None:
            status = 0

            async def noted(message: Message) -> None:
                nonlocal status
                status = message.get("status", status)
                await send(message)

            try:
                await app(scope, receive, noted)
            except Exception as error:
                self._errors.append(error)
                raise
            finally:
                if scope["type"] == "http":
                    self._seen.append(Seen(scope["method"], scope["path"], status))

        return watched

    async def _drop(self) -> None:
        """End the requests that are under way, and let whoever waits for one hear of it."""
        for task in self._answering:
            task.cancel()
        for tasks in (self._answering, self._submitted):
            if tasks:
                await asyncio.wait(tuple(tasks), timeout=_GRACE_SECONDS)


def _reachable(settings: Settings, listener: socket.socket | None) -> Settings:
    """The settings with the port that was bound, and a token where the address needs one."""
    if listener is not None:
        settings = replace(settings, port=listener.getsockname()[1])
    if not settings.control_is_open and not settings.control_token:
        settings = replace(settings, control_token=fresh_secret())
    settings.refuse_unguarded()
    return settings.checked()


def start(
    mode: Mode | str = Mode.PORT, issuer: str = "", settings: Settings | None = None
) -> Running:
    """A sandbox in a thread of this process, its state in memory, which answers when we return.

    `issuer` is its base; left out, that of its port, or `DEFAULT_ISSUER`. Nothing is read from the
    environment: `settings` says what else is to differ. Raises `BadInput` for an issuer that
    cannot be, `Unavailable` where no socket is to be had.
    """
    mode = Mode(mode)
    chosen = replace(settings or Settings(), data="", port=0)
    wanted = issuer or chosen.issuer or (DEFAULT_ISSUER if mode is Mode.ASGI else "")
    return Running(mode, replace(chosen, issuer=wanted)).start()
