"""RP-Initiated Logout 1.0: hints, confirmation, and the way back."""

from dataclasses import replace

import pytest

from sandbox.domain.events import Event
from sandbox.oidc.jose.keys import signer
from sandbox.oidc.jose.minting import signed
from tests.protocol.cast import AFTER_LOGOUT, USER
from tests.protocol.house import Browser, House, claims_of, hidden_fields, sent_back


async def signed_in(house: House, scope: str = "openid") -> tuple[Browser, dict[str, str]]:
    """A browser with a session, and the tokens of its client."""
    browser = house.browser()
    tokens = (await house.redeem(await browser.code(scope=scope))).json()
    return browser, tokens


async def still_in(browser: Browser) -> bool:
    """Whether the browser has a session."""
    return "code" in sent_back(await browser.authorize(prompt="none"))


async def test_a_hint_and_a_registered_address(house: House) -> None:
    """A hint and a registered address: the session ends and the browser goes back with state."""
    browser, tokens = await signed_in(house)
    response = await browser.http.get(
        "/oidc/logout",
        params={
            "id_token_hint": tokens["id_token"],
            "post_logout_redirect_uri": AFTER_LOGOUT,
            "state": "bye é",
        },
    )
    assert response.headers["location"].startswith(AFTER_LOGOUT)
    assert sent_back(response) == {"state": "bye é"}
    assert not await still_in(browser)
    assert not await house.active(tokens["access_token"])
    (fact,) = await house.journal(Event.LOGOUT_COMPLETED)
    assert (fact.data["client_id"], fact.data["tokens_revoked"]) == ("portal", 1)


async def test_without_a_state_none_is_added(house: House) -> None:
    """Without a state nothing is added to the address."""
    browser, tokens = await signed_in(house)
    sent = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": AFTER_LOGOUT}
    response = await browser.http.get("/oidc/logout", params=sent)
    assert response.headers["location"] == AFTER_LOGOUT


async def test_without_parameters_the_person_is_asked(house: House) -> None:
    """Without anything the person is asked, and then told on our page."""
    browser, _ = await signed_in(house)
    asked = await browser.http.get("/oidc/logout")
    assert asked.status_code == 200
    assert await still_in(browser)
    fields = hidden_fields(asked.text)
    done = await browser.http.post("/oidc/logout", data=fields)
    assert done.status_code == 200
    assert not await still_in(browser)


async def test_a_client_without_a_hint_asks_first(house: House) -> None:
    """With a client and its address but no hint the person confirms, then goes back."""
    browser, _ = await signed_in(house)
    sent = {"client_id": "portal", "post_logout_redirect_uri": AFTER_LOGOUT, "state": "s"}
    asked = await browser.http.get("/oidc/logout", params=sent)
    assert asked.status_code == 200
    done = await browser.http.post("/oidc/logout", data=hidden_fields(asked.text))
    assert done.headers["location"] == f"{AFTER_LOGOUT}?state=s"
    assert not await still_in(browser)


async def test_a_state_alone_leads_nowhere(house: House) -> None:
    """A state without an address leads nowhere: the person is asked and told."""
    browser, _ = await signed_in(house)
    asked = await browser.http.get("/oidc/logout", params={"state": "s"})
    done = await browser.http.post("/oidc/logout", data=hidden_fields(asked.text))
    assert done.status_code == 200
    assert "location" not in done.headers


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:8401/x",
        "http://127.0.0.1:8401",
        "http://evil.invalid/",
        f"{AFTER_LOGOUT}?x=1",
        "javascript:alert(1)",
        "http://x/é",
    ],
)
async def test_an_unregistered_address_is_not_gone_to(house: House, uri: str) -> None:
    """An address that is not registered to the letter is shown, never gone to."""
    browser, tokens = await signed_in(house)
    sent = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": uri}
    response = await browser.http.get("/oidc/logout", params=sent)
    assert response.status_code == 400
    assert "location" not in response.headers
    assert AFTER_LOGOUT in response.text


async def test_an_address_of_nobody_is_not_gone_to(house: House) -> None:
    """An address without anybody whose it is is not gone to."""
    response = await house.http.get(
        "/oidc/logout", params={"post_logout_redirect_uri": AFTER_LOGOUT}
    )
    assert response.status_code == 400


async def test_a_hint_tampered_with_ends_nothing(house: House) -> None:
    """A hint that was tampered with is refused and ends nothing."""
    browser, tokens = await signed_in(house)
    head, body, signature = tokens["id_token"].split(".")
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    for hint in (f"{head}.{body}.{flipped}", f"{head}.{body}.", "x", "é.é.é", "." * 20_000):
        response = await browser.http.get("/oidc/logout", params={"id_token_hint": hint})
        assert response.status_code == 400
    assert await still_in(browser)


