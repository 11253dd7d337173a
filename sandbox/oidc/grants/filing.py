"""The tokens of one answer, whichever grant they come from: made, and their digests kept.

Where a DPoP proof came with the request, its key goes into the access token, and into the refresh
token of a public client, which has nothing else to prove who it is by (RFC 9449 section 5).
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.domain.provider import AuthorizationCode, DeviceGrant, Token, TokenKind
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.possession.binding import CONFIRMATION, KEY, SCHEME
from sandbox.oidc.profile import ACCESS_LIFE
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.tokens.access_tokens import FORMAT, JWT, is_jwt, jwt_of
from sandbox.oidc.tokens.exchange import Exchange
from sandbox.oidc.tokens.resources import AUDIENCE
from sandbox.services.sessions import digest
from sandbox.world.surroundings import World


def blank(world: World, scope: str, *, refresh: bool) -> dict[str, Any]:
    """A token response but for the access token itself, which `file` makes."""
    answer: dict[str, Any] = {"access_token": "", "token_type": "Bearer", "scope": scope}
    if refresh:
        answer["refresh_token"] = world.chance.token()
    return answer


def drawn_from(
    exchange: Exchange,
    behind: AuthorizationCode | DeviceGrant | Token,
    scope: str,
    audience: tuple[str, ...],
) -> Token:
    """The row of an access token for this much of what a grant holds; not made yet."""
    instant = exchange.world.instant
    return Token(
        token_hash="",
        kind=TokenKind.ACCESS,
        family=behind.family,
        client_id=behind.client_id,
        scope=scope,
        issued_at=instant,
        expires_at=instant + ACCESS_LIFE,
        account_id=behind.account_id,
        organisation_id=behind.organisation_id,
        session_id=behind.session_id,
        auth_time=behind.auth_time,
        nonce="" if isinstance(behind, DeviceGrant) else behind.nonce,
        params={**behind.params, AUDIENCE: list(audience)},
        trace=behind.trace,
    )


def file(
    exchange: Exchange,
    answer: dict[str, Any],
    access: Token,
    *,
    refresh: AuthorizationCode | DeviceGrant | Token | None = None,
    refresh_until: datetime | None = None,
) -> None:
    """Make the access token of a row, put it into the answer, keep what is to be kept of both.

    A refresh token in the answer keeps the scope and the resources of `refresh`, the grant it is
    drawn from (RFC 6749 section 6), until `refresh_until`.
    """
    client = exchange.client
    if client is None:
        raise RuntimeError("Tokens are issued to a client.")
    confirmation = {CONFIRMATION: {"jkt": exchange.jkt}} if exchange.jkt else {}
    access = replace(access, params={**_unbound(access.params), **confirmation})
    if exchange.jkt:
        answer["token_type"] = SCHEME
    answer["access_token"], access = _made(exchange, client, access)
    answer["expires_in"] = int((access.expires_at - exchange.world.instant).total_seconds())
    if not answer["scope"]:
        del answer["scope"]  # RFC 6749 appendix A.4: it has one token at least
    exchange.issued.append(access)
    if "refresh_token" in answer and refresh is not None and refresh_until is not None:
        kept = replace(
            access,
            token_hash=digest(answer["refresh_token"]),
            kind=TokenKind.REFRESH,
            scope=refresh.scope,
            expires_at=refresh_until,
            params=_unbound(refresh.params) | ({KEY: exchange.jkt} if client.public else {}),
        )
        exchange.issued.append(kept)


def _unbound(params: dict[str, Any]) -> dict[str, Any]:
    """What a grant remembers, without the key that the grant itself is bound to."""
    return {name: value for name, value in params.items() if name not in (CONFIRMATION, KEY)}


def _made(exchange: Exchange, client: RelyingParty, row: Token) -> tuple[str, Token]:
    """The text of an access token, and its row with the digest."""
    world, bearer = exchange.world, exchange.bearer
    row = replace(row, params={**row.params, "jti": world.chance.handle("jti")})
    if not is_jwt(client, exchange.issuer, row):
        text = world.chance.token()
        return text, replace(row, token_hash=digest(text))
    if exchange.access_signer is None:
        raise RuntimeError("A JWT needs a key.")
    row = replace(row, params={**row.params, FORMAT: JWT})
    speaks_for = bearer if isinstance(bearer, Bearer) else None
    text = jwt_of(world, exchange.issuer, client, row, speaks_for, exchange.access_signer)
    return text, replace(row, token_hash=digest(text))
