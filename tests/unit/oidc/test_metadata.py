"""Metadata of a client: what is kept, what is completed, and what is refused by name."""

from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from sandbox.oidc.metadata import STANDARD_SCOPES, Registered, registered
from sandbox.oidc.metadata_uris import Addresses
from sandbox.oidc.refusals import Refusal

CALLBACK = "https://portail.invalid/retour"
RSA = RSAKey.generate_key(2048, auto_kid=True)
EC = ECKey.generate_key("P-256", auto_kid=True)
EDWARDS = OKPKey.generate_key("Ed25519", auto_kid=True)
ENCRYPTION = "id_token_encrypted_response_alg"
DEEP: list[Any] = [[[]]]


def keys(*found: Key, **more: Any) -> dict[str, Any]:
    """A JWK Set of public keys."""
    return {"keys": [{**key.as_dict(private=False), **more} for key in found]}


def kept(**members: Any) -> Registered:
    """What is registered of a client of the code flow with these members."""
    return registered({"redirect_uris": [CALLBACK], **members}, Addresses())


def refusal(**members: Any) -> Refusal:
    """How these members are refused."""
    with pytest.raises(Refusal) as caught:
        kept(**members)
    assert caught.value.error in ("invalid_client_metadata", "invalid_redirect_uri") or (
        "software_statement" in caught.value.error
    )
    assert caught.value.status == 400
    assert caught.value.hint
    assert caught.value.cite
    assert caught.value.description.isascii()
    return caught.value


def test_a_client_that_names_only_its_redirect_uri_gets_the_defaults() -> None:
    """RFC 7591 section 2 and Registration section 2 say what is meant by silence."""
    assert kept().metadata == {
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "application_type": "web",
        "token_endpoint_auth_method": "client_secret_basic",
        "scope": STANDARD_SCOPES,
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
    "resources": ["https://api.invalid/"],
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


def test_null_is_as_if_left_out() -> None:
    """RFC 7592 section 2.2: null asks for the default."""
    assert kept(**dict.fromkeys(WHOLE)).metadata == kept().metadata


def test_leniencies_are_kept_apart_and_only_on_request() -> None:
    """An exception to the strict profile is named, or not there."""
    assert kept().leniencies == ()
    found = kept(leniencies=["loopback-port", "loopback-port"])
    assert found.leniencies == ("loopback-port",)
    assert "leniencies" not in found.metadata


@pytest.mark.parametrize(
    "uri",
    [
        "https://portail.invalid/retour?a=1&b=%C3%A9",
        "https://portail.invalid:8443",
        "https://xn--portal-9ua.invalid/",
        "http://127.0.0.1:8401/cb",
        "http://[::1]:8401/cb",
        "http://localhost/cb",
        "https://192.0.2.7/cb",
    ],
)
def test_redirect_uris_of_the_web(uri: str) -> None:
    """https anywhere, http on loopback, each kept letter by letter."""
    assert kept(redirect_uris=[uri]).metadata["redirect_uris"] == [uri]


@pytest.mark.parametrize("uri", ["ca.exemple.garderie:/cb", "ca.exemple.garderie://retour?x=1"])
def test_redirect_uris_of_an_application(uri: str) -> None:
    """RFC 8252 section 7.1: a scheme of its own, a domain name turned round; natives only."""
    native = kept(redirect_uris=[uri], application_type="native")
    assert native.metadata["redirect_uris"] == [uri]
    assert refusal(redirect_uris=[uri]).error == "invalid_redirect_uri"


@pytest.mark.parametrize("application_type", ["web", "native"])
@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/retour",
        "//portail.invalid/retour",
        "portail.invalid/retour",
        "https:",
        "https:/portail.invalid",
        "https:portail.invalid",
        "https:///retour",
        "https://portail.invalid/#",
        "https://portail.invalid/#fragment",
        "http://portail.invalid/retour",
        "HTTPS://portail.invalid/",
        "https://moi@portail.invalid/",
        "https://moi:secret@portail.invalid/",
        "https://127.0.0.1:80@portail.invalid/",
        "http://127.0.0.1@portail.invalid/",
        "https://portail.invalid\\@autre.invalid/",
        "https://portail.invalid/../x",
        "https://portail.invalid/a/..",
        "https://portail.invalid/./x",
        "https://portail.invalid/%2e%2E/x",
        "https://portail.invalid/%252e%252e/x",
        "https://portail.invalid/a%5c..%5cb",
        "https://portail.invalid/%0d%0aSet-Cookie:x",
        "https://portail.invalid/%00",
        "https://portail.invalid/ x",
        "https://portail.invalid/\n",
        "https://portail.invalid/é",
        "https://é.invalid/",
        "https://portail.invalid/%",
        "https://portail.invalid/%zz",
        "https://portail.invalid./",
        "https://.portail.invalid/",
        "https://portail..invalid/",
        "https://*.portail.invalid/",
        "https://portail%2einvalid/",
        "https://portail.invalid:/",
        "https://portail.invalid:0/",
        "https://portail.invalid:99999/",
        "https://portail.invalid:8x/",
        "https://[::1/",
        "https://[::g]/",
        "https://[fe80::1%25eth0]/",
        "https://0x7f.1/",
        "https://127.1/",
        "http://2130706433/",
        "http://127.0.0.1.exemple.invalid/",
        "http://localhost.exemple.invalid/",
        "https://portail.invalid/<script>",
        'https://portail.invalid/"',
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://portail.invalid/x",
        "about:blank",
        "urn:ietf:wg:oauth:2.0:oob",
        "myapp:/cb",
        "ftp://portail.invalid/",
        "ca.exemple://moi@retour",
        "https://portail.invalid/" + "x" * 2000,
        None,
        7,
        ["https://portail.invalid/"],
        {"uri": CALLBACK},
    ],
)
def test_redirect_uris_that_are_refused(uri: Any, application_type: str) -> None:
    """An address that is unsafe, or that two programs may read in two ways, is not taken."""
    told = refusal(redirect_uris=[CALLBACK, uri], application_type=application_type)
    assert told.error == "invalid_redirect_uri"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("redirect_uris", CALLBACK),
        ("redirect_uris", []),
        ("redirect_uris", {}),
        ("redirect_uris", [CALLBACK] * 51),
    ],
)
def test_a_list_of_redirect_uris_that_is_none(member: str, value: Any) -> None:
    """The code flow needs a list with an address in it."""
    assert refusal(**{member: value}).error == "invalid_redirect_uri"


