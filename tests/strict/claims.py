"""What the claims of an ID token, of a logout token and of userinfo must be."""

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tests.strict.wrong import must, wrong

LEEWAY = 10
"""Seconds by which the two clocks may differ."""
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_HASHES = {"EdDSA": hashlib.sha512, "Ed25519": hashlib.sha512}
_TYPES: dict[str, type] = {
    "sub": str,
    "name": str,
    "given_name": str,
    "family_name": str,
    "preferred_username": str,
    "locale": str,
    "email": str,
    "email_verified": bool,
    "phone_number": str,
    "phone_number_verified": bool,
    "address": dict,
    "updated_at": int,
}
"""Core section 5.1."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token is held against."""

    issuer: str
    client_id: str
    now: float
    nonce: str = ""
    max_age: int | None = None
    acr: str = ""
    trusted: Collection[str] = ()  # audiences beside the client that it knows


def id_token(claims: dict[str, Any], expected: Expected) -> None:
    """Core section 3.1.3.7; `id_token.<claim>` names the first one that is wrong."""
    _issued(claims, expected, "id_token")
    subject = claims.get("sub")
    must(isinstance(subject, str), "id_token.sub", subject)
    must(0 < len(str(subject)) <= 255 and str(subject).isascii(), "id_token.sub", subject)
    must(_number(claims.get("exp")), "id_token.exp", claims.get("exp"))
    must(claims["exp"] > expected.now - LEEWAY, "id_token.exp", claims["exp"] - expected.now)
    must(claims.get("nonce", "") == expected.nonce, "id_token.nonce", claims.get("nonce"))
    _signed_in(claims, expected)
    must(claims.get("simulation") is True, "id_token.simulation", claims.get("simulation"))


def _issued(claims: dict[str, Any], expected: Expected, what: str) -> None:
    """By whom, for whom, when."""
    must(claims.get("iss") == expected.issuer, f"{what}.iss", claims.get("iss"))
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    must(expected.client_id in audiences, f"{what}.aud", audience)
    must(len(audiences) == 1 or "azp" in claims, f"{what}.azp", "several audiences, no azp")
    must(claims.get("azp", expected.client_id) == expected.client_id, f"{what}.azp", claims)
    known = {expected.client_id, *expected.trusted}
    must(set(audiences) <= known, f"{what}.aud", audience)
    must(_number(claims.get("iat")), f"{what}.iat", claims.get("iat"))
    must(claims["iat"] <= expected.now + LEEWAY, f"{what}.iat", claims["iat"] - expected.now)
    must(claims.get("nbf", 0) <= expected.now + LEEWAY, f"{what}.nbf", claims.get("nbf"))


def _signed_in(claims: dict[str, Any], expected: Expected) -> None:
    """When and how the person signed in."""
    when = claims.get("auth_time")
    must(when is None or _number(when), "id_token.auth_time", when)
    if expected.max_age is not None:
        must(when is not None, "id_token.auth_time", "asked for, not told")
        old = expected.now - float(when or 0)
        must(old <= expected.max_age + LEEWAY, "id_token.auth_time", f"{old} seconds old")
    if expected.acr:
        must(claims.get("acr") == expected.acr, "id_token.acr", claims.get("acr"))


def at_hash(claims: dict[str, Any], access_token: str, alg: str) -> None:
    """Core section 3.1.3.8; this provider always tells it in the code flow."""
    digest = _HASHES.get(alg, hashlib.sha256)(access_token.encode("ascii")).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    must(claims.get("at_hash") == half, "id_token.at_hash", claims.get("at_hash"))


def refreshed(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Core section 12.2: what a refresh must not change; `refresh.<claim>`."""
    for name in ("iss", "sub", "aud", "azp", "auth_time", "acr", "sid"):
        must(before.get(name) == after.get(name), f"refresh.{name}", after.get(name))
    must(after["iat"] >= before["iat"], "refresh.iat", after["iat"])


def logout_token(claims: dict[str, Any], expected: Expected) -> None:
    """Back-Channel Logout section 2.6; this provider always names the session."""
    _issued(claims, expected, "logout_token")
    must(_number(claims.get("exp")), "logout_token.exp", claims.get("exp"))
    must(claims["exp"] > expected.now - LEEWAY, "logout_token.exp", claims["exp"])
    events = claims.get("events")
    if not isinstance(events, dict):
        wrong("logout_token.events", events)
    must(isinstance(events.get(LOGOUT), dict), "logout_token.events", events)
    must("nonce" not in claims, "logout_token.nonce")
    must(isinstance(claims.get("jti"), str) and claims["jti"], "logout_token.jti")
    must(isinstance(claims.get("sid"), str), "logout_token.sid", claims.get("sid"))


def userinfo(claims: dict[str, Any], subject: str, wanted: Collection[str]) -> None:
    """Core sections 5.3.2 and 5.1: the same person, what was granted, each of its type."""
    must(claims.get("sub") == subject, "userinfo.sub", claims.get("sub"))
    for name, kind in _TYPES.items():
        must(name not in claims or type(claims[name]) is kind, "userinfo.types", name)
    must(set(wanted) <= set(claims), "userinfo.claims", set(wanted) - set(claims))


def _number(value: object) -> bool:
    """A NumericDate (RFC 7519 section 2)."""
    return isinstance(value, int | float) and not isinstance(value, bool)
