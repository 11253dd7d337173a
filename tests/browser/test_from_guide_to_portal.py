"""The whole of it in Chromium: from the guide's rules to a portal one is signed in to."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.live import LiveServer

CHOSEN = "un-flocon-bien-a-moi"
DESK = {"width": 1280, "height": 900}


def enrol(page: Page, sandbox: LiveServer, who: str) -> tuple[str, str]:
    """Borrow a character, check, transmit; the user code and the temporary password shown."""
    page.goto(f"{sandbox.base_url}/personnages")
    page.locator(f'form[action="/personnages/{who}"] button').click()
    page.locator('form[action="/inscription/transmettre"] button').first.click()
    expect(page.locator("h1")).to_have_text("Accusé de réception")
    code, password = page.locator(".slip dd").all_inner_texts()[:2]
    return code, password


def type_in(page: Page, user_code: str, password: str) -> None:
    """Fill in the sign-in form."""
    page.locator("[name=code_utilisateur]").fill(user_code)
    page.locator("[name=mot_de_passe]").fill(password)
    page.keyboard.press("Enter")


def choose_password(page: Page) -> None:
    """Choose a password of one's own in the place of the temporary one."""
    page.locator("[name=nouveau_mot_de_passe]").fill(CHOSEN)
    page.locator("[name=confirmation]").fill(CHOSEN)
    page.keyboard.press("Enter")


def test_f01_is_enrolled_and_in_the_portal_as_rse(
    browser_page: OpenPage, pair: tuple[LiveServer, LiveServer]
) -> None:
    """Activated at once: the temporary password is changed, the PES is open, the RSE applies."""
    sandbox, portal = pair
    page = browser_page(viewport=DESK)
    code, password = enrol(page, sandbox, "F01")
    page.goto(portal.base_url)
    page.locator("main a.button").click()
    type_in(page, code, password)
    choose_password(page)
    expect(page.locator("h1")).to_have_text("Votre dossier")
    main = page.locator("main")
    expect(main).to_contain_text("Garderie Brin de Givre")
    expect(main).to_contain_text("RSE")
    page.locator('form[action$="/inscription"] button').click()
    expect(main).to_contain_text("En traitement")


def test_f13_waits_for_the_agent_before_getting_in(
    browser_page: OpenPage, pair: tuple[LiveServer, LiveServer]
) -> None:
    """Deferred: sign-in is refused with the reason until Revenu Québec has activated."""
    sandbox, portal = pair
    page = browser_page(viewport=DESK)
    code, password = enrol(page, sandbox, "F13")
    page.goto(portal.base_url)
    page.locator("main a.button").click()
    type_in(page, code, password)
    refused = page.locator("main")
    expect(refused).to_contain_text("OB\u20111")  # the hyphen does not break
    expect(refused).to_contain_text("résolution du conseil")

    office = browser_page(viewport=DESK)
    office.goto(f"{sandbox.base_url}/bureaux/revenu")
    office.get_by_role("link", name="CPE Les Quatre Flocons").first.click()
    office.locator('form[action$="/tout-recevoir"] button').click()
    office.locator('form[action$="/activer"] button').click()
    expect(office.locator("main")).to_contain_text("active")

    page.goto(portal.base_url)
    page.locator("main a.button").click()
    type_in(page, code, password)
    choose_password(page)
    expect(page.locator("h1")).to_have_text("Votre dossier")
    expect(page.locator("main")).to_contain_text("CPE Les Quatre Flocons")
