"""RFC 7662 and RFC 7009: what a token is worth, and giving it up."""

import pytest

from sandbox.domain.events import Event
from tests.protocol.house import SITE, House

OFFLINE = "openid offline_access"


async def test_a_live_token_is_described_to_its_client(house: House) -> None:
    """Introspection of an access token names its scope, its person and its dates."""
    tokens = await house.tokens(scope="openid email")
    told = (await house.post("introspect", token=tokens["access_token"])).json()
    said = await house.read(tokens["id_token"])
    now = int(house.watch.now)
    assert told.pop("jti").startswith("jti_")
    assert told == {
        "active": True,
        "scope": "openid email",
        "client_id": "portal",
        "sub": said["sub"],
        "username": "RS•••••4",
        "aud": SITE,
        "iss": SITE,
        "iat": now,
        "exp": now + 3600,
        "acr": said["acr"],
        "amr": ["pwd"],
        "sid": said["sid"],
        "auth_time": now,
        "token_type": "Bearer",
        "simulation": True,
    }


@pytest.mark.parametrize("hint", ["", "access_token", "refresh_token", "id_token", "é"])
async def test_a_hint_is_only_a_hint(house: House, hint: str) -> None:
    """Right, wrong and unknown token_type_hint values all find the token."""
    tokens = await house.tokens(scope=OFFLINE)
    more = {"token_type_hint": hint} if hint else {}
    told = await house.post("introspect", token=tokens["refresh_token"], **more)
    assert told.json()["active"] is True
    assert "token_type" not in told.json()


async def test_of_anything_else_only_inactive_is_said(house: House) -> None:
    """Unknown, foreign and expired tokens are inactive without a reason."""
    tokens = await house.tokens()
    foreign = await house.post("introspect", "edwards", token=tokens["access_token"])
    unknown = await house.post("introspect", token="é" * 100)
    house.watch.forward(3600)
    expired = await house.post("introspect", token=tokens["access_token"])
    for answer in (foreign, unknown, expired):
        assert answer.status_code == 200
        assert answer.json() == {"active": False}


@pytest.mark.parametrize("client_id", ["portal", "spa"])
async def test_introspection_needs_a_token_and_a_secret(house: House, client_id: str) -> None:
    """A request without a token is invalid; a public client is refused whatever it sends."""
    params = {} if client_id == "portal" else {"token": "x"}
    response = await house.post("introspect", client_id, **params)
    assert (response.status_code, response.json()["error"]) == (
        (400, "invalid_request") if client_id == "portal" else (401, "invalid_client")
    )


async def test_revoking_an_access_token_leaves_the_family(house: House) -> None:
    """An access token that is given up is dead at once; its refresh token lives on."""
    tokens = await house.tokens(scope=OFFLINE)
    response = await house.post("revoke", token=tokens["access_token"])
    assert response.status_code == 200
    assert not await house.active(tokens["access_token"])
    assert (await house.userinfo(tokens["access_token"])).status_code == 401
    assert (await house.refresh(tokens["refresh_token"])).status_code == 200
    assert len(await house.journal(Event.TOKEN_REVOKED)) == 1


async def test_revoking_a_refresh_token_takes_the_family(house: House) -> None:
    """A refresh token that is given up takes the access tokens with it."""
    tokens = await house.tokens(scope=OFFLINE)
    await house.post("revoke", token=tokens["refresh_token"])
    assert not await house.active(tokens["access_token"])
    assert (await house.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_public_client_may_revoke(house: House) -> None:
    """A browser application gives up its token without a secret."""
    tokens = await house.tokens("spa")
    assert (await house.post("revoke", "spa", token=tokens["access_token"])).status_code == 200
    assert (await house.userinfo(tokens["access_token"])).status_code == 401


async def test_a_client_revokes_only_its_own(house: House) -> None:
    """The token of another client is refused and stays alive."""
    tokens = await house.tokens()
    refused = await house.post("revoke", "edwards", token=tokens["access_token"])
    assert refused.status_code == 400
    assert await house.active(tokens["access_token"])


async def test_an_unknown_token_is_already_given_up(house: House) -> None:
    """Revoking what nobody knows answers 200 (RFC 7009 section 2.2)."""
    assert (await house.post("revoke", token="unknown")).status_code == 200
    missing = await house.post("revoke")
    assert missing.json()["error"] == "invalid_request"
