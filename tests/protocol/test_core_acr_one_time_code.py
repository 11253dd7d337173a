"""The one-time code behind the second level: how often, how long, how many tries."""

import pytest

from sandbox.domain.assurance import Assurance
from sandbox.domain.events import Event
from sandbox.domain.provider import OneTimeCode
from tests.protocol.house import Browser, House, hidden_fields, sent_back
from tests.protocol.second_factor import mailed

TWO = Assurance.PASSWORD_AND_CODE.value


async def test_five_wrong_codes_void_it_and_another_can_be_sent(house: House) -> None:
    """The right code comes too late after five wrong ones; the next code serves."""
    browser = house.browser()
    await browser.code()
    where = (await browser.authorize(acr_values=TWO)).headers["location"]
    right = await mailed(house)
    wrong = "000000" if right != "000000" else "000001"
    for left in (4, 3, 2, 1):
        page = await browser.http.post(where, data={**await fields(browser, where), "code": wrong})
        assert page.status_code == 422
        assert f"restent\u00a0: {left}." in page.text
    for typed in (wrong, right):
        page = await browser.http.post(where, data={**await fields(browser, where), "code": typed})
        assert page.status_code == 422
        assert "ne sert plus" in page.text
    again = await browser.http.post(where, data={**await fields(browser, where), "envoi": "oui"})
    assert again.headers["location"] == where
    assert "code" in sent_back(await browser.fill(where, code=await mailed(house)))


async def fields(browser: Browser, where: str) -> dict[str, str]:
    """Hidden fields of a page."""
    return hidden_fields((await browser.http.get(where)).text)


async def test_a_code_serves_ten_minutes(house: House) -> None:
    """One second before its end it serves; at its end another has to be asked for."""
    for wait, serves in ((599, True), (600, False)):
        browser = house.browser()
        await browser.code()
        where = (await browser.authorize(acr_values=TWO)).headers["location"]
        code = await mailed(house)
        house.watch.forward(wait)
        data = {**await fields(browser, where), "code": code}
        assert ((await browser.http.post(where, data=data)).status_code == 303) is serves


async def test_reloading_sends_nothing_and_asking_is_bounded(house: House) -> None:
    """A code is sent once however often the page is fetched, and five an hour by the button."""
    browser = house.browser()
    await browser.code()
    where = (await browser.authorize(acr_values=TWO)).headers["location"]
    await browser.http.get(
        where.replace("/connexion/code?demande=", "/oidc/authorize/") + "/resume"
    )
    assert len(await house.journal(Event.ONE_TIME_CODE_SENT)) == 1
    for _ in range(4):
        data = {**await fields(browser, where), "envoi": "oui"}
        assert (await browser.http.post(where, data=data)).status_code == 303
    last = await mailed(house)
    data = {**await fields(browser, where), "envoi": "oui"}
    refused = await browser.http.post(where, data=data)
    assert refused.status_code == 429
    assert "Trop de codes" in refused.text
    assert len(await house.journal(Event.ONE_TIME_CODE_SENT)) == 5
    assert "code" in sent_back(await browser.fill(where, code=last))


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "١٢٣٤٥٦", "0x1F60", "é" * 5000, "1\u00002"]
)
async def test_what_can_be_no_code_is_not_counted(house: House, code: str) -> None:
    """A slip of the hand, or mischief, costs no try and is no error of ours."""
    browser = house.browser()
    await browser.code()
    where = (await browser.authorize(acr_values=TWO)).headers["location"]
    page = await browser.http.post(where, data={**await fields(browser, where), "code": code})
    assert page.status_code in {400, 413, 422}
    async with house.desk.look("default") as (tx, _):
        assert [each.failures for each in await tx.find(OneTimeCode)] == [0]
