"""The faults of the token endpoint, of refreshing and of the line, each for its one reason."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from sandbox.oidc.tampering import lines
from sandbox.services.faults import Scope
from sandbox.world.faults import CATALOGUE, Place
from tests.protocol.house import House
from tests.strict import Wrong
from tests.strict.trial import SCOPE, Trial, of

OF_MEMBERS = {
    "token-access-token-missing": "access_token",
    "token-token-type-missing": "token_type",
    "token-expires-in-missing": "expires_in",
    "token-id-token-missing": "id_token",
    "token-token-type-unknown": "token_type",
    "token-expires-in-text": "expires_in",
    "token-expires-in-negative": "expires_in",
    "token-expires-in-tiny": "expires_in",
    "token-expires-in-huge": "expires_in",
    "token-scope-narrowed": "scope",
    "refresh-scope-shrinks": "scope",
    "refresh-no-new-id-token": "id_token",
    "refresh-other-issuer": "id_token",
    "refresh-other-subject": "id_token",
}


@pytest.fixture
def stuck(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that are held back never come, and the party has enough of waiting for them."""

    async def pause(_: float) -> None:
        trial.party.enough.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(lines, "pause", pause)


@pytest.mark.parametrize("fault", of(Place.TOKEN))
async def test_a_sign_in_fails_for_its_reason(trial: Trial, stuck: None, fault: str) -> None:
    """The next sign-in is honest again, and the journal tells of one strike in its trace."""
    await trial.arm(fault)
    assert await trial.said() == CATALOGUE[fault].reason
    assert await trial.struck(CATALOGUE[fault])
    trial.anew()
    assert await trial.said() == ""
    assert await trial.left() == 0


@pytest.mark.parametrize("fault", of(Place.RAW))
@pytest.mark.parametrize("endpoint", ["discovery", "jwks", "token", "userinfo"])
async def test_trouble_on_the_line_is_told_anywhere(
    trial: Trial, stuck: None, fault: str, endpoint: str
) -> None:
    """At every endpoint of the back channel; the next request is honest again."""
    await trial.arm(fault, scope=Scope(endpoint=endpoint))
    assert await trial.said() == CATALOGUE[fault].reason
    await trial.struck(CATALOGUE[fault])
    trial.anew()
    assert await trial.said() == ""
    assert await trial.left() == 0


@pytest.mark.parametrize("fault", of(Place.REFRESH))
async def test_a_refresh_fails_for_its_reason(trial: Trial, fault: str) -> None:
    """Only a refresh: the sign-in before it is honest, and so is the next."""
    await trial.arm(fault)
    tokens = await trial.sign_in()
    try:
        await trial.party.refresh(tokens)
        reason = ""
    except Wrong as wrong:
        reason = wrong.reason
    assert reason == CATALOGUE[fault].reason
    assert await trial.struck(CATALOGUE[fault])
    await trial.party.refresh(await trial.sign_in())
    assert await trial.left() == 0


@pytest.mark.parametrize("fault", ["refresh-revoked", "refresh-reused"])
async def test_a_grant_that_is_gone_is_really_gone(trial: Trial, fault: str) -> None:
    """Neither the old access token nor the old refresh token works after it."""
    tokens = await trial.sign_in()
    await trial.arm(fault)
    for _ in range(2):
        with pytest.raises(Wrong, match=r"token\.invalid_grant"):
            await trial.party.refresh(tokens)
    with pytest.raises(Wrong, match=r"userinfo\.invalid_token"):
        await trial.party.userinfo(tokens)


async def _answer(house: House, refresh: bool) -> httpx2.Response:
    """An answer of the token endpoint."""
    code = await house.browser().code(scope=SCOPE)
    response = await house.redeem(code)
    if not refresh:
        return response
    return await house.refresh(response.json()["refresh_token"])


@pytest.mark.parametrize(("fault", "member"), OF_MEMBERS.items())
async def test_one_member_differs(trial: Trial, fault: str, member: str) -> None:
    """All others are those of an honest answer, and so are the status and the headers."""
    refresh = fault.startswith("refresh")
    honest = await _answer(trial.house, refresh)
    await trial.arm(fault)
    spoilt = await _answer(trial.house, refresh)
    assert spoilt.status_code == honest.status_code
    assert _heads(spoilt) == _heads(honest)
    fresh = {"access_token", "refresh_token", "id_token"}
    one, other = honest.json(), spoilt.json()
    names = one.keys() | other.keys()
    changed = {name for name in names if one.get(name) != other.get(name)} - fresh
    assert changed == {member} - fresh
    assert (member in other) is not fault.endswith(("-missing", "no-new-id-token"))
    if fault.startswith("refresh-other"):
        claims = [await trial.house.read(body["id_token"]) for body in (one, other)]
        altered = {"iss"} if fault.endswith("issuer") else {"sub"}
        assert {n for n in claims[0] if claims[0][n] != claims[1][n]} - _EACH_TIME == altered


_EACH_TIME = {"at_hash", "sid"}


def _heads(response: httpx2.Response) -> dict[str, str]:
    return {name: text for name, text in response.headers.items() if name != "content-length"}


async def test_the_tokens_are_there_under_another_type(trial: Trial) -> None:
    """What is told under a wrong type, or cut, is what would have been told."""
    for fault in ("token-wrong-content-type", "raw-wrong-content-type"):
        await trial.arm(fault, scope=Scope(endpoint="token"))
        spoilt = await _answer(trial.house, refresh=False)
        assert spoilt.headers["content-type"].startswith("text/plain")
        assert (await trial.house.userinfo(spoilt.json()["access_token"])).status_code == 200
    await trial.arm("token-malformed-json")
    spoilt = await _answer(trial.house, refresh=False)
    assert spoilt.text.startswith('{"access_token":')
    with pytest.raises(json.JSONDecodeError):
        spoilt.json()


async def test_a_slow_body_comes_whole_in_the_end(trial: Trial, pauses: list[float]) -> None:
    """Its pieces are spread over the seconds of the option, and make the honest answer."""
    await trial.arm("token-slow-body")
    assert await trial.said() == ""
    assert len(pauses) == 10
    assert sum(pauses) == pytest.approx(10)


async def test_a_refused_client_waits_as_long_as_it_is_told(trial: Trial) -> None:
    """429 tells how long."""
    await trial.arm("token-429")
    with pytest.raises(Wrong) as caught:
        await trial.sign_in()
    assert caught.value.detail == "2"


@pytest.mark.parametrize("fault", [*of(Place.TOKEN), *of(Place.REFRESH)])
async def test_an_honest_refusal_is_left_alone(trial: Trial, fault: str) -> None:
    """An unknown code or refresh token is refused as ever, and the fault waits."""
    await trial.arm(fault)
    for response in (await trial.house.redeem("unknown"), await trial.house.refresh("unknown")):
        told: dict[str, Any] = response.json()
        assert told["error"] == "invalid_grant"
    assert await trial.left() == 1
