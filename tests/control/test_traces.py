"""One timeline per sign-in: front channel and back channel, every refusal, and no secret."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.domain.provider import Session
from tests.protocol.cast import CALLBACK, PASSWORD, RSE
from tests.protocol.house import SECRETS, VERIFIER, House
from tests.protocol.pushing import go, reference
from tests.streaming import Reader

STATE, NONCE = "state-0123456789abcdef", "nonce-0123456789abcdef"
TRACES = "/_sandbox/traces"


async def trace(house: House, place: int = 0) -> dict[str, Any]:
    """The trace at this place of the list, the latest first."""
    listed = (await house.http.get(TRACES)).json()["traces"]
    told: dict[str, Any] = (await house.http.get(f"{TRACES}/{listed[place]['id']}")).json()
    return told


def names(told: dict[str, Any]) -> list[str]:
    """What happened, in order."""
    return [step["name"] for step in told["steps"]]


async def test_a_sign_in_is_told_from_the_request_to_the_userinfo(house: House) -> None:
    """Each step says who spoke to whom, by which request, and what came of it."""
    tokens = await house.tokens(scope="openid profile offline_access")
    await house.refresh(tokens["refresh_token"])
    await house.userinfo(tokens["access_token"])
    told = await trace(house)
    assert told["kind"] == "signin"
    assert told["refused"] is False
    assert names(told) == [
        "signin.requested",
        "signin.succeeded",
        "oidc.code_issued",
        "oidc.code_redeemed",
        "oidc.token_refreshed",
        "oidc.userinfo_served",
    ]
    asked, _, issued, redeemed, _, served = told["steps"]
    assert (asked["method"], asked["endpoint"]) == ("GET", "/oidc/authorize")
    assert (asked["sender"], asked["receiver"], asked["channel"]) == ("browser", "sandbox", "front")
    assert asked["sent"]["redirect_uri"] == CALLBACK
    assert asked["sent"]["state"] == "•••"
    assert CALLBACK in issued["results"][0]["en"]
    assert (redeemed["sender"], redeemed["channel"]) == ("application", "back")
    assert redeemed["sent"] == {
        "grant_type": "authorization_code",
        "code": "•••",
        "redirect_uri": CALLBACK,
        "code_verifier": "•••",
    }
    assert set(redeemed["facts"]["issued"]) == {"access_token", "refresh_token", "id_token"}
    assert redeemed["facts"]["authentication"] == "client_secret_basic"
    assert "nonce" in redeemed["facts"]["claims"]
    assert "jeton d’identité" in redeemed["results"][0]["fr"]
    assert "simulation" in served["facts"]["claims"]


async def test_what_follows_a_sign_in_belongs_to_it(house: House) -> None:
    """The session's end is told in the trace of the sign-in that was answered in it."""
    browser = house.browser()
    code = await browser.code()
    tokens = (await house.redeem(code)).json()
    await browser.logout(id_token_hint=tokens["id_token"])
    told = await trace(house)
    assert names(told)[-2:] == ["session.ended", "oidc.logout_completed"]


async def test_a_refused_request_has_its_reason_in_both_languages(house: House) -> None:
    """A redirect URI that is not registered begins a trace that ends there."""
    wrong = "https://ailleurs.exemple.invalid/cb"
    answer = await house.browser().authorize(redirect_uri=wrong)
    assert answer.status_code == 400
    told = await trace(house)
    assert told["refused"] is True
    (step,) = told["steps"]
    assert step["refusal"]["reason"]["fr"].startswith("L’adresse de retour")
    assert step["refusal"]["reason"]["en"].startswith("The redirect_uri")
    assert step["refusal"]["cite"] == "RFC 9700 section 2.1"
    assert step["refusal"]["expected"]["redirect_uri"]
    page = await house.http.get(urlsplit(step["refusal"]["page"]).path)
    assert page.status_code == 200
    assert f"/developper/traces/{told['id']}" in page.text


async def test_whatever_is_refused_later_stands_in_the_same_trace(house: House) -> None:
    """A wrong password, a wrong secret, a code used twice: each is told where it belongs."""
    browser = house.browser()
    page = await browser.authorize()
    await browser.sign_in(page, RSE, "Mauvais-Mot-2009")
    code = dict(parse_qsl(urlsplit((await browser.sign_in(page, RSE)).headers["location"]).query))[
        "code"
    ]
    await house.http.post(
        "/oidc/token",
        data={"grant_type": "authorization_code", "code": code, "client_id": "portal"}
        | {"client_secret": "mauvais-secret"},
    )
    assert (await house.redeem(code)).status_code == 200
    assert (await house.redeem(code)).status_code == 400
    told = await trace(house)
    refused = [step["refusal"] for step in told["steps"] if step["refusal"]]
    assert [each["error"] for each in refused] == [
        "IDENTIFIANTS_INVALIDES",
        "invalid_client",
        "invalid_grant",
    ]
    assert all(each["reason"]["fr"] and each["reason"]["en"] for each in refused)
    assert refused[0]["advice"]["fr"]
    assert "oidc.code_reused" in names(told)


