"""No page can be framed (RFC 9700 section 4.16): neither in new browsers nor in old ones."""

import httpx2
import pytest

from tests.protocol.house import House

PAGES = (
    "/",
    "/compte",
    "/connexion",
    "/connexion?demande=unknown",
    "/connexion/consentement?demande=unknown",
    "/developper",
    "/developper/clients",
    "/developper/deconnexions",
    "/developper/diagnostic",
    "/developper/refus",
    "/inscription",
    "/nowhere",
    "/oidc/authorize",
    "/oidc/authorize/unknown/resume",
    "/oidc/logout",
    "/oidc/logout?post_logout_redirect_uri=x",
)


def assert_unframeable(page: httpx2.Response) -> None:
    """Both headers, whatever the status."""
    assert page.headers["content-type"].startswith("text/html"), page.url
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"], page.url
    assert page.headers["x-frame-options"] == "DENY", page.url


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_refuses_every_frame(house: House, path: str) -> None:
    """frame-ancestors, and X-Frame-Options for what does not know it."""
    page = await house.http.get(path, headers={"Accept": "text/html"})
    assert_unframeable(await house.http.get(page.headers.get("location", path)))


async def test_the_pages_of_a_sign_in_refuse_every_frame(house: House) -> None:
    """Password, consent and the form that posts the answer: where a click would count."""
    browser = house.browser()
    asked = await browser.authorize(prompt="consent", response_mode="form_post")
    assert_unframeable(await browser.http.get(asked.headers["location"]))
    consent = await browser.sign_in(asked)
    assert "/connexion/consentement" in consent.headers["location"]
    assert_unframeable(await browser.http.get(consent.headers["location"]))
    assert_unframeable(await browser.fill(consent, decision="accepter"))
    assert_unframeable(await browser.http.get("/oidc/logout"))
