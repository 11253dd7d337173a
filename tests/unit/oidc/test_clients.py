"""Registered clients: their sector, their defaults and their leniencies."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.domain.provider import Client
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.protected.claims import SCOPES
from sandbox.services.addresses import origin_of


def party(*leniencies: str, **metadata: Any) -> RelyingParty:
    """A client with just this metadata."""
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    return RelyingParty(Client("cli", "secret", metadata, moment, leniencies))


@pytest.mark.parametrize(
    ("uris", "declared", "sector"),
    [
        (["http://127.0.0.1:8401/cb"], "", "127.0.0.1"),
        (["https://a.invalid/1", "https://A.invalid:444/2"], "", "a.invalid"),
        (["http://[::1]:1/cb"], "", "::1"),
        (["https://a.invalid/1", "https://b.invalid/2"], "", "cli"),
        (["https://a.invalid/", "https://b.invalid/"], "https://c.invalid/s.json", "c.invalid"),
        (["ca.exemple:/cb"], "", "cli"),
        ([], "", "cli"),
    ],
)
def test_the_sector_is_the_one_host(uris: list[str], declared: str, sector: str) -> None:
    """Core section 8.1: the host declared, else the only host, else the client alone."""
    assert party(redirect_uris=uris, sector_identifier_uri=declared).sector == sector


def test_left_out_metadata_has_the_defaults_of_rfc_7591() -> None:
    """A client that says nothing is confidential, uses basic, RS256 and the code grant."""
    plain = party()
    assert plain.auth_method == "client_secret_basic"
    assert not plain.public
    assert plain.id_token_alg == "RS256"
    assert plain.check_grant_type("authorization_code")
    assert not plain.check_grant_type("refresh_token")
    assert plain.check_response_type("code")
    assert plain.scopes == set(SCOPES)
    assert plain.pairwise


@pytest.mark.parametrize("alg", ["none", "RS512", ""])
def test_an_algorithm_that_is_not_ours_is_never_used(alg: str) -> None:
    """Whatever a registration says, `none` and strangers do not sign an ID token."""
    assert party(id_token_signed_response_alg=alg).id_token_alg == "RS256"


@pytest.mark.parametrize(
    ("secret", "method"), [("", "client_secret_basic"), ("a-secret-of-its-own", "none")]
)
def test_only_a_client_with_a_secret_gets_a_symmetric_signature(secret: str, method: str) -> None:
    """HS256 asks for a secret that only a confidential client keeps (Core section 10.1)."""
    asked = {"id_token_signed_response_alg": "HS256", "token_endpoint_auth_method": method}
    row = Client("cli", secret, asked, datetime(2026, 11, 23, tzinfo=UTC))
    assert RelyingParty(row).id_token_alg == "RS256"


def test_a_client_without_a_secret_has_no_empty_one() -> None:
    """An empty secret authenticates nobody."""
    public = RelyingParty(Client("cli", "", {}, datetime(2026, 11, 23, tzinfo=UTC)))
    assert not public.check_client_secret("")


def test_a_scope_asked_twice_is_granted_once() -> None:
    """What is granted keeps the order of the request without repetition."""
    client = party(scope="openid email")
    assert client.get_allowed_scope("email openid email") == "email openid"
    assert client.get_allowed_scope("openid pes") is None
    assert client.get_allowed_scope("") is None


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("http://127.0.0.1:8401/callback", "http://127.0.0.1:8401"),
        ("https://Portail.invalid:443/x?y", "https://portail.invalid"),
        ("http://h:80/", "http://h"),
        ("http://[::1]:8401/cb", "http://[::1]:8401"),
        ("ca.exemple:/cb", ""),
        ("http://h:x/", ""),
        ("http://[", ""),
        ("http:///cb", ""),
        ("http://h;frame-src */", ""),
        ("http://h .invalid/", ""),
    ],
)
def test_an_origin_is_spelled_as_a_browser_does(uri: str, origin: str) -> None:
    """RFC 6454: lower-case host, no default port, and none for what is not http."""
    assert origin_of(uri) == origin


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:5000/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:5000/cb?app=1",
        "http://localhost:5000/cb",
    ],
)
def test_any_port_of_loopback_will_do_where_that_is_granted(uri: str) -> None:
    """RFC 8252 section 7.3, for a client with that leniency alone."""
    uris = ["http://127.0.0.1:1/cb", "http://[::1]:1/cb?app=1", "http://localhost/cb"]
    assert party("loopback-port", redirect_uris=uris).check_redirect_uri(uri)
    strict = uri in uris
    assert party(redirect_uris=uris).check_redirect_uri(uri) is strict


@pytest.mark.parametrize(
    "uri",
    [
        "HTTP://127.0.0.1:5000/cb",
        "http://LOCALHOST:5000/cb",
        "http://127.0.0.1:5000/cb?",
        "http://127.0.0.1:5000/cb#",
        "http://127.0.0.1:5000/\ncb",
        "\thttp://127.0.0.1:5000/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:500000/cb",
        "http://127.0.0.1:5000:1/cb",
        "http://x@127.0.0.1:5000/cb",
        "http://127.0.0.1:5000@evil.example/cb",
        "http://127.0.0.1:5000.evil.example/cb",
        "http://127.0.0.1.evil.example:5000/cb",
        "http://127.0.0.1:5000\\@evil.example/cb",
        "https://127.0.0.1:5000/cb",
        "http://127.1:5000/cb",
        "http://localhost.:5000/cb",
        "http://localhost:٥/cb",
    ],
)
def test_nothing_but_the_port_may_differ(uri: str) -> None:
    """The rest stays equal character for character, as a text and not as a parser reads it."""
    uris = ["http://127.0.0.1/cb", "http://localhost/cb"]
    assert not party("loopback-port", redirect_uris=uris).check_redirect_uri(uri)
