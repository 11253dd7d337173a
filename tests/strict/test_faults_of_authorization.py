"""The faults of the authorization response, each found by a strict party for its one reason."""

from html import unescape
from re import findall
from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.world.faults import CATALOGUE, Place
from tests.strict import StrictParty, Wrong, answered
from tests.strict.trial import Trial, of

FAULTS = [name for name in of(Place.AUTHORIZATION) if name != "authorization-sent-twice"]


@pytest.mark.parametrize("mode", ["", "fragment", "form_post", "query.jwt", "form_post.jwt"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_it_fails_for_its_reason(
    trial: Trial, pauses: list[float], fault: str, mode: str
) -> None:
    """By every response mode; the next sign-in is honest again, and the journal tells of one."""
    await trial.arm(fault)
    assert await trial.said(response_mode=mode) == CATALOGUE[fault].reason
    assert await trial.struck(CATALOGUE[fault])
    assert await trial.said(response_mode=mode) == ""
    assert await trial.left() == 0


async def _params(trial: Trial, party: StrictParty, **params: str) -> dict[str, str]:
    asked = await party.ask(state="s-1", **params)
    browser = trial.house.browser()
    page = await browser.sign_in(await browser.http.get(asked.url))
    return answered(page)


@pytest.mark.parametrize("fault", FAULTS)
async def test_it_differs_in_one_thing(trial: Trial, pauses: list[float], fault: str) -> None:
    """Of the parameters of the honest response, all others stand."""
    honest = await _params(trial, trial.party)
    await trial.arm(fault)
    spoilt = await _params(trial, trial.party)
    names = honest.keys() | spoilt.keys()
    changed = {name for name in names if honest.get(name) != spoilt.get(name)}
    if CATALOGUE[fault].reason in ("authorization.state", "authorization.iss"):
        assert changed == {CATALOGUE[fault].reason.partition(".")[2], "code"}  # each code is fresh
    elif "error" in spoilt:
        assert changed == {"code", "error", "error_description"}
    elif fault == "authorization-extra-parameters":
        assert changed - honest.keys() == changed - {"code"}
        assert len(changed) > 1
    else:
        assert changed == {"code"}
    assert ("code" in spoilt) is ("error" not in spoilt and fault != "authorization-code-missing")


async def test_a_delay_is_as_long_as_was_chosen(trial: Trial, pauses: list[float]) -> None:
    """The redirection leaves after the seconds of the option."""
    await trial.arm("authorization-redirect-delayed")
    assert await trial.said() == ""
    assert pauses == [3]


@pytest.mark.parametrize("mode", ["", "fragment", "form_post", "jwt"])
async def test_a_response_comes_twice(trial: Trial, mode: str) -> None:
    """The page delivers one response in a frame and in its own place; the second is refused."""
    await trial.arm("authorization-sent-twice")
    asked = await trial.party.ask(response_mode=mode)
    browser = trial.house.browser()
    page = await browser.sign_in(await browser.http.get(asked.url))
    assert "frame-src http://127.0.0.1:8401" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    first, second = arrivals(page.text)
    assert first == second
    await trial.party.redeem(asked, await trial.party.read_answer(asked, first))
    with pytest.raises(Wrong) as caught:
        await trial.party.read_answer(asked, second)
    assert caught.value.reason == CATALOGUE["authorization-sent-twice"].reason


def arrivals(page: str) -> list[dict[str, str]]:
    """What the page delivers, in order."""
    forms = [part for part in page.split("<form")[1:] if 'action="http://127.0.0.1:8401' in part]
    if forms:
        assert ['target="premiere"' in form for form in forms] == [True, False]
        found = [findall(r'name="([^"]*)" value="([^"]*)"', form) for form in forms]
        return [{name: unescape(value) for name, value in each} for each in found]
    uris = [*findall(r'<iframe name="premiere" src="([^"]*)"', page)]
    uris += findall(r'<meta http-equiv="refresh" content="1;url=([^"]*)"', page)
    parts = [urlsplit(unescape(uri)) for uri in uris]
    return [dict(parse_qsl(part.query or part.fragment)) for part in parts]


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_honest_error_is_left_alone(trial: Trial, fault: str) -> None:
    """A response without a code has nothing to spoil: the fault waits for one."""
    await trial.arm(fault)
    browser = trial.house.browser()
    asked = await trial.party.ask(prompt="none")
    page = await browser.http.get(asked.url)
    with pytest.raises(Wrong, match=r"authorization\.login_required"):
        await trial.party.read_answer(asked, answered(page))
    assert await trial.left() == 1
