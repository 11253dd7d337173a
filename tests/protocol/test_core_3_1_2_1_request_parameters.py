"""OpenID Connect Core section 3.1.2.1: the parameters of an authentication request."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.domain.provider import Client
from tests.protocol.cast import RSE, TWO_HATS, USER
from tests.protocol.house import CHALLENGE, SITE, House, hidden_fields, sent_back


async def test_prompt_none_without_a_session(house: House) -> None:
    """With prompt=none and nobody signed in the client is told login_required."""
    answer = sent_back(await house.browser().authorize(prompt="none"))
    assert answer["error"] == "login_required"
    assert (answer["iss"], answer["state"]) == (SITE, "s-1")


async def test_prompt_none_with_a_session(house: House) -> None:
    """With prompt=none and a session the code comes at once."""
    browser = house.browser()
    await browser.code()
    assert "code" in sent_back(await browser.authorize(prompt="none"))


@pytest.mark.parametrize("prompt", ["login", "login select_account"])
async def test_prompt_login_asks_again(house: House, prompt: str) -> None:
    """With prompt=login a session is not enough, even on a clock that stands still."""
    browser = house.browser()
    await browser.code()
    house.watch.forward(60)
    page = await browser.authorize(prompt=prompt)
    request_id = page.headers["location"].rpartition("=")[2]
    skipped = await browser.http.get(f"/oidc/authorize/{request_id}/resume")
    assert skipped.headers["location"].startswith("/connexion?")
    code = sent_back(await browser.sign_in(page))["code"]
    told = await house.read((await house.redeem(code)).json()["id_token"])
    assert told["auth_time"] == int(house.watch.now)


async def test_prompt_login_is_not_skipped_on_a_frozen_clock(house: House) -> None:
    """The sign-in that prompt=login asks for is told from the one before at the same second."""
    browser = house.browser()
    await browser.code()
    page = await browser.authorize(prompt="login")
    request_id = page.headers["location"].rpartition("=")[2]
    skipped = await browser.http.get(f"/oidc/authorize/{request_id}/resume")
    assert skipped.headers["location"].startswith("/connexion?")


async def test_a_session_older_than_max_age(house: House) -> None:
    """A session older than max_age must sign in again, and auth_time moves."""
    browser = house.browser()
    await browser.code()
    house.watch.forward(2)
    page = await browser.authorize(max_age="1")
    code = sent_back(await browser.sign_in(page))["code"]
    told = await house.read((await house.redeem(code)).json()["id_token"])
    assert told["auth_time"] == int(house.watch.now)


@pytest.mark.parametrize("max_age", ["10000", "9" * 400, "0010000"])
async def test_a_session_younger_than_max_age(house: House, max_age: str) -> None:
    """A session younger than max_age is enough, however large the number is."""
    browser = house.browser()
    await browser.code()
    house.watch.forward(60)
    code = sent_back(await browser.authorize(max_age=max_age))["code"]
    told = await house.read((await house.redeem(code)).json()["id_token"])
    assert told["auth_time"] == int(house.watch.now) - 60


async def test_max_age_0_is_a_fresh_sign_in(house: House) -> None:
    """max_age=0 asks for a sign-in whatever the session, even in the same second."""
    browser = house.browser()
    await browser.code()
    page = await browser.authorize(max_age="0")
    assert page.headers["location"].startswith("/connexion?")
    assert "code" in sent_back(await browser.sign_in(page))


async def test_a_hint_of_the_person_signed_in(house: House) -> None:
    """A hint of the person who is signed in, even expired, lets prompt=none through."""
    browser = house.browser()
    tokens = (await house.redeem(await browser.code())).json()
    house.watch.forward(2 * 3600)
    answer = await browser.authorize(prompt="none", id_token_hint=tokens["id_token"])
    assert "code" in sent_back(answer)


async def test_a_hint_of_somebody_else_is_login_required(house: House) -> None:
    """A session of another person than the hinted one does not answer for him."""
    hinted = await house.tokens()
    browser = house.browser()
    await browser.code(who=USER)
    answer = await browser.authorize(prompt="none", id_token_hint=hinted["id_token"])
    assert sent_back(answer)["error"] == "login_required"


async def test_another_person_than_the_hinted_one_gets_no_code(house: House) -> None:
    """Who signs in as another person than the hint names is sent back with login_required."""
    hinted = await house.tokens()
    browser = house.browser()
    page = await browser.authorize(id_token_hint=hinted["id_token"])
    answer = sent_back(await browser.sign_in(page, USER))
    assert answer["error"] == "login_required"
    right = house.browser()
    page = await right.authorize(id_token_hint=hinted["id_token"])
    assert "code" in sent_back(await right.sign_in(page, RSE))


async def test_a_session_of_another_than_the_hinted_one_may_give_way(house: House) -> None:
    """Somebody else's session shows the sign-in page, where the person hinted at can sign in."""
    hinted = await house.tokens()
    browser = house.browser()
    await browser.code(who=USER)
    page = await browser.authorize(id_token_hint=hinted["id_token"])
    assert "code" in sent_back(await browser.sign_in(page, RSE))


@pytest.mark.parametrize("prompt", ["consent", "select_account", "create", "login"])
async def test_a_request_by_post_meets_the_same_pages(house: House, prompt: str) -> None:
    """What is asked by POST leads, once back with its cookie, where a GET would."""
    browser = house.browser()
    await browser.code()
    by_get = await browser.authorize(prompt=prompt)
    asked = dict(parse_qsl(urlsplit(str(by_get.request.url)).query))
    stored = await browser.http.post("/oidc/authorize", data=asked)
    by_post = await browser.http.get(stored.headers["location"])
    page, same = (each.headers["location"].partition("?")[0] for each in (by_get, by_post))
    assert page == same


