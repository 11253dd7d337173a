"""The authorization code grant: Authlib's rules over our rows, and ours where they are stricter."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant

from sandbox.domain.provider import AuthorizationCode
from sandbox.oidc.authorization.claims_request import read_claims
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.grants.filing import drawn_from, file
from sandbox.oidc.grants.held import Held, bearer, refused
from sandbox.oidc.possession.binding import KEY
from sandbox.oidc.profile import CLIENT_AUTH_METHODS, CODE_LIFE, REFRESH_LIFE
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.tokens.exchange import Exchange
from sandbox.oidc.tokens.resources import AUDIENCE, narrowed
from sandbox.services.sessions import authentication_of, digest

if TYPE_CHECKING:
    from sandbox.oidc.bridge import ProtocolRequest


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
            params={
                **authentication_of(session),
                "claims": read_claims(params.get("claims", "")).granted(request.client),
                AUDIENCE: params.get("resource", "").split(),
                KEY: params.get(KEY, ""),
            },
            trace=exchange.trace,
        )

    def query_authorization_code(self, code: str, client: RelyingParty) -> Held:
        """The code, if it is this client's, unspent and fresh."""
        row = self.exchange.code
        if row is None or row.client_id != client.client_id:
            raise refused(
                "The code is unknown.",
                "Send the code as received, by the client that asked for it, once decoded.",
                "RFC 6749 section 4.1.3",
            )
        if row.spent_at is not None:
            self.exchange.reused = row.family
            raise refused(
                "The code was used before.",
                "Redeem a code once; all that this one produced is now revoked.",
                "RFC 6749 section 4.1.2",
            )
        if row.expires_at <= self.exchange.world.instant:
            life = int(CODE_LIFE / timedelta(seconds=1))
            raise refused(
                "The code has expired.",
                f"Redeem a code within {life} seconds of the protocol hand.",
                "RFC 6749 section 4.1.2",
            )
        return Held(row, self.exchange)

    def authenticate_user(self, authorization_code: Held) -> Bearer:
        """The person behind the code, if he may still act."""
        return bearer(self.exchange)

    def save_token(self, token: dict[str, Any]) -> None:
        """File the tokens under the family of the code."""
        exchange, code = self.exchange, self.request.authorization_code.row
        asked = self.request.resources
        audience = narrowed(self.request.client, exchange.issuer, code, asked)
        file(
            exchange,
            token,
            drawn_from(exchange, code, token["scope"], audience),
            refresh=code,
            refresh_until=exchange.world.instant + REFRESH_LIFE,
        )

    def delete_authorization_code(self, authorization_code: Held) -> None:
        """Nothing: `exchange.flush` spends the code by a guarded update."""
