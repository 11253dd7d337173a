"""What the tests of the sample portal do in a browser, and the watch they move."""

import re

import httpx2

from tests.relying_parties.fake_issuer import FakeIssuer

PORTAL = "http://127.0.0.1:8401"
COOKIE = "pes_portal_session"


class Watch:
    """The portal's watch, in epoch seconds, moved by hand."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        """What it shows."""
        return self.at


async def come_back(
    browser: httpx2.AsyncClient, issuer: FakeIssuer, **spoilt: str | None
) -> httpx2.Response:
    """Begin a sign-in and bring back the issuer's answer."""
    begun = await browser.get("/login")
    assert begun.status_code == 302, begun.text
    return await browser.get("/callback?" + issuer.response_to(begun.headers["location"], **spoilt))


async def sign_in(browser: httpx2.AsyncClient, issuer: FakeIssuer) -> str:
    """Sign in honestly; return the dashboard."""
    back = await come_back(browser, issuer)
    assert (back.status_code, back.headers["location"]) == (303, "/"), back.text
    return (await browser.get("/")).text


def csrf_of(page: str) -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


async def nobody_is_signed_in(browser: httpx2.AsyncClient) -> bool:
    """Whether the home page is the door."""
    return 'href="/login"' in (await browser.get("/")).text