TEXT = ("", " ", 7, True, [], {}, "a\u0000b", "a\nb", "\u202egnirb", "x" * 1001)
FLAG = ("true", 0, 1, [], {})
PLAIN_HTTP = "http://portail.invalid/x"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        *((name, bad) for name in ("client_name", "software_id") for bad in TEXT),
        *(("require_auth_time", bad) for bad in FLAG),
        *(("dpop_bound_access_tokens", bad) for bad in FLAG),
        *(("default_max_age", bad) for bad in (-1, 1.5, "60", True, [], 10**11)),
        *(("scope", bad) for bad in ("", " openid", "openid  email", 'a"b', "é", ["openid"], 7)),
        *(("contacts", bad) for bad in ("a@b", [1], [""], {}, ["x"] * 51, DEEP)),
        *(("default_acr_values", bad) for bad in ("x", [1], ["a b"], [""], [None])),
        *(("response_types", bad) for bad in ("code", ["token"], ["code id_token"], [], [1])),
        *(("grant_types", bad) for bad in ("authorization_code", ["implicit"], [], [DEEP])),
        ("grant_types", ["authorization_code", "password"]),
        ("grant_types", ["refresh_token"]),
        ("application_type", "mobile"),
        *(("token_endpoint_auth_method", bad) for bad in ("tls_client_auth", "", 7)),
        ("token_endpoint_auth_signing_alg", "RS256"),
        ("subject_type", "ephemeral"),
        *(("id_token_signed_response_alg", bad) for bad in ("none", "HS512", "rs256", ["RS256"])),
        ("userinfo_signed_response_alg", "none"),
        ("authorization_signed_response_alg", "none"),
        ("request_object_signing_alg", "HS256"),
        ("request_object_signing_alg", "RS256"),
        ("id_token_encrypted_response_alg", "dir"),
        ("id_token_encrypted_response_alg", "RSA1_5"),
        ("id_token_encrypted_response_alg", "RSA-OAEP"),
        ("id_token_encrypted_response_enc", "A256GCM"),
        ("userinfo_encrypted_response_enc", "A999"),
        ("client_uri", "javascript:alert(1)"),
        ("logo_uri", "data:image/svg+xml,x"),
        ("policy_uri", "//portail.invalid/"),
        ("tos_uri", "https://moi:x@portail.invalid/"),
        *((name, PLAIN_HTTP) for name in ("jwks_uri", "sector_identifier_uri")),
        *((name, PLAIN_HTTP) for name in ("initiate_login_uri", "backchannel_logout_uri")),
        ("backchannel_logout_uri", "https://portail.invalid/#x"),
        ("frontchannel_logout_uri", "https://autre.invalid/sortie"),
        ("frontchannel_logout_uri", "https://portail.invalid:8443/sortie"),
        ("frontchannel_logout_uri", "http://127.0.0.1/sortie"),
        ("request_uris", [PLAIN_HTTP]),
        ("request_uris", "https://portail.invalid/demande"),
        ("post_logout_redirect_uris", ["javascript:alert(1)"]),
        ("post_logout_redirect_uris", ["https://portail.invalid/#x"]),
        ("resources", ["https://api.invalid/#x"]),
        ("security_profile", "fapi1"),
        ("access_token_format", "paseto"),
        ("leniencies", ["anything-goes"]),
        ("leniencies", "loopback-port"),
        ("require_signed_request_object", True),
    ],
)
def test_members_that_are_refused(member: str, value: Any) -> None:
    """A member of the wrong type or value is named in the refusal."""
    told = refusal(**{member: value})
    assert told.error == "invalid_client_metadata"


