"""Sessions on command: opened for a browser, listed, ended."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

SPACE = "/b/essai"
ASKED = {
    "response_type": "code",
    "client_id": "pes-portal",
    "redirect_uri": "http://127.0.0.1:8401/callback",
    "scope": "openid",
    "state": "s",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeGt1CEf-9I2Iqh2Ck8o",
    "code_challenge_method": "S256",
}


@pytest.fixture
async def http(http: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Sends to a sandbox that has a space besides the default one."""
    assert (await http.post("/_sandbox/spaces", json={"id": "essai"})).status_code == 201
    return http


async def signed_in(http: httpx2.AsyncClient, hint: str = "rse-actif", **more: Any) -> Any:
    """A session on command."""
    answer = await http.post(f"{SPACE}/_sandbox/sessions", json={"login_hint": hint, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def plant(http: httpx2.AsyncClient, made: Any) -> None:
    """Put the cookies of a session into a client, as Playwright puts them in a browser."""
    for cookie in made["storage_state"]["cookies"]:
        http.cookies.set(cookie["name"], cookie["value"], path=cookie["path"])


async def authorized(http: httpx2.AsyncClient, **more: str) -> dict[str, list[str]]:
    """What the client is sent back with no page in between."""
    answer = await http.get(f"{SPACE}/oidc/authorize", params={**ASKED, **more})
    assert answer.status_code == 303, answer.text
    there = urlsplit(answer.headers["location"])
    assert there.path == "/callback", there
    return parse_qs(there.query)


async def test_a_browser_with_the_cookie_is_signed_in(http: httpx2.AsyncClient) -> None:
    """The person's own page is open, and an application gets its code without a page."""
    made = await signed_in(http)
    (cookie,) = made["storage_state"]["cookies"]
    assert made["storage_state"]["origins"] == []
    assert (cookie["domain"], cookie["path"], cookie["httpOnly"]) == ("127.0.0.1", SPACE, True)
    assert (await http.get(f"{SPACE}/compte")).status_code == 303
    plant(http, made)
    assert "Rosalie" in (await http.get(f"{SPACE}/compte")).text
    assert "code" in await authorized(http, prompt="none")


async def test_the_session_is_told_and_listed_with_what_it_reached(
    http: httpx2.AsyncClient,
) -> None:
    """Who, for which organisation, how surely, and which clients since."""
    made = await signed_in(http)
    session = made["session"]
    assert session["user_code"] == "RSEACT24"
    assert session["organisation"] == "org_e01"
    assert session["acr"] == "urn:clicsequr-sandbox:acr:1"
    assert session["clients"] == []
    plant(http, made)
    await authorized(http)
    (listed,) = (await http.get(f"{SPACE}/_sandbox/sessions")).json()["sessions"]
    assert listed == {**session, "clients": ["pes-portal"]}


async def test_the_organisation_is_chosen_or_left_to_the_person(http: httpx2.AsyncClient) -> None:
    """By its name in the seed, in its own field or behind the at sign; none: a page asks."""
    chosen = await signed_in(http, "deux-organisations", organisation="E03")
    assert chosen["session"]["organisation"] == "org_e03"
    behind = await signed_in(http, "deux-organisations@E02")
    assert behind["session"]["organisation"] == "org_e02"
    open_ = await signed_in(http, "deux-organisations")
    assert open_["session"]["organisation"] == ""
    plant(http, open_)
    answer = await http.get(f"{SPACE}/oidc/authorize", params=ASKED)
    assert "/connexion/organisation" in answer.headers["location"]


@pytest.mark.parametrize("acr", [2, "urn:clicsequr-sandbox:acr:2"])
async def test_a_session_of_the_second_level_needs_no_code(
    http: httpx2.AsyncClient, acr: int | str
) -> None:
    """What asks for the second factor is met at once."""
    made = await signed_in(http, acr=acr)
    assert made["session"]["acr"] == "urn:clicsequr-sandbox:acr:2"
    plant(http, made)
    assert "code" in await authorized(http, acr_values="urn:clicsequr-sandbox:acr:2")
    assert len((await http.get(f"{SPACE}/_sandbox/sessions")).json()["sessions"]) == 1


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"login_hint": "personne"}, 422, "rse-actif"),
        ({"login_hint": "rse-actif", "organisation": "Z99"}, 422, "org_e01"),
        ({"login_hint": "rse-actif", "acr": 3}, 422, "acr"),
        ({"login_hint": ""}, 422, "login_hint"),
        ({}, 422, "login_hint"),
        ({"login_hint": "verrouille"}, 409, "COMPTE_VERROUILLE"),
        ({"login_hint": "mot-de-passe-temporaire"}, 409, "MOT_DE_PASSE_TEMPORAIRE"),
        ({"login_hint": "rse-actif", "organisation": "E02"}, 409, "PROCURATION_TERMINEE"),
    ],
)
async def test_a_refusal_says_why_and_signs_nobody_in(
    http: httpx2.AsyncClient, sent: dict[str, Any], status: int, told: str
) -> None:
    """A name that is none is 422 and lists those there are; a state that bars is 409."""
    answer = await http.post(f"{SPACE}/_sandbox/sessions", json=sent)
    assert answer.status_code == status, answer.text
    assert told in answer.json()["hint"]
    assert (await http.get(f"{SPACE}/_sandbox/sessions")).json()["sessions"] == []


async def test_the_journal_keeps_a_sign_in_and_its_refusal(http: httpx2.AsyncClient) -> None:
    """One by the control API is told apart from a person's own."""
    await signed_in(http)
    await http.post(f"{SPACE}/_sandbox/sessions", json={"login_hint": "verrouille"})
    told = (await http.get(f"{SPACE}/_sandbox/journal")).json()["entries"]
    names = [entry["name"] for entry in told]
    assert "signin.by_control" in names
    assert "signin.refused" in names
    assert "signin.succeeded" not in names


async def test_an_ended_session_signs_nobody_in_and_its_clients_are_owed_a_token(
    http: httpx2.AsyncClient,
) -> None:
    """DELETE is the end of any session; a second one finds nothing."""
    made = await signed_in(http)
    plant(http, made)
    await authorized(http)
    where = f"{SPACE}/_sandbox/sessions/{made['session']['sid']}"
    assert (await http.delete(where)).status_code == 204
    assert (await authorized(http, prompt="none"))["error"] == ["login_required"]
    assert (await http.delete(where)).status_code == 404
    ended = (await http.get(f"{SPACE}/_sandbox/journal?name=session.ended")).json()["entries"]
    assert ended[0]["data"]["logout_tokens_due"] == 1


async def test_the_cookie_is_worth_nothing_in_another_space(http: httpx2.AsyncClient) -> None:
    """The same value under the name of another space is noise there."""
    (cookie,) = (await signed_in(http))["storage_state"]["cookies"]
    http.cookies.set("clicsequr_default", cookie["value"], path="/")
    assert (await http.get("/compte")).status_code == 303
