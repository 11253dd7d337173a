"""Relying parties: registered with an identifier and a secret of one's choice, shown, deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Protocol

from pydantic import ConfigDict, Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.domain.provider import Client
from sandbox.domain.terms import Actor
from sandbox.services import client_registration
from sandbox.services.desk import Desk
from sandbox.services.ports import Tx

_MOST_TOLD = 30
_OURS = ("client_id", "client_secret")


class Registrar(Protocol):
    """What `app` puts at `state.registrar`: metadata is the provider's to judge."""

    async def register(
        self, desk: Desk, space_id: str, asked: Mapping[str, Any], client_id: str, secret: str
    ) -> Client:
        """Register a client; an empty identifier or secret is drawn."""


class ClientWanted(Payload):
    """A client: every member of RFC 7591, OpenID Connect Registration 1.0 and our own.

    Those named here are the ones a test needs most; all that discovery knows are taken, and
    checked as dynamic registration checks them. Nothing is needed: without a member this is a
    confidential client of the code flow, with `http://127.0.0.1/callback` at any port.
    """

    model_config = ConfigDict(extra="allow")

    client_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._~:-]{1,100}$")] | None = Field(
        None, description="Drawn if left out."
    )
    client_secret: Annotated[str, Field(pattern=r"^[\x21-\x7E]{1,200}$")] | None = Field(
        None, description="Drawn if left out; of a client that authenticates by one."
    )
    client_name: str | None = None
    redirect_uris: list[str] | None = Field(
        None, description="Left out: http://127.0.0.1/callback, at any port (loopback-port)."
    )
    grant_types: list[str] | None = Field(
        None, description="Left out: authorization_code and refresh_token."
    )
    token_endpoint_auth_method: str | None = Field(
        None, description="Left out: client_secret_basic; `none` for a public client."
    )
    scope: str | None = Field(None, description="Left out: every scope may be asked for.")
    leniencies: list[str] | None = Field(
        None, description="Named exceptions to the strict profile: loopback-port, ..."
    )


class ClientTold(Told):
    """A client with all its metadata, complete with defaults."""

    model_config = ConfigDict(extra="allow")

    client_id: str
    client_secret: str = Field(description="Empty for a client without one.")
    leniencies: list[str]
    created_at: datetime


class ClientsTold(Told):
    """Every client of this space, by identifier."""

    clients: list[ClientTold]


def _told(row: Client) -> ClientTold:
    return ClientTold.model_validate(
        {
            **row.metadata,
            "client_id": row.client_id,
            "client_secret": row.client_secret,
            "leniencies": list(row.leniencies),
            "created_at": row.created_at,
        }
    )


async def _named(tx: Tx, client_id: str) -> Client:
    found = await tx.get(Client, client_id)
    if found is None:
        known = [row.client_id for row in await tx.find(Client, order="client_id")]
        listed_ = ", ".join(known[:_MOST_TOLD]) or "none yet"
        raise NotFound(
            "client-unknown",
            "error.not_found",
            hint=f"No such client is registered here. Known: {listed_}.",
        )
    return found


async def listed(call: Call) -> ClientsTold:
    """GET: every client."""
    async with call.desk.look(call.space) as (tx, _):
        found = await tx.find(Client, order="client_id")
    return ClientsTold(clients=[_told(row) for row in found])


async def register(call: Call) -> ClientTold:
    """POST: register one."""
    sent = call.sent(ClientWanted)
    asked = sent.model_dump(exclude_unset=True)
    client_id, secret = (str(asked.pop(name, None) or "") for name in _OURS)
    registrar: Registrar = call.of_app("registrar")
    return _told(await registrar.register(call.desk, call.space, asked, client_id, secret))


async def show(call: Call) -> ClientTold:
    """GET: one client."""
    async with call.desk.look(call.space) as (tx, _):
        return _told(await _named(tx, call.named()))


async def delete(call: Call) -> None:
    """DELETE: the client goes, and with it all that was granted to it."""
    async with call.desk.work(call.space) as (tx, world):
        row = await _named(tx, call.named())
        await client_registration.remove(tx, row.client_id, row.registration_hash)
        await client_registration.note(tx, world, Event.CLIENT_DELETED, row, Actor.TRAINER)


OPERATIONS = (
    Operation("GET", "/clients", "listClients", "Every client.", listed, answer=ClientsTold),
    Operation(
        "POST",
        "/clients",
        "registerClient",
        "Register a client.",
        register,
        body=ClientWanted,
        answer=ClientTold,
        status=201,
        optional_body=True,
    ),
    Operation("GET", "/clients/{id}", "showClient", "One client.", show, answer=ClientTold),
    Operation(
        "DELETE",
        "/clients/{id}",
        "deleteClient",
        "Delete a client, and all that was granted to it.",
        delete,
        status=204,
    ),
)
