"""A stored code or token with the questions that Authlib asks of it; rows stay as the store gave
them.
"""

from dataclasses import dataclass

from authlib.oauth2.rfc6749 import InvalidGrantError, TokenMixin

from sandbox.domain.provider import AuthorizationCode, Token
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.profile import CHALLENGE_METHODS
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.refusals import invalid_grant
from sandbox.oidc.tokens.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Held(TokenMixin):  # type: ignore[misc]
    """A code or a token as Authlib sees it."""

    row: AuthorizationCode | Token
    exchange: Exchange

    @property
    def code_challenge(self) -> str:
        """The challenge the code is bound to, or an empty text."""
        return self.row.code_challenge if isinstance(self.row, AuthorizationCode) else ""

    @property
    def code_challenge_method(self) -> str:
        """The only method there is."""
        return CHALLENGE_METHODS[0]

    def get_redirect_uri(self) -> str:
        """See `AuthorizationCodeMixin`."""
        return self.row.redirect_uri if isinstance(self.row, AuthorizationCode) else ""

    def get_scope(self) -> str:
        """See `TokenMixin`."""
        return self.row.scope

    def check_client(self, client: RelyingParty) -> bool:
        """See `TokenMixin`."""
        return self.row.client_id == client.client_id

    def is_expired(self) -> bool:
        """See `TokenMixin`."""
        return self.row.expires_at <= self.exchange.world.instant

    def is_revoked(self) -> bool:
        """Revoked, rotated away, or without its bearer."""
        row = self.row
        revoked = isinstance(row, Token) and row.revoked_at is not None
        return revoked or row.spent_at is not None or isinstance(self.exchange.bearer, str)


def refused(description: str, hint: str, cite: str) -> InvalidGrantError:
    """An Authlib error that carries the refusal it stands for."""
    error = InvalidGrantError(description)
    error.refusal = invalid_grant(description, hint, cite)
    return error


def bearer(exchange: Exchange) -> Bearer:
    """The person behind the grant of this request, or a refusal that says why there is none."""
    if not isinstance(exchange.bearer, Bearer):
        why = exchange.bearer or "There is no person behind this grant."
        raise refused(
            "The person behind this grant can no longer be spoken for.",
            f"{why} Begin again at the authorization endpoint.",
            "RFC 6749 section 5.2",
        )
    return exchange.bearer
