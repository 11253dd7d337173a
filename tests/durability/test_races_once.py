"""What may be used once, used fifty times at once by two processes' stores over one database."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx2
import pytest

from sandbox.services.desk import Desk
from sandbox.storage import SqliteStore
from sandbox.world.clock import Clock
from tests.protocol.asserting import ASSERTING
from tests.protocol.cast import CALLBACK, PORTAL_SECRET
from tests.protocol.conftest import _house
from tests.protocol.house import S256, House, basic, hidden_fields
from tests.protocol.registering import bearer, registered
from tests.protocol.second_factor import mailed
from tests.protocol.signers import asserted, assertion_claims, enrol, signed

TRIES = 50
CODE_WANTED = '{"id_token": {"acr": {"essential": true, "value": "urn:clicsequr-sandbox:acr:2"}}}'


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[House, House]]:
    """Two applications, each with a store of its own over the same file."""
    database = tmp_path / "sandbox.db"
    async with _house(database) as one:
        store = await SqliteStore.open(database)
        try:
            yield one, House(Desk(store, Clock(one.watch.read)), one.watch)
        finally:
            await store.close()


async def race(
    pair: tuple[House, House], attempt: Callable[[House], Awaitable[httpx2.Response]]
) -> list[httpx2.Response]:
    """The answers to fifty attempts at once, by each application in turn."""
    return list(await asyncio.gather(*(attempt(pair[n % 2]) for n in range(TRIES))))


def carried(browser: httpx2.AsyncClient) -> dict[str, str]:
    """The cookies of a browser, as one header that several can send."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}


async def test_one_assertion_is_shown_once(pair: tuple[House, House]) -> None:
    """RFC 7523 section 3: of fifty with one jti, one is believed."""
    await enrol(pair[0], *ASSERTING)
    form = asserted(signed(assertion_claims(pair[0], "keyed")))
    form |= {"grant_type": "refresh_token", "refresh_token": "x"}
    answers = await race(pair, lambda house: house.http.post("/oidc/token", data=form))
    told = Counter(answer.json()["error"] for answer in answers)
    assert told == {"invalid_grant": 1, "invalid_client": TRIES - 1}


async def test_one_pushed_request_is_answered_once(pair: tuple[House, House]) -> None:
    """RFC 9126 section 7.3: of fifty tabs with one request_uri, one gets a code."""
    browser = pair[0].browser()
    await browser.code()
    form = {"response_type": "code", "client_id": "portal", "redirect_uri": CALLBACK}
    form |= {"scope": "openid", **S256}
    headers = basic("portal", PORTAL_SECRET)
    pushed = await pair[0].http.post("/oidc/par", data=form, headers=headers)
    params = {"client_id": "portal", "request_uri": pushed.json()["request_uri"]}
    cookies = carried(browser.http)
    answers = await race(
        pair, lambda house: house.http.get("/oidc/authorize", params=params, headers=cookies)
    )
    codes = [each for each in answers if "code=" in each.headers.get("location", "")]
    assert len(codes) == 1
    assert Counter(each.status_code for each in answers) == {303: 1, 400: TRIES - 1}


async def test_one_code_by_mail_raises_one_session(pair: tuple[House, House]) -> None:
    """Of fifty that type the right digits at once, one gets in."""
    browser = pair[0].browser()
    page = await browser.sign_in(await browser.authorize(claims=CODE_WANTED))
    where = page.headers["location"]
    fields = hidden_fields((await browser.http.get(where)).text)
    form, cookies = {**fields, "code": await mailed(pair[0])}, carried(browser.http)
    answers = await race(pair, lambda house: house.http.post(where, data=form, headers=cookies))
    assert Counter(each.status_code for each in answers) == {303: 1, 422: TRIES - 1}


async def test_guesses_at_once_are_all_counted(pair: tuple[House, House]) -> None:
    """Fifty wrong digits at once buy no more guesses than five, one after the other."""
    browser = pair[0].browser()
    page = await browser.sign_in(await browser.authorize(claims=CODE_WANTED))
    where = page.headers["location"]
    fields = hidden_fields((await browser.http.get(where)).text)
    right, cookies = await mailed(pair[0]), carried(browser.http)
    wrong = iter([f"{n:06}" for n in range(TRIES + 1) if f"{n:06}" != right])

    async def guess(house: House) -> httpx2.Response:
        form = {**fields, "code": next(wrong)}
        return await house.http.post(where, data=form, headers=cookies)

    answers = await race(pair, guess)
    assert {each.status_code for each in answers} == {422}
    late = await pair[1].http.post(where, data={**fields, "code": right}, headers=cookies)
    assert late.status_code == 422


async def test_one_registration_is_deleted_once(pair: tuple[House, House]) -> None:
    """RFC 7592 section 2.3: of fifty at once, one deletes and the others find nobody."""
    client = await registered(pair[0])
    answers = await race(
        pair, lambda house: house.http.delete(client.where, headers=bearer(client.token))
    )
    assert Counter(each.status_code for each in answers) == {204: 1, 401: TRIES - 1}


async def test_one_post_is_continued_by_one_browser(pair: tuple[House, House]) -> None:
    """A request that came by POST belongs to the first browser that goes on with it."""
    form = {"response_type": "code", "client_id": "portal", "redirect_uri": CALLBACK}
    form |= {"scope": "openid", **S256}
    stored = (await pair[0].http.post("/oidc/authorize", data=form)).headers["location"]
    answers = await race(pair, lambda house: house.http.get(stored))
    assert Counter(each.status_code for each in answers) == {303: 1, 400: TRIES - 1}
