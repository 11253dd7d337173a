"""What a token request writes: a code or a refresh token is spent, its tokens are kept.

Single use is held by a guarded update, and what comes back after it was spent takes down all that
it produced.
"""

from dataclasses import dataclass, replace
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.provider import AuthorizationCode, DeviceGrant, DeviceState, Token, TokenKind
from sandbox.domain.terms import Actor
from sandbox.oidc.refusals import Refusal, invalid_grant
from sandbox.oidc.tokens.exchange import BEHIND, Exchange
from sandbox.oidc.tokens.sweeping import sweep
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_ONCE = "A code or a refresh token works once; all that this one produced is revoked."


@dataclass(frozen=True, slots=True)
class _Spent:
    """How a grant is spent, once: the row, what must hold of it, and what is told."""

    kind: type[AuthorizationCode | DeviceGrant | Token]
    key: str
    family: str
    where: dict[str, Any]
    to: dict[str, Any]
    event: Event
    again: Event  # when it comes back
    cite: str
    once: bool = True  # a refresh token that does not rotate only has to be alive


def _spent(exchange: Exchange) -> _Spent | None:
    """What the request spends; None for a client that presented itself or tokens to exchange."""
    spent: dict[str, Any] = {"spent_at": exchange.world.instant}
    if exchange.code is not None:
        return _Spent(
            AuthorizationCode,
            exchange.code.code_hash,
            exchange.code.family,
            {"spent_at": None},
            spent,
            Event.CODE_REDEEMED,
            Event.CODE_REUSED,
            "RFC 6749 section 4.1.2",
        )
    if exchange.token is not None:
        rotates = exchange.client is None or exchange.client.rotates_refresh_tokens
        return _Spent(
            Token,
            exchange.token.token_hash,
            exchange.token.family,
            {"spent_at": None, "revoked_at": None},
            spent if rotates else {"spent_at": None},
            Event.TOKEN_REFRESHED,
            Event.REFRESH_REUSED,
            "RFC 9700 section 4.14.2",
            once=rotates,
        )
    if exchange.device is not None:
        return _Spent(
            DeviceGrant,
            exchange.device.device_code_hash,
            exchange.device.family,
            {"state": DeviceState.APPROVED},
            {"state": DeviceState.SPENT},
            Event.DEVICE_REDEEMED,
            Event.DEVICE_REUSED,
            "RFC 8628 section 3.5",
        )
    return None


async def flush(tx: Tx, exchange: Exchange) -> Refusal | None:
    """Write what a token request produced; a refusal if somebody was faster.

    The guarded update decides: of any number of requests that present one code, or one refresh
    token, exactly one comes out with tokens, whatever each of them had read.
    """
    grant = _spent(exchange)
    if grant is None:
        exchanged = exchange.subject is not None
        await keep(tx, exchange, Event.TOKEN_EXCHANGED if exchanged else Event.CLIENT_TOKEN_ISSUED)
        return None
    if not await tx.claim(grant.kind, grant.key, where=grant.where, to=grant.to):
        if not grant.once:
            return invalid_grant("It was revoked.", "Begin again at the authorization endpoint.")
        exchange.reused = grant.family
        await revoke_reused(tx, exchange)
        return invalid_grant("It was used before.", _ONCE)
    await keep(tx, exchange, grant.event)
    if grant.kind is not Token:
        await sweep(tx, exchange.world, grant.kind)
    return None


async def keep(
    tx: Tx, exchange: Exchange, event: Event, actor: Actor = Actor.CLIENT, **more: Any
) -> None:
    """Write the tokens with the journal entry that tells of them, and of `more`."""
    await sweep(tx, exchange.world, Token)
    await tx.add(*exchange.issued)
    first = exchange.issued[0]
    identity = exchange.id_token
    await record(
        tx,
        exchange.world,
        event,
        actor,
        subject=first.family,
        organisation_id=first.organisation_id,
        trace=exchange.trace,
        client_id=first.client_id,
        scope=first.scope,
        refresh_token=any(token.kind is TokenKind.REFRESH for token in exchange.issued),
        issued=[token.kind.value for token in exchange.issued] + (["id_token"] if identity else []),
        claims=sorted(identity.claims) if identity else [],
        bound=bool(exchange.jkt),
        **exchange.call,
        **more,
    )


async def note_poll(tx: Tx, exchange: Exchange) -> None:
    """Write that a device asked while a person had not decided yet (RFC 8628 section 3.5).

    Only if that is still so: what she decides meanwhile is not written over.
    """
    if exchange.device is None or not exchange.next_interval:
        return
    await tx.claim(
        DeviceGrant,
        exchange.device.device_code_hash,
        where={"state": DeviceState.PENDING},
        to={"polled_at": exchange.world.instant, "interval_seconds": exchange.next_interval},
    )


async def revoke_reused(tx: Tx, exchange: Exchange) -> None:
    """Revoke all that a reused code or refresh token produced (RFC 6749 sections 4.1.2, 10.4)."""
    grant = _spent(exchange)
    if grant is None:
        raise RuntimeError("Only what is spent can come back.")
    revoked = await revoke_family(tx, exchange.world, exchange.reused)
    await record(
        tx,
        exchange.world,
        grant.again,
        Actor.CLIENT,
        subject=exchange.reused,
        trace=exchange.trace,
        client_id=exchange.client.client_id if exchange.client else "",
        tokens_revoked=revoked,
        hint=_ONCE,
        cite=grant.cite,
        **exchange.call,
    )


async def revoke_family(tx: Tx, world: World, family: str) -> int:
    """Revoke every live token of a family; how many there were."""
    live = await tx.find(Token, family=family, revoked_at=None)
    for token in live:
        await tx.save(replace(token, revoked_at=world.instant))
    return len(live)


async def revoke_derived(tx: Tx, world: World, token: Token) -> None:
    """Revoke an access token, and every one that it was exchanged for."""
    dead = {token.token_hash}
    live = await tx.find(Token, family=token.family, revoked_at=None)
    while found := [each for each in live if _falls(each, dead)]:
        for each in found:
            await tx.save(replace(each, revoked_at=world.instant))
            live.remove(each)
        dead |= {each.token_hash for each in found}


def _falls(token: Token, dead: set[str]) -> bool:
    return token.token_hash in dead or token.params.get(BEHIND) in dead
