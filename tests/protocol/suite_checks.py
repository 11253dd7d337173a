"""What the modules check, one function a condition; each stands on the specification alone."""

import base64
import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import import_key

from tests.protocol.house import SITE, hidden_fields

WELL_KNOWN = "/.well-known/openid-configuration"
_NEEDS_A_PERSON = {
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
}
_ERROR_FIELDS = {"error", "error_description", "error_uri", "state", "iss"}
_STANDARD: dict[str, type] = {
    "sub": str,
    "name": str,
    "given_name": str,
    "family_name": str,
    "preferred_username": str,
    "locale": str,
    "zoneinfo": str,
    "email": str,
    "email_verified": bool,
    "phone_number": str,
    "phone_number_verified": bool,
    "address": dict,
    "updated_at": int,
}
_SKEW = 5 * 60


def json_of(response: httpx2.Response, status: int) -> dict[str, Any]:
    """The JSON object of an answer with this status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].partition(";")[0] == "application/json"
    found: dict[str, Any] = response.json()
    assert isinstance(found, dict)
    return found


def redirected(response: httpx2.Response, uri: str) -> dict[str, str]:
    """Parameters of a redirection to this address."""
    assert response.has_redirect_location, response.text
    return added(response.headers["location"], uri)


def added(address: str, uri: str) -> dict[str, str]:
    """Parameters that an address has beside the query of its own that `uri` has."""
    where, own = urlsplit(address), urlsplit(uri)
    assert where._replace(query="") == own._replace(query="")
    pairs = parse_qsl(where.query, keep_blank_values=True)
    kept = parse_qsl(own.query, keep_blank_values=True)
    assert pairs[: len(kept)] == kept
    found = dict(pairs[len(kept) :])
    assert len(found) == len(pairs) - len(kept), "a parameter is repeated"
    return found


def posted(response: httpx2.Response, uri: str) -> dict[str, str]:
    """Parameters that the page posts to the redirect URI by itself, and none in a query."""
    assert response.status_code == 200, response.text
    form = re.search(r'<form method="post" action="([^"]*)" data-autosubmit>', response.text)
    assert form is not None, "no form that posts itself"
    assert form[1].replace("&amp;", "&") == uri
    assert "autosubmit.js" in response.text
    assert response.headers["cache-control"] == "no-store"
    return hidden_fields(response.text)


def error_page(response: httpx2.Response) -> None:
    """The provider's own page, from which nobody is sent anywhere."""
    assert response.status_code == 400
    assert "location" not in response.headers
    assert response.headers["content-type"].startswith("text/html")
    assert "data-autosubmit" not in response.text


def refused(params: dict[str, str], *errors: str) -> None:
    """An error at the redirect URI: one of these, no code, nothing beyond the standard fields."""
    assert params["error"] in errors, params
    assert set(params) <= _ERROR_FIELDS
    description = params.get("error_description", "")
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*", description)


def needs_a_person(params: dict[str, str]) -> None:
    """One of the errors that prompt=none has for what only a page could settle."""
    refused(params, *sorted(_NEEDS_A_PERSON))


def invalid_grant(response: httpx2.Response) -> None:
    """The refusal of RFC 6749 section 5.2 with status 400."""
    body = json_of(response, 400)
    assert body["error"] == "invalid_grant"
    assert set(body) <= {"error", "error_description", "error_uri"}
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*", body.get("error_description", ""))


def token_response(response: httpx2.Response) -> dict[str, Any]:
    """A successful answer of the token endpoint (RFC 6749 section 5.1)."""
    body = json_of(response, 200)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["pragma"] == "no-cache"
    assert body["token_type"].lower() == "bearer"
    assert re.fullmatch(r"[\x20-\x7e]+", body["access_token"])
    assert isinstance(body["expires_in"], int)
    assert body["expires_in"] > 0
    return body


