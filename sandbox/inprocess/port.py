"""The socket of a sandbox in process: uvicorn in a loop that is not its own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from sandbox.inprocess.exchange import Application
from sandbox.serving import configuration

_GRACE_SECONDS = 1
"""How long a request under way is waited for when the port is closed."""


@asynccontextmanager
async def listening(listener: socket.socket | None, app: Application) -> AsyncIterator[None]:
    """Answer on the socket, if there is one, for as long as the block lasts.

    uvicorn takes no signal outside the main thread, and leaves logging as pytest has set it.
    """
    if listener is None:
        yield
        return
    server = _Server(
        configuration(
            app,
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="warning",
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    answers = asyncio.create_task(server.answers.wait())
    await asyncio.wait([serving, answers], return_when=asyncio.FIRST_COMPLETED)
    answers.cancel()
    try:
        yield
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, then say so."""
        await super().startup(sockets=sockets)
        self.answers.set()
