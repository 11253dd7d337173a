"""The claims parameter: single claims, and the values they must have (Core section 5.5)."""

import json
from typing import Any

import pytest

from tests.protocol.cast import USER
from tests.protocol.house import House, claims_of, sent_back


def asking(**places: Any) -> str:
    """The parameter as sent."""
    return json.dumps(places)


async def test_a_single_claim_comes_where_it_is_asked_for(house: House) -> None:
    """A claim whose scope was not asked for comes in the place that names it, and only there."""
    wanted = asking(id_token={"email": None}, userinfo={"name": {"essential": True}})
    tokens = await house.tokens(claims=wanted)
    told = (await house.userinfo(tokens["access_token"])).json()
    read = await house.read(tokens["id_token"])
    assert read["email"] == "marguerite@exemple.invalid"
    assert told["name"] == "Marguerite Oulette"
    assert "name" not in read
    assert "email" not in told


async def test_mandates_and_the_gate_can_be_asked_for_one_by_one(house: House) -> None:
    """Claims that cost a look elsewhere come as well."""
    tokens = await house.tokens(claims=asking(userinfo={"mandats": None, "pes": None}))
    told = (await house.userinfo(tokens["access_token"])).json()
    assert told["mandats"] == []
    assert told["pes"]["acces"]


async def test_a_refresh_keeps_what_was_asked_for(house: House) -> None:
    """The request behind the grant goes on to speak (Core section 12.2)."""
    wanted = asking(id_token={"role": None}, userinfo={"family_name": None})
    tokens = await house.tokens(claims=wanted, scope="openid offline_access")
    again = (await house.refresh(tokens["refresh_token"])).json()
    assert (await house.read(again["id_token"]))["role"] == "RSE"
    assert (await house.userinfo(again["access_token"])).json()["family_name"] == "Oulette"


async def test_a_claim_beyond_the_scopes_of_the_client_is_ignored(house: House) -> None:
    """What a client is not registered to learn does not come by another way."""
    tokens = await house.tokens("narrow", claims=asking(id_token={"email": {"essential": True}}))
    assert "email" not in claims_of(tokens["id_token"])


async def test_an_unknown_claim_is_ignored(house: House) -> None:
    """A claim nobody knows, essential or not, is left out without an error (section 5.5.1)."""
    tokens = await house.tokens(claims=asking(userinfo={"shoe_size": {"essential": True}}, more=1))
    assert "shoe_size" not in (await house.userinfo(tokens["access_token"])).json()


async def test_only_the_person_named_by_sub_will_do(house: House) -> None:
    """A value of `sub` is a person: another one who signs in is refused (section 5.5.1)."""
    mine = claims_of((await house.tokens())["id_token"])["sub"]
    wanted = asking(id_token={"sub": {"value": mine}})
    assert "code" in await house.browser().answer(claims=wanted)
    refused = await house.browser().answer(who=USER, claims=wanted)
    assert refused["error"] == "login_required"


async def test_the_session_of_another_person_is_not_enough(house: House) -> None:
    """Without a page, the wrong session is no session."""
    mine = claims_of((await house.tokens())["id_token"])["sub"]
    browser = house.browser()
    await browser.code(who=USER)
    wanted = asking(id_token={"sub": {"value": mine}})
    answer = sent_back(await browser.authorize(prompt="none", claims=wanted))
    assert answer["error"] == "login_required"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        "3",
        '{"id_token": 1}',
        '{"userinfo": {"name": 5}}',
        '{"id_token": {"acr": {"essential": "yes"}}}',
        '{"id_token": {"acr": {"values": "one"}}}',
        "[" * 5000,
        '{"a":' * 1000,
        '{"id_token": {"x": null}, "pad": "' + "x" * 9000 + '"}',
    ],
)
async def test_a_malformed_parameter_is_refused_to_the_client(house: House, text: str) -> None:
    """What is no object of objects is `invalid_request`, with state, and never a 5xx."""
    answer = sent_back(await house.browser().authorize(claims=text))
    assert answer["error"] == "invalid_request"
    assert answer["state"] == "s-1"
