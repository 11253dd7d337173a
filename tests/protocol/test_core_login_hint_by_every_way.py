"""A `login_hint` that signs in, however the request comes and the answer goes."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account
from sandbox.domain.provider import PendingSignin
from sandbox.services import spaces
from tests.protocol.house import House, hidden_fields, sent_back
from tests.protocol.pushing import go, push, reference
from tests.protocol.signers import unsigned

HER = "marguerite"
NOBODY = "personne-de-ce-nom"


@pytest.fixture
async def house(house: House) -> House:
    """The cast in a space where a hint signs in."""
    await spaces.change(house.desk, "default", {"hint_signs_in": True})
    return house


async def test_the_answer_may_be_posted(house: House) -> None:
    """response_mode=form_post: the first thing the browser sees is the form with the code."""
    page = await house.browser().authorize(login_hint=HER, response_mode="form_post")
    assert page.status_code == 200
    assert set(hidden_fields(page.text)) == {"code", "state", "iss"}


@pytest.mark.parametrize("mode", ["query.jwt", "fragment.jwt"])
async def test_the_answer_may_be_signed(house: House, mode: str) -> None:
    """JARM: one JWT, with the code inside of it."""
    answer = await house.browser().authorize(login_hint=HER, response_mode=mode)
    parts = urlsplit(answer.headers["location"])
    sent = dict(parse_qsl(parts.query or parts.fragment))
    assert set(sent) == {"response"}
    assert (await house.read(sent["response"]))["code"]


async def test_the_request_may_be_pushed(house: House) -> None:
    """RFC 9126: the hint lies with the provider, and its reference is spent by the answer."""
    uri, browser = await reference(house, login_hint=HER), house.browser()
    assert "code" in sent_back(await go(browser, uri))
    assert (await go(browser, uri)).status_code == 400


async def test_a_pushed_hint_that_names_nobody_is_refused_by_redirection(house: House) -> None:
    """The reference is spent by the refusal as well."""
    pushed = await push(house, login_hint=NOBODY)
    browser, uri = house.browser(), pushed.json()["request_uri"]
    assert sent_back(await go(browser, uri))["error"] == "invalid_request"
    assert (await go(browser, uri)).status_code == 400


async def test_the_hint_may_be_in_a_request_object(house: House) -> None:
    """What stands inside of the object names the person, whatever stands beside it."""
    inside = {"client_id": "portal", "response_type": "code", "login_hint": HER}
    answer = await house.browser().authorize(request=unsigned(inside), login_hint=NOBODY)
    assert "code" in sent_back(answer)


@pytest.mark.parametrize(("hint", "member"), [(HER, "code"), (NOBODY, "error")])
async def test_the_request_may_come_by_post(house: House, hint: str, member: str) -> None:
    """It is stored for the browser that goes on with it, and answered once, for good or ill."""
    browser = house.browser()
    page = await browser.authorize()
    sent = dict(parse_qsl(urlsplit(str(page.request.url)).query)) | {"login_hint": hint}
    stored = await browser.http.post("/oidc/authorize", data=sent)
    answer = await browser.http.get(stored.headers["location"])
    assert member in sent_back(answer)
    assert (await browser.http.get(stored.headers["location"])).status_code == 400


async def test_a_suspended_account_is_refused_by_post_too(house: House) -> None:
    """The stored request is closed once, not twice."""
    async with house.desk.work("default") as (tx, _):
        await tx.claim(Account, f"acc_{HER}", where={}, to={"state": AccountState.SUSPENDED})
    browser = house.browser()
    page = await browser.authorize()
    sent = dict(parse_qsl(urlsplit(str(page.request.url)).query)) | {"login_hint": HER}
    stored = await browser.http.post("/oidc/authorize", data=sent)
    answer = sent_back(await browser.http.get(stored.headers["location"]))
    assert answer["error"] == "access_denied"
    async with house.desk.look("default") as (tx, _):
        states = {each.state for each in await tx.find(PendingSignin, order="created_at")}
    assert "answered" in states


async def test_a_device_still_meets_its_person_on_a_page(house: House) -> None:
    """RFC 8628 has no hint: the form asks for user code and password as ever."""
    page = await house.browser().http.get("/connexion?login_hint=marguerite")
    assert page.status_code == 200
    assert 'name="mot_de_passe"' in page.text
    assert not await house.journal(Event.SIGNED_IN_BY_HINT)
