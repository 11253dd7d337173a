"""Authlib's synchronous authorization server over one exchange.

A server is built for each request: it is a few lists, and it spares a global that requests would
share. Nothing here touches the store or Starlette.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload

from sandbox.oidc.authorization.proof import CodeProof
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.credentials import Credentials
from sandbox.oidc.grants import (
    CodeGrant,
    DeviceRequests,
    ExchangeGrant,
    IdTokenIssue,
    PollingGrant,
    RotatingRefreshGrant,
    ServiceGrant,
)
from sandbox.oidc.grants.filing import blank
from sandbox.oidc.profile import ASSERTION_METHODS, CLIENT_AUTH_METHODS, OFFLINE
from sandbox.oidc.protected.claims import SCOPES
from sandbox.oidc.refusals import Refusal, from_authlib, invalid_request
from sandbox.oidc.tokens.exchange import Exchange
from sandbox.oidc.tokens.inspection import Introspection, Revocation
from sandbox.oidc.wire import Form

R = TypeVar("R")
GRANTS = (CodeGrant, RotatingRefreshGrant, ServiceGrant, PollingGrant, ExchangeGrant)


class ProtocolRequest(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib reads it: parameters already decoded, credentials already read.

    Authlib refuses any plain-http address that is not loopback, while a sandbox behind a compose
    host name has one; it reads nothing else of the address, so it gets a fixed one.
    """

    def __init__(
        self,
        method: str,
        params: dict[str, str],
        credentials: Credentials | None = None,
        form: Form | None = None,
    ) -> None:
        super().__init__(method, "https://provider.invalid/", headers={})
        self.payload = BasicOAuth2Payload(params)
        self.credentials = credentials
        self.sent = form or Form(params)
        self.resources = self.sent.all("resource")
        self.audiences = self.sent.all("audience")
        self._params = params

    @property
    def form(self) -> dict[str, str]:
        """The parameters of the body."""
        return self._params

    @property
    def args(self) -> dict[str, str]:
        """The parameters of the query."""
        return self._params


@dataclass(slots=True)
class Answer:
    """What Authlib would send."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


class Provider(AuthorizationServer):  # type: ignore[misc]
    """The authorization server of one request."""

    def __init__(self, exchange: Exchange) -> None:
        registered = exchange.client.scopes if exchange.client else frozenset()
        super().__init__(scopes_supported={*SCOPES, *registered})
        self.exchange = exchange
        for method in CLIENT_AUTH_METHODS:
            self.register_client_auth_method(method, _authentication(method))
        self.register_grant(CodeGrant, [CodeProof(required=True), IdTokenIssue()])
        self.register_grant(RotatingRefreshGrant, [IdTokenIssue()])
        self.register_grant(ServiceGrant)
        self.register_grant(PollingGrant, [IdTokenIssue()])
        self.register_grant(ExchangeGrant)
        self.register_endpoint(DeviceRequests)
        self.register_endpoint(Introspection)
        self.register_endpoint(Revocation)
        self.register_token_generator("default", self._bearer_token)

    def query_client(self, client_id: str) -> RelyingParty | None:
        """The client that was loaded, if it is this one."""
        client = self.exchange.client
        return client if client is not None and client.client_id == client_id else None

    def save_token(self, token: dict[str, Any], request: ProtocolRequest) -> None:
        """Nothing: a grant files its tokens where it knows the code or token behind them."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """No signals are used."""

    def create_oauth2_request(self, request: ProtocolRequest) -> ProtocolRequest:
        """Requests are built by the endpoints."""
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Answer:
        """Hand the answer back to the endpoint."""
        return Answer(status, body, dict(headers))

    def handle_error_response(self, request: ProtocolRequest, error: OAuth2Error) -> Answer:
        """Let the error reach `guarded`, which knows how to tell it."""
        raise error

    def _bearer_token(self, include_refresh_token: bool, scope: str, **_: Any) -> dict[str, Any]:
        """All but the access token itself, which `filing` makes once its row is known."""
        wanted = include_refresh_token and not _kept(self.exchange)
        offline = OFFLINE in _granted(self.exchange, scope).split()
        return blank(self.exchange.world, scope, refresh=wanted and offline)


def _granted(exchange: Exchange, scope: str | None) -> str:
    """What was granted at first: a refresh that narrows the scope still rotates its token.

    A machine may ask for no scope (RFC 6749 section 4.4.2): then there is none to speak of.
    """
    return exchange.token.scope if exchange.token else scope or ""


def _kept(exchange: Exchange) -> bool:
    """Whether the client goes on with the refresh token it has."""
    client = exchange.client
    return exchange.token is not None and client is not None and not client.rotates_refresh_tokens


def _authentication(method: str) -> Callable[[Any, ProtocolRequest], RelyingParty | None]:
    """Authenticate by one method, on credentials read beforehand."""

    def authenticate(query_client: Any, request: ProtocolRequest) -> RelyingParty | None:
        shown = request.credentials
        if shown is None or shown.method != method:
            return None
        client: RelyingParty | None = query_client(shown.client_id)
        if client is None or not _shown(client, shown):
            return None
        return client

    return authenticate


def _shown(client: RelyingParty, shown: Credentials) -> bool:
    if shown.method in ASSERTION_METHODS:
        return shown.proven
    return shown.method == "none" or client.check_client_secret(shown.secret)


def guarded(run: Callable[[], R]) -> R:
    """Run Authlib and turn what it raises into a `Refusal`.

    Authlib puts the caller's text into its errors and then refuses its own text with a
    `ValueError` when that is not ASCII; whatever it was, the request was malformed.
    """
    try:
        return run()
    except OAuth2Error as error:
        refusal: Refusal | None = getattr(error, "refusal", None)
        raise refusal or from_authlib(error) from None
    except ValueError as error:
        if "forbidden characters" not in str(error):
            raise
        raise invalid_request(
            "A parameter holds characters that it may not.",
            "Keep to the characters that RFC 6749 appendix A gives for each parameter.",
            "RFC 6749 appendix A",
        ) from None
