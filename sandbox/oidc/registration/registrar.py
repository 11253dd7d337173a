"""Clients registered on command; `app` hands it over as `state.registrar`.

The metadata is checked by the code of dynamic registration. What differs: the identifier and the
secret may be chosen, an unknown member is refused (a test that misspells one proves nothing), and
what a test seldom cares for has a default.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.domain.errors import BadInput, Conflict
from sandbox.domain.events import Event
from sandbox.domain.provider import Client
from sandbox.domain.terms import Actor
from sandbox.oidc.clients import Leniency
from sandbox.oidc.errands import Errand, fulfil
from sandbox.oidc.jose.algorithms import SYMMETRIC
from sandbox.oidc.outbound import Documents
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.registration.checking import checked
from sandbox.oidc.registration.metadata import Registered, unknown
from sandbox.services import client_registration
from sandbox.services.desk import Desk

ANY_PORT = "http://127.0.0.1/callback"
"""The redirect URI of a client of the code flow that names none: at any port of the loopback."""
_CODE = "authorization_code"
_MAC_OCTETS = 32
"""Shortest secret that keys HS256 (RFC 7518 section 3.2)."""


class Registrar:
    """Registers clients whose identifier and secret may be chosen."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def register(
        self, desk: Desk, space_id: str, asked: Mapping[str, Any], client_id: str, secret: str
    ) -> Client:
        """Register a client; an empty identifier or secret is drawn.

        Raises `BadInput` for metadata that dynamic registration would refuse or ignore, `Conflict`
        for an identifier that is taken.
        """
        members = _completed(asked)

        async def attempt(errand: Errand) -> Client | Conflict:
            found = checked(errand, self._documents.reach.hosts, members)
            _check_secret(found, secret)
            async with desk.work(space_id) as (tx, world):
                if await tx.count(Client) >= client_registration.MOST_REGISTERED:
                    return _full()
                drawn = world.chance.token() if found.holds_secret else ""
                row = Client(
                    client_id=client_id or world.chance.handle("cli"),
                    client_secret=secret or drawn,
                    metadata=found.metadata,
                    created_at=world.instant,
                    leniencies=found.leniencies,
                )
                if await tx.get(Client, row.client_id) is not None:
                    return _taken(row.client_id)
                await tx.add(row)
                fact = Event.CLIENT_REGISTERED
                await client_registration.note(tx, world, fact, row, Actor.TRAINER)
            return row

        try:
            outcome = await fulfil(desk, space_id, self._documents, attempt)
        except Refusal as refusal:
            raise _refused(f"{refusal.description} {refusal.hint}", refusal.cite) from None
        if isinstance(outcome, Conflict):  # raised inside, it would have the attempt made again
            raise outcome
        return outcome


def _completed(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The members with the defaults of a test: a confidential client of the code flow."""
    given = {name: value for name, value in asked.items() if value is not None}
    strange, known = unknown(given)
    if strange:
        raise _refused(f"Unknown field {strange[0][:60]}. Known: {', '.join(known)}.", "RFC 7591")
    members: dict[str, Any] = {"grant_types": [_CODE, "refresh_token"], **given}
    grants = members["grant_types"]
    if isinstance(grants, list) and _CODE in grants and "redirect_uris" not in members:
        members["redirect_uris"] = [ANY_PORT]
        members.setdefault("leniencies", [Leniency.LOOPBACK_PORT.value])
    return members


def _check_secret(found: Registered, secret: str) -> None:
    if not secret:
        return
    if not found.holds_secret:
        raise _refused(
            "client_secret goes with a client that authenticates by none. "
            "Leave it out, or register a token_endpoint_auth_method client_secret_*.",
            "RFC 7591 section 2",
        )
    keyed = [name for name, value in found.metadata.items() if value in SYMMETRIC]
    if found.metadata["token_endpoint_auth_method"] == "client_secret_jwt":
        keyed.append("token_endpoint_auth_method")
    if keyed and len(secret.encode()) < _MAC_OCTETS:
        raise _refused(
            f"client_secret is too short to key {keyed[0]}: send {_MAC_OCTETS} octets or more.",
            "RFC 7518 section 3.2",
        )


def _refused(hint: str, cite: str) -> BadInput:
    return BadInput("client-refused", "error.client_refused", hint=hint, cite=cite)


def _taken(client_id: str) -> Conflict:
    return Conflict(
        "client-id-taken",
        "error.conflict",
        hint=f"{client_id} is registered already: delete it first, or choose another.",
    )


def _full() -> Conflict:
    return Conflict(
        "too-many-clients",
        "error.conflict",
        hint=f"A space holds {client_registration.MOST_REGISTERED} clients: delete some.",
    )
