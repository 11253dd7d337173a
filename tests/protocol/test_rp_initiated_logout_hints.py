"""RP-Initiated Logout 1.0 section 2: hints by a secret, hints of the past, and who is meant."""

from typing import Any

import pytest
from joserfc.jwk import OctKey

from sandbox.oidc.jose.keys import Signer
from sandbox.oidc.jose.minting import signed
from tests.protocol.cast import AFTER_LOGOUT, PORTAL_SECRET, RSE
from tests.protocol.house import SECRETS, Browser, House, claims_of, hidden_fields, sent_back
from tests.protocol.leaving import register


async def signed_in(house: House, client_id: str = "portal") -> tuple[Browser, dict[str, Any]]:
    """A browser with a session, and the tokens of its client."""
    browser = house.browser()
    return browser, (await house.redeem(await browser.code(client_id), client_id)).json()


async def still_in(browser: Browser) -> bool:
    """Whether the browser has a session."""
    return "code" in sent_back(await browser.authorize(prompt="none"))


def by_secret(claims: dict[str, Any], secret: str) -> str:
    """What whoever knows a secret can sign."""
    return signed(Signer(None, "HS256", OctKey.import_key(secret)), claims)


async def test_a_hint_signed_by_the_secret_of_its_client_is_believed(house: House) -> None:
    """A client whose ID tokens are signed with HS256 signs out like any other."""
    await register(house, "portal", id_token_signed_response_alg="HS256")
    browser, tokens = await signed_in(house)
    sent = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": AFTER_LOGOUT}
    response = await browser.http.get("/oidc/logout", params=sent)
    assert response.headers["location"] == AFTER_LOGOUT
    assert not await still_in(browser)


async def test_a_secret_signs_no_hint_of_a_client_registered_otherwise(house: House) -> None:
    """Whoever knows the secret of a client with RS256 can make no ID token of it."""
    browser, tokens = await signed_in(house)
    forged = by_secret(claims_of(tokens["id_token"]), PORTAL_SECRET)
    response = await browser.http.get("/oidc/logout", params={"id_token_hint": forged})
    assert response.status_code == 400
    assert await still_in(browser)


async def test_the_secret_of_one_client_signs_no_hint_of_another(house: House) -> None:
    """The secret is that of the audience, whatever the audience says."""
    await register(house, "portal", id_token_signed_response_alg="HS256")
    browser, tokens = await signed_in(house)
    claims = claims_of(tokens["id_token"])
    for changed in ({}, {"aud": "edwards"}, {"aud": "nobody"}, {"aud": ["portal"]}, {"aud": None}):
        forged = by_secret({**claims, **changed}, SECRETS["edwards"])
        response = await browser.http.get("/oidc/logout", params={"id_token_hint": forged})
        assert response.status_code == 400, changed
    assert await still_in(browser)


async def test_a_public_key_is_no_secret(house: House) -> None:
    """HS256 keyed with the published key (algorithm confusion) proves nothing."""
    browser, tokens = await signed_in(house)
    keys = (await house.http.get("/oidc/jwks")).json()["keys"]
    key = next(found for found in keys if found["kty"] == "RSA")
    forged = by_secret(claims_of(tokens["id_token"]), key["n"])
    response = await browser.http.get("/oidc/logout", params={"id_token_hint": forged})
    assert response.status_code == 400
    assert await still_in(browser)


async def test_a_client_cannot_end_the_session_of_somebody_else(house: House) -> None:
    """A hint that a client signs by its secret names the subject that it has in that session."""
    await register(house, "edwards", id_token_signed_response_alg="HS256")
    browser, tokens = await signed_in(house)
    theirs = claims_of((await signed_in(house, "edwards"))[1]["id_token"])
    sid = claims_of(tokens["id_token"])["sid"]
    forged = by_secret({**theirs, "sid": sid, "sub": "somebody"}, SECRETS["edwards"])
    assert (await house.http.post("/oidc/logout", data={"id_token_hint": forged})).is_success
    assert await still_in(browser)


async def test_a_hint_of_a_session_that_is_over_goes_back(house: House) -> None:
    """Signing out twice is no error: the browser returns where that is registered."""
    browser, tokens = await signed_in(house)
    sent = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": AFTER_LOGOUT,
        "state": "s",
    }
    for _ in range(2):
        response = await browser.http.get("/oidc/logout", params=sent)
        assert response.headers["location"] == f"{AFTER_LOGOUT}?state=s"
    del sent["post_logout_redirect_uri"]
    assert (await browser.http.get("/oidc/logout", params=sent)).status_code == 200


async def test_a_hint_of_the_past_asks_before_it_ends_the_session_of_today(house: House) -> None:
    """A new session in the same browser is not the one that the hint names."""
    browser, old = await signed_in(house)
    await browser.logout(id_token_hint=old["id_token"])
    await browser.code()
    asked = await browser.http.get("/oidc/logout", params={"id_token_hint": old["id_token"]})
    assert "confirmation" in hidden_fields(asked.text)
    assert await still_in(browser)


@pytest.mark.parametrize(
    ("hint", "meant"),
    [
        ("", True),
        ("{sid}", True),
        (RSE.lower(), True),
        ("marguerite", True),
        ("Marguerite@exemple.invalid", True),
        ("somebody-else", False),
        ("<script>", False),
    ],
)
async def test_logout_hint_tells_the_person_who_is_meant(
    house: House, hint: str, meant: bool
) -> None:
    """The question says whose session it is and warns where the hint names another one."""
    browser, tokens = await signed_in(house)
    sid = claims_of(tokens["id_token"])["sid"]
    page = await browser.http.get("/oidc/logout", params={"logout_hint": hint.format(sid=sid)})
    assert "Marguerite Oulette" in page.text
    assert ("vise une autre session" in page.text) is not meant
    assert "<script>" not in page.text.replace("<script src", "")
    assert await still_in(browser)


@pytest.mark.parametrize(
    ("locales", "lang"), [("", "fr"), ("en-GB fr", "en"), ("de en", "en"), ("se", "fr")]
)
async def test_the_pages_speak_the_first_known_of_ui_locales(
    house: House, locales: str, lang: str
) -> None:
    """The question and the farewell are in the language that the application asks for."""
    browser, _ = await signed_in(house)
    asked = await browser.http.get("/oidc/logout", params={"ui_locales": locales})
    done = await browser.http.post("/oidc/logout", data=hidden_fields(asked.text))
    for page in (asked, done):
        assert f'<html lang="{lang}-CA">' in page.text
