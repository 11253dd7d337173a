"""The steps of a sign-in in Chromium: by keyboard, without script, on a phone and on a desk."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.test_journey import DESK, PHONE, SMALL_TARGETS, fits
from tests.live import LiveServer, running_sandbox

PASSWORD = "Flocon-Demo-2009"
CALLBACK = "http://127.0.0.1:8401/callback"
TWO = "urn:clicsequr-sandbox:acr:2"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own: codes are counted by the hour."""
    with running_sandbox(tmp_path_factory.mktemp("steps-browser")) as server:
        yield server


def asked(sandbox: LiveServer, **changes: str) -> str:
    """The address of an authorization request of the ready client."""
    params = {
        "client_id": "pes-portal",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid profile entreprise",
        "state": "the-state",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeGt1CEf-9I2Iqh2Ck8o",
        "code_challenge_method": "S256",
        **changes,
    }
    return f"{sandbox.base_url}/oidc/authorize?{urlencode(params)}"


def looked_over(page: Page, path: str) -> None:
    """The page that was expected, nothing too wide nor too small to hit."""
    page.wait_for_url(re.compile(re.escape(path) + r"(\?|$)"))
    assert fits(page)
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_password_organisation_code_and_consent_by_keyboard(
    browser_page: OpenPage, sandbox: LiveServer, lang: str, size: dict[str, int]
) -> None:
    """From the application through four pages and back to it, with no script and no mouse."""
    page = browser_page(viewport=size, javascript=False)
    page.goto(asked(sandbox, ui_locales=lang, prompt="login consent", acr_values=TWO))
    looked_over(page, "/connexion")
    page.locator("#code_utilisateur").fill("DEUXRSE2")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    looked_over(page, "/connexion/organisation")
    page.locator("#organisation").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    looked_over(page, "/connexion/code")
    with page.context.expect_page() as opened:
        page.locator("a[href*='/poste/']").click()
    box = opened.value
    looked_over(box, box.url.partition(sandbox.base_url)[2])
    digits = re.search(r"\b[0-9]{6}\b", box.locator("article").first.inner_text())
    assert digits
    page.locator("#code").fill(digits[0])
    page.keyboard.press("Enter")
    looked_over(page, "/connexion/consentement")
    page.locator("button[value=accepter]").focus()
    with page.expect_request(f"{CALLBACK}?*") as arrived:
        page.keyboard.press("Enter")
    assert "code=" in arrived.value.url
    assert "state=the-state" in arrived.value.url
    again = page.context.new_page()  # the first one waits for a portal that is not there
    again.goto(asked(sandbox, ui_locales=lang, prompt="select_account"))
    looked_over(again, "/connexion/compte")
    again.locator("#choix").focus()
    again.keyboard.press("Space")
    again.keyboard.press("Enter")
    looked_over(again, "/connexion/organisation")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_popup_fits_and_keeps_to_the_point(
    browser_page: OpenPage, sandbox: LiveServer, lang: str
) -> None:
    """With display=popup the menu and the foot are gone; the band that says sandbox is not."""
    page = browser_page(viewport={"width": 480, "height": 640})
    page.goto(asked(sandbox, ui_locales=lang, display="popup"))
    looked_over(page, "/connexion")
    assert page.locator(".band").is_visible()
    assert not page.locator(".foot").is_visible()
    assert page.locator(".top__nav a:visible").count() == 1
