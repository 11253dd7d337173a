"""RFC 6749 section 10.5: codes and tokens are short-lived, and so is what is kept of them."""

from dataclasses import replace
from datetime import timedelta

from sandbox.domain.provider import AuthorizationCode, DeviceGrant, Token
from sandbox.oidc.tokens.sweeping import BATCH
from tests.protocol.device import asked, let_in
from tests.protocol.house import House

DAY = 24 * 3600


async def count(house: House, kind: type) -> int:
    """Rows of a kind."""
    async with house.desk.look("default") as (tx, _):
        return await tx.count(kind)


async def test_a_code_is_kept_as_long_as_it_can_come_back(house: House) -> None:
    """Spent codes stay while what they produced may live, and go with the next after that."""
    browser = house.browser()
    code = await browser.code(scope="openid offline_access")
    await house.redeem(code)
    house.watch.forward(30 * DAY)
    await house.tokens("posting")
    again = await house.redeem(code)
    assert again.json()["error_description"] == "The code was used before."
    house.watch.forward(2 * DAY)
    await house.tokens("posting")
    assert await count(house, AuthorizationCode) == 2
    again = await house.redeem(code)
    assert again.json()["error_description"] == "The code is unknown."


async def test_tokens_go_a_day_after_they_expired(house: House) -> None:
    """The refresh token lives on, and an access token long expired is no longer kept."""
    tokens = await house.tokens(scope="openid offline_access")
    assert await count(house, Token) == 2
    house.watch.forward(DAY + 3599)
    await house.refresh(tokens["refresh_token"])
    assert await count(house, Token) == 4
    house.watch.forward(DAY + 3601)
    await house.tokens("posting")
    assert await count(house, Token) == 3  # two refresh tokens of one family, one access token


async def test_devices_go_too(house: House) -> None:
    """A grant nobody redeemed goes after a day, a redeemed one when it can no longer come back."""
    await asked(house)
    await let_in(house)
    house.watch.forward(2 * DAY)
    await asked(house)
    assert await count(house, DeviceGrant) == 2
    house.watch.forward(31 * DAY)
    await let_in(house)
    assert await count(house, DeviceGrant) == 1


async def test_no_request_pays_for_a_year(house: House) -> None:
    """At most one batch goes at a time, the oldest first."""
    await house.tokens()
    async with house.desk.work("default") as (tx, _):
        (row,) = await tx.find(Token)
        old = row.expires_at - timedelta(days=400)
        await tx.add(
            *(
                replace(row, token_hash=f"old-{number}", expires_at=old + timedelta(hours=number))
                for number in range(BATCH + 50)
            )
        )
    await house.tokens("posting")
    async with house.desk.look("default") as (tx, _):
        left = sorted(token.token_hash for token in await tx.find(Token))
    assert len(left) == 2 + 50
    assert "old-99" not in left
    assert "old-100" in left
