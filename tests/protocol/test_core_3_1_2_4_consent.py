"""OpenID Connect Core section 3.1.2.4: a person agrees, or not, to what an application asks."""

import json

import httpx2
import pytest

from sandbox.domain.events import Event
from tests.protocol.cast import RSE, TWO_HATS, USER
from tests.protocol.house import Browser, House, claims_of, hidden_fields, sent_back

CONSENT = "/connexion/consentement?demande="


async def asked(browser: Browser, **params: str) -> httpx2.Response:
    """A request with prompt=consent of somebody signed in, which leads to the page for it."""
    page = await browser.authorize(prompt="consent", **params)
    assert page.headers["location"].startswith(CONSENT), page.headers["location"]
    return page


async def test_agreeing_brings_the_code_and_a_journal_line(house: House) -> None:
    """The page stands between the session and the code, and the journal tells what was agreed."""
    browser = house.browser()
    await browser.code()
    page = await asked(browser, scope="openid profile")
    request_id = page.headers["location"].rpartition("=")[2]
    skipped = await browser.http.get(f"/oidc/authorize/{request_id}/resume")
    assert skipped.headers["location"].startswith(CONSENT)
    code = sent_back(await browser.fill(page, decision="accepter"))["code"]
    assert (await house.redeem(code)).status_code == 200
    (fact,) = await house.journal(Event.CONSENT_GIVEN)
    assert (fact.subject, fact.organisation_id) == ("acc_marguerite", "org_tournevent")
    assert fact.data == {"client_id": "portal", "scope": "openid profile"}


async def test_refusing_is_told_as_access_denied(house: House) -> None:
    """The client learns access_denied and nothing else, once; the session goes on."""
    browser = house.browser()
    await browser.code()
    page = await asked(browser)
    answer = sent_back(await browser.fill(page, decision="refuser"))
    assert (answer["error"], answer["state"]) == ("access_denied", "s-1")
    assert answer["error_description"] == "The person refused what was asked for."
    assert [fact.subject for fact in await house.journal(Event.CONSENT_REFUSED)] == [
        "acc_marguerite"
    ]
    again = await browser.http.get(page.headers["location"])
    assert again.status_code == 410
    assert "code" in sent_back(await browser.authorize(prompt="none"))


async def test_prompt_login_consent_asks_both_in_order(house: House) -> None:
    """The password comes first, then the consent, then the code."""
    browser = house.browser()
    await browser.code()
    house.watch.forward(60)
    page = await browser.authorize(prompt="login consent")
    consent = await browser.sign_in(page)
    assert consent.headers["location"].startswith(CONSENT)
    code = sent_back(await browser.fill(consent, decision="accepter"))["code"]
    told = claims_of((await house.redeem(code)).json()["id_token"])
    assert told["auth_time"] == int(house.watch.now)


async def test_a_consent_holds_for_one_request_only(house: House) -> None:
    """The next prompt=consent asks again, and a request without it never asks."""
    browser = house.browser()
    await browser.code()
    await browser.fill(await asked(browser), decision="accepter")
    await asked(browser)
    assert "code" in sent_back(await browser.authorize())
    assert "code" in sent_back(await browser.authorize(prompt="none"))


async def test_the_consent_of_one_person_is_not_that_of_another(house: House) -> None:
    """Whoever signs in after somebody agreed is asked herself."""
    browser = house.browser()
    await browser.code()
    page = await asked(browser)
    where = page.headers["location"]
    form = await browser.http.get(where)
    agreed = {**hidden_fields(form.text), "decision": "accepter"}
    resume = (await browser.http.post(where, data=agreed)).headers["location"]
    elsewhere = await browser.http.get("/connexion")
    typed = {"code_utilisateur": USER, "mot_de_passe": "quatre-flocons-de-neige"}
    await browser.http.post("/connexion", data={**hidden_fields(elsewhere.text), **typed})
    answer = await browser.http.get(resume)
    assert answer.headers["location"].startswith(CONSENT)


async def test_the_consent_for_one_organisation_is_not_that_for_another(house: House) -> None:
    """Whoever changes the organisation after agreeing is asked for the new one."""
    browser = house.browser()
    chosen = await browser.sign_in(await browser.authorize(), TWO_HATS)
    assert "code" in sent_back(await browser.fill(chosen, organisation="org_rivage"))
    page = await asked(browser)
    where = page.headers["location"]
    form = await browser.http.get(where)
    assert "Rivage Doux" in form.text
    agreed = {**hidden_fields(form.text), "decision": "accepter"}
    resume = (await browser.http.post(where, data=agreed)).headers["location"]
    choice = await browser.http.get("/connexion/organisation")
    other = {**hidden_fields(choice.text), "organisation": "org_tournevent"}
    await browser.http.post("/connexion/organisation", data=other)
    answer = await browser.http.get(resume)
    assert answer.headers["location"].startswith(CONSENT)
    assert "Tournevent" in (await browser.http.get(answer.headers["location"])).text


async def test_the_page_tells_scopes_and_single_claims_in_words(house: House) -> None:
    """Scopes, and claims that no scope brings, are in words; what is not granted is not told."""
    browser = house.browser()
    await browser.code()
    claims = {"userinfo": {"given_name": None, "email": None, "secret_of_state": None}}
    page = await asked(browser, scope="openid email", claims=json.dumps(claims))
    shown = (await browser.http.get(page.headers["location"])).text
    assert "votre adresse de courriel" in shown
    assert shown.count("votre adresse de courriel") == 1
    assert "votre prénom" in shown
    assert "secret_of_state" not in shown
    assert "Marguerite Oulette" in shown


@pytest.mark.parametrize("decision", ["", "peut-être", "accepter\u0000", "é" * 5000])
async def test_no_decision_is_neither_yes_nor_no(house: House, decision: str) -> None:
    """Anything but one of the two buttons shows the page again, or is refused as no form."""
    browser = house.browser()
    await browser.code()
    page = await asked(browser)
    where = page.headers["location"]
    fields = hidden_fields((await browser.http.get(where)).text)
    answer = await browser.http.post(where, data={**fields, "decision": decision})
    assert answer.status_code in {400, 413, 422}
    assert "code" in sent_back(await browser.fill(where, decision="accepter"))


async def test_a_consent_needs_the_token_of_the_form(house: House) -> None:
    """A form sent from elsewhere agrees to nothing."""
    browser = house.browser()
    await browser.code()
    where = (await asked(browser)).headers["location"]
    assert (await browser.http.post(where, data={"decision": "accepter"})).status_code == 403
    assert await house.journal(Event.CONSENT_GIVEN) == []


async def test_a_consent_of_another_browser_is_worth_nothing(house: House) -> None:
    """The page belongs to the browser that asked."""
    browser, other = house.browser(), house.browser()
    await browser.code()
    await other.code(who=RSE)
    where = (await asked(browser)).headers["location"]
    assert (await other.http.get(where)).status_code == 410


async def test_a_session_that_ended_meanwhile_is_told(house: House) -> None:
    """Agreeing after the session has ended asks for a sign-in and decides nothing."""
    browser = house.browser()
    await browser.code()
    where = (await asked(browser)).headers["location"]
    fields = hidden_fields((await browser.http.get(where)).text)
    house.watch.forward(8 * 3600 - 1)
    later = await browser.authorize(prompt="consent")
    where = later.headers["location"]
    house.watch.forward(1)
    answer = await browser.http.post(where, data={**fields, "decision": "accepter"})
    assert answer.status_code == 409
    assert (await browser.http.get(where)).headers["location"].startswith("/connexion?demande=")
