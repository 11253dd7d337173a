"""Clients on command: registered as a test needs them, checked as dynamic registration checks."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

SPACE = "/b/essai"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.fixture
async def http(http: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Sends to a sandbox that has a space where a hint signs in."""
    wanted = {"id": "essai", "hint_signs_in": True}
    assert (await http.post("/_sandbox/spaces", json=wanted)).status_code == 201
    return http


async def registered(http: httpx2.AsyncClient, **members: Any) -> dict[str, Any]:
    """A client on command."""
    answer = await http.post(f"{SPACE}/_sandbox/clients", json=members)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def tokens(http: httpx2.AsyncClient, client: dict[str, Any], back: str) -> dict[str, Any]:
    """A sign-in of this client from beginning to end, with no page."""
    asked = {
        "response_type": "code",
        "client_id": client["client_id"],
        "redirect_uri": back,
        "scope": "openid offline_access",
        "login_hint": "rse-actif",
        "prompt": "login",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    answer = await http.get(f"{SPACE}/oidc/authorize", params=asked)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(back), answer.headers["location"]
    sent = {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(answer.headers["location"]).query)["code"][0],
        "redirect_uri": back,
        "code_verifier": VERIFIER,
    }
    pair = f"{client['client_id']}:{client['client_secret']}".encode()
    basic = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    found = await http.post(f"{SPACE}/oidc/token", data=sent, headers=basic)
    assert found.status_code == 200, found.text
    return found.json()


async def test_a_client_needs_nothing(http: httpx2.AsyncClient) -> None:
    """Without a member it is confidential, by code, at any port of the loopback; and it works."""
    answer = await http.post(f"{SPACE}/_sandbox/clients")
    assert answer.status_code == 201, answer.text
    client = answer.json()
    assert client["client_secret"]
    assert client["redirect_uris"] == ["http://127.0.0.1/callback"]
    assert client["leniencies"] == ["loopback-port"]
    assert client["token_endpoint_auth_method"] == "client_secret_basic"
    assert "id_token" in await tokens(http, client, "http://127.0.0.1:49152/callback")


async def test_redirect_uris_are_enough(http: httpx2.AsyncClient) -> None:
    """They are then taken letter by letter: no leniency comes unasked for."""
    back = "http://localhost:3000/cb"
    client = await registered(http, redirect_uris=[back])
    assert client["leniencies"] == []
    assert "refresh_token" in await tokens(http, client, back)


async def test_identifier_and_secret_may_be_chosen(http: httpx2.AsyncClient) -> None:
    """As a configuration that is there already wants them."""
    client = await registered(http, client_id="mon-portail", client_secret="un-x")
    assert (client["client_id"], client["client_secret"]) == ("mon-portail", "un-x")
    assert "id_token" in await tokens(http, client, "http://127.0.0.1:1234/callback")
    again = await http.post(f"{SPACE}/_sandbox/clients", json={"client_id": "mon-portail"})
    assert again.status_code == 409
    assert "mon-portail" in again.json()["hint"]


async def test_all_metadata_is_kept_and_told(http: httpx2.AsyncClient) -> None:
    """Members of the specifications, in languages too, and our own."""
    members = {
        "client_name": "Portail",
        "client_name#en": "Portal",
        "redirect_uris": ["http://127.0.0.1:9/cb"],
        "backchannel_logout_uri": "http://127.0.0.1:9/logout",
        "access_token_format": "jwt",
        "id_token_signed_response_alg": "ES256",
        "subject_type": "public",
        "scope": "openid pes",
        "leniencies": ["either-secret-method"],
    }
    client = await registered(http, client_id="plein", **members)
    assert {name: client[name] for name in members} == members
    shown = (await http.get(f"{SPACE}/_sandbox/clients/plein")).json()
    assert shown == client
    every = (await http.get(f"{SPACE}/_sandbox/clients")).json()["clients"]
    assert client in every
    assert "pes-portal" in [each["client_id"] for each in every]


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"redirect_uri": ["http://127.0.0.1/cb"]}, "Unknown field redirect_uri. Known: redirect_"),
        ({"redirect_uris": "http://127.0.0.1/cb"}, "redirect_uris"),
        ({"redirect_uris": ["http://example.org/cb"]}, "redirect_uris"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"grant_types": ["password"]}, "authorization_code"),
        ({"id_token_signed_response_alg": "none"}, "RS256"),
        ({"leniencies": ["anything"]}, "loopback-port"),
        ({"token_endpoint_auth_method": "none", "client_secret": "un-secret"}, "client_secret"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "jwks"),
        ({"id_token_signed_response_alg": "HS256", "client_secret": "court"}, "32 octets"),
        ({"client_id": "avec espace"}, "client_id"),
        ({"client_id": "a/b"}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}}, "jwks"),
    ],
)
async def test_what_registration_refuses_is_refused_here_too(
    http: httpx2.AsyncClient, members: dict[str, Any], told: str
) -> None:
    """422 in the one shape, with the words of the registration; no client is there afterwards."""
    before = (await http.get(f"{SPACE}/_sandbox/clients")).json()
    answer = await http.post(f"{SPACE}/_sandbox/clients", json=members)
    assert answer.status_code == 422, answer.text
    assert told in answer.json()["hint"]
    assert set(answer.json()) == {"code", "message", "hint", "cite", "status"}
    assert (await http.get(f"{SPACE}/_sandbox/clients")).json() == before


async def test_a_public_client_has_no_secret(http: httpx2.AsyncClient) -> None:
    """One is not drawn for it either."""
    client = await registered(http, token_endpoint_auth_method="none")
    assert client["client_secret"] == ""


async def test_a_deleted_client_is_gone_with_what_it_was_granted(http: httpx2.AsyncClient) -> None:
    """Its tokens die with it; a second deletion says who is known."""
    client = await registered(http, client_id="bref", redirect_uris=["http://127.0.0.1:9/cb"])
    granted = await tokens(http, client, "http://127.0.0.1:9/cb")
    assert (await http.delete(f"{SPACE}/_sandbox/clients/bref")).status_code == 204
    bearer = {"Authorization": f"Bearer {granted['access_token']}"}
    assert (await http.get(f"{SPACE}/oidc/userinfo", headers=bearer)).status_code == 401
    again = await http.delete(f"{SPACE}/_sandbox/clients/bref")
    assert again.status_code == 404
    assert "pes-portal" in again.json()["hint"]
    names = [
        entry["name"] for entry in (await http.get(f"{SPACE}/_sandbox/journal")).json()["entries"]
    ]
    assert "oidc.client_deleted" in names


async def test_the_journal_holds_no_secret_of_a_client(http: httpx2.AsyncClient) -> None:
    """What is chosen is written nowhere but in the answer."""
    await registered(http, client_id="muet", client_secret="ne-le-dites-pas")
    assert "ne-le-dites-pas" not in (await http.get(f"{SPACE}/_sandbox/journal")).text
