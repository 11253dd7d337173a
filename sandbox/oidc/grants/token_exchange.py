"""Token exchange: an access token of this space for a narrower one, or one for another resource.

Who may exchange what is decided strictly. The client authenticates and is registered for the
grant. The subject token was issued to it, or is meant for it: it registered the audience among
its `resource_identifiers`. Scopes only narrow; targets are those of the subject token or among
the client's `resources`. What is issued signs nobody in (no `openid`), is not refreshed, and is
over with the subject token, its family and its session.
"""

from typing import Any

from authlib.oauth2.rfc6749 import BaseGrant, TokenEndpointMixin, UnauthorizedClientError

from sandbox.domain.provider import Token, TokenKind
from sandbox.oidc.grants.filing import file
from sandbox.oidc.possession.binding import CONFIRMATION
from sandbox.oidc.profile import ACCESS_LIFE, CONFIDENTIAL_METHODS, OFFLINE, outlives_session
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.tokens.access_tokens import FORMAT, JWT
from sandbox.oidc.tokens.delegation import (
    ACTORS,
    MOST_ACTORS,
    REPRESENTS,
    SERVICE,
    actors_of,
    reference,
    service_of,
)
from sandbox.oidc.tokens.exchange import BEHIND, Exchange, Party
from sandbox.oidc.tokens.resources import AUDIENCE, targeted

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
JWT_TOKEN = "urn:ietf:params:oauth:token-type:jwt"
TYPES = (ACCESS_TOKEN, JWT_TOKEN)
"""Token types taken and issued (section 3)."""
_SIGNS_IN = frozenset({"openid", OFFLINE})
_OF_THE_SIGN_IN = ("acr", "amr", "sid")


def _invalid(description: str, hint: str, section: str = "2.2.2") -> Refusal:
    """Section 2.2.2: whatever is wrong with either token, the error is `invalid_request`."""
    return Refusal("invalid_request", description, hint, f"RFC 8693 section {section}")


