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
    session_id: str = ""
    organisation_id: str = ""
    trace: str = ""


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


class KeyState(StrEnum):
    """Publish, then use, then retire."""

    PUBLISHED = "published"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key of the space as a JWK."""

    kid: str
    alg: str
    jwk: dict[str, Any]
    state: KeyState
    created_at: datetime
