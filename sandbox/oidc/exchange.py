"""Rows read before Authlib runs, writes kept while it runs, flushed once after it.

Authlib's core is synchronous and asks for rows by callbacks. An `Exchange` holds every row that
one request can ask for, so that the callbacks are look-ups, and collects what they would write.
"""

from dataclasses import dataclass, field, replace

from sandbox.domain.events import Event
from sandbox.domain.provider import AuthorizationCode, Client, Session, Token, TokenKind
from sandbox.domain.terms import Actor
from sandbox.oidc.bearers import bearer_of
from sandbox.oidc.claims import Bearer
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand
from sandbox.oidc.keys import Signer, signer_for
from sandbox.oidc.refusals import Refusal, invalid_grant
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.services.sessions import digest
from sandbox.world.surroundings import World


@dataclass(slots=True)
class Exchange:
    """What one request may see (rows) and what it would change (writes)."""

    world: World
    issuer: str
    client: RelyingParty | None = None
    code: AuthorizationCode | None = None
    token: Token | None = None
    bearer: Bearer | str = "There is no person behind this grant."
    signer: Signer | None = None
    errand: Errand | None = None
    session: Session | None = None  # at the authorization endpoint
    trace: str = ""

    issued_code: AuthorizationCode | None = None
    issued: list[Token] = field(default_factory=list)
    reused: str = ""  # the family of a code or refresh token that was presented again
    revoked: list[Token] = field(default_factory=list)


async def find_client(tx: Tx, client_id: str) -> RelyingParty | None:
    """The registered client of this id."""
    row = await tx.get(Client, client_id) if client_id else None
    return RelyingParty(row) if row else None


async def load(
    tx: Tx, world: World, issuer: str, client_id: str, *, code: str = "", token: str = ""
) -> Exchange:
    """All rows that a request which presents a code or a token can ask for.

    Spent codes and tokens are loaded too: that they come back is what must be seen. Raises
    `KeyMissing` if an ID token may be due and the space has no key for it yet.
    """
    exchange = Exchange(world, issuer, client=await find_client(tx, client_id))
    if exchange.client is None:
        return exchange
    if code:
        exchange.code = await tx.get(AuthorizationCode, digest(code))
    if token:
        exchange.token = await tx.get(Token, digest(token))
    grant = exchange.code or exchange.token
    if grant is not None and grant.client_id == client_id:
        exchange.trace = grant.trace
        exchange.bearer = await bearer_of(tx, world, exchange.client, grant)
        if "openid" in grant.scope.split():
            exchange.signer = await signer_for(
                tx, exchange.client, exchange.client.id_token_alg, world.instant
            )
    return exchange


async def flush(tx: Tx, exchange: Exchange) -> Refusal | None:
    """Write what a token request produced; a refusal if somebody was faster.

    The guarded update decides: of any number of requests that present one code, or one refresh
    token, exactly one comes out with tokens, whatever each of them had read.
    """
    world = exchange.world
    spent = {"spent_at": world.instant}
    if exchange.code is not None:
        won = await tx.claim(
            AuthorizationCode, exchange.code.code_hash, where={"spent_at": None}, to=spent
        )
        family, event = exchange.code.family, Event.CODE_REDEEMED
    elif exchange.token is not None:
        unspent = {"spent_at": None, "revoked_at": None}
        won = await tx.claim(Token, exchange.token.token_hash, where=unspent, to=spent)
        family, event = exchange.token.family, Event.TOKEN_REFRESHED
    else:
        return None
    if not won:
        exchange.reused = family
        await revoke_reused(tx, exchange)
        return invalid_grant("It was used before.", "Use a code or a refresh token once.")
    await tx.add(*exchange.issued)
    await record(
        tx,
        world,
        event,
        Actor.CLIENT,
        subject=family,
        organisation_id=exchange.issued[0].organisation_id,
        trace=exchange.trace,
        client_id=exchange.issued[0].client_id,
        scope=exchange.issued[0].scope,
        refresh_token=any(token.kind is TokenKind.REFRESH for token in exchange.issued),
    )
    return None


async def revoke_reused(tx: Tx, exchange: Exchange) -> None:
    """Revoke all that a reused code or refresh token produced (RFC 6749 sections 4.1.2, 10.4)."""
    event = Event.CODE_REUSED if exchange.code is not None else Event.REFRESH_REUSED
    revoked = await revoke_family(tx, exchange.world, exchange.reused)
    await record(
        tx,
        exchange.world,
        event,
        Actor.CLIENT,
        subject=exchange.reused,
        trace=exchange.trace,
        client_id=exchange.client.client_id if exchange.client else "",
        tokens_revoked=revoked,
        hint="A code or a refresh token works once; all it produced is revoked.",
        cite="RFC 6749 section 4.1.2" if exchange.code else "RFC 9700 section 4.14.2",
    )


async def revoke_family(tx: Tx, world: World, family: str) -> int:
    """Revoke every live token of a family; how many there were."""
    live = await tx.find(Token, family=family, revoked_at=None)
    for token in live:
        await tx.save(replace(token, revoked_at=world.instant))
    return len(live)
