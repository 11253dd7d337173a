"""What is kept of the tokens of one answer, whichever grant they come from."""

from dataclasses import replace
from typing import Any

from sandbox.domain.provider import AuthorizationCode, Token, TokenKind
from sandbox.oidc.exchange import Exchange
from sandbox.oidc.profile import ACCESS_LIFE, REFRESH_LIFE
from sandbox.services.sessions import digest


def file(exchange: Exchange, token: dict[str, Any], behind: AuthorizationCode | Token) -> None:
    """Keep the digests of the tokens of one answer, with what they must remember."""
    instant = exchange.world.instant
    access = Token(
        token_hash=digest(token["access_token"]),
        kind=TokenKind.ACCESS,
        family=behind.family,
        client_id=behind.client_id,
        scope=token["scope"],
        issued_at=instant,
        expires_at=instant + ACCESS_LIFE,
        account_id=behind.account_id,
        organisation_id=behind.organisation_id,
        session_id=behind.session_id,
        auth_time=behind.auth_time,
        nonce=behind.nonce,
        params=behind.params,
        trace=behind.trace,
    )
    exchange.issued.append(access)
    if "refresh_token" in token:
        rotated = isinstance(behind, Token)
        refresh = replace(
            access,
            token_hash=digest(token["refresh_token"]),
            kind=TokenKind.REFRESH,
            scope=behind.scope,  # RFC 6749 section 6: as the one it replaces
            expires_at=behind.expires_at if rotated else instant + REFRESH_LIFE,
        )
        exchange.issued.append(refresh)
