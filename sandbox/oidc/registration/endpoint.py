"""Dynamic registration of clients (RFC 7591, OpenID Connect Registration 1.0) and its management
(RFC 7592).

What is registered is answered whole. The registration access token is drawn once and kept by
digest: each answer repeats the one that the client showed. Replacing a registration does not
rotate it, so that a lost answer locks nobody out.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.errors import Conflict
from sandbox.domain.events import Event
from sandbox.domain.provider import Client
from sandbox.domain.terms import Actor
from sandbox.oidc.errands import Errand, run
from sandbox.oidc.jose.minting import seconds
from sandbox.oidc.profile import REGISTER
from sandbox.oidc.refusals import Refusal, invalid_request
from sandbox.oidc.registration.checking import checked
from sandbox.oidc.registration.json_bodies import json_object
from sandbox.oidc.registration.tokens import admit, managed
from sandbox.oidc.wire import NOT_STORED, desk_of, fresh_json, space_of
from sandbox.services import client_registration
from sandbox.services.ports import Tx
from sandbox.services.sessions import digest

_ASSIGNED = (
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
)
"""What only the provider gives, and a client must not send back (RFC 7592 section 2.2)."""


async def register(request: Request) -> Response:
    """POST: register a client; 201 with all that is registered and what the client needs."""
    body = await json_object(request)
    desk, space = desk_of(request), space_of(request)

    async def attempt(errand: Errand) -> tuple[Client, str]:
        async with desk.look(space) as (_, world):
            admit(request, world)
        asked = checked(errand, _hosts(request), body)
        async with desk.work(space) as (tx, world):
            await _refuse_crowd(tx)
            chance = world.chance
            row = Client(
                client_id=chance.handle("cli"),
                client_secret=chance.token() if asked.holds_secret else "",
                metadata=asked.metadata,
                created_at=world.instant,
                leniencies=asked.leniencies,
                registration_hash=digest(token := chance.token()),
            )
            await tx.add(row)
            await client_registration.note(tx, world, Event.CLIENT_REGISTERED, row, Actor.CLIENT)
        return row, token

    return _answer(request, *await run(request, attempt), status=201)


async def read(request: Request) -> Response:
    """GET: what is registered now (RFC 7592 section 2.1)."""
    async with desk_of(request).look(space_of(request)) as (tx, _):
        row, token = await managed(request, tx)
    return _answer(request, row, token)


async def replace_all(request: Request) -> Response:
    """PUT: register all metadata anew; what is left out goes back to its default (2.2)."""
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        await managed(request, tx)
    body = await json_object(request)

    async def attempt(errand: Errand) -> tuple[Client, str]:
        async with desk.look(space) as (tx, _):
            row, token = await managed(request, tx)
        _check_identity(row, body)
        asked = checked(errand, _hosts(request), body)
        async with desk.work(space) as (tx, world):
            secret = row.client_secret or world.chance.token() if asked.holds_secret else ""
            changes: dict[str, Any] = {
                "metadata": asked.metadata,
                "leniencies": asked.leniencies,
                "client_secret": secret,
            }
            known = {
                "registration_hash": row.registration_hash,
                "client_secret": row.client_secret,
            }
            if not await tx.claim(Client, row.client_id, where=known, to=changes):
                await managed(request, tx)  # refuses if it was deleted meanwhile
                raise Conflict("conflict", "error.conflict")  # it was changed: once more
            row = replace(row, **changes)
            await client_registration.note(tx, world, Event.CLIENT_UPDATED, row, Actor.CLIENT)
        return row, token

    return _answer(request, *await run(request, attempt))


async def unregister(request: Request) -> Response:
    """DELETE: the client goes, and with it all that was granted to it (2.3)."""
    async with desk_of(request).work(space_of(request)) as (tx, world):
        row, _ = await managed(request, tx)
        if not await client_registration.remove(tx, row.client_id, row.registration_hash):
            await managed(request, tx)  # somebody was faster: as for any unknown client
        await client_registration.note(tx, world, Event.CLIENT_DELETED, row, Actor.CLIENT)
    return Response(status_code=204, headers=NOT_STORED)


async def _refuse_crowd(tx: Tx) -> None:
    if await client_registration.full(tx):
        raise Refusal(
            "temporarily_unavailable",
            "This space holds as many registered clients as it may.",
            "Delete clients that are no longer used, or reset the space; at most "
            f"{client_registration.MOST_REGISTERED} register themselves.",
            "RFC 7591 section 5",
            status=503,
        )


def _hosts(request: Request) -> frozenset[str]:
    """Hosts inside a private network that the operator named."""
    hosts: frozenset[str] = request.app.state.documents.reach.hosts
    return hosts


def _check_identity(row: Client, body: Mapping[str, Any]) -> None:
    """RFC 7592 section 2.2: a client says who it is and changes nothing of what it was given."""
    problem = ""
    if body.get("client_id") != row.client_id:
        problem = "client_id is missing or is another one."
    elif body.get("client_secret") not in (None, row.client_secret):
        problem = "client_secret is not the one of the client."
    elif any(body.get(name) is not None for name in _ASSIGNED):
        problem = "The body holds a member that only the provider gives."
    if problem:
        raise invalid_request(
            problem,
            f"Send client_id, the metadata, and none of {', '.join(_ASSIGNED)}.",
            "RFC 7592 section 2.2",
        )


def _answer(request: Request, row: Client, token: str, status: int = 200) -> Response:
    """The client information response (RFC 7592 section 3)."""
    site, host = desk_of(request).site, request.headers.get("host", "")
    path = f"{REGISTER}/{row.client_id}"
    told: dict[str, Any] = {
        "client_id": row.client_id,
        "client_id_issued_at": seconds(row.created_at),
        "registration_access_token": token,
        "registration_client_uri": site.backchannel_url(space_of(request), path, host),
    }
    if row.client_secret:
        told |= {"client_secret": row.client_secret, "client_secret_expires_at": 0}
    if row.leniencies:
        told["leniencies"] = list(row.leniencies)
    return fresh_json({**row.metadata, **told}, status)
