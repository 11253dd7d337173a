"""Registered clients as Authlib sees them, and the closed list of leniencies.

Metadata names and defaults are those of RFC 7591 and of OpenID Connect Registration 1.0.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import ClientMixin

from sandbox.domain.provider import Client
from sandbox.oidc.keys import ALGORITHMS, DEFAULT_ALG
from sandbox.oidc.profile import SECRET_METHODS


class Leniency(StrEnum):
    """Named exceptions to the strict profile; a client has none unless it says so."""

    LOOPBACK_PORT = "loopback-port"  # any port on a loopback redirect URI (RFC 8252 section 7.3)
    EITHER_SECRET_METHOD = "either-secret-method"  # basic and post alike


_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _without_port(uri: str) -> str:
    """A loopback http URI with its port left out; any other URI unchanged."""
    try:
        parts = urlsplit(uri)
        _ = parts.port  # read so that one which is no number is refused
    except ValueError:
        return uri
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK or "@" in parts.netloc:
        return uri
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return parts._replace(netloc=host).geturl()


@dataclass(frozen=True, slots=True)
class RelyingParty(ClientMixin):  # type: ignore[misc]
    """A client row with the questions that the protocol asks of it."""

    row: Client

    def _list(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        return tuple(self.row.metadata.get(name) or default)

    def _text(self, name: str, default: str = "") -> str:
        return str(self.row.metadata.get(name) or default)

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
        """Scopes it may ask for."""
        return frozenset(self._text("scope", "openid").split())

    @property
    def id_token_alg(self) -> str:
        """Signature algorithm of its ID tokens."""
        alg = self._text("id_token_signed_response_alg", DEFAULT_ALG)
        return alg if alg in ALGORITHMS else DEFAULT_ALG

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
        """What is granted of what is asked; None refuses (unregistered scopes are not dropped)."""
        asked = (scope or "").split()
        if not asked or not self.scopes.issuperset(asked):
            return None
        return " ".join(dict.fromkeys(asked))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether it is registered: equal as a text (RFC 9700 section 2.1)."""
        if redirect_uri in self.redirect_uris:
            return True
        if not self.lenient(Leniency.LOOPBACK_PORT):
            return False
        return _without_port(redirect_uri) in {_without_port(uri) for uri in self.redirect_uris}

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