def test_international_members_are_checked_as_the_plain_ones() -> None:
    """A language tag is no way around the rules of a member."""
    assert refusal(**{"policy_uri#fr": "javascript:alert(1)"})
    assert refusal(**{"client_name#fr": ""})


@pytest.mark.parametrize(
    "statement", ["a.b.c", "not a statement", 7, {"iss": "x"}, "a.b.c.d.e", True]
)
def test_software_statements_are_refused_in_words(statement: Any) -> None:
    """RFC 7591 section 3.2.2 has two errors for them: malformed, and not trusted."""
    error = refusal(software_statement=statement).error
    well_formed = statement == "a.b.c"
    assert error == ("unapproved" if well_formed else "invalid") + "_software_statement"


def test_public_keys_are_kept_without_what_is_not_a_member_of_a_key() -> None:
    """A key set of several kinds comes back with the members of RFC 7517 and 7518."""
    found = kept(jwks=keys(RSA, EC, EDWARDS, xyz="ignored")).metadata["jwks"]
    assert found == keys(RSA, EC, EDWARDS)


@pytest.mark.parametrize(
    "jwks",
    [
        [],
        {},
        {"keys": {}},
        {"keys": []},
        {"keys": [7]},
        {"keys": [{}]},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [RSA.as_dict(private=True)]},
        {"keys": [EC.as_dict(private=True)]},
        {"keys": [{**EC.as_dict(private=False), "d": ""}]},
        {"keys": [{**RSA.as_dict(private=False), "k": "x"}]},
        {"keys": [{**RSA.as_dict(private=False), "n": "AQAB"}]},
        {"keys": [{**RSA.as_dict(private=False), "n": "é"}]},
        {"keys": [{**RSA.as_dict(private=False), "n": None}]},
        {"keys": [{**RSA.as_dict(private=False), "e": "AQ"}]},
        {"keys": [{**RSA.as_dict(private=False), "e": "Ag"}]},
        {"keys": [{**RSA.as_dict(private=False), "kid": 7}]},
        {"keys": [{**RSA.as_dict(private=False), "use": ["sig"]}]},
        {"keys": [{**RSA.as_dict(private=False), "x5c": [{"deep": 1}]}]},
        {"keys": [{**EC.as_dict(private=False), "crv": "secp256k1"}]},
        {"keys": [{**EC.as_dict(private=False), "x": EC.as_dict(private=False)["y"]}]},
        {"keys": [{**EC.as_dict(private=False), "crv": ["P-256"]}]},
        {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]},
        {"keys": [{"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}]},
        keys(*[EC] * 31),
    ],
)
def test_key_sets_that_are_refused(jwks: Any) -> None:
    """No private nor symmetric key, none that is weak, malformed or of an unknown kind."""
    assert refusal(jwks=jwks).error == "invalid_client_metadata"


def test_a_refusal_never_repeats_a_key() -> None:
    """A private key that was sent by mistake reaches neither the wire nor the journal."""
    private = RSA.as_dict(private=True)
    told = refusal(jwks={"keys": [private]})
    assert str(private["d"]) not in f"{told.facts()} {told.body()}"


BOTH = {"jwks": keys(RSA), "jwks_uri": "https://portail.invalid/jwks"}
HOSTS = {"redirect_uris": ["https://a.invalid/", "https://b.invalid/"]}
FAPI = {"security_profile": "fapi2", "jwks": keys(EC)}


@pytest.mark.parametrize(
    "members",
    [
        BOTH,
        {"token_endpoint_auth_method": "none", "id_token_signed_response_alg": "HS256"},
        {"token_endpoint_auth_method": "none", "userinfo_signed_response_alg": "HS256"},
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
        {"id_token_signed_response_alg": "HS256"},
        {**HOSTS, "subject_type": "public"},
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


def test_plain_http_is_for_loopback_and_the_hosts_that_were_named() -> None:
    """A compose name that the operator allowed needs no certificate."""
    uri = "http://portail:8401/retour"
    assert refusal(redirect_uris=[uri]).error == "invalid_redirect_uri"
    named = Addresses(frozenset({"portail"}))
    assert registered({"redirect_uris": [uri]}, named).metadata["redirect_uris"] == [uri]
