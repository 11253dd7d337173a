"""The sandbox of a session: in this process, or one that runs elsewhere already."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from sandbox.inprocess import Application, Running, Seen, start


@dataclass(frozen=True, slots=True)
class Server:
    """Where the sandbox answers (`url`), what its control API asks for, and how it is reached.

    `running` is None where it runs in another process: then there is no application at hand, and
    `transport` goes over the network.
    """

    url: str
    token: str
    transport: httpx2.BaseTransport
    running: Running | None = None

    @property
    def app(self) -> Application:
        """The ASGI application, for clients that call one themselves, in any loop."""
        return self._here().app

    @property
    def async_transport(self) -> httpx2.AsyncBaseTransport:
        """For an `httpx2.AsyncClient`, in any loop."""
        return self._here().async_transport

    def seen(self, under: str) -> Sequence[Seen]:
        """The last requests under an address, oldest first; empty where it runs elsewhere."""
        return [] if self.running is None else self.running.seen(under)

    def errors(self) -> list[Exception]:
        """Mistakes of the sandbox since they were last taken; none are known of one elsewhere."""
        return [] if self.running is None else self.running.errors()

    def _here(self) -> Running:
        if self.running is None:
            raise LookupError(
                f"The sandbox at {self.url} runs in another process: reach it by its address."
            )
        return self.running


@contextmanager
def in_process(mode: str, issuer: str) -> Iterator[Server]:
    """A sandbox in a thread of this process, for as long as the block lasts."""
    with start(mode, issuer if mode == "asgi" else "") as running:
        yield Server(running.url, running.token, running.transport, running)


@contextmanager
def elsewhere(url: str, token: str) -> Iterator[Server]:
    """The sandbox that runs at this address."""
    with httpx2.HTTPTransport() as transport:
        yield Server(url.rstrip("/"), token, transport)
