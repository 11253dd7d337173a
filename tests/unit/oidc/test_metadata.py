"""Metadata of a client: what is kept, what is completed, and what is refused by name."""

from typing import Any

import pytest

from tests.unit.oidc.registering import CALLBACK, kept, refusal

DEEP: list[Any] = [[[]]]


def test_a_client_that_names_only_its_redirect_uri_gets_the_defaults() -> None:
    """RFC 7591 section 2 and Registration section 2 say what is meant by silence."""
    assert kept().metadata == {
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "application_type": "web",
        "token_endpoint_auth_method": "client_secret_basic",
        "subject_type": "pairwise",
        "id_token_signed_response_alg": "RS256",
    }


WHOLE = {
    "client_name": "Portail d’essai",
    "client_name#en": "Trial portal",
    "client_uri": "https://portail.invalid/",
    "logo_uri": "https://portail.invalid/logo.svg",
    "policy_uri": "http://portail.invalid/politique",
    "policy_uri#en-CA": "http://portail.invalid/policy",
    "tos_uri": "https://portail.invalid/conditions#1",
    "contacts": ["Équipe <portail@exemple.invalid>"],
    "software_id": "portail",
    "software_version": "1.2",
    "default_max_age": 3600,
    "require_auth_time": True,
    "default_acr_values": ["urn:clicsequr-sandbox:acr:1"],
    "initiate_login_uri": "https://portail.invalid/entrer",
    "request_uris": ["https://portail.invalid/demande.jwt#abc"],
    "post_logout_redirect_uris": ["https://portail.invalid/"],
    "backchannel_logout_uri": "https://portail.invalid/sortie?par=derriere",
    "backchannel_logout_session_required": True,
    "frontchannel_logout_uri": "https://portail.invalid/sortie",
    "frontchannel_logout_session_required": False,
    "require_pushed_authorization_requests": True,
    "dpop_bound_access_tokens": False,
    "dpop_nonce_required": True,
    "access_token_format": "jwt",
    "resources": ["https://api.invalid/", "urn:exemple:paie"],
    "resource_identifiers": ["https://me.invalid/api?v=2"],
    "scope": "openid dossiers:lire",
    "request_object_signing_alg": "none",
    "userinfo_signed_response_alg": "HS256",
    "authorization_signed_response_alg": "ES256",
}


def test_every_member_that_is_honoured_is_kept() -> None:
    """What is in the closed table comes back as it was sent."""
    found = kept(**WHOLE).metadata
    assert {name: found[name] for name in WHOLE} == WHOLE


def test_what_is_not_in_the_table_is_ignored() -> None:
    """RFC 7591 section 2: unknown members are neither refused nor answered."""
    found = kept(**{"xyz": 1, "xyz#fr": 1, "client_name#": "x", "scope#fr": "x", "tls_client": {}})
    assert found.metadata == kept().metadata


def test_of_a_list_of_abilities_what_is_not_ours_is_left_out() -> None:
    """RFC 7591 section 3.2.1: a server may replace what was asked, if something is left."""
    able = {
        "response_types": ["code", "id_token", "code id_token"],
        "grant_types": ["authorization_code", "implicit", "refresh_token"],
    }
    found = kept(**able).metadata
    assert found["response_types"] == ["code"]
    assert found["grant_types"] == ["authorization_code", "refresh_token"]


def test_null_is_as_if_left_out() -> None:
    """RFC 7592 section 2.2: null asks for the default."""
    assert kept(**dict.fromkeys(WHOLE)).metadata == kept().metadata


def test_leniencies_are_kept_apart_and_only_on_request() -> None:
    """An exception to the strict profile is named, or not there."""
    assert kept().leniencies == ()
    found = kept(leniencies=["loopback-port", "loopback-port"])
    assert found.leniencies == ("loopback-port",)
    assert "leniencies" not in found.metadata


