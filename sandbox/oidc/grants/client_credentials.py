"""The client credentials grant: a client that asks for itself, in the name of nobody.

It gets scopes of a resource and none of a person: with the standard ones there is somebody to
speak of, and nobody here consented. No refresh token, since the client can ask again (RFC 6749
section 4.4.3); no ID token, since nobody signed in.
"""

from typing import Any

from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant

from sandbox.domain.provider import Token, TokenKind
from sandbox.oidc.grants.filing import file
from sandbox.oidc.profile import ACCESS_LIFE, CONFIDENTIAL_METHODS
from sandbox.oidc.protected.claims import SCOPES
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.tokens.exchange import Exchange
from sandbox.oidc.tokens.resources import AUDIENCE, permitted


class ServiceGrant(ClientCredentialsGrant):  # type: ignore[misc]
    """The client credentials grant (RFC 6749 section 4.4), of confidential clients."""

    TOKEN_ENDPOINT_AUTH_METHODS = CONFIDENTIAL_METHODS

    def validate_requested_scope(self) -> None:
        """Refuse scopes that are not registered, and those that speak of a person."""
        asked = set((self.request.payload.scope or "").split())
        of_a_person, strange = asked & set(SCOPES), asked - self.request.client.scopes
        if of_a_person:
            raise Refusal(
                "invalid_scope",
                "A scope asked for speaks of a person, and no person is here.",
                f"Leave out {', '.join(sorted(of_a_person))}: a machine asks for registered scopes "
                "of its own resources or for none, and may name a registered resource. What speaks "
                "of a person is asked for at the authorization endpoint, where a person signs in.",
                "RFC 6749 section 4.4",
            )
        if strange:
            raise Refusal(
                "invalid_scope",
                "A scope asked for is not registered for the client.",
                "Register it among the scopes of the client, or leave it out.",
                "RFC 6749 section 3.3",
            )

    def save_token(self, token: dict[str, Any]) -> None:
        """Issue for what was asked, or for every scope of a resource that the client has."""
        exchange: Exchange = self.server.exchange
        client, instant = self.request.client, exchange.world.instant
        asked = (self.request.payload.scope or "").split()
        token["scope"] = " ".join(dict.fromkeys(asked) or sorted(client.scopes - set(SCOPES)))
        audience = permitted(client, exchange.issuer, token["scope"], self.request.resources)
        exchange.trace = exchange.world.chance.handle("trc")
        row = Token(
            token_hash="",
            kind=TokenKind.ACCESS,
            family=exchange.world.chance.handle("fam"),
            client_id=client.client_id,
            scope=token["scope"],
            issued_at=instant,
            expires_at=instant + ACCESS_LIFE,
            params={AUDIENCE: list(audience)},
            trace=exchange.trace,
        )
        file(exchange, token, row)
