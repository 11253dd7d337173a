"""RFC 6750: bearer tokens at userinfo and at the resource of the portal."""

import pytest

from sandbox.domain.events import Event
from tests.protocol.cast import USER
from tests.protocol.house import House


async def test_userinfo_by_get(house: House) -> None:
    """Userinfo answers a GET with the token in the header, and is not cached."""
    tokens = await house.tokens()
    response = await house.userinfo(tokens["access_token"])
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"


async def test_userinfo_by_post_with_a_header(house: House) -> None:
    """Userinfo answers a POST with the token in the header."""
    tokens = await house.tokens()
    headers = {"Authorization": f"bearer {tokens['access_token']}"}
    assert (await house.http.post("/oidc/userinfo", headers=headers)).status_code == 200


async def test_userinfo_by_post_with_a_field(house: House) -> None:
    """Userinfo answers a POST with the token in the form."""
    tokens = await house.tokens()
    body = {"access_token": tokens["access_token"]}
    assert (await house.http.post("/oidc/userinfo", data=body)).status_code == 200


async def test_a_request_without_a_token_gets_a_bare_challenge(house: House) -> None:
    """Section 3.1: no error code for a request that carries no authentication at all."""
    response = await house.http.get("/oidc/userinfo")
    assert response.status_code == 401
    by_bearer, by_proof = response.headers["www-authenticate"].split(", ", 1)
    assert by_bearer == 'Bearer realm="http://127.0.0.1:8400"'
    assert by_proof.startswith('DPoP realm="http://127.0.0.1:8400", algs="')
    assert response.json() == {}


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({"Authorization": "Bearer unknown"}, {}, 401),
        ({"Authorization": "Bearer é".encode().decode("latin-1")}, {}, 401),
        ({"Authorization": "Bearer"}, {}, 400),
        ({"Authorization": "Basic cG9ydGFsOng="}, {}, 400),
        ({}, {"access_token": "x"}, 400),
    ],
)
async def test_a_bad_token_is_refused_with_a_challenge(
    house: House, headers: dict[str, str], query: dict[str, str], status: int
) -> None:
    """Unknown, garbled and misplaced tokens each get the error of section 3.1."""
    sent = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    response = await house.http.get("/oidc/userinfo", headers=sent, params=query)
    assert response.status_code == status
    error = "invalid_token" if status == 401 else "invalid_request"
    assert f'error="{error}"' in response.headers["www-authenticate"]


async def test_a_token_sent_twice_is_refused(house: House) -> None:
    """One request, one way of sending the token."""
    tokens = await house.tokens()
    value = tokens["access_token"]
    response = await house.http.post(
        "/oidc/userinfo",
        data={"access_token": value},
        headers={"Authorization": f"Bearer {value}"},
    )
    assert response.status_code == 400


async def test_an_expired_token_is_refused(house: House) -> None:
    """An access token lives an hour of the protocol hand."""
    tokens = await house.tokens()
    house.watch.forward(3599)
    assert (await house.userinfo(tokens["access_token"])).status_code == 200
    house.watch.forward(1)
    assert (await house.userinfo(tokens["access_token"])).status_code == 401


async def test_other_tokens_are_not_access_tokens(house: House) -> None:
    """Neither a refresh token nor an ID token opens userinfo."""
    tokens = await house.tokens(scope="openid offline_access")
    assert (await house.userinfo(tokens["refresh_token"])).status_code == 401
    assert (await house.userinfo(tokens["id_token"])).status_code == 401


async def test_userinfo_wants_openid(house: House) -> None:
    """A token without openid is told which scope is needed, with 403."""
    tokens = await house.tokens(scope="pes", nonce="")
    assert "id_token" not in tokens
    response = await house.userinfo(tokens["access_token"])
    assert response.status_code == 403
    challenge = response.headers["www-authenticate"]
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="openid"' in challenge


async def test_the_portal_asks_the_gate_and_applies(house: House) -> None:
    """The RSE asks, applies, and sees the application in process; a second one is refused."""
    tokens = await house.tokens(scope="openid pes")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    before = await house.http.get("/pes/inscription", headers=headers)
    assert before.json()["acces"] == "ADMISSIBLE"
    assert before.json()["etat"] == "admissible"
    applied = await house.http.post("/pes/inscription", headers=headers)
    assert applied.status_code == 201
    assert applied.json()["etat"] == "en_traitement"
    assert applied.json()["demandee_le"] == "2026-11-23"
    again = await house.http.post("/pes/inscription", headers=headers)
    assert again.status_code == 409
    after = (await house.http.get("/pes/inscription", headers=headers)).json()
    assert after["etat"] == "en_traitement"
    assert after["simulation"] is True


async def test_a_user_may_ask_but_not_apply(house: House) -> None:
    """The gate's refusal keeps its word, with 403, and leaves the registration alone."""
    code = await house.browser().code(who=USER, scope="openid pes")
    tokens = (await house.redeem(code)).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    refused = await house.http.post("/pes/inscription", headers=headers)
    assert refused.status_code == 403
    assert refused.json()["acces"] == "RESERVE_AU_RSE"
    assert refused.json()["etat"] != "en_traitement"
    assert len(await house.journal(Event.SUBSCRIPTION_GATE_REFUSED)) == 1


async def test_the_resource_wants_the_scope_pes(house: House) -> None:
    """A token without pes is refused with insufficient_scope."""
    tokens = await house.tokens(scope="openid")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    response = await house.http.get("/pes/inscription", headers=headers)
    assert response.status_code == 403
    assert 'scope="pes"' in response.headers["www-authenticate"]
