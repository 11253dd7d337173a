"""Initiating User Registration via OpenID Connect 1.0: prompt=create opens the enrolment."""

import pytest

from tests.protocol.house import Browser, House, hidden_fields, sent_back


async def sent_to_enrol(browser: Browser, **params: str) -> str:
    """The page a person is sent to by prompt=create, once she is there."""
    page = await browser.authorize(prompt="create", **params)
    where = page.headers["location"]
    assert where.startswith("/inscription?demande="), where
    there = await browser.http.get(where)
    assert there.headers["location"] == "/inscription"
    return (await browser.http.get("/inscription")).text


async def test_it_is_announced(house: House) -> None:
    """Discovery lists the value among prompt_values_supported (section 4.2)."""
    metadata = (await house.http.get("/.well-known/openid-configuration")).json()
    assert "create" in metadata["prompt_values_supported"]


async def test_the_enrolment_opens_and_tells_who_waits(house: House) -> None:
    """The journey names the application and offers to sign in instead, or to give up."""
    page = await sent_to_enrol(house.browser())
    assert "«\u00a0portal\u00a0» vous envoie" in page
    assert "/connexion?demande=" in page
    assert "/connexion/abandon" in page


async def test_signing_in_afterwards_brings_the_code(house: House) -> None:
    """Whoever has enrolled, or had a user code all along, signs in and returns with a code."""
    browser = house.browser()
    page = await sent_to_enrol(browser)
    request_id = hidden_fields(page)["demande"]
    code = sent_back(await browser.fill(f"/connexion?demande={request_id}", **TYPED))["code"]
    assert (await house.redeem(code)).status_code == 200
    afterwards = (await browser.http.get("/inscription")).text
    assert "demande" not in hidden_fields(afterwards)
    assert "demande=" not in afterwards
    assert request_id not in afterwards


async def test_giving_up_is_told_as_access_denied(house: House) -> None:
    """A person who changes her mind goes back to the application without a code."""
    browser = house.browser()
    page = await sent_to_enrol(browser)
    gone = await browser.http.post("/connexion/abandon", data=hidden_fields(page))
    answer = sent_back(await browser.follow(gone))
    assert (answer["error"], answer["state"]) == ("access_denied", "s-1")


async def test_a_session_does_not_answer_for_a_new_account(house: House) -> None:
    """Somebody signed in sees the enrolment all the same, and must sign in anew to be answered."""
    browser = house.browser()
    await browser.code()
    page = await sent_to_enrol(browser)
    resume = f"/oidc/authorize/{hidden_fields(page)['demande']}/resume"
    back = await browser.http.get(resume)
    assert back.headers["location"].startswith("/inscription?demande=")


@pytest.mark.parametrize("other", ["none", "login", "consent", "select_account"])
async def test_it_goes_with_no_other_value(house: House, other: str) -> None:
    """Values that contradict each other are refused (section 4.1)."""
    answer = sent_back(await house.browser().authorize(prompt=f"create {other}"))
    assert answer["error"] == "invalid_request"


async def test_the_journey_speaks_the_language_asked_for(house: House) -> None:
    """The locales of the request hold for the whole journey, which carries no request."""
    page = await sent_to_enrol(house.browser(), ui_locales="en-CA fr")
    assert '<html lang="en-CA">' in page
    assert "“portal” sends you" in page


async def test_a_request_that_is_over_is_forgotten(house: House) -> None:
    """After its hour the journey goes on for its own sake, and the old address says it is over."""
    browser = house.browser()
    page = await sent_to_enrol(browser)
    request_id = hidden_fields(page)["demande"]
    house.watch.forward(3601)
    late = await browser.http.get("/inscription")
    assert "portal" not in late.text
    assert "set-cookie" in late.headers
    assert "set-cookie" not in (await browser.http.get("/inscription")).headers
    assert (await browser.http.get(f"/inscription?demande={request_id}")).status_code == 410


@pytest.mark.parametrize("request_id", ["x", "%00", "é" * 900, "%ED%A0%80"])
async def test_a_request_that_is_nobodys_is_said_to_be_over(house: House, request_id: str) -> None:
    """A made-up request leads to the page that says so."""
    answer = await house.http.get(f"/inscription?demande={request_id}")
    assert answer.status_code in {400, 410}


TYPED = {"code_utilisateur": "RSEACT24", "mot_de_passe": "quatre-flocons-de-neige"}
