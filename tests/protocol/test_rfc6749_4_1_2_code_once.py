"""RFC 6749 section 4.1.2: a code is short-lived, bound, and redeemed once."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from sandbox.domain.events import Event
from sandbox.oidc.tokens.exchange import Presented, load
from sandbox.oidc.tokens.spending import flush
from tests.protocol.cast import EVERY_SCOPE
from tests.protocol.house import SITE, House


async def test_a_code_is_refused_the_second_time(house: House) -> None:
    """A code presented twice is refused, and what it produced is revoked and journaled."""
    code = await house.browser().code(scope="openid offline_access")
    tokens = (await house.redeem(code)).json()
    assert await house.active(tokens["access_token"])

    again = await house.redeem(code)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"
    assert not await house.active(tokens["access_token"])
    assert (await house.userinfo(tokens["access_token"])).status_code == 401
    assert (await house.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    (fact,) = await house.journal(Event.CODE_REUSED)
    assert fact.data["tokens_revoked"] == 2
    assert fact.data["cite"] == "RFC 6749 section 4.1.2"


async def test_a_code_reused_later_revokes_what_it_produced(house: House) -> None:
    """A code presented again after thirty seconds is refused all the same."""
    code = await house.browser().code()
    tokens = (await house.redeem(code)).json()
    house.watch.forward(30)
    assert (await house.redeem(code)).json()["error"] == "invalid_grant"
    assert not await house.active(tokens["access_token"])


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 400)])
async def test_a_code_lives_sixty_seconds(house: House, seconds: int, status: int) -> None:
    """A code is good for less than sixty seconds of the protocol hand."""
    code = await house.browser().code()
    house.watch.forward(seconds)
    assert (await house.redeem(code)).status_code == status


async def test_the_code_of_another_client_is_unknown(house: House) -> None:
    """A client cannot redeem what was issued to another, and does not burn it either."""
    code = await house.browser().code()
    stolen = await house.redeem(code, "edwards")
    assert stolen.json()["error"] == "invalid_grant"
    assert (await house.redeem(code)).status_code == 200


@pytest.mark.parametrize("sent", ["", "http://127.0.0.1:8401/callback/", "http://x/é"])
async def test_the_redirect_uri_is_the_one_of_the_request(house: House, sent: str) -> None:
    """A token request without the redirect URI, or with another one, is refused."""
    code = await house.browser().code()
    refused = await house.redeem(code, redirect_uri=sent)
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_grant"


async def test_a_code_is_worth_nothing_once_the_session_ended(house: House) -> None:
    """Signing out between the code and the tokens leaves the client with nothing."""
    browser = house.browser()
    code = await browser.code()
    await browser.logout()
    assert (await house.redeem(code)).json()["error"] == "invalid_grant"


async def test_twelve_redemptions_at_once_have_one_winner(filed_house: House) -> None:
    """Of parallel redemptions one gets tokens, and the others take them away again."""
    house = filed_house
    code = await house.browser().code(scope=EVERY_SCOPE)
    answers = await asyncio.gather(*(house.redeem(code) for _ in range(12)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 11}
    (won,) = (answer.json() for answer in answers if answer.status_code == 200)
    assert {a.json()["error"] for a in answers if a.status_code == 400} == {"invalid_grant"}
    assert not await house.active(won["access_token"])
    assert not await house.active(won["refresh_token"])


async def test_who_read_an_unspent_code_and_lost_gets_nothing(house: House) -> None:
    """The guarded update decides, not what was read: a second flush of one code is refused."""
    code = await house.browser().code(scope="openid offline_access")
    won = (await house.redeem(code)).json()
    async with house.desk.work("default") as (tx, world):
        rows = await load(tx, world, SITE, "portal", Presented(code=code))
        assert rows.code is not None
        rows.code = replace(rows.code, spent_at=None)  # as another engine may still show it
        refusal = await flush(tx, rows)
    assert refusal is not None
    assert refusal.error == "invalid_grant"
    assert not await house.active(won["access_token"])
    assert len(await house.journal(Event.CODE_REUSED)) == 1
