"""The grants: Authlib's rules over our rows, and ours where the profile is stricter.

Rows stay as the store gave them; `Held` gives them the questions that Authlib asks.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749 import InvalidGrantError, TokenMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oidc.core.grants import OpenIDToken

from sandbox.domain.provider import AuthorizationCode, Token, TokenKind
from sandbox.oidc.claims import ID_TOKEN, Bearer, said
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.exchange import Exchange
from sandbox.oidc.minting import half_hash, id_token_claims, signed
from sandbox.oidc.profile import (
    ACCESS_LIFE,
    CHALLENGE_METHODS,
    CLIENT_AUTH_METHODS,
    CODE_LIFE,
    REFRESH_LIFE,
    authentication_of,
)
from sandbox.oidc.refusals import invalid_grant
from sandbox.services.sessions import digest

if TYPE_CHECKING:
    from sandbox.oidc.bridge import ProtocolRequest


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


def _refused(description: str, hint: str, cite: str) -> InvalidGrantError:
    """An Authlib error that carries the refusal it stands for."""
    error = InvalidGrantError(description)
    error.refusal = invalid_grant(description, hint, cite)
    return error


def _bearer(exchange: Exchange) -> Bearer:
    if isinstance(exchange.bearer, str):
        raise _refused(
            "The person behind this grant can no longer be spoken for.",
            f"{exchange.bearer} Begin again at the authorization endpoint.",
            "RFC 6749 section 5.2",
        )
    return exchange.bearer


def _file(exchange: Exchange, token: dict[str, Any], behind: AuthorizationCode | Token) -> None:
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


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """The authorization code grant (RFC 6749 section 4.1)."""

    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTH_METHODS

    @property
    def exchange(self) -> Exchange:
        """The rows of this request."""
        found: Exchange = self.server.exchange
        return found

    def generate_authorization_code(self) -> str:
        """43 characters of the space's chance."""
        return self.exchange.world.chance.token()

    def create_authorization_response(
        self, redirect_uri: str, grant_user: object
    ) -> tuple[int, dict[str, str], list[tuple[str, str]]]:
        """The parameters of the response; the endpoint sends them by the response mode."""
        code = self.generate_authorization_code()
        self.save_authorization_code(code, self.request)
        return 200, {"code": code}, []

    def save_authorization_code(self, code: str, request: "ProtocolRequest") -> None:
        """Keep the digest of the code, bound to all that it was issued for."""
        exchange, session = self.exchange, self.exchange.session
        if session is None:
            raise RuntimeError("A code is issued to a person who signed in.")
        params = request.payload.data
        exchange.issued_code = AuthorizationCode(
            code_hash=digest(code),
            client_id=request.client.client_id,
            account_id=session.account_id,
            organisation_id=session.organisation_id,
            session_id=session.id,
            redirect_uri=params["redirect_uri"],
            scope=request.scope,
            nonce=params.get("nonce", ""),
            code_challenge=params.get("code_challenge", ""),
            auth_time=session.auth_time,
            issued_at=exchange.world.instant,
            expires_at=exchange.world.instant + CODE_LIFE,
            family=exchange.world.chance.handle("fam"),
            params=authentication_of(session),
            trace=exchange.trace,
        )

    def query_authorization_code(self, code: str, client: RelyingParty) -> Held:
        """The code, if it is this client's, unspent and fresh."""
        row = self.exchange.code
        if row is None or row.client_id != client.client_id:
            raise _refused(
                "The code is unknown.",
                "Send the code as received, by the client that asked for it, once decoded.",
                "RFC 6749 section 4.1.3",
            )
        if row.spent_at is not None:
            self.exchange.reused = row.family
            raise _refused(
                "The code was used before.",
                "Redeem a code once; all that this one produced is now revoked.",
                "RFC 6749 section 4.1.2",
            )
        if row.expires_at <= self.exchange.world.instant:
            life = int(CODE_LIFE / timedelta(seconds=1))
            raise _refused(
                "The code has expired.",
                f"Redeem a code within {life} seconds of the protocol hand.",
                "RFC 6749 section 4.1.2",
            )
        return Held(row, self.exchange)

    def authenticate_user(self, authorization_code: Held) -> Bearer:
        """The person behind the code, if he may still act."""
        return _bearer(self.exchange)

    def save_token(self, token: dict[str, Any]) -> None:
        """File the tokens under the family of the code."""
        _file(self.exchange, token, self.request.authorization_code.row)

    def delete_authorization_code(self, authorization_code: Held) -> None:
        """Nothing: `exchange.flush` spends the code by a guarded update."""


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
            raise _refused(
                "The refresh token is unknown.",
                "Send the refresh token as received, by the client it was issued to.",
                "RFC 6749 section 6",
            )
        if row.spent_at is not None:
            self.exchange.reused = row.family
            raise _refused(
                "The refresh token was used before.",
                "Keep the new refresh token of each answer; the whole family is now revoked.",
                "RFC 9700 section 4.14.2",
            )
        if row.revoked_at is not None or row.expires_at <= self.exchange.world.instant:
            raise _refused(
                "The refresh token is revoked or expired.",
                "Begin again at the authorization endpoint.",
                "RFC 6749 section 6",
            )
        return Held(row, self.exchange)

    def authenticate_user(self, refresh_token: Held) -> Bearer:
        """The person behind the token, if he may still act."""
        return _bearer(self.exchange)

    def save_token(self, token: dict[str, Any]) -> None:
        """File the tokens under the same family."""
        _file(self.exchange, token, self.request.refresh_token.row)

    def revoke_old_credential(self, refresh_token: Held) -> None:
        """Nothing: `exchange.flush` spends the token by a guarded update."""


class IdTokenIssue(OpenIDToken):  # type: ignore[misc]
    """Adds the ID token to an answer whose scope has `openid`."""

    def encode_id_token(self, token: dict[str, Any], request: "ProtocolRequest") -> str:
        """Ours whole: Authlib reads the machine's clock and loses `auth_time` on a refresh."""
        refreshed = request.refresh_token is not None
        held: Held = request.refresh_token or request.authorization_code
        exchange, row = held.exchange, held.row
        if exchange.signer is None or row.auth_time is None:
            raise RuntimeError("An ID token needs a key and a sign-in.")
        bearer = _bearer(exchange)
        claims = id_token_claims(
            issuer=exchange.issuer,
            subject=bearer.subject,
            client_id=row.client_id,
            instant=exchange.world.instant,
            auth_time=row.auth_time,
            authentication=row.params,
            nonce="" if refreshed else row.nonce,  # Core section 12.2
            at_hash=half_hash(token["access_token"], exchange.signer.alg),
            more=said(bearer, token["scope"].split(), ID_TOKEN),
        )
        return signed(exchange.signer, claims)
