"""The sample portal in Chromium: what only a real browser enforces, and how it fits a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.live import LiveServer

PASSWORD = "Flocon-Demo-2009"
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways (WCAG 2.2, 1.4.10)."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def sign_in(page: Page, user_code: str) -> None:
    """From the portal's door to the sandbox's form, by keyboard from there on."""
    page.locator("main a.button").click()
    page.locator("[name=code_utilisateur]").fill(user_code)
    page.locator("[name=mot_de_passe]").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("lang", "dashboard", "farewell"),
    [("fr", "Votre dossier", "Vous êtes déconnecté"), ("en", "Your file", "You are signed out")],
)
def test_the_way_in_and_out_holds_in_a_real_browser(
    browser_page: OpenPage,
    portal: LiveServer,
    size: dict[str, int],
    lang: str,
    dashboard: str,
    farewell: str,
) -> None:
    """The cookie comes back, the content policy lets the sign-out through, and every page fits."""
    page = browser_page(viewport=size)
    page.goto(f"{portal.base_url}/?lang={lang}")
    assert fits(page)
    sign_in(page, "USAGER24")
    expect(page.locator("h1")).to_have_text(dashboard)
    page.locator("details summary").click()
    assert fits(page)
    page.locator("header form button").click()
    expect(page.get_by_role("status")).to_contain_text(farewell)
    assert page.url.startswith(f"{portal.base_url}/?state=")
    assert fits(page)


def test_a_browser_that_comes_by_localhost_is_signed_in_too(
    browser_page: OpenPage, portal: LiveServer
) -> None:
    """It is sent to the portal's one address first, so that its cookie is there on return."""
    page = browser_page(javascript=False)
    page.goto(portal.base_url.replace("127.0.0.1", "localhost"))
    sign_in(page, "RSEACT24")
    expect(page.locator("h1")).to_have_text("Votre dossier")
    assert page.url == f"{portal.base_url}/"


def test_giving_up_reads_the_same_on_a_phone(browser_page: OpenPage, portal: LiveServer) -> None:
    """The page of a sign-in given up fits, and its button begins another."""
    page = browser_page(viewport=PHONE)
    page.goto(portal.base_url)
    page.locator("main a.button").click()
    page.locator(".give-up button").click()
    expect(page.locator("h1")).to_contain_text("pas terminé la connexion")
    page.locator("details summary").click()
    assert fits(page)
    page.locator("main a.button").click()
    expect(page.locator("[name=code_utilisateur]")).to_be_visible()
