"""Each fault of a logout: the party takes nothing for a logout that is none."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.domain.provider import DeliveryState
from sandbox.world.faults import CATALOGUE, Fault, Place
from tests.protocol.cast import AFTER_LOGOUT, PORTAL_SECRET
from tests.protocol.conftest import house as house
from tests.protocol.house import Browser, House, claims_of
from tests.protocol.leaving import only, register, send
from tests.receiver import Receiver, receiving
from tests.strict import StrictParty, Wrong, answered, sign_in
from tests.strict.arming import arm, refuses, struck
from tests.strict.party import Tokens

FAULTS = [each for each in CATALOGUE.values() if each.place is Place.LOGOUT]
RETURNS = [each for each in FAULTS if each.endpoints == ("logout",)]
SENT = [each for each in FAULTS if each.endpoints == ("logout_token",)]
ONE = [each for each in SENT if each.id != "logout-token-sent-twice"]
STATE = "s&é"
RETURN = re.compile(r'href="([^"]*)" data-onward')


@pytest.fixture
def party(house: House) -> StrictParty:
    """A party of the client `portal`."""
    return StrictParty(house.http, "portal", PORTAL_SECRET, now=house.watch.read)


async def leave(browser: Browser, tokens: Tokens) -> dict[str, str]:
    """What the return from a logout brings back: by redirection, or by the link of a page."""
    params = {
        "id_token_hint": tokens.body["id_token"],
        "post_logout_redirect_uri": AFTER_LOGOUT,
        "state": STATE,
    }
    response = await browser.http.get("/oidc/logout", params=params)
    if "location" in response.headers:
        return answered(response)
    (there,) = RETURN.findall(response.text)
    return dict(parse_qsl(urlsplit(html.unescape(there)).query))


@pytest.mark.parametrize("frames", [False, True])
@pytest.mark.parametrize("fault", RETURNS, ids=lambda fault: fault.id)
async def test_a_return_is_found_once(
    house: House, party: StrictParty, fault: Fault, frames: bool
) -> None:
    """By redirection, and by the page that tells other applications first."""
    if frames:
        await register(house, "portal", frontchannel_logout_uri="https://p.exemple.invalid/f")
    await arm(house, fault.id)
    for reason in (fault.reason, ""):
        browser = house.browser()
        back = await leave(browser, await sign_in(party, browser))
        if not reason:
            party.signed_out(STATE, back)
            continue
        with pytest.raises(Wrong) as caught:
            party.signed_out(STATE, back)
        assert caught.value.reason == reason
    assert await struck(house) == {fault.id: 1}


async def test_without_a_state_there_is_none_to_lose(house: House, party: StrictParty) -> None:
    """A logout that sent no state returns honestly, and the fault waits."""
    await arm(house, "logout-return-other-state")
    browser = house.browser()
    tokens = await sign_in(party, browser)
    params = {"id_token_hint": tokens.body["id_token"], "post_logout_redirect_uri": AFTER_LOGOUT}
    response = await browser.http.get("/oidc/logout", params=params)
    assert response.headers["location"] == AFTER_LOGOUT
    assert await struck(house) == {"logout-return-other-state": 0}


async def told(house: House, party: StrictParty, receiver: Receiver) -> Tokens:
    """A session that the party opened and that is over; its logout token is on the way."""
    await register(house, "portal", backchannel_logout_uri=receiver.uri)
    browser = house.browser()
    tokens = await sign_in(party, browser)
    await browser.logout()
    await send(house)
    return tokens


@pytest.mark.parametrize("fault", ONE, ids=lambda fault: fault.id)
async def test_a_logout_token_is_refused_and_the_next_is_honest(
    house: House, party: StrictParty, fault: Fault
) -> None:
    """The session stays open for the spoilt one, and ends with the honest one that follows."""
    await arm(house, fault.id)
    async with receiving(400, 200) as receiver:
        tokens = await told(house, party, receiver)
        with pytest.raises(Wrong) as caught:
            await party.logout_token(receiver.received[0]["logout_token"])
        assert caught.value.reason == fault.reason
        assert tokens.claims["sid"] in party.sids
        house.watch.forward(3600)
        assert await send(house) == 1
        await party.logout_token(receiver.received[1]["logout_token"])
    assert tokens.claims["sid"] not in party.sids
    assert await struck(house) == {fault.id: 1}
    assert (await only(house)).state is DeliveryState.DELIVERED


async def test_a_token_sent_twice_counts_once(house: House, party: StrictParty) -> None:
    """The second is the same token, and what was taken first is not sent again."""
    fault = CATALOGUE["logout-token-sent-twice"]
    await arm(house, fault.id)
    async with receiving(200, 400) as receiver:
        await told(house, party, receiver)
    first, second = (form["logout_token"] for form in receiver.received)
    assert first == second
    await party.logout_token(first)
    with pytest.raises(Wrong) as caught:
        await party.logout_token(second)
    assert caught.value.reason == fault.reason
    row = await only(house)
    assert row.state is DeliveryState.DELIVERED
    assert (row.attempts[0]["status"], row.attempts[0]["again"]) == (200, [400])


async def test_a_token_before_its_session_keeps_it_from_opening(
    house: House, party: StrictParty
) -> None:
    """It names the session that the token response is about to tell of."""
    fault = CATALOGUE["logout-token-before-session"]
    async with receiving(200) as receiver:
        await register(house, "portal", backchannel_logout_uri=receiver.uri)
        await arm(house, fault.id)
        asked, browser = await party.ask(), house.browser()
        page = await browser.sign_in(await browser.http.get(asked.url))
        code = await party.read_answer(asked, answered(page))
        # The party hears of the end while it still waits for the tokens.
        answer = await house.redeem(code, code_verifier=asked.verifier)
    token, body = receiver.received[0]["logout_token"], answer.json()
    with pytest.raises(Wrong, match=r"logout_token\.sid"):
        await party.logout_token(token)
    with pytest.raises(Wrong) as caught:
        await party.id_token(body["id_token"], asked, body["access_token"])
    assert caught.value.reason == fault.reason
    assert claims_of(token)["sid"] == claims_of(body["id_token"])["sid"]
    assert await struck(house) == {fault.id: 1}
    await refuses(house, party, "")


async def test_a_client_that_is_not_to_be_told_hears_nothing(
    house: House, party: StrictParty
) -> None:
    """Without an address there is nobody to send it to, so the fault waits."""
    await arm(house, "logout-token-before-session")
    await sign_in(party, house.browser())
    assert await struck(house) == {"logout-token-before-session": 0}
