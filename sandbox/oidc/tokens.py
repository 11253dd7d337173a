"""Introspection (RFC 7662) and revocation (RFC 7009) by Authlib's rules over our rows."""

from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from sandbox.domain.provider import Token, TokenKind
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.grants import Held
from sandbox.oidc.minting import seconds
from sandbox.oidc.profile import CLIENT_AUTH_METHODS as ALL_METHODS
from sandbox.oidc.profile import CONFIDENTIAL_METHODS

if TYPE_CHECKING:
    from sandbox.oidc.bridge import ProtocolRequest


class _TokenQuery:
    """Finds the token presented, whatever the hint: digests tell the kinds apart."""

    server: Any

    def check_params(self, request: "ProtocolRequest", client: RelyingParty) -> None:
        """Only `token` is required; an unknown hint is ignored (RFC 7009 section 2.1)."""
        if "token" not in request.form:
            raise InvalidRequestError("The parameter token is missing.")

    def query_token(self, token_string: str, token_type_hint: str | None) -> Held | None:
        """The row that was loaded."""
        exchange = self.server.exchange
        return Held(exchange.token, exchange) if exchange.token is not None else None


class Introspection(_TokenQuery, IntrospectionEndpoint):  # type: ignore[misc]
    """What a token is worth now, told to the client it was issued to."""

    CLIENT_AUTH_METHODS = CONFIDENTIAL_METHODS

    def check_permission(
        self, token: Held, client: RelyingParty, request: "ProtocolRequest"
    ) -> bool:
        """Only its own tokens: another client's is as if unknown (RFC 7662 section 4)."""
        return token.check_client(client)

    def introspect_token(self, token: Held) -> dict[str, Any]:
        """Claims of a live token (RFC 7662 section 2.2)."""
        exchange, row = self.server.exchange, token.row
        told: dict[str, Any] = {
            "active": True,
            "scope": row.scope,
            "client_id": row.client_id,
            "sub": exchange.bearer.subject,
            "username": exchange.bearer.account.user_code.masked,
            "aud": row.client_id,
            "iss": exchange.issuer,
            "iat": seconds(row.issued_at),
            "exp": seconds(row.expires_at),
            "acr": row.params["acr"],
            "amr": row.params["amr"],
            "sid": row.params["sid"],
            "simulation": True,
        }
        if row.auth_time is not None:
            told["auth_time"] = seconds(row.auth_time)
        if isinstance(row, Token) and row.kind is TokenKind.ACCESS:
            told["token_type"] = "Bearer"
        return told


class Revocation(_TokenQuery, RevocationEndpoint):  # type: ignore[misc]
    """A client gives up a token; a refresh token takes its family with it."""

    CLIENT_AUTH_METHODS = ALL_METHODS

    def revoke_token(self, token: Held, request: "ProtocolRequest") -> None:
        """Note it; the endpoint writes it."""
        self.server.exchange.revoked.append(token.row)