def key_set(response: httpx2.Response) -> list[dict[str, Any]]:
    """Public keys only, each with a kid of its own."""
    assert response.status_code == 200
    keys: list[dict[str, Any]] = response.json()["keys"]
    assert keys
    names = [key["kid"] for key in keys]
    assert len(set(names)) == len(names)
    for key in keys:
        assert key["kty"] in {"RSA", "EC", "OKP"}
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(key)
        assert all(re.fullmatch(r"[\w-]+", key[part]) for part in {"n", "x", "y"} & set(key))
    return keys


def signed_token(token: str, keys: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a JWT that the published key of its kid verifies."""
    head = token.partition(".")[0]
    header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    (mine,) = (key for key in keys if key["kid"] == header["kid"])
    assert mine["alg"] == header["alg"]
    found = jwt.decode(token, import_key(mine), ["RS256", "ES256"])
    return header, found.claims


def id_token(claims: dict[str, Any], *, client_id: str, nonce: str, now: int) -> None:
    """What Core section 3.1.3.7 makes a client verify."""
    assert claims["iss"] == SITE
    audience = claims["aud"]
    assert client_id in (audience if isinstance(audience, list) else [audience])
    assert claims["exp"] > now - _SKEW
    assert claims["iat"] <= now + _SKEW
    assert claims.get("azp", client_id) == client_id
    assert claims.get("nonce", "") == nonce
    subject = claims["sub"]
    assert subject.isascii()
    assert 0 < len(subject) <= 255
    assert isinstance(claims.get("auth_time", now), int)


def at_hash(claims: dict[str, Any], access_token: str, alg: str) -> None:
    """The left half of the hash of the access token, where the ID token has it."""
    assert alg in {"RS256", "ES256"}
    digest = hashlib.sha256(access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    assert claims["at_hash"] == half


def userinfo(response: httpx2.Response, subject: str) -> dict[str, Any]:
    """The claims of a userinfo answer: the same subject, and the types of Core section 5.1."""
    found = json_of(response, 200)
    assert found["sub"] == subject
    standard(found)
    return found


def standard(claims: dict[str, Any]) -> None:
    """Each standard claim has the type that Core section 5.1 gives it, and is not empty."""
    for name, kind in _STANDARD.items():
        if name in claims:
            assert type(claims[name]) is kind, name
    assert all(isinstance(part, str) for part in claims.get("address", {}).values())
    assert all(value not in (None, "", [], {}) for value in claims.values())


def https_endpoints(metadata: dict[str, Any], *expected: str) -> None:
    """Every endpoint is an https address with a host, and the expected ones are there."""
    for name, address in metadata.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            parts = urlsplit(address)
            assert (parts.scheme, parts.fragment) == ("https", ""), name
            assert parts.hostname, name
    assert set(expected) <= set(metadata)


def discovery(response: httpx2.Response, issuer: str) -> dict[str, Any]:
    """A discovery document with the values that Discovery section 3 requires or recommends."""
    found = json_of(response, 200)
    assert found["issuer"] == issuer
    needed = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    https_endpoints(found, *needed)
    for name in found:
        if name.endswith(("_supported", "_types")) and not isinstance(found[name], bool):
            assert isinstance(found[name], list), name
            assert all(isinstance(value, str) for value in found[name]), name
    assert set(found["subject_types_supported"]) <= {"pairwise", "public"}
    assert found["subject_types_supported"]
    assert "RS256" in found["id_token_signing_alg_values_supported"]
    assert "openid" in found["scopes_supported"]
    assert {"sub", "iss", "name", "email"} <= set(found["claims_supported"])
    for name in ("claims", "request", "request_uri"):
        assert isinstance(found[f"{name}_parameter_supported"], bool), name
    return found


def registration(response: httpx2.Response, asked: dict[str, Any]) -> dict[str, Any]:
    """A successful registration (OpenID Connect Registration section 3.2)."""
    told = json_of(response, 201)
    assert told["client_id"]
    assert ("registration_client_uri" in told) == ("registration_access_token" in told)
    for name in set(asked) - {"contacts"}:
        assert told[name] == asked[name], name
    if asked["token_endpoint_auth_method"].startswith("client_secret"):
        assert told["client_secret"]
        assert isinstance(told["client_secret_expires_at"], int)
    return told
