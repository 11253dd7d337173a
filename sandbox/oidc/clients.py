"""Registered clients as Authlib sees them, and the closed list of leniencies.

Metadata names and defaults are those of RFC 7591 and of OpenID Connect Registration 1.0.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import ClientMixin

from sandbox.domain.provider import Client
from sandbox.oidc.jose.algorithms import DEFAULT_ALG, HIGH_ASSURANCE, SIGNING, SYMMETRIC
from sandbox.oidc.profile import FAPI2, OFFLINE, SECRET_METHODS
from sandbox.oidc.protected.claims import SCOPES
from sandbox.services.addresses import without_port


class Leniency(StrEnum):
    """Named exceptions to the strict profile; a client has none unless it says so."""

    LOOPBACK_PORT = "loopback-port"  # any port on a loopback redirect URI (RFC 8252 section 7.3)
    EITHER_SECRET_METHOD = "either-secret-method"  # basic and post alike


@dataclass(frozen=True, slots=True)
class Encryption:
    """How an answer is encrypted to a client: names of RFC 7518."""

    alg: str
    enc: str


@dataclass(frozen=True, slots=True)
class RelyingParty(ClientMixin):  # type: ignore[misc]
    """A client row with the questions that the protocol asks of it."""

    row: Client

    def _list(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        found = self.row.metadata.get(name)
        return default if found is None else tuple(found)

    def _text(self, name: str, default: str = "") -> str:
        return str(self.row.metadata.get(name) or default)

    def _flag(self, name: str) -> bool:
        return self.row.metadata.get(name) is True

    @property
    def client_id(self) -> str:
        """The client identifier."""
        return self.row.client_id

    @property
    def name(self) -> str:
        """The name shown to people."""
        return self._text("client_name", self.client_id)

    @property
    def auth_method(self) -> str:
        """How it authenticates at the token endpoint."""
        return self._text("token_endpoint_auth_method", "client_secret_basic")

    @property
    def public(self) -> bool:
        """Whether it holds no secret; PKCE is then required."""
        return self.auth_method == "none"

    @property
    def redirect_uris(self) -> tuple[str, ...]:
        """Registered redirect URIs, compared as texts."""
        return self._list("redirect_uris")

    @property
    def post_logout_redirect_uris(self) -> tuple[str, ...]:
        """Where a logout may return to (RP-Initiated Logout section 3.1)."""
        return self._list("post_logout_redirect_uris")

    @property
    def scopes(self) -> frozenset[str]:
        """Scopes it may ask for: those it registered, or else every one of the provider's."""
        return frozenset(self._text("scope").split() or SCOPES)

    @property
    def jwks(self) -> dict[str, Any]:
        """Its public keys, where it registered them by value."""
        found = self.row.metadata.get("jwks")
        return found if isinstance(found, dict) else {}

    @property
    def jwks_uri(self) -> str:
        """Where it publishes its public keys, or an empty text."""
        return self._text("jwks_uri")

    @property
    def id_token_alg(self) -> str:
        """Signature algorithm of its ID tokens."""
        return self._signature("id_token_signed_response_alg")

    @property
    def userinfo_alg(self) -> str:
        """Signature algorithm of its userinfo; empty: plain JSON (Core section 5.3.2)."""
        return self._text("userinfo_signed_response_alg")

    @property
    def response_alg(self) -> str:
        """Signature algorithm of its authorization responses in a `jwt` mode (JARM section 3)."""
        return self._signature("authorization_signed_response_alg")

    def _signature(self, name: str) -> str:
        """A registered algorithm, or the default one where it cannot be used."""
        default = HIGH_ASSURANCE[0] if self.high_assurance else DEFAULT_ALG
        alg = self._text(name, default)
        if alg in SYMMETRIC and (self.public or not self.row.client_secret):
            return default
        return alg if alg in SIGNING else default

    @property
    def signing_algs(self) -> frozenset[str]:
        """Every algorithm that something for this client is signed with."""
        return frozenset({self.id_token_alg, self.response_alg, self.userinfo_alg} - {""})

    @property
    def assertion_alg(self) -> str:
        """The only algorithm its client assertions may use; empty: any that is supported."""
        return self._text("token_endpoint_auth_signing_alg")

    @property
    def request_object_alg(self) -> str:
        """The only algorithm its request objects may use; `none` allows unsigned ones only."""
        return self._text("request_object_signing_alg")

    def encryption(self, of: str) -> Encryption | None:
        """How `id_token`, `userinfo` or `authorization` responses are encrypted to it, if at all.

        Without `enc` it is A128CBC-HS256 (Registration section 2).
        """
        alg = self._text(f"{of}_encrypted_response_alg")
        enc = self._text(f"{of}_encrypted_response_enc", "A128CBC-HS256")
        return Encryption(alg, enc) if alg else None

    @property
    def request_uris(self) -> tuple[str, ...]:
        """Request objects by reference that it registered beforehand (Core section 6.2)."""
        return self._list("request_uris")

    @property
    def high_assurance(self) -> bool:
        """Whether the FAPI 2.0 Security Profile is demanded of it."""
        return self._text("security_profile") == FAPI2

    @property
    def must_challenge(self) -> bool:
        """Whether its codes need PKCE (RFC 9700 section 2.1.1, FAPI 2.0 section 5.3.2.2)."""
        return self.public or self.high_assurance

    @property
    def must_push(self) -> bool:
        """Whether it may ask by a pushed request only (RFC 9126 section 6)."""
        return self.high_assurance or self._flag("require_pushed_authorization_requests")

    @property
    def must_sign_requests(self) -> bool:
        """Whether it may ask by a signed request object only (RFC 9101 section 10.5)."""
        return self._flag("require_signed_request_object")

    @property
    def must_prove_possession(self) -> bool:
        """Whether its access tokens are bound to a key of its own (RFC 9449 section 5.2)."""
        return self.high_assurance or self._flag("dpop_bound_access_tokens")

    @property
    def must_send_nonce(self) -> bool:
        """Whether its DPoP proofs need a nonce of ours (RFC 9449 section 8)."""
        return self._flag("dpop_nonce_required")

    @property
    def rotates_refresh_tokens(self) -> bool:
        """Whether each refresh gives a new refresh token (not so in FAPI 2.0 section 5.3.2.1)."""
        return not self.high_assurance

    @property
    def access_token_format(self) -> str:
        """`opaque`, or `jwt` for RFC 9068."""
        return self._text("access_token_format", "opaque")

    @property
    def resources(self) -> tuple[str, ...]:
        """Resources it may name (RFC 8707)."""
        return self._list("resources")

    @property
    def resource_identifiers(self) -> frozenset[str]:
        """Identifiers of the protected resources that it is itself (RFC 9728 section 1.2)."""
        return frozenset(self._list("resource_identifiers"))

    @property
    def default_acr_values(self) -> tuple[str, ...]:
        """Levels of assurance asked where a request names none (Registration section 2)."""
        return self._list("default_acr_values")

    @property
    def backchannel_logout_uri(self) -> str:
        """Where its logout tokens are sent, or an empty text."""
        return self._text("backchannel_logout_uri")

    @property
    def frontchannel_logout_uri(self) -> str:
        """What is loaded in a frame when a session ends, or an empty text."""
        return self._text("frontchannel_logout_uri")

    @property
    def frontchannel_session_required(self) -> bool:
        """Whether `iss` and `sid` are added to it (Front-Channel Logout section 2)."""
        return self._flag("frontchannel_logout_session_required")

    @property
    def initiate_login_uri(self) -> str:
        """Where a third party may begin a sign-in (Core section 4), or an empty text."""
        return self._text("initiate_login_uri")

    @property
    def default_max_age(self) -> int | None:
        """Seconds after which a person must sign in again, where it registered any."""
        value = self.row.metadata.get("default_max_age")
        return value if isinstance(value, int) else None

    @property
    def pairwise(self) -> bool:
        """Whether its subjects are its own (the default here)."""
        return self._text("subject_type", "pairwise") != "public"

    @property
    def sector(self) -> str:
        """Sector identifier (Core section 8.1).

        The host of `sector_identifier_uri`, else the one host of the redirect URIs. Where these
        have several hosts and no such URI, the client is a sector of its own.
        """
        declared = self._text("sector_identifier_uri")
        hosts = {urlsplit(uri).netloc for uri in ((declared,) if declared else self.redirect_uris)}
        names = {host.rpartition("@")[2] for host in hosts}
        bare = {urlsplit(f"//{name}").hostname or "" for name in names}
        return bare.pop() if len(bare) == 1 and "" not in bare else self.client_id

    def lenient(self, leniency: Leniency) -> bool:
        """Whether this exception was granted."""
        return leniency in self.row.leniencies

    def get_client_id(self) -> str:
        """See `ClientMixin`."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: `redirect_uri` is always required (Core section 3.1.2.1)."""
        return

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """What is granted of what is asked; None refuses (unregistered scopes are not dropped).

        Without the refresh grant `offline_access` would bring nothing (Core section 11).
        """
        asked = (scope or "").split()
        if not self.scopes.issuperset(asked):
            return None
        dropped = set() if self.check_grant_type("refresh_token") else {OFFLINE}
        return " ".join(one for one in dict.fromkeys(asked) if one not in dropped) or None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether it is registered: equal as a text (RFC 9700 section 2.1)."""
        if redirect_uri in self.redirect_uris:
            return True
        if not self.lenient(Leniency.LOOPBACK_PORT):
            return False
        return without_port(redirect_uri) in {without_port(uri) for uri in self.redirect_uris}

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether this is its secret, in constant time."""
        known = self.row.client_secret
        return bool(known) and hmac.compare_digest(client_secret.encode(), known.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Whether it may authenticate so: as registered, at every endpoint."""
        if method == self.auth_method:
            return True
        either = {method, self.auth_method} <= set(SECRET_METHODS)
        return either and self.lenient(Leniency.EITHER_SECRET_METHOD)

    def check_response_type(self, response_type: str) -> bool:
        """Whether it is registered for this response type."""
        return response_type in self._list("response_types", ("code",))

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether it is registered for this grant type."""
        return grant_type in self._list("grant_types", ("authorization_code",))