TEXT: list[Any] = ["", " ", 7, True, [], {}, "a\0b", "a\nb", "\u202egnirb", "x" * 1001]
FLAG: list[Any] = ["true", 0, 1, [], {}]
PLAIN_HTTP = "http://portail.invalid/x"
BAD: dict[str, list[Any]] = {
    "client_name": TEXT,
    "software_id": TEXT,
    "require_auth_time": FLAG,
    "dpop_bound_access_tokens": FLAG,
    "require_signed_request_object": [*FLAG, True],
    "default_max_age": [-1, 1.5, "60", True, [], 10**11],
    "scope": ["", " openid", "openid  email", 'a"b', "é", ["openid"], 7],
    "contacts": ["a@b", [1], [""], {}, ["x"] * 51, DEEP],
    "default_acr_values": ["x", [1], ["a b"], [""], [None]],
    "response_types": ["code", ["token"], ["code id_token"], [], [1]],
    "grant_types": ["authorization_code", ["implicit"], [], DEEP, ["refresh_token"]],
    "application_type": ["mobile", "", ["web"]],
    "token_endpoint_auth_method": ["tls_client_auth", "", 7],
    "token_endpoint_auth_signing_alg": ["RS512", "none"],
    "subject_type": ["ephemeral", "PUBLIC"],
    "id_token_signed_response_alg": ["none", "HS512", "rs256", ["RS256"]],
    "userinfo_signed_response_alg": ["none"],
    "authorization_signed_response_alg": ["none"],
    "request_object_signing_alg": ["HS512", "RS512", ["none"]],
    "id_token_encrypted_response_alg": ["dir", "RSA1_5", "RSA-OAEP"],
    "id_token_encrypted_response_enc": ["A256GCM"],
    "userinfo_encrypted_response_enc": ["A999"],
    "client_uri": ["javascript:alert(1)"],
    "logo_uri": ["data:image/svg+xml,x"],
    "policy_uri": ["//portail.invalid/"],
    "tos_uri": ["https://moi:x@portail.invalid/"],
    "jwks_uri": [PLAIN_HTTP],
    "sector_identifier_uri": [PLAIN_HTTP],
    "initiate_login_uri": [PLAIN_HTTP],
    "backchannel_logout_uri": [PLAIN_HTTP, "https://portail.invalid/#x"],
    "frontchannel_logout_uri": [
        "https://autre.invalid/sortie",
        "https://portail.invalid:8443/sortie",
        "http://127.0.0.1/sortie",
    ],
    "request_uris": [[PLAIN_HTTP], "https://portail.invalid/demande"],
    "post_logout_redirect_uris": [["javascript:alert(1)"], ["https://portail.invalid/#x"]],
    "resources": [["https://api.invalid/#x"], ["api"], ["https://a b.invalid"], [1], "urn:x:y"],
    "resource_identifiers": [["https://api.invalid/#x"], ["/api"]],
    "security_profile": ["fapi1"],
    "access_token_format": ["paseto"],
    "leniencies": [["anything-goes"], "loopback-port"],
}


@pytest.mark.parametrize(
    ("member", "value"), [(name, bad) for name, values in BAD.items() for bad in values]
)
def test_members_that_are_refused(member: str, value: Any) -> None:
    """A member of the wrong type or value is named in the refusal."""
    told = refusal(**{member: value})
    assert told.error == "invalid_client_metadata"


def test_international_members_are_checked_as_the_plain_ones() -> None:
    """A language tag is no way around the rules of a member."""
    assert "policy_uri" in refusal(**{"policy_uri#fr": "javascript:alert(1)"}).description
    assert "client_name" in refusal(**{"client_name#fr": ""}).description


@pytest.mark.parametrize(
    "statement", ["a.b.c", "not a statement", 7, {"iss": "x"}, "a.b.c.d.e", True]
)
def test_software_statements_are_refused_in_words(statement: Any) -> None:
    """RFC 7591 section 3.2.2 has two errors for them: malformed, and not trusted."""
    error = refusal(software_statement=statement).error
    well_formed = statement == "a.b.c"
    assert error == ("unapproved" if well_formed else "invalid") + "_software_statement"
