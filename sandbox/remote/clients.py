"""Relying parties registered in a space."""

from collections.abc import Mapping
from typing import Any

from sandbox.remote.answers import segment
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on

__tracebackhide__ = passes_on


class Client:
    """A registered client; `metadata` holds its names of RFC 7591."""

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        self._connection = connection
        self.client_id: str = told["client_id"]
        self.client_secret: str = told.get("client_secret") or ""
        self.metadata: dict[str, Any] = {
            name: value
            for name, value in told.items()
            if name not in ("client_id", "client_secret")
        }

    def delete(self) -> None:
        """Unregister it; what was granted to it goes with it."""
        self._connection.delete(f"/clients/{segment(self.client_id)}")

    def __repr__(self) -> str:
        return f"<Client {self.client_id}>"


def name_of(client: "Client | str | None") -> str | None:
    """The identifier of a client that is given as itself or by its identifier."""
    return client.client_id if isinstance(client, Client) else client
