"""Introspection (RFC 7662) and revocation (RFC 7009) by Authlib's rules over our rows."""

from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from sandbox.domain.provider import Token, TokenKind
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.grants import Held
from sandbox.oidc.possession.binding import CONFIRMATION, SCHEME
from sandbox.oidc.profile import CLIENT_AUTH_METHODS as ALL_METHODS
from sandbox.oidc.profile import CONFIDENTIAL_METHODS
from sandbox.oidc.tokens.access_tokens import facts
from sandbox.oidc.tokens.exchange import addressed_to

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
    """What a token is worth now, told to the client it was issued to and to its resources."""

    CLIENT_AUTH_METHODS = CONFIDENTIAL_METHODS

    def check_permission(
        self, token: Held, client: RelyingParty, request: "ProtocolRequest"
    ) -> bool:
        """Its own tokens, and those meant for a resource that it is; any other is as if unknown
        (RFC 7662 section 4).
        """
        exchange = self.server.exchange
        if exchange.owner is None:
            return False
        return token.check_client(client) or addressed_to(client, exchange.issuer, exchange.token)

    def introspect_token(self, token: Held) -> dict[str, Any]:
        """Claims of a live token (RFC 7662 section 2.2)."""
        exchange = self.server.exchange
        row: Token = exchange.token
        told = {"active": True, **facts(exchange.world, exchange.issuer, exchange.owner, row)}
        if exchange.bearer is not None:
            told["username"] = exchange.bearer.account.user_code.masked
        if row.kind is TokenKind.ACCESS:
            told["token_type"] = SCHEME if CONFIRMATION in row.params else "Bearer"
        return told


class Revocation(_TokenQuery, RevocationEndpoint):  # type: ignore[misc]
    """A client gives up a token; a refresh token takes its family with it."""

    CLIENT_AUTH_METHODS = ALL_METHODS

    def revoke_token(self, token: Held, request: "ProtocolRequest") -> None:
        """Note it; the endpoint writes it."""
        self.server.exchange.revoked.append(token.row)
