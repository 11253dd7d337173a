"""Fifty redemptions of one code, and of one refresh token, by two processes over one database."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from tests.live import LiveServer, running_sandbox
from tests.relying_parties.plain_browser import PlainBrowser

TRIES = 50
PORTAL = ("pes-portal", "pes-portal-secret")
CALLBACK = "http://127.0.0.1:8401/callback"
ASKED = {
    "response_type": "code",
    "client_id": PORTAL[0],
    "redirect_uri": CALLBACK,
    "scope": "openid offline_access",
    "state": "s",
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, LiveServer]]:
    """Two servers of one issuer, with one data folder."""
    state = str(tmp_path_factory.mktemp("state"))
    one, two = (tmp_path_factory.mktemp(name) for name in ("one", "two"))
    with (
        running_sandbox(one, "--verbose", SANDBOX_DATA=state) as first,
        running_sandbox(
            two, "--verbose", SANDBOX_DATA=state, SANDBOX_ISSUER=first.base_url
        ) as second,
    ):
        yield first, second


@pytest.fixture
async def https(pair: tuple[LiveServer, LiveServer]) -> AsyncIterator[list[httpx2.AsyncClient]]:
    """A client of each server, which authenticates as the ready portal."""
    clients = [
        httpx2.AsyncClient(base_url=server.base_url, auth=PORTAL, timeout=30, trust_env=False)
        for server in pair
    ]
    yield clients
    for client in clients:
        await client.aclose()


def code(server: LiveServer) -> str:
    """A fresh authorization code, of somebody who has just signed in."""
    asked = str(httpx2.URL(f"{server.base_url}/oidc/authorize", params=ASKED))
    with PlainBrowser() as browser:
        back = browser.until(asked, CALLBACK)
    found = re.search(r"[?&]code=([^&]+)", back)
    assert found, back
    return found[1]


async def race(https: list[httpx2.AsyncClient], **form: str) -> dict[str, Any]:
    """Ask for tokens `TRIES` times at once, each server in turn; the answer of the one winner."""
    flights = [https[n % len(https)].post("/oidc/token", data=form) for n in range(TRIES)]
    answers = await asyncio.gather(*flights)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: TRIES - 1}
    lost = [answer.json()["error"] for answer in answers if answer.status_code == 400]
    assert set(lost) == {"invalid_grant"}
    won: dict[str, Any] = next(answer for answer in answers if answer.status_code == 200).json()
    return won


async def none_is_left(https: list[httpx2.AsyncClient], tokens: dict[str, Any]) -> None:
    """What the winner got is dead at either server, and refreshes nothing."""
    for client in https:
        for kind in ("access_token", "refresh_token"):
            told = await client.post("/oidc/introspect", data={"token": tokens[kind]})
            assert told.json() == {"active": False}, kind
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (await https[0].post("/oidc/token", data=form)).json()["error"] == "invalid_grant"


async def test_one_code_has_one_winner(
    pair: tuple[LiveServer, LiveServer], https: list[httpx2.AsyncClient]
) -> None:
    """One redemption of fifty succeeds, and the others revoke what it produced."""
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
    await none_is_left(https, await race(https, code=code(pair[0]), **form))


async def test_one_refresh_token_has_one_winner(
    pair: tuple[LiveServer, LiveServer], https: list[httpx2.AsyncClient]
) -> None:
    """One refresh of fifty succeeds, and the others revoke its family."""
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code": code(pair[0])}
    tokens = (await https[1].post("/oidc/token", data=form)).json()
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    won = await race(https, **form)
    await none_is_left(https, won)
    await none_is_left(https, {**tokens, "refresh_token": won["refresh_token"]})