class ExchangeGrant(BaseGrant, TokenEndpointMixin):  # type: ignore[misc]
    """The token exchange grant (RFC 8693 section 2)."""

    GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange"
    TOKEN_ENDPOINT_AUTH_METHODS = CONFIDENTIAL_METHODS

    @property
    def exchange(self) -> Exchange:
        """The rows of this request."""
        found: Exchange = self.server.exchange
        return found

    def _sent(self, name: str) -> str:
        return str(self.request.payload.data.get(name, ""))

    def validate_token_request(self) -> None:
        """The client first, then what it presents (section 2.1)."""
        self.request.client = self.authenticate_token_endpoint_client()
        if not self.request.client.check_grant_type(self.GRANT_TYPE):
            raise UnauthorizedClientError
        if self._sent("requested_token_type") not in ("", *TYPES):
            raise _invalid(
                "This requested_token_type is not issued.", f"Send {ACCESS_TOKEN}.", "2.1"
            )
        self._check("subject", self.exchange.subject)
        if self._sent("actor_token") or self._sent("actor_token_type"):
            self._check("actor", self.exchange.actor)

    def _check(self, role: str, party: Party | None) -> None:
        """Refuse a token that is missing, unknown to this client, or worth nothing now."""
        token, kind = self._sent(f"{role}_token"), self._sent(f"{role}_token_type")
        if not token or not kind:
            raise _invalid(
                f"{role}_token and {role}_token_type come together.",
                "Send both; an actor may be left out, a subject may not.",
                "2.1",
            )
        if kind not in TYPES:
            raise _invalid(
                f"This {role}_token_type is not taken.", f"Send one of: {', '.join(TYPES)}.", "3"
            )
        if party is None or (kind == JWT_TOKEN and party.row.params.get(FORMAT) != JWT):
            raise _invalid(
                f"The {role} token is unknown.",
                "Send an access token of this space, issued to this client or meant for it by "
                "resource, and its true type.",
            )
        row, instant = party.row, self.exchange.world.instant
        if row.revoked_at is not None or row.expires_at <= instant:
            raise _invalid(f"The {role} token is revoked or expired.", "Get a new one first.")
        if isinstance(party.bearer, str):
            raise _invalid(
                f"The person behind the {role} token can no longer be spoken for.", party.bearer
            )
        bound = row.params.get(CONFIRMATION)
        if bound and party.owner == self.request.client and bound["jkt"] != self.exchange.jkt:
            raise _invalid(
                f"The {role} token is bound to a key that was not proven.",
                "Send a DPoP proof by the key that the token was issued to.",
            )

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        """Section 2.2.1: the token, what it is, and never a refresh token."""
        scope = self._scope()
        token: dict[str, Any] = self.generate_token(scope=scope, include_refresh_token=False)
        token["issued_token_type"] = self._sent("requested_token_type") or ACCESS_TOKEN
        file(self.exchange, token, self._row(scope))
        return 200, token, self.TOKEN_RESPONSE_HEADER

    def _subject(self) -> Party:
        party = self.exchange.subject
        if party is None:
            raise RuntimeError("The subject token was checked before.")
        return party

    def _scope(self) -> str:
        """What is asked of the subject's scopes, or all of them that this client may have."""
        whole = self._subject().row.scope.split()
        mine = [s for s in whole if s not in _SIGNS_IN and s in self.request.client.scopes]
        asked = list(dict.fromkeys(self._sent("scope").split()))
        if not set(asked) <= set(mine):
            raise Refusal(
                "invalid_scope",
                "A scope asked for is beyond the subject token, or signs somebody in.",
                "Ask for scopes of the subject token that the client is registered for, without "
                f"{' and '.join(sorted(_SIGNS_IN))}.",
                "RFC 8693 section 2.1",
            )
        return " ".join(asked or mine)

    def _row(self, scope: str) -> Token:
        exchange, subject = self.exchange, self._subject()
        instant, behind, request = exchange.world.instant, subject.row, self.request
        ends = [instant + ACCESS_LIFE, behind.expires_at]
        if exchange.actor is not None:
            ends.append(exchange.actor.row.expires_at)
        kept = {name: behind.params[name] for name in _OF_THE_SIGN_IN if name in behind.params}
        audience = targeted(
            request.client, exchange.issuer, behind, request.resources, request.audiences
        )
        wanted = {FORMAT: JWT} if self._sent("requested_token_type") == JWT_TOKEN else {}
        return Token(
            token_hash="",
            kind=TokenKind.ACCESS,
            family=behind.family,
            client_id=request.client.client_id,
            scope=scope,
            issued_at=instant,
            expires_at=min(ends),
            account_id=behind.account_id,
            organisation_id=behind.organisation_id,
            # What was granted for later has no session to end with.
            session_id="" if outlives_session(behind.scope) else behind.session_id,
            auth_time=behind.auth_time,
            params={
                **kept,
                **wanted,
                **self._delegation(subject),
                AUDIENCE: list(audience),
                BEHIND: behind.token_hash,
            },
            trace=behind.trace,
        )

    def _delegation(self, subject: Party) -> dict[str, Any]:
        """On whose behalf, and by whom: the mandate of the person, the actor token, and the chain
        so far.
        """
        row, bearer, actor = subject.row, subject.bearer, self.exchange.actor
        actors, represents = actors_of(row), bool(row.params.get(REPRESENTS))
        if isinstance(bearer, Bearer) and bearer.position.mandate is not None and not represents:
            actors, represents = [*actors, reference(row)], True
        if actor is not None:
            if actors_of(actor.row):
                raise _invalid(
                    "The actor token is itself a delegation.",
                    "Send as actor_token one that says who acts, and for nobody else.",
                )
            actors = [reference(actor.row), *actors]
        if len(actors) > MOST_ACTORS:
            raise _invalid(
                "Too many actors stand behind one another.", f"At most {MOST_ACTORS} may.", "4.1"
            )
        told: dict[str, Any] = {ACTORS: actors} if actors else {}
        if represents:
            told[REPRESENTS] = True
        if not row.account_id:
            told[SERVICE] = service_of(row)
        return told
