"""The space of a test: all that `sandbox.remote.Space` commands, and how the test reaches it."""

from collections.abc import Mapping
from typing import Any

import httpx2

from sandbox.inprocess import Application
from sandbox.pytest_plugin.promises import Promise, where_armed
from sandbox.pytest_plugin.server import Server
from sandbox.remote.clients import Client, name_of
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on
from sandbox.remote.faults import Armed, Faults
from sandbox.remote.feeds import Journal
from sandbox.remote.sandbox import Sandbox
from sandbox.remote.space import Space

__tracebackhide__ = passes_on


class PromisedFaults(Faults):
    """The faults of a space; one that is armed must strike before the test ends."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.promises: list[Promise] = []
        self._journal = Journal(connection)

    def arm(
        self,
        fault: str,
        *,
        times: int = 1,
        client: str | None = None,
        endpoint: str | None = None,
        trace: str | None = None,
        options: Mapping[str, int] | None = None,
        optional: bool = False,
    ) -> Armed:
        """Arm one; what is left out is any. It may stay without striking if it is `optional`."""
        armed = super().arm(
            fault, times=times, client=client, endpoint=endpoint, trace=trace, options=options
        )
        if not optional:
            self.promises.append(Promise(armed, self._journal, where_armed()))
        return armed


class ClicSequr(Space):
    """A space of one test; deleted when the test is over.

    `issuer` is what an application is configured with. In mode `port` any HTTP client reaches it;
    in either mode `http`, `transport`, `async_transport` and `app` reach it without a socket.
    """

    faults: PromisedFaults

    def __init__(
        self, sandbox: Sandbox, connection: Connection, told: Mapping[str, Any], server: Server
    ) -> None:
        super().__init__(sandbox, connection, told)
        self.faults = PromisedFaults(connection)
        self._server = server
        self._http: httpx2.Client | None = None

    @property
    def http(self) -> httpx2.Client:
        """A browser of one's own, or a back end: keeps cookies, follows no redirect by itself.

        Addresses are relative to the issuer: `http.get("/.well-known/openid-configuration")`.
        """
        if self._http is None:
            self._http = httpx2.Client(base_url=self.issuer, transport=self.transport)
        return self._http

    @property
    def transport(self) -> httpx2.BaseTransport:
        """For an `httpx2.Client` of one's own."""
        return self._server.transport

    @property
    def async_transport(self) -> httpx2.AsyncBaseTransport:
        """For an `httpx2.AsyncClient` of one's own, in any loop."""
        return self._server.async_transport

    @property
    def app(self) -> Application:
        """The ASGI application of the sandbox, for clients that call one themselves."""
        return self._server.app

    def fault(  # type: ignore[override]  # no fault has an option named optional
        self,
        id: str,  # noqa: A002 (the word of the catalogue)
        times: int = 1,
        client: Client | str | None = None,
        endpoint: str | None = None,
        *,
        trace: str | None = None,
        optional: bool = False,
        **options: int,
    ) -> Armed:
        """Arm a fault of the catalogue: for whom, where and how often; what is left out is any.

        A test that passes while it never struck fails, unless it is `optional`.
        """
        return self.faults.arm(
            id,
            times=times,
            client=name_of(client),
            endpoint=endpoint,
            trace=trace,
            options=options,
            optional=optional,
        )

    def close(self) -> None:
        """Close `http`; the space stays."""
        if self._http is not None:
            self._http.close()
