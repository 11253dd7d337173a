"""The device grant: what a device may ask, and its polls until a person has decided."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6749 import UnauthorizedClientError
from authlib.oauth2.rfc8628 import (
    DeviceAuthorizationEndpoint,
    DeviceCodeGrant,
    DeviceCredentialMixin,
)

from sandbox.domain.provider import DeviceGrant, DeviceState
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.grants.filing import drawn_from, file
from sandbox.oidc.grants.held import bearer, refused
from sandbox.oidc.profile import CLIENT_AUTH_METHODS, DEVICE_PAGE, REFRESH_LIFE
from sandbox.oidc.protected.claims import Bearer
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.tokens.exchange import Exchange
from sandbox.oidc.tokens.resources import AUDIENCE, narrowed, permitted
from sandbox.services.devices import shown

if TYPE_CHECKING:
    from sandbox.oidc.bridge import ProtocolRequest

SLOWER = 5
"""Seconds that each `slow_down` adds to the interval (RFC 8628 section 3.5)."""


@dataclass(frozen=True, slots=True)
class HeldDevice(DeviceCredentialMixin):  # type: ignore[misc]
    """A device grant as Authlib sees it."""

    row: DeviceGrant
    exchange: Exchange

    def get_client_id(self) -> str:
        """See `DeviceCredentialMixin`."""
        return self.row.client_id

    def get_scope(self) -> str:
        """See `DeviceCredentialMixin`."""
        return self.row.scope

    def get_user_code(self) -> str:
        """See `DeviceCredentialMixin`."""
        return self.row.user_code

    def is_expired(self) -> bool:
        """See `DeviceCredentialMixin`."""
        return self.row.expires_at <= self.exchange.world.instant


class DeviceRequests(DeviceAuthorizationEndpoint):  # type: ignore[misc]
    """Where a device asks (RFC 8628 section 3.1); a public client too."""

    CLIENT_AUTH_METHODS = CLIENT_AUTH_METHODS

    @property
    def exchange(self) -> Exchange:
        """The rows of this request."""
        found: Exchange = self.server.exchange
        return found

    @property
    def EXPIRES_IN(self) -> int:  # noqa: N802 - Authlib's name
        """Seconds a device has."""
        return self.exchange.world.conventions.device_minutes * 60

    @property
    def INTERVAL(self) -> int:  # noqa: N802 - Authlib's name
        """Seconds between its polls, to begin with."""
        return self.exchange.world.conventions.device_interval_seconds

    def authenticate_client(self, request: "ProtocolRequest") -> RelyingParty:
        """The client, if it may ask this way and for these scopes."""
        self.request_made = request
        client: RelyingParty = super().authenticate_client(request)
        if not client.check_grant_type(PollingGrant.GRANT_TYPE):
            raise UnauthorizedClientError
        if client.get_allowed_scope(request.payload.scope) is None:
            raise Refusal(
                "invalid_scope",
                "scope is missing, or holds one that is not registered for the client.",
                "Send scope=openid at least, and only scopes of the registration.",
                "RFC 8628 section 3.1",
            )
        return client

    def generate_user_code(self) -> str:
        """The one that was found to be free."""
        return shown(self.exchange.user_code)

    def generate_device_code(self) -> str:
        """43 characters of the space's chance."""
        return self.exchange.world.chance.token()

    def get_verification_uri(self) -> str:
        """Address of the page where the person types the code."""
        return self.exchange.issuer + DEVICE_PAGE

    def save_device_credential(self, client_id: str, scope: str, data: dict[str, Any]) -> None:
        """Note what is asked; the endpoint stores it."""
        exchange, asked = self.exchange, self.request_made
        audience = permitted(asked.client, exchange.issuer, scope, asked.resources)
        exchange.asked_by_device = {
            "client_id": client_id,
            "scope": asked.client.get_allowed_scope(scope),
            "device_code": data["device_code"],
            "user_code": exchange.user_code,
            "params": {AUDIENCE: list(audience)},
        }


class PollingGrant(DeviceCodeGrant):  # type: ignore[misc]
    """The device grant at the token endpoint (RFC 8628 section 3.4)."""

    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTH_METHODS

    @property
    def exchange(self) -> Exchange:
        """The rows of this request."""
        found: Exchange = self.server.exchange
        return found

    def query_device_credential(self, device_code: str) -> HeldDevice:
        """The grant, if it is this client's and unspent."""
        row = self.exchange.device
        credentials = self.request.credentials
        if row is None or row.client_id != credentials.client_id:
            raise refused(
                "The device code is unknown.",
                "Send the device_code as received, by the client that asked for it.",
                "RFC 8628 section 3.4",
            )
        if row.state is DeviceState.SPENT:
            self.exchange.reused = row.family
            raise refused(
                "The device code was used before.",
                "Redeem a device code once; all that this one produced is now revoked.",
                "RFC 8628 section 3.5",
            )
        return HeldDevice(row, self.exchange)

    def query_user_grant(self, user_code: str) -> tuple[Bearer | None, bool] | None:
        """What the person decided, if she did."""
        row = self.exchange.device
        if row is None or row.state is DeviceState.PENDING:
            return None
        if row.state is DeviceState.DENIED:
            return None, False
        return bearer(self.exchange), True

    def should_slow_down(self, credential: HeldDevice) -> bool:
        """Whether this poll comes before the interval is over, which then grows for good."""
        row, instant = credential.row, self.exchange.world.instant
        least = timedelta(seconds=row.interval_seconds)
        early = row.polled_at is not None and instant - row.polled_at < least
        self.exchange.next_interval = row.interval_seconds + (SLOWER if early else 0)
        return early

    def save_token(self, token: dict[str, Any]) -> None:
        """File the tokens under the family of the grant."""
        exchange, row = self.exchange, self.request.credential.row
        audience = narrowed(self.request.client, exchange.issuer, row, self.request.resources)
        file(
            exchange,
            token,
            drawn_from(exchange, row, token["scope"], audience),
            refresh=row,
            refresh_until=exchange.world.instant + REFRESH_LIFE,
        )
