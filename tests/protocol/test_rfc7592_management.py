"""RFC 7592: a client reads, replaces and deletes its own registration, and no other one."""

import asyncio
from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.domain.provider import AuthorizationCode, PendingSignin, Token
from tests.protocol.cast import CALLBACK
from tests.protocol.house import House
from tests.protocol.registering import REGISTER, Registered, bearer, registered

OFFLINE: dict[str, Any] = {"grant_types": ["authorization_code", "refresh_token"]}


async def test_reading_repeats_the_registration(house: House) -> None:
    """Section 2.1: the same members, the token and the address included (section 3)."""
    client = await registered(house, client_name="Portail", leniencies=["loopback-port"])
    answer = await client.manage("GET")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == client.told


async def test_replacing_puts_the_whole_anew(house: House) -> None:
    """Section 2.2: what is left out goes back to its default; token, id and secret stay."""
    client = await registered(house, client_name="Portail", tos_uri="https://a.invalid/t")
    answer = await client.replace(client_name="Autre", tos_uri=None, scope="openid")
    assert answer.status_code == 200
    kept = {name: value for name, value in client.told.items() if name != "tos_uri"}
    assert answer.json() == {**kept, "client_name": "Autre", "scope": "openid"}
    assert (await client.manage("GET")).json() == answer.json()
    (fact,) = await house.journal(Event.CLIENT_UPDATED)
    assert fact.subject == client.client_id


async def test_what_was_answered_can_be_sent_back(house: House) -> None:
    """Replacing a registration by itself changes nothing."""
    client = await registered(house)
    assert (await client.replace()).json() == client.told


async def test_a_replaced_redirect_uri_is_no_longer_good(house: House) -> None:
    """The endpoints see the new registration at once."""
    client = await registered(house)
    await client.replace(redirect_uris=["https://ailleurs.invalid/cb"])
    assert (await house.browser().authorize(client.client_id)).status_code == 400


async def test_a_secret_comes_and_goes_with_the_method(house: House) -> None:
    """A client that becomes public loses its secret, and gets a new one when it comes back."""
    client = await registered(house)
    secret = {"client_secret": None}
    public = (await client.replace(token_endpoint_auth_method="none", **secret)).json()
    assert "client_secret" not in public
    again = (await client.replace(**secret)).json()
    assert again["client_secret"] != client.told["client_secret"]


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "portal"},
        {"client_id": None},
        {"client_secret": "chosen-by-the-client"},
        {"client_secret": ["x"]},
        {"registration_access_token": "x"},
        {"registration_client_uri": "https://x.invalid/"},
        {"client_secret_expires_at": 0},
        {"client_id_issued_at": 0},
    ],
)
async def test_a_client_changes_nothing_of_what_it_was_given(
    house: House, changes: dict[str, Any]
) -> None:
    """Section 2.2: identifiers and secrets are the provider's to give."""
    client = await registered(house)
    refused = await client.replace(**changes)
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_request"
    assert (await client.manage("GET")).json() == client.told


async def test_refused_metadata_leaves_the_registration_as_it_was(house: House) -> None:
    """A replacement is all or nothing."""
    client = await registered(house)
    refused = await client.replace(client_name="Autre", redirect_uris=["javascript:x"])
    assert refused.json()["error"] == "invalid_redirect_uri"
    assert (await client.manage("GET")).json() == client.told


async def test_deleting_ends_all_that_was_granted(house: House) -> None:
    """Section 2.3: tokens, codes and requests that wait go with the client."""
    client = await registered(house, **OFFLINE)
    browser = house.browser()
    scope = "openid offline_access"
    tokens = (await client.redeem(await browser.code(client.client_id, scope=scope))).json()
    await browser.code(client.client_id)
    await house.browser().authorize(client.client_id)
    answer = await client.manage("DELETE")
    assert answer.status_code == 204
    assert answer.headers["cache-control"] == "no-store"
    assert not answer.content
    assert (await house.userinfo(tokens["access_token"])).status_code == 401
    refused = await client.refresh(tokens["refresh_token"])
    assert refused.json()["error"] == "invalid_client"
    async with house.desk.look("default") as (tx, _):
        for kind in (Token, AuthorizationCode, PendingSignin):
            assert not await tx.count(kind, client_id=client.client_id)
    assert (await client.manage("GET")).status_code == 401
    assert (await client.manage("DELETE")).status_code == 401
    assert len(await house.journal(Event.CLIENT_DELETED)) == 1


