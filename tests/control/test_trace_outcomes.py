"""What the list of traces tells: how each came out, for whom, and what struck on the way."""

from typing import Any

import httpx2
import pytest

from tests.protocol.cast import RSE
from tests.protocol.house import House

TRACES = "/_sandbox/traces"
MASKED = "RS•••••4"


async def lines(http: httpx2.AsyncClient, base: str = "") -> list[dict[str, Any]]:
    """The traces, the latest first."""
    told: list[dict[str, Any]] = (await http.get(f"{base}{TRACES}")).json()["traces"]
    return told


async def steps(http: httpx2.AsyncClient, base: str = "") -> list[dict[str, Any]]:
    """The steps of the latest trace."""
    (newest, *_) = await lines(http, base)
    told: list[dict[str, Any]] = (await http.get(f"{base}{TRACES}/{newest['id']}")).json()["steps"]
    return told


async def test_a_sign_in_is_unfinished_until_its_tokens_are_issued(house: House) -> None:
    """No answer, a code, tokens; the person is known from the sign-in on, by a masked code."""
    browser = house.browser()
    page = await browser.authorize()
    (line,) = await lines(house.http)
    assert line["outcome"]["state"] == "unfinished"
    assert line["outcome"]["words"]["en"] == "unfinished: no answer yet"
    assert line["person"] is None
    await browser.sign_in(page, RSE, "Mauvais-Mot-2009")
    (line,) = await lines(house.http)
    assert (line["outcome"]["state"], line["refused"]) == ("unfinished", True)
    answered = await browser.sign_in(page, RSE)
    (line,) = await lines(house.http)
    assert "code" in line["outcome"]["words"]["en"]
    assert line["person"]["user_code"] == MASKED
    code = httpx2.URL(answered.headers["location"]).params["code"]
    await house.redeem(code)
    (line,) = await lines(house.http)
    assert line["outcome"]["state"] == "finished"
    page_ = (await house.http.get("/developper/traces?lang=fr")).text
    assert "terminée\u00a0: jetons délivrés" in page_
    assert "refus en chemin" in page_
    assert (line["person"]["persona"] or MASKED) in page_
    assert RSE not in page_


async def test_a_session_that_was_open_already_names_its_person(house: House) -> None:
    """The second sign-in of a browser shows no page, and is told as hers all the same."""
    browser = house.browser()
    await browser.code()
    await browser.authorize()
    assert [line["person"]["user_code"] for line in await lines(house.http)] == [MASKED] * 2


async def test_a_refusal_is_told_with_its_error(house: House) -> None:
    """What the application was told stands in the list."""
    await house.browser().authorize(prompt="none")
    (line,) = await lines(house.http)
    assert (line["outcome"]["state"], line["outcome"]["error"]) == ("refused", "login_required")
    assert line["outcome"]["words"]["fr"] == "refusée\u00a0: login_required"


@pytest.mark.parametrize("hint", ["rse-actif", "suspendu"])
async def test_a_sign_in_without_a_page_leads_to_no_page(
    http: httpx2.AsyncClient, hint: str
) -> None:
    """It names the persona, the masked code and the organisation, and speaks of no page."""
    wanted = {"id": "essai", "hint_signs_in": True}
    assert (await http.post("/_sandbox/spaces", json=wanted)).status_code == 201
    base = "/b/essai"
    made = {"redirect_uris": ["http://127.0.0.1:3000/cb"], "scope": "openid"}
    client = (await http.post(f"{base}/_sandbox/clients", json=made)).json()
    params = {
        "client_id": client["client_id"],
        "redirect_uri": made["redirect_uris"][0],
        "response_type": "code",
        "scope": "openid",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        "login_hint": hint,
    }
    await http.get(f"{base}/oidc/authorize", params=params)
    told = await steps(http, base)
    assert "aux pages de connexion" not in str(told)
    if hint == "rse-actif":
        (line, *_) = await lines(http, base)
        assert line["person"]["persona"] == hint
        (entered,) = [step for step in told if step["name"] == "signin.by_hint"]
        assert line["person"]["user_code"] in entered["results"][0]["fr"]
        assert "«\u00a0" in entered["results"][0]["fr"], "the organisation is named"
    else:
        assert (await lines(http, base))[0]["outcome"]["error"] == "access_denied"


async def test_an_enrolment_is_told_with_its_state_and_as_it_reads(
    http: httpx2.AsyncClient,
) -> None:
    """Made on command, it comes from no browser; what a transmission made comes after it."""
    made = (await http.post("/_sandbox/enrolments", json={"character": "F06"})).json()
    assert made["receipt"], made
    (line, *_) = await lines(http)
    assert line["id"] == made["id"]
    assert line["outcome"]["state"] in ("finished", "unfinished")
    assert line["person"]["user_code"] not in ("", made["receipt"]["user_code"])
    told = await steps(http)
    names = [step["name"] for step in told]
    assert names.index("enrolment.transmitted") < names.index("account.created")
    assert "browser" not in {step["sender"] for step in told}
    saved = next(step for step in told if step["name"] == "enrolment.saved")
    assert isinstance(saved["facts"]["fields"], list)
    for lang, of in (("fr", "Personne qui inscrit"), ("en", "Person enrolling")):
        page = (await http.get(f"/developper/traces/{made['id']}?lang={lang}")).text
        assert of in page
        assert "[&#34;" not in page, "lists are told in words"
        assert ", ".join(saved["facts"]["fields"]) in page
    office = await http.get(f"/bureaux/revenu/{made['organisation']}")
    assert f"/developper/traces/{made['id']}" in office.text


async def test_truths_are_told_in_the_language_of_the_page(house: House) -> None:
    """A page in French says oui or non, never True or False."""
    tokens = await house.tokens()
    await house.post("introspect", token=tokens["access_token"])
    (line, *_) = await lines(house.http)
    where = f"/developper/traces/{line['id']}"
    french = (await house.http.get(f"{where}?lang=fr")).text
    assert "<dd>oui</dd>" in french
    assert "True" not in french
    assert "<dd>yes</dd>" in (await house.http.get(f"{where}?lang=en")).text