async def test_an_expired_hint_is_accepted(house: House) -> None:
    """An ID token proves who asks long after it expired."""
    browser, tokens = await signed_in(house)
    house.watch.forward(3 * 3600)
    response = await browser.http.get("/oidc/logout", params={"id_token_hint": tokens["id_token"]})
    assert response.status_code == 200
    assert not await still_in(browser)


@pytest.mark.parametrize(
    ("changed", "typ"),
    [
        ({"iss": "https://other.invalid"}, "JWT"),
        ({"aud": ["portal", "spa"]}, "JWT"),
        ({"exp": None}, "JWT"),
        ({"sub": 7}, "JWT"),
        ({}, "logout+jwt"),
        ({}, "at+jwt"),
    ],
)
async def test_a_token_of_another_kind_is_no_hint(
    house: House, changed: dict[str, object], typ: str
) -> None:
    """What our key signed for another issuer or another purpose is refused."""
    browser, tokens = await signed_in(house)
    claims = {**claims_of(tokens["id_token"]), **changed}
    async with house.desk.look("default") as (tx, world):
        forged = signed(await signer(tx, "RS256", world.instant), claims, typ)
    response = await browser.http.get("/oidc/logout", params={"id_token_hint": forged})
    assert response.status_code == 400
    assert await still_in(browser)


@pytest.mark.parametrize("kid", ["other", "../../etc/passwd", "' OR 1=1 --", ""])
async def test_the_key_of_a_hint_is_chosen_among_ours_by_its_kid(house: House, kid: str) -> None:
    """A hint that names a key we do not have is refused, whichever key signed it."""
    _, tokens = await signed_in(house)
    claims = claims_of(tokens["id_token"])
    async with house.desk.look("default") as (tx, world):
        key = await signer(tx, "RS256", world.instant)
    forged = signed(replace(key, kid=kid), claims)
    response = await house.http.get("/oidc/logout", params={"id_token_hint": forged})
    assert response.status_code == 400


async def test_client_id_must_be_the_one_of_the_hint(house: House) -> None:
    """A hint of one client does not sign out in the name of another."""
    browser, tokens = await signed_in(house)
    sent = {"id_token_hint": tokens["id_token"], "client_id": "edwards"}
    assert (await browser.http.get("/oidc/logout", params=sent)).status_code == 400
    assert await still_in(browser)


async def test_a_hint_of_another_session_asks_first(house: House) -> None:
    """A hint of a session that is not this browser's ends neither without being confirmed."""
    other, _ = await signed_in(house)
    theirs = (await house.redeem(await house.browser().code(who=USER))).json()
    asked = await other.http.get("/oidc/logout", params={"id_token_hint": theirs["id_token"]})
    assert "confirmation" in hidden_fields(asked.text)
    assert await still_in(other)
    assert await house.active(theirs["access_token"])


async def test_a_confirmation_is_worth_something_in_its_browser_only(house: House) -> None:
    """The confirmation of one browser signs out no other."""
    mine, _ = await signed_in(house)
    theirs, _ = await signed_in(house)
    fields = hidden_fields((await mine.http.get("/oidc/logout")).text)
    await theirs.http.post("/oidc/logout", data=fields)
    assert await still_in(theirs)


async def test_a_logout_may_come_by_post(house: House) -> None:
    """A POST from another site arrives without a cookie, and ends the session of its hint."""
    browser, tokens = await signed_in(house)
    sent = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": AFTER_LOGOUT}
    response = await house.http.post("/oidc/logout", data=sent)
    assert response.headers["location"] == AFTER_LOGOUT
    assert "set-cookie" not in response.headers
    assert not await still_in(browser)


async def test_a_post_without_a_hint_is_asked_again_with_the_cookie(house: House) -> None:
    """A POST that proves nothing becomes a GET, where the browser shows its session."""
    response = await house.http.post("/oidc/logout", data={"state": "s", "client_id": "portal"})
    assert response.headers["location"] == "/oidc/logout?client_id=portal&state=s"


async def test_offline_access_outlives_the_session(house: House) -> None:
    """Signing out revokes what the session granted, except what was granted for later."""
    browser, tokens = await signed_in(house, "openid offline_access")
    short = (await house.redeem(await browser.code())).json()
    await browser.logout(id_token_hint=tokens["id_token"])
    assert not await house.active(short["access_token"])
    assert await house.active(tokens["access_token"])
    assert (await house.refresh(tokens["refresh_token"])).status_code == 200


async def test_signing_out_without_a_session_is_not_an_error(house: House) -> None:
    """Who is not signed in goes back at once, or is told so."""
    _, tokens = await signed_in(house)
    assert (await house.http.get("/oidc/logout")).status_code == 200
    sent = {"client_id": "portal", "post_logout_redirect_uri": AFTER_LOGOUT}
    response = await house.http.get("/oidc/logout", params=sent)
    assert response.headers["location"] == AFTER_LOGOUT
    assert await house.active(tokens["access_token"])
