"""RFC 9068: access tokens that a resource can read by itself."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from typing import Any

import pytest

from sandbox.domain.provider import Client
from tests.protocol.cast import EVERY_SCOPE, USER
from tests.protocol.house import SITE, House, claims_of

JWT_CLIENT = "structured"


def header_of(token: str) -> dict[str, Any]:
    """Header of a JWT, unverified."""
    part = token.split(".")[0]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


async def test_2_the_claims_of_a_token_are_exactly_these(house: House) -> None:
    """Section 2: every required claim, the sign-in, and the mark of the simulation."""
    tokens = await house.tokens(JWT_CLIENT, scope="openid email")
    told = await house.read(tokens["access_token"])
    said = await house.read(tokens["id_token"])
    now = int(house.watch.now)
    assert told.pop("jti").startswith("jti_")
    assert told == {
        "iss": SITE,
        "sub": said["sub"],
        "aud": SITE,
        "client_id": JWT_CLIENT,
        "iat": now,
        "exp": now + tokens["expires_in"],
        "scope": "openid email",
        "auth_time": now,
        "acr": said["acr"],
        "amr": said["amr"],
        "sid": said["sid"],
        "simulation": True,
    }


async def test_2_1_the_type_tells_it_from_an_id_token(house: House) -> None:
    """Section 2.1: `typ` is at+jwt, the key is named, and no ID token has that type."""
    tokens = await house.tokens(JWT_CLIENT)
    header = header_of(tokens["access_token"])
    assert (header["typ"], header["alg"]) == ("at+jwt", "RS256")
    assert header["kid"] == header_of(tokens["id_token"])["kid"]
    assert header_of(tokens["id_token"])["typ"] == "JWT"


async def test_2_2_3_the_organisation_comes_with_its_scope(house: House) -> None:
    """Whom the person acts for is in the token where `entreprise` was granted, and only there."""
    wide = claims_of((await house.tokens(JWT_CLIENT, scope=EVERY_SCOPE))["access_token"])
    assert wide["role"] == "RSE"
    assert wide["organisation"]["id"] == "org_tournevent"
    assert not {"email", "name", "mandats", "pes"} & set(wide)
    narrow = claims_of((await house.tokens(JWT_CLIENT, scope="openid"))["access_token"])
    assert not {"role", "organisation"} & set(narrow)


async def test_each_token_has_an_identifier_of_its_own(house: House) -> None:
    """`jti` differs at each refresh and is what introspection says."""
    first = await house.tokens(JWT_CLIENT, scope="openid offline_access")
    second = (await house.refresh(first["refresh_token"], JWT_CLIENT)).json()
    told = (await house.post("introspect", JWT_CLIENT, token=second["access_token"])).json()
    assert told["jti"] == claims_of(second["access_token"])["jti"]
    assert told["jti"] != claims_of(first["access_token"])["jti"]


async def test_a_refresh_keeps_the_sign_in(house: House) -> None:
    """Section 2.2.1: auth_time, acr, amr and sid stay those of the sign-in."""
    first = await house.tokens(JWT_CLIENT, scope="openid offline_access")
    house.watch.forward(900)
    answer = (await house.refresh(first["refresh_token"], JWT_CLIENT)).json()
    before, after = claims_of(first["access_token"]), claims_of(answer["access_token"])
    for name in ("auth_time", "acr", "amr", "sid", "sub"):
        assert after[name] == before[name]
    assert after["iat"] == before["iat"] + 900


async def test_it_is_used_and_given_up_as_an_opaque_token_is(house: House) -> None:
    """Userinfo and introspection take it until it is revoked, however long it still says."""
    tokens = await house.tokens(JWT_CLIENT)
    access = tokens["access_token"]
    assert (await house.userinfo(access)).status_code == 200
    assert await house.active(access, JWT_CLIENT)
    await house.post("revoke", JWT_CLIENT, token=access)
    assert (await house.userinfo(access)).status_code == 401
    assert not await house.active(access, JWT_CLIENT)


async def test_a_token_altered_by_one_character_is_unknown(house: House) -> None:
    """What is presented must be the token issued, not one that says the same."""
    access = (await house.tokens(JWT_CLIENT))["access_token"]
    header, payload, signature = access.split(".")
    flipped = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    assert (await house.userinfo(f"{header}.{payload}.{flipped}")).status_code == 401


async def test_an_id_token_is_no_access_token(house: House) -> None:
    """Section 4: userinfo refuses an ID token, whatever it says."""
    tokens = await house.tokens(JWT_CLIENT)
    assert (await house.userinfo(tokens["id_token"])).status_code == 401


async def test_an_access_token_is_no_id_token_hint(house: House) -> None:
    """A token of this type does not pass for the ID token of the same client."""
    browser = house.browser()
    code = await browser.code(JWT_CLIENT)
    tokens = (await house.redeem(code, JWT_CLIENT)).json()
    answer = await browser.answer(JWT_CLIENT, id_token_hint=tokens["access_token"], prompt="none")
    assert answer["error"] == "invalid_request"


@pytest.mark.parametrize(("registered", "used"), [("ES256", "ES256"), ("HS256", "RS256")])
async def test_the_clients_secret_never_signs_it(house: House, registered: str, used: str) -> None:
    """The client's own algorithm signs, unless it is its secret: no resource knows that."""
    async with house.desk.work("default") as (tx, _):
        row = await tx.need(Client, JWT_CLIENT)
        changed = {**row.metadata, "id_token_signed_response_alg": registered}
        await tx.save(replace(row, metadata=changed))
    tokens = await house.tokens(JWT_CLIENT)
    assert header_of(tokens["access_token"])["alg"] == used
    assert header_of(tokens["id_token"])["alg"] == registered
    await house.read(tokens["access_token"])


async def test_tokens_are_opaque_unless_a_client_wants_otherwise(house: House) -> None:
    """Nothing can be read in a token of a client that registered no format."""
    assert "." not in (await house.tokens())["access_token"]


async def test_of_whoever_may_no_longer_act_it_is_worth_nothing(house: House) -> None:
    """A token that still says it is valid ends with the session of its person."""
    browser = house.browser()
    code = await browser.code(JWT_CLIENT, USER)
    access = (await house.redeem(code, JWT_CLIENT)).json()["access_token"]
    await browser.logout()
    assert (await house.userinfo(access)).status_code == 401
