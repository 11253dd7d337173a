"""Levels of assurance (Core sections 3.1.2.1 and 5.5.1.1): asked for, reached, told, refused."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sandbox.domain.assurance import Assurance
from sandbox.domain.events import Event
from sandbox.domain.model import Person
from sandbox.domain.provider import Client
from tests.protocol.cast import TWO_HATS
from tests.protocol.house import Browser, House, claims_of, sent_back
from tests.protocol.second_factor import CODE, mailed

ONE, TWO = (level.value for level in Assurance)
UNMET = "unmet_authentication_requirements"


def essential(*values: str) -> str:
    """A `claims` parameter that demands one of these levels."""
    return json.dumps({"id_token": {"acr": {"essential": True, "values": list(values)}}})


async def told(house: House, code: str) -> dict[str, Any]:
    """Claims of the ID token of an authorization code."""
    response = await house.redeem(code)
    assert response.status_code == 200, response.text
    return claims_of(response.json()["id_token"])


async def raised(house: House, browser: Browser, **params: str) -> dict[str, Any]:
    """What is told of somebody signed in who types the code that the request calls for."""
    page = await browser.authorize(**params)
    assert page.headers["location"].startswith(CODE), page.headers["location"]
    answer = await browser.fill(page, code=await mailed(house))
    return await told(house, sent_back(answer)["code"])


async def test_both_levels_are_announced(house: House) -> None:
    """Discovery lists them, the lower one first, so that asking for all asks for the password."""
    metadata = (await house.http.get("/.well-known/openid-configuration")).json()
    assert metadata["acr_values_supported"] == [ONE, TWO]
    assert metadata["display_values_supported"] == ["page", "popup", "touch", "wap"]


async def test_a_password_and_a_code_from_scratch(house: House) -> None:
    """The sign-in is followed by the code, and the token tells the level and the methods."""
    browser = house.browser()
    page = await browser.sign_in(await browser.authorize(acr_values=TWO))
    assert page.headers["location"].startswith(CODE)
    answer = await browser.fill(page, code=await mailed(house))
    claims = await told(house, sent_back(answer)["code"])
    assert (claims["acr"], claims["amr"]) == (TWO, ["pwd", "otp", "mfa"])
    names = (Event.ONE_TIME_CODE_SENT, Event.ONE_TIME_CODE_ACCEPTED)
    facts = [fact for name in names for fact in await house.journal(name)]
    assert [fact.subject for fact in facts] == ["acc_marguerite"] * 2
    digits = await mailed(house)
    assert all(digits not in str(fact.data) for fact in facts)


async def test_a_session_is_stepped_up_by_the_code_alone(house: House) -> None:
    """No password again: same sid and auth_time, a higher level, and a new handle."""
    browser = house.browser()
    before = await told(house, await browser.code())
    house.watch.forward(60)
    cookie = dict(browser.http.cookies)
    after = await raised(house, browser, acr_values=TWO)
    assert (before["acr"], after["acr"]) == (ONE, TWO)
    assert after["sid"] == before["sid"]
    assert after["auth_time"] == before["auth_time"]
    assert dict(browser.http.cookies) != cookie
    browser.http.cookies.clear()
    browser.http.cookies.update(cookie)
    old = await browser.authorize(acr_values=TWO)
    assert old.headers["location"].startswith(CODE)


async def test_a_code_is_skipped_as_long_as_the_session(house: House) -> None:
    """Eight hours less a second later the level still stands; signing in again gives it up."""
    browser = house.browser()
    await browser.code()
    await raised(house, browser, acr_values=TWO)
    house.watch.forward(8 * 3600 - 1)
    again = await told(house, sent_back(await browser.authorize(acr_values=TWO))["code"])
    assert again["acr"] == TWO
    page = await browser.sign_in(await browser.authorize(prompt="login", acr_values=TWO))
    assert page.headers["location"].startswith(CODE)


async def test_prompt_login_needs_the_password_before_the_code(house: House) -> None:
    """A code typed straight away is no sign-in: prompt=login and max_age=0 still ask for one."""
    for asked in ({"prompt": "login"}, {"max_age": "0"}):
        browser = house.browser()
        await browser.code()
        page = await browser.authorize(acr_values=TWO)
        demande = (await browser.authorize(acr_values=TWO, **asked)).headers["location"]
        answer = await browser.fill(
            page.headers["location"].partition("=")[0] + "=" + demande.partition("=")[2],
            code=await mailed(house),
        )
        assert answer.headers["location"].startswith("/connexion?demande=")
        over = await browser.sign_in(answer)
        assert over.headers["location"].startswith(CODE)


@pytest.mark.parametrize(
    ("values", "level"),
    [
        (f"{ONE} {TWO}", ONE),
        (f"urn:nobody:knows {ONE}", ONE),
        ("urn:nobody:knows", ONE),
        ("x" * 2000, ONE),
    ],
)
async def test_voluntary_values_a_password_meets(house: House, values: str, level: str) -> None:
    """The first known value counts, and unknown ones are passed over."""
    assert (await told(house, await house.browser().code(acr_values=values)))["acr"] == level


@pytest.mark.parametrize("values", [f"{TWO} {ONE}", f"urn:nobody:knows {TWO}"])
async def test_the_first_known_value_is_the_one_tried(house: House, values: str) -> None:
    """A higher level that is preferred is asked for, even where the lower would do."""
    browser = house.browser()
    await browser.code()
    assert (await raised(house, browser, acr_values=values))["acr"] == TWO


async def test_a_higher_session_tells_the_lower_level_it_covers(house: House) -> None:
    """An essential value comes back as it was sent, whatever else the session reached."""
    browser = house.browser()
    await browser.code()
    await raised(house, browser, acr_values=TWO)
    code = sent_back(await browser.authorize(claims=essential(ONE)))["code"]
    assert (await told(house, code))["acr"] == ONE
    code = sent_back(await browser.authorize())["code"]
    assert (await told(house, code))["acr"] == TWO


async def test_an_essential_level_is_reached(house: House) -> None:
    """The `claims` parameter asks for the code as acr_values does."""
    browser = house.browser()
    await browser.code()
    claims = await raised(house, browser, claims=essential("urn:nobody:knows", TWO))
    assert claims["acr"] == TWO


@pytest.mark.parametrize("prompt", ["", "none", "login"])
async def test_an_essential_level_that_nobody_knows_fails(house: House, prompt: str) -> None:
    """The client is told at once, before anybody is asked for anything."""
    answer = sent_back(
        await house.browser().authorize(claims=essential("urn:nobody:knows"), prompt=prompt)
    )
    assert answer["error"] == UNMET
    (fact,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert fact.data["cite"] == "OpenID Connect Core section 5.5.1.1"


async def test_somebody_without_an_address_cannot_reach_the_second_level(house: House) -> None:
    """Essential, it fails; voluntary, the password is what there is."""
    async with house.desk.work("default") as (tx, _):
        person = await tx.need(Person, "per_marguerite")
        await tx.save(replace(person, email=""))
    browser = house.browser()
    assert (await told(house, await browser.code(acr_values=TWO)))["acr"] == ONE
    assert sent_back(await browser.authorize(claims=essential(TWO)))["error"] == UNMET
    code = sent_back(await browser.authorize(claims=essential(TWO, ONE)))["code"]
    assert (await told(house, code))["acr"] == ONE


async def test_prompt_none_shows_no_page_and_sends_no_code(house: House) -> None:
    """interaction_required where the code would be asked for, unless a listed level is met."""
    browser = house.browser()
    await browser.code()
    for asked in ({"acr_values": TWO}, {"claims": essential(TWO)}):
        answer = sent_back(await browser.authorize(prompt="none", **asked))
        assert answer["error"] == "interaction_required"
    code = sent_back(await browser.authorize(prompt="none", acr_values=f"{TWO} {ONE}"))["code"]
    assert (await told(house, code))["acr"] == ONE
    assert await house.journal(Event.ONE_TIME_CODE_SENT) == []


async def test_a_client_may_register_the_level_it_wants(house: House) -> None:
    """default_acr_values count where a request says nothing, and give way where it does."""
    async with house.desk.work("default") as (tx, _):
        row = await tx.need(Client, "portal")
        metadata = {**row.metadata, "default_acr_values": [TWO]}
        await tx.save(replace(row, metadata=metadata))
    browser = house.browser()
    assert (await told(house, await browser.code(acr_values=ONE)))["acr"] == ONE
    assert (await raised(house, browser))["acr"] == TWO


async def test_a_refresh_keeps_the_level(house: House) -> None:
    """The ID token of a refresh tells the level of the sign-in behind it."""
    browser = house.browser()
    await browser.code()
    page = await browser.authorize(acr_values=TWO, scope="openid offline_access")
    answer = await browser.fill(page, code=await mailed(house))
    tokens = (await house.redeem(sent_back(answer)["code"])).json()
    fresh = (await house.refresh(tokens["refresh_token"])).json()
    assert claims_of(fresh["id_token"])["acr"] == TWO


async def test_the_organisation_comes_before_the_code_and_the_consent_after(house: House) -> None:
    """One page after another: password, organisation, code, consent."""
    browser = house.browser()
    asked = {"acr_values": TWO, "prompt": "login consent"}
    page = await browser.sign_in(await browser.authorize(**asked), TWO_HATS)
    assert page.headers["location"].startswith("/connexion/organisation?")
    page = await browser.fill(page, organisation="org_rivage")
    assert page.headers["location"].startswith(CODE)
    page = await browser.fill(page, code=await mailed(house))
    assert page.headers["location"].startswith("/connexion/consentement?")
    code = sent_back(await browser.fill(page, decision="accepter"))["code"]
    assert (await told(house, code))["acr"] == TWO
