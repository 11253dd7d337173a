"""Entities of the OpenID provider: clients, grants in flight, tokens, sessions, keys.

Codes, tokens and browser handles are kept as SHA-256 digests only (`*_hash`). All datetimes here
are of the protocol hand.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Client:
    """A registered relying party. `metadata` holds RFC 7591 names, always complete."""

    client_id: str
    client_secret: str  # readable on purpose: a sandbox shows it to the developer
    metadata: dict[str, Any]
    created_at: datetime
    leniencies: tuple[str, ...] = ()  # named exceptions to the strict profile, off by default
    registration_hash: str = ""  # of the registration access token; empty: came with the seed


@dataclass(frozen=True, slots=True)
class PendingSignin:
    """An authorization request that waits for a person to sign in (bound to one browser)."""

    id: str
    client_id: str
    params: dict[str, str]  # the validated request parameters
    browser_hash: str
    created_at: datetime
    expires_at: datetime
    state: str = "open"  # open | answered
    session_id: str = ""  # the session that the steps were taken in, then the one that answered
    organisation_id: str = ""
    trace: str = ""
    steps: tuple[str, ...] = ()  # what the person did for this very request: SigninStep values


class SigninStep(StrEnum):
    """What one authorization request may ask of a person beyond a session that is there."""

    SIGNED_IN = "signed_in"  # a password was given for this request
    SELECTED = "selected"  # prompt=select_account, answered with the account signed in
    CONSENTED = "consented"  # prompt=consent, for the organisation kept beside
    REFUSED = "refused"  # the consent was refused


@dataclass(frozen=True, slots=True)
class Session:
    """Single sign-on of one browser in one space."""

    id: str  # SHA-256 of the cookie's handle
    sid: str  # what tokens carry
    account_id: str
    organisation_id: str
    auth_time: datetime
    acr: str
    amr: tuple[str, ...]
    expires_at: datetime
    ended_at: datetime | None = None
    clients: tuple[str, ...] = ()  # client ids that received a code in this session


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """A code that can be redeemed once (RFC 6749 section 4.1.2)."""

    code_hash: str
    client_id: str
    account_id: str
    organisation_id: str
    session_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    auth_time: datetime
    issued_at: datetime
    expires_at: datetime
    family: str  # everything this code produces; revoked together
    spent_at: datetime | None = None
    params: dict[str, Any] = field(default_factory=dict)
    trace: str = ""


class TokenKind(StrEnum):
    """Kinds of stored tokens."""

    ACCESS = "access_token"
    REFRESH = "refresh_token"


@dataclass(frozen=True, slots=True)
class Token:
    """An access or a refresh token, by digest."""

    token_hash: str
    kind: TokenKind
    family: str
    client_id: str
    scope: str
    issued_at: datetime
    expires_at: datetime
    account_id: str = ""  # empty for client credentials
    organisation_id: str = ""
    session_id: str = ""
    auth_time: datetime | None = None
    nonce: str = ""
    revoked_at: datetime | None = None
    spent_at: datetime | None = None  # a refresh token that was rotated
    params: dict[str, Any] = field(default_factory=dict)
    trace: str = ""


@dataclass(frozen=True, slots=True)
class PushedRequest:
    """An authorization request pushed beforehand (RFC 9126), good for one use."""

    id: str  # digest of the reference that the client was given
    client_id: str
    params: dict[str, str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class SeenAssertion:
    """The `jti` of an assertion or a proof that was taken: it is not taken again before it is
    stale (RFC 7523 section 3, RFC 9449 section 11.1).
    """

    id: str  # keyed digest of kind, issuer and `jti`
    expires_at: datetime


class DeviceState(StrEnum):
    """Where a device grant is (RFC 8628)."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class DeviceGrant:
    """A device that waits for a person to sign in elsewhere (RFC 8628 section 3)."""

    device_code_hash: str
    user_code: str  # without its hyphen, upper case
    client_id: str
    scope: str
    created_at: datetime
    expires_at: datetime
    interval_seconds: int  # between polls; grows by 5 at each `slow_down`
    family: str  # everything this grant produces; revoked together
    state: DeviceState = DeviceState.PENDING
    polled_at: datetime | None = None
    account_id: str = ""
    organisation_id: str = ""
    session_id: str = ""
    auth_time: datetime | None = None
    params: dict[str, Any] = field(default_factory=dict)
    trace: str = ""


class DeliveryState(StrEnum):
    """What became of a logout token."""

    PENDING = "pending"
    DELIVERED = "delivered"
    ABANDONED = "abandoned"  # after the last attempt


@dataclass(frozen=True, slots=True)
class LogoutDelivery:
    """A logout token due to one client for one session (Back-Channel Logout section 2.5).

    `attempts` holds, per attempt, `at` (ISO 8601, by the machine), `status` (HTTP, 0 without an
    answer), `problem` (English, empty if it was taken), and the `header` and `claims` of the token
    that was sent.
    """

    id: str
    client_id: str
    uri: str
    sid: str
    account_id: str
    created_at: datetime
    due_at: datetime  # of the next attempt, by the machine: a relying party has its own watch
    state: DeliveryState = DeliveryState.PENDING
    attempts: tuple[dict[str, Any], ...] = ()
    trace: str = ""


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A code sent to a person as a second factor, kept hashed; good for one use."""

    id: str
    account_id: str
    session_id: str
    code_hash: str
    created_at: datetime
    expires_at: datetime
    failures: int = 0
    used_at: datetime | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key of the space as a JWK: published, then used, then retired, then withdrawn.

    Where it is in that life follows from its dates and the protocol hand; no timer moves it.
    """

    kid: str
    alg: str
    jwk: dict[str, Any]
    created_at: datetime
    used_from: datetime  # published before, signs from then on unless a newer one does
    withdrawn_at: datetime | None = None  # no longer published nor believed: an emergency


@dataclass(frozen=True, slots=True)
class ArmedFault:
    """A fault of the catalogue that waits to strike in this space, a number of times.

    Empty scopes mean any: any client, any endpoint at which the fault can strike, any sign-in.
    """

    id: str
    fault: str  # id in `world.faults`
    armed_at: datetime
    armed_by: str  # control | code | menu | page
    times: int
    times_left: int
    client_id: str = ""
    endpoint: str = ""
    trace: str = ""  # one sign-in alone
    options: dict[str, Any] = field(default_factory=dict)  # e.g. seconds of a delay

    @property
    def struck(self) -> int:
        """How often it struck."""
        return self.times - self.times_left
