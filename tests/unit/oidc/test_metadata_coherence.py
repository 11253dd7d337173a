"""What the members of a client's metadata ask of one another."""

from typing import Any

import pytest

from tests.unit.oidc.registering import EC, EDWARDS, RSA, kept, keys, refusal

ENCRYPTION = "id_token_encrypted_response_alg"
ASSERTION = "token_endpoint_auth_signing_alg"
BOTH = {"jwks": keys(RSA), "jwks_uri": "https://portail.invalid/jwks"}
HOSTS = {"redirect_uris": ["https://a.invalid/", "https://b.invalid/"]}
FAPI = {"security_profile": "fapi2", "jwks": keys(EC)}
ALONE: dict[str, Any] = {"redirect_uris": [], "response_types": []}
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.mark.parametrize(
    "members",
    [
        BOTH,
        {"token_endpoint_auth_method": "client_secret_jwt", ASSERTION: "RS256"},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks": keys(RSA), ASSERTION: "HS256"},
        {"token_endpoint_auth_method": "none", "id_token_signed_response_alg": "HS256"},
        {"token_endpoint_auth_method": "none", "userinfo_signed_response_alg": "HS256"},
        {"token_endpoint_auth_method": "none", "request_object_signing_alg": "HS256"},
        {"token_endpoint_auth_method": "none", "grant_types": ["client_credentials"]},
        {"jwks": keys(EC), ENCRYPTION: "RSA-OAEP"},
        {"jwks": keys(RSA, use="sig"), ENCRYPTION: "RSA-OAEP"},
        {"jwks": keys(RSA, alg="RS256"), ENCRYPTION: "RSA-OAEP"},
        {"jwks": keys(RSA), ENCRYPTION: "ECDH-ES"},
        {"jwks": keys(EDWARDS), ENCRYPTION: "ECDH-ES"},
        {
            "jwks": keys(EC),
            "require_signed_request_object": True,
            "request_object_signing_alg": "none",
        },
        {**HOSTS, "subject_type": "pairwise"},
        {"response_types": []},
        {"token_endpoint_auth_method": "none", **ALONE, "grant_types": ["client_credentials"]},
        {"token_endpoint_auth_method": "none", **ALONE, "grant_types": [EXCHANGE]},
        {"security_profile": "fapi2", "token_endpoint_auth_method": "client_secret_basic"},
        {**FAPI, "id_token_signed_response_alg": "RS256"},
        {**FAPI, "request_object_signing_alg": "none"},
        {**FAPI, "authorization_signed_response_alg": "RS256"},
    ],
)
def test_members_that_contradict_one_another(members: dict[str, Any]) -> None:
    """What could never work together is refused when it is registered, not when it is used."""
    assert refusal(**members).error == "invalid_client_metadata"


@pytest.mark.parametrize(
    "members",
    [
        {"jwks_uri": "https://portail.invalid/jwks", ENCRYPTION: "RSA-OAEP"},
        {"jwks": keys(RSA), ENCRYPTION: "RSA-OAEP-256", ENCRYPTION[:-3] + "enc": "A128GCM"},
        {"jwks": keys(RSA, EC), ENCRYPTION: "ECDH-ES+A128KW"},
        {"jwks": keys(RSA), "request_object_signing_alg": "PS256"},
        {"request_object_signing_alg": "RS256"},
        {"request_object_signing_alg": "HS256"},
        {"request_object_signing_alg": "HS256", "require_signed_request_object": True},
        {"grant_types": ["client_credentials"], "redirect_uris": [], "response_types": []},
        {ASSERTION: "RS256"},
        {"id_token_signed_response_alg": "HS256"},
        {**HOSTS, "subject_type": "public"},
        {**ALONE, "grant_types": [EXCHANGE]},
        {"token_endpoint_auth_method": "none", **ALONE, "grant_types": [DEVICE]},
        {**HOSTS, "sector_identifier_uri": "https://c.invalid/s.json", "subject_type": "pairwise"},
    ],
)
def test_members_that_go_together(members: dict[str, Any]) -> None:
    """Each of these is a client that works."""
    found = kept(**members).metadata
    assert {name: found[name] for name in members} == members


def test_several_hosts_without_a_sector_have_public_subjects_by_default() -> None:
    """A client that asked for nothing is not refused; its answer can be sent back as it is."""
    found = kept(**HOSTS).metadata
    assert found["subject_type"] == "public"
    assert kept(**found).metadata == found
