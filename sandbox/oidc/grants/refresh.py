"""The refresh grant, each token good for one use."""

from typing import Any

from authlib.oauth2.rfc6749.grants import RefreshTokenGrant

from sandbox.domain.provider import TokenKind
from sandbox.oidc.grants.filing import drawn_from, file
from sandbox.oidc.grants.held import Held, bearer, refused
from sandbox.oidc.profile import CLIENT_AUTH_METHODS
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.tokens.exchange import Exchange
from sandbox.oidc.tokens.resources import narrowed


class RotatingRefreshGrant(RefreshTokenGrant):  # type: ignore[misc]
    """The refresh grant, each token good for one use (RFC 9700 section 4.14.2)."""

    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTH_METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    @property
    def exchange(self) -> Exchange:
        """The rows of this request."""
        found: Exchange = self.server.exchange
        return found

    def authenticate_refresh_token(self, refresh_token: str) -> Held:
        """The token, if it is this client's, unspent, unrevoked and fresh."""
        row = self.exchange.token
        mine = row is not None and row.client_id == self.request.client.client_id
        if row is None or not mine or row.kind is not TokenKind.REFRESH:
            raise refused(
                "The refresh token is unknown.",
                "Send the refresh token as received, by the client it was issued to.",
                "RFC 6749 section 6",
            )
        if row.spent_at is not None:
            self.exchange.reused = row.family
            raise refused(
                "The refresh token was used before.",
                "Keep the new refresh token of each answer; the whole family is now revoked.",
                "RFC 9700 section 4.14.2",
            )
        if row.revoked_at is not None or row.expires_at <= self.exchange.world.instant:
            raise refused(
                "The refresh token is revoked or expired.",
                "Begin again at the authorization endpoint.",
                "RFC 6749 section 6",
            )
        return Held(row, self.exchange)

    def authenticate_user(self, refresh_token: Held) -> Bearer:
        """The person behind the token, if he may still act."""
        return bearer(self.exchange)

    def save_token(self, token: dict[str, Any]) -> None:
        """File the tokens under the same family, which rotation does not lengthen."""
        exchange, old = self.exchange, self.request.refresh_token.row
        asked = self.request.resources
        audience = narrowed(self.request.client, exchange.issuer, old, asked)
        file(
            exchange,
            token,
            drawn_from(exchange, old, token["scope"], audience),
            refresh=old,
            refresh_until=old.expires_at,
        )

    def revoke_old_credential(self, refresh_token: Held) -> None:
        """Nothing: `exchange.flush` spends the token by a guarded update."""