async def test_a_pushed_request_begins_the_trace(house: House) -> None:
    """What a client pushes ahead by the back channel is the first step of the sign-in."""
    browser, uri = house.browser(), await reference(house)
    await browser.sign_in(await go(browser, uri))
    told = await trace(house)
    assert names(told)[:2] == ["oidc.request_pushed", "signin.requested"]
    assert told["steps"][0]["channel"] == "back"
    assert told["steps"][1]["asked"]["redirect_uri"] == CALLBACK
    assert uri not in json.dumps(told)


async def test_a_fault_is_told_with_its_defect(house: House) -> None:
    """What was spoilt on command is said in words, in the trace that it struck."""
    await house.http.post("/_sandbox/faults/armed", json={"fault": "id-token-expired"})
    await house.tokens()
    told = await trace(house)
    assert told["faults"] == ["id-token-expired"]
    (fault,) = [step["fault"] for step in told["steps"] if step["fault"]]
    assert fault["endpoint"] == "token"
    assert "échu" in fault["defect"]["fr"]
    assert fault["duty"]["en"]


async def test_no_secret_is_in_a_trace_by_whatever_way_it_is_read(house: House) -> None:
    """Codes, tokens, handles, passwords, secrets and full user codes are in none of them."""
    browser = house.browser()
    answer = await browser.answer(
        scope="openid profile email offline_access",
        state=STATE,
        nonce=NONCE,
        login_hint="personne@exemple.invalid",
        acr_values="urn:clicsequr-sandbox:acr:1",
    )
    tokens = (await house.redeem(answer["code"])).json()
    again = (await house.refresh(tokens["refresh_token"])).json()
    await house.userinfo(again["access_token"])
    await house.http.get("/oidc/userinfo", params={"access_token": again["access_token"]})
    await house.post("introspect", token=again["access_token"])
    await house.refresh(tokens["refresh_token"])
    told = await trace(house)
    async with house.desk.look("default") as (tx, _):
        handles = [session.id for session in await tx.find(Session)]
    secrets = {
        *(tokens[name] for name in ("access_token", "refresh_token", "id_token")),
        *(again[name] for name in ("access_token", "refresh_token", "id_token")),
        *handles,
        answer["code"],
        STATE,
        NONCE,
        VERIFIER,
        PASSWORD,
        RSE,
        SECRETS["portal"],
        "personne@exemple.invalid",
    }
    where = f"/developper/traces/{told['id']}"
    shown = [
        (await house.http.get(path)).text
        for path in (
            f"{TRACES}/{told['id']}",
            f"{TRACES}/{told['id']}/html",
            f"{TRACES}/{told['id']}/html?lang=en",
            f"{where}?lang=fr",
            f"{where}?lang=en",
            f"{where}/trace.json",
            "/_sandbox/journal",
        )
    ]
    async with Reader(house.app, f"{where}/flux") as reader:
        shown.append(await reader.until("Le jeton de rafraîchissement a déjà servi"))
    for text in shown:
        assert "•••" in text
        assert not [secret for secret in secrets if secret in text]


async def test_the_list_goes_back_in_pages_without_repeating(house: House) -> None:
    """Each trace is on one page, the one in which something happened last first."""
    for _ in range(3):
        await house.tokens()
    first = (await house.http.get(TRACES, params={"limit": 2})).json()["traces"]
    before = first[-1]["last"]
    second = (await house.http.get(TRACES, params={"limit": 2, "before": before})).json()["traces"]
    ids = [each["id"] for each in (*first, *second)]
    assert len(ids) == len(set(ids)) == 3
    assert [each["last"] for each in first] == sorted((e["last"] for e in first), reverse=True)
    assert (await house.http.get(f"{TRACES}/trc_nulle_part")).status_code == 404


async def test_the_file_stands_alone(house: House) -> None:
    """One HTML file: its style inside, no script, no asset, and the band that says sandbox."""
    await house.tokens()
    told = await trace(house)
    answer = await house.http.get(f"{TRACES}/{told['id']}/html", params={"lang": "en"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "attachment" in answer.headers["content-disposition"]
    assert "not a government website" in answer.text
    assert "<style>" in answer.text
    for asset in ("<script", "<link", "src=", "url(", "@import"):
        assert asset not in answer.text
    assert (await house.http.get(f"{TRACES}/{told['id']}/html?lang=de")).status_code == 422
