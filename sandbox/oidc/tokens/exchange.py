"""Rows read before Authlib runs, writes kept while it runs; `spending` flushes them after it.

Authlib's core is synchronous and asks for rows by callbacks. An `Exchange` holds every row that
one request can ask for, so that the callbacks are look-ups, and collects what they would write.
"""

from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.provider import (
    AuthorizationCode,
    Client,
    DeviceGrant,
    DeviceState,
    Session,
    Token,
    TokenKind,
)
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand
from sandbox.oidc.jose.keys import Signer, signer_for
from sandbox.oidc.made import Ingredients
from sandbox.oidc.protected.bearers import bearer_of
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.tokens.access_tokens import alg_for, may_be_jwt
from sandbox.oidc.tokens.resources import PES, granted
from sandbox.services.ports import Tx
from sandbox.services.sessions import digest
from sandbox.world.surroundings import World

BEHIND = "behind"
"""Where an exchanged token keeps the digest of the one it was exchanged for."""


@dataclass(frozen=True, slots=True)
class Party:
    """An access token that a client presents for exchange, and whom it speaks for now.

    `owner` is the client it was issued to; `bearer` as `bearer_of` tells it to who presents it.
    """

    row: Token
    owner: RelyingParty
    bearer: Bearer | str | None


@dataclass(slots=True)
class Exchange:
    """What one request may see (rows) and what it would change (writes)."""

    world: World
    issuer: str
    client: RelyingParty | None = None
    code: AuthorizationCode | None = None
    token: Token | None = None
    device: DeviceGrant | None = None
    subject: Party | None = None  # the subject token, at a token exchange
    actor: Party | None = None
    owner: RelyingParty | None = None  # the client that the grant presented was issued to
    bearer: Bearer | str | None = None  # a text says why nobody is spoken for any more
    signer: Signer | None = None  # of ID tokens
    access_signer: Signer | None = None
    errand: Errand | None = None
    session: Session | None = None  # at the authorization endpoint
    jkt: str = ""  # thumbprint of the key that a DPoP proof showed
    user_code: str = ""  # drawn for a device that asks
    trace: str = ""
    call: dict[str, Any] = field(default_factory=dict)  # how it came, for the journal

    issued_code: AuthorizationCode | None = None
    issued: list[Token] = field(default_factory=list)
    asked_by_device: dict[str, Any] = field(default_factory=dict)  # for `devices.open_grant`
    next_interval: int = 0  # seconds, after a poll that came while the device waits
    reused: str = ""  # the family of a code or refresh token that was presented again
    revoked: list[Token] = field(default_factory=list)
    id_token: Ingredients | None = None  # of the one that was signed


async def find_client(tx: Tx, client_id: str) -> RelyingParty | None:
    """The registered client of this id."""
    row = await tx.get(Client, client_id) if client_id else None
    return RelyingParty(row) if row else None


@dataclass(frozen=True, slots=True)
class Presented:
    """What a request presents, each as sent; an empty text for what it does not present.

    `itself`: a client that presents nothing but itself asks for a token.
    """

    code: str = ""
    token: str = ""
    device: str = ""
    subject: str = ""
    actor: str = ""
    itself: bool = False


async def load(tx: Tx, world: World, issuer: str, client_id: str, presented: Presented) -> Exchange:
    """All rows that a request can ask for.

    Spent codes and tokens are loaded too: that they come back is what must be seen. Raises
    `KeyMissing` if a token may have to be signed and the space has no key for it yet.
    """
    exchange = Exchange(world, issuer, client=await find_client(tx, client_id))
    client = exchange.client
    if presented.code:
        exchange.code = await tx.get(AuthorizationCode, digest(presented.code))
    if presented.token:
        exchange.token = await tx.get(Token, digest(presented.token))
    if presented.device:
        exchange.device = await tx.get(DeviceGrant, digest(presented.device))
    grant = exchange.code or exchange.token or exchange.device
    if grant is not None:
        exchange.trace = grant.trace  # whoever presents it: a wrong client is told there too
    if client is None:
        return exchange
    if grant is not None:
        await _recognise(tx, exchange, client, grant)
    elif presented.subject:
        await _load_parties(tx, exchange, client, presented)
    elif presented.itself:
        await load_signers(tx, exchange, client, "")
    return exchange


async def _load_parties(
    tx: Tx, exchange: Exchange, client: RelyingParty, presented: Presented
) -> None:
    """Load what a token exchange presents; any of it may have to come out as a JWT."""
    instant = exchange.world.instant
    exchange.subject = await _party(tx, exchange, client, presented.subject)
    if presented.actor:
        exchange.actor = await _party(tx, exchange, client, presented.actor)
    if exchange.subject is not None:
        exchange.bearer, exchange.trace = exchange.subject.bearer, exchange.subject.row.trace
        exchange.access_signer = await signer_for(tx, client, alg_for(client), instant)


async def _party(tx: Tx, exchange: Exchange, client: RelyingParty, token: str) -> Party | None:
    """The access token, if it was issued to this client or is meant for it."""
    row = await tx.get(Token, digest(token))
    if row is None or row.kind is not TokenKind.ACCESS:
        return None
    if row.client_id == client.client_id:
        owner: RelyingParty | None = client
    else:
        meant = addressed_to(client, exchange.issuer, row)
        owner = await find_client(tx, row.client_id) if meant else None
    if owner is None:
        return None
    return Party(row, owner, await bearer_of(tx, exchange.world, client, row))


async def _recognise(
    tx: Tx, exchange: Exchange, client: RelyingParty, grant: AuthorizationCode | DeviceGrant | Token
) -> None:
    """Load what stands behind a grant that this client may know of, and what signs for it."""
    if grant.client_id == client.client_id:
        exchange.owner = client
    elif isinstance(grant, Token) and addressed_to(client, exchange.issuer, grant):
        exchange.owner = await find_client(tx, grant.client_id)
    if exchange.owner is None:
        return
    world = exchange.world
    if isinstance(grant, DeviceGrant) and grant.state is not DeviceState.APPROVED:
        return
    exchange.bearer = await bearer_of(tx, world, exchange.owner, grant)
    if isinstance(grant, Token) and grant.kind is TokenKind.ACCESS:
        return
    await load_signers(tx, exchange, client, grant.scope)


async def load_signers(tx: Tx, exchange: Exchange, client: RelyingParty, scope: str) -> None:
    """Load the keys that tokens of this scope may be signed with."""
    instant = exchange.world.instant
    if "openid" in scope.split():
        exchange.signer = await signer_for(tx, client, client.id_token_alg, instant)
    if may_be_jwt(client):
        exchange.access_signer = await signer_for(tx, client, alg_for(client), instant)


def addressed_to(client: RelyingParty, issuer: str, token: Token) -> bool:
    """Whether the client is itself a resource that this access token is meant for.

    Our own resources are nobody else's, whatever a client registers.
    """
    mine = client.resource_identifiers - {issuer, issuer + PES}
    return token.kind is TokenKind.ACCESS and not mine.isdisjoint(granted(token))
