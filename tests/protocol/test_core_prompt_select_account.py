"""OpenID Connect Core section 3.1.2.1, prompt=select_account: which account an application sees."""

import pytest

from sandbox.domain.events import Event
from tests.protocol.cast import TWO_HATS, USER
from tests.protocol.house import House, claims_of, hidden_fields, sent_back

SELECT = "/connexion/compte?demande="


async def test_a_session_is_shown_and_can_be_kept(house: House) -> None:
    """The session goes on with its auth_time, after the person said that it is hers."""
    browser = house.browser()
    await browser.code()
    signed_in_at = int(house.watch.now)
    house.watch.forward(60)
    page = await browser.authorize(prompt="select_account")
    assert page.headers["location"].startswith(SELECT)
    shown = (await browser.http.get(page.headers["location"])).text
    assert "Marguerite Oulette" in shown
    assert "RSEACT24" not in shown
    request_id = page.headers["location"].rpartition("=")[2]
    skipped = await browser.http.get(f"/oidc/authorize/{request_id}/resume")
    assert skipped.headers["location"].startswith(SELECT)
    code = sent_back(await browser.fill(page, choix="continuer"))["code"]
    told = claims_of((await house.redeem(code)).json()["id_token"])
    assert told["auth_time"] == signed_in_at
    assert len(await house.journal(Event.ACCOUNT_SELECTED)) == 1


async def test_another_account_can_be_used(house: House) -> None:
    """The other button leads to the sign-in, and whoever signs in is the one who is told."""
    browser = house.browser()
    first = claims_of((await house.redeem(await browser.code())).json()["id_token"])
    page = await browser.authorize(prompt="select_account")
    form = await browser.fill(page, choix="autre")
    code = sent_back(await browser.sign_in(form, USER))["code"]
    told = claims_of((await house.redeem(code)).json()["id_token"])
    assert told["sub"] != first["sub"]
    assert told["sid"] != first["sid"]


async def test_without_a_session_the_sign_in_is_the_choice(house: House) -> None:
    """Nobody signed in: the sign-in page, and no second question."""
    browser = house.browser()
    page = await browser.authorize(prompt="select_account")
    assert page.headers["location"].startswith("/connexion?demande=")
    assert "code" in sent_back(await browser.sign_in(page))


async def test_the_organisation_is_chosen_again(house: House) -> None:
    """A person of several organisations says once more for which one she acts."""
    browser = house.browser()
    chosen = await browser.sign_in(await browser.authorize(), TWO_HATS)
    await browser.fill(chosen, organisation="org_rivage")
    page = await browser.authorize(prompt="select_account", scope="openid entreprise")
    choice = await browser.fill(page, choix="continuer")
    assert choice.headers["location"].startswith("/connexion/organisation?demande=")
    code = sent_back(await browser.fill(choice, organisation="org_tournevent"))["code"]
    told = claims_of((await house.redeem(code)).json()["id_token"])
    assert told["organisation"]["id"] == "org_tournevent"


async def test_login_hint_is_filled_in_for_the_other_account(house: House) -> None:
    """The sign-in page that follows knows whom the application thinks of."""
    browser = house.browser()
    await browser.code()
    page = await browser.authorize(prompt="select_account", login_hint="bruno@exemple.invalid")
    form = await browser.fill(page, choix="autre")
    assert f'value="{USER}"' in (await browser.http.get(form.headers["location"])).text


async def test_it_goes_with_consent(house: House) -> None:
    """The account first, then the consent."""
    browser = house.browser()
    await browser.code()
    page = await browser.authorize(prompt="consent select_account")
    consent = await browser.fill(page, choix="continuer")
    assert consent.headers["location"].startswith("/connexion/consentement?demande=")
    assert "code" in sent_back(await browser.fill(consent, decision="accepter"))


@pytest.mark.parametrize("choice", ["", "tous", "continuer "])
async def test_what_is_no_choice_shows_the_page_again(house: House, choice: str) -> None:
    """Only one of the two answers goes on; a space around it is the hand's."""
    browser = house.browser()
    await browser.code()
    where = (await browser.authorize(prompt="select_account")).headers["location"]
    fields = hidden_fields((await browser.http.get(where)).text)
    answer = await browser.http.post(where, data={**fields, "choix": choice})
    assert answer.status_code == (303 if choice.strip() == "continuer" else 422)
