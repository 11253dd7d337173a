"""Who acts for whom: the `act` claim (RFC 8693 section 4.1) and the subject it acts for.

A person who acts under a mandate does so for an organisation: once exchanged, the token has the
organisation as its subject and the person as its actor. Actors are kept by reference, newest
first, and named for the client that the token was issued to when it is told: what one client
calls a person is not told to another.
"""

from typing import Any

from sandbox.domain.provider import Token
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.minting import subject
from sandbox.world.surroundings import World

ACTORS = "actors"
"""Where a token keeps its chain, among its `params`: `{"account": id}` or `{"client": id}` each."""
REPRESENTS = "represents"
"""Set where the subject is the organisation and not the person."""
SERVICE = "service"
"""The client that a token without a person speaks for, where it was issued to another one."""
MOST_ACTORS = 4
"""Longest chain: a token stays small, and a loop of exchanges ends."""

Actor = dict[str, str]


def actors_of(row: Token) -> list[Actor]:
    """The chain of a token, the current actor first."""
    return list(row.params.get(ACTORS, ()))


def reference(row: Token) -> Actor:
    """Whom an access token speaks for, as an actor."""
    if row.account_id:
        return {"account": row.account_id}
    return {"client": service_of(row)}


def service_of(row: Token) -> str:
    """The client that a token without a person speaks for."""
    return str(row.params.get(SERVICE, row.client_id))


def subject_of(world: World, client: RelyingParty, row: Token) -> str:
    """`sub` of a token for the client it was issued to: of the organisation that is represented,
    of the person, or the client itself where there is none (RFC 9068 section 2.2).
    """
    if row.params.get(REPRESENTS):
        sector = f":{client.sector}" if client.pairwise else ""
        return world.sealed(f"sub-organisation{sector}", row.organisation_id)
    return _named(world, client, reference(row))


def act_of(world: World, client: RelyingParty, row: Token) -> dict[str, Any] | None:
    """`act` of a token: the current actor, with those before it nested inside; None without any."""
    told: dict[str, Any] | None = None
    for actor in reversed(actors_of(row)):
        told = {"sub": _named(world, client, actor), **({"act": told} if told else {})}
    return told


def _named(world: World, client: RelyingParty, actor: Actor) -> str:
    return subject(world, client, actor["account"]) if "account" in actor else actor["client"]