async def test_deleting_leaves_other_clients_alone(house: House) -> None:
    """What another client was granted is not touched."""
    tokens = await house.tokens()
    await (await registered(house)).manage("DELETE")
    assert await house.active(tokens["access_token"])


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_one_answer_for_whoever_may_not(house: House, method: str) -> None:
    """Unknown, seeded or another's client: the same 401, so that nothing is learnt."""
    client, other = await registered(house), await registered(house)
    answers = [
        await house.http.request(method, f"{REGISTER}/{client_id}", headers=bearer(token))
        for client_id, token in (
            ("unknown", client.token),
            ("portal", client.token),
            ("portal", ""),
            (client.client_id, other.token),
            (client.client_id, "x"),
            (client.client_id, ""),
            ("%00", client.token),
            ("%C3%A9", "x"),
        )
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert all("www-authenticate" in answer.headers for answer in answers)
    told = [{**answer.json(), "error_uri": ""} for answer in answers]
    words = told[0]["error_description"]
    with_token = {"error": "invalid_token", "error_description": words, "error_uri": ""}
    without = {"error_description": words, "error_uri": ""}  # RFC 6750 section 3.1: no code
    assert all(one in (with_token, without) for one in told)
    assert [one for one in told if one == without] == [without] * 2
    assert (await client.manage("GET")).status_code == 200


async def test_the_token_is_asked_for_before_the_body_is_read(house: House) -> None:
    """A stranger's malformed body is not looked at."""
    client = await registered(house)
    answer = await client.manage("PUT", token="x", body=[])
    assert answer.status_code == 401


async def test_two_replacements_at_once_leave_one_of_them_whole(filed_house: House) -> None:
    """Members of two requests never mix; neither request fails."""
    client = await registered(filed_house)

    async def replace(number: int) -> int:
        name, uri = f"nom-{number}", f"https://n{number}.invalid/"
        answer = await client.replace(client_name=name, client_uri=uri, redirect_uris=[CALLBACK])
        return answer.status_code

    assert set(await asyncio.gather(*map(replace, range(12)))) == {200}
    kept = (await client.manage("GET")).json()
    assert kept["client_uri"] == f"https://n{kept['client_name'].removeprefix('nom-')}.invalid/"


async def test_a_replacement_does_not_bring_a_deleted_client_back(filed_house: House) -> None:
    """Whichever order a race takes, a deleted client stays deleted."""
    for _ in range(4):
        client = await registered(filed_house)
        replaced, deleted = await asyncio.gather(client.replace(), client.manage("DELETE"))
        assert deleted.status_code == 204
        assert replaced.status_code in (200, 401)
        assert (await client.manage("GET")).status_code == 401


async def test_twelve_deletions_at_once_have_one_winner(filed_house: House) -> None:
    """One deletes; the others find nobody."""
    client = await registered(filed_house)
    answers = await asyncio.gather(*(client.manage("DELETE") for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [204] + [401] * 11
    assert len(await filed_house.journal(Event.CLIENT_DELETED)) == 1


async def test_a_page_of_a_registered_origin_manages_its_client(house: House) -> None:
    """CORS: the methods are announced, and the answer may be read."""
    client: Registered = await registered(house)
    headers = {"Origin": "http://127.0.0.1:8401"}
    before = await house.http.options(client.where, headers=headers)
    assert before.headers["access-control-allow-methods"] == "GET, PUT, DELETE"
    assert before.headers["access-control-allow-origin"] == headers["Origin"]
    stranger = await house.http.options(client.where, headers={"Origin": "https://x.invalid"})
    assert "access-control-allow-origin" not in stranger.headers
