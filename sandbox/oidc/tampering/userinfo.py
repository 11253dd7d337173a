"""The UserInfo endpoint: another person's claims, none, of the wrong type, or no answer at all."""

import json
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sandbox.oidc.tampering.answers import json_of, said, told
from sandbox.oidc.tampering.drafts import drafted, finished
from sandbox.oidc.tampering.spoiling import Honest, Spoiler

_KEPT = frozenset({"iss", "aud", "sub", "simulation"})
"""What is left of an answer that lacks what was asked for."""

Claims = dict[str, Any]


def _other_sub(claims: Claims) -> Claims:
    sub = claims["sub"]
    return {**claims, "sub": ("B" if sub[0] == "A" else "A") + sub[1:]}


def _missing_claims(claims: Claims) -> Claims | None:
    kept = {name: value for name, value in claims.items() if name in _KEPT}
    return kept if kept != claims else None


def _wrong_types(claims: Claims) -> Claims | None:
    """Every claim is there, each of another type than it should be."""
    spoilt = {name: _mistyped(value) for name, value in claims.items() if name not in _KEPT}
    return {**claims, **spoilt} if spoilt else None


def _mistyped(value: Any) -> Any:
    return [value] if isinstance(value, str) else json.dumps(value)


def _of_claims(spoil: Callable[[Claims], Claims | None]) -> Spoiler:
    """Spoils the claims, be they told as JSON or as a JWT."""

    def spoiler(honest: Honest) -> Response | None:
        of = honest.made.userinfo
        if of is not None:
            draft = drafted(of)
            claims = spoil(draft.claims)
            if claims is None:
                return None
            token = finished(draft.with_claims(claims))
            return said(honest, token.encode(), "")
        body = json_of(honest)
        claims = spoil(body) if body is not None else None
        return told(honest, claims) if claims is not None else None

    return spoiler


def _refused(status: int, error: str, words: str) -> Spoiler:
    """A refusal of RFC 6750 section 3.1 in the place of an answer."""

    def spoiler(honest: Honest) -> Response | None:
        if honest.response.status_code >= 300:
            return None
        body = json.dumps({"error": error, "error_description": words}).encode()
        response = said(honest, body, "application/json", status)
        response.headers["WWW-Authenticate"] = (
            f'Bearer error="{error}", error_description="{words}"'
        )
        return response

    return spoiler


def _instead(body: bytes, media_type: str = "") -> Spoiler:
    """Another body in the place of the answer, with its status."""

    def spoiler(honest: Honest) -> Response | None:
        if honest.response.status_code >= 300:
            return None
        return said(honest, body, media_type)

    return spoiler


_PAGE = b"<!doctype html><title>Portal</title><p>The service is being restarted.</p>"

SPOILERS: dict[str, Spoiler] = {
    "userinfo-other-sub": _of_claims(_other_sub),
    "userinfo-401-invalid-token": _refused(401, "invalid_token", "The access token has expired."),
    "userinfo-403-insufficient-scope": _refused(
        403, "insufficient_scope", "The access token lacks a scope."
    ),
    "userinfo-missing-claims": _of_claims(_missing_claims),
    "userinfo-wrong-types": _of_claims(_wrong_types),
    "userinfo-empty-body": _instead(b""),
    "userinfo-html": _instead(_PAGE, "text/html; charset=utf-8"),
}