async def test_a_hint_issued_to_another_client_is_refused(house: House) -> None:
    """An ID token that another client received proves nothing here."""
    hinted = await house.tokens("edwards")
    answer = await house.browser().authorize(id_token_hint=hinted["id_token"])
    assert sent_back(answer)["error"] == "invalid_request"


@pytest.mark.parametrize(
    "params",
    [
        {"display": "popup"},
        {"acr_values": "urn:x 1"},
        {"claims": '{"userinfo": {"name": {"essential": true}}}'},
        {"claims_locales": "fr-CA se"},
        {"login_hint": "quelqu’un"},
        {"ui_locales": "se zz"},
        {"nonce": ""},
        {"state": ""},
    ],
)
async def test_display_acr_values_claims_and_locales(house: House, params: dict[str, str]) -> None:
    """Parameters that the provider need not obey make nothing fail."""
    answer = await house.browser().answer(**params)
    assert "code" in answer
    assert ("state" in answer) == ("state" not in params)


async def test_ui_locales_choose_the_language(house: House) -> None:
    """The sign-in page speaks the language that the client asked for."""
    browser = house.browser()
    page = await browser.authorize(ui_locales="en-CA fr")
    shown = await browser.http.get(page.headers["location"])
    assert '<html lang="en' in shown.text


async def test_a_request_may_come_by_post(house: House) -> None:
    """A request by POST is stored, bound to the browser by a GET, and answered once."""
    browser = house.browser()
    params = {"response_type": "code", "client_id": "portal", "scope": "openid", "state": "s-1"}
    params |= {"redirect_uri": "http://127.0.0.1:8401/callback", "nonce": "n-1"}
    params |= {"code_challenge": CHALLENGE.rstrip(b"=").decode(), "code_challenge_method": "S256"}
    stored = await house.http.post("/oidc/authorize", data=params)
    assert stored.status_code == 303
    assert "set-cookie" not in stored.headers
    page = await browser.http.get(stored.headers["location"])
    answer = sent_back(await browser.sign_in(page))
    assert (await house.redeem(answer["code"])).status_code == 200
    assert (await browser.http.get(stored.headers["location"])).status_code == 400


async def test_a_post_finds_the_session_of_the_browser(house: House) -> None:
    """A POST from another site loses no session: its continuation carries the cookie."""
    browser = house.browser()
    await browser.code()
    params = {"response_type": "code", "client_id": "portal", "scope": "openid"}
    params |= {"redirect_uri": "http://127.0.0.1:8401/callback", "prompt": "none"}
    stored = await house.http.post("/oidc/authorize", data=params)
    assert "code" in sent_back(await browser.http.get(stored.headers["location"]))


async def test_a_stored_request_is_bound_once(house: House) -> None:
    """Neither a POST that a browser took up nor a request by GET passes to another browser."""
    params = {"response_type": "code", "client_id": "portal", "scope": "openid"}
    params["redirect_uri"] = "http://127.0.0.1:8401/callback"
    stored = await house.http.post("/oidc/authorize", data=params)
    mine, stranger = house.browser(), house.browser()
    page = await mine.http.get(stored.headers["location"])
    direct = await mine.authorize()
    for taken in (page, direct):
        request_id = taken.headers["location"].rpartition("=")[2]
        refused = await stranger.http.get(f"/oidc/authorize/{request_id}")
        assert refused.status_code == 400
    assert "code" in sent_back(await mine.sign_in(page))


async def test_form_post_posts_the_code(house: House) -> None:
    """response_mode=form_post answers with a form that works without JavaScript."""
    browser = house.browser()
    page = await browser.authorize(response_mode="form_post")
    answer = await browser.sign_in(page)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert 'action="http://127.0.0.1:8401/callback"' in answer.text
    assert "<button" in answer.text
    fields = hidden_fields(answer.text)
    assert (fields["state"], fields["iss"]) == ("s-1", SITE)
    assert (await house.redeem(fields["code"])).status_code == 200


async def test_a_stored_request_waits_an_hour(house: House) -> None:
    """After an hour of the protocol hand a stored request can no longer be answered."""
    browser = house.browser()
    page = await browser.authorize()
    request_id = page.headers["location"].rpartition("=")[2]
    house.watch.forward(3600)
    response = await browser.http.get(f"/oidc/authorize/{request_id}/resume")
    assert response.status_code == 400


async def test_default_max_age_holds_where_none_is_asked(house: House) -> None:
    """A client registered with default_max_age gets no code from an older session."""
    async with house.desk.work("default") as (tx, _):
        row = await tx.need(Client, "portal")
        await tx.save(replace(row, metadata={**row.metadata, "default_max_age": 60}))
    browser = house.browser()
    await browser.code()
    house.watch.forward(61)
    assert sent_back(await browser.authorize(prompt="none"))["error"] == "login_required"
    assert "code" in sent_back(await browser.authorize(prompt="none", max_age="3600"))


async def test_an_organisation_not_chosen_yet_must_be_chosen(house: House) -> None:
    """A session that acts for nobody yet leads to the choice, or to interaction_required."""
    browser = house.browser()
    await browser.sign_in(await browser.authorize(), TWO_HATS)
    silent = sent_back(await browser.authorize(prompt="none"))
    assert silent["error"] == "interaction_required"
    page = await browser.authorize()
    assert page.headers["location"].startswith("/connexion/organisation?demande=")
