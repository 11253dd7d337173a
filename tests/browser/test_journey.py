"""The enrolment in Chromium: by keyboard, without script, on a phone, on one printed page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.live import LiveServer, running_sandbox

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
PATHS = (
    "/",
    "/developper",
    "/developper/diagnostic",
    "/personnages",
    "/inscription",
    "/inscription/reprendre",
    "/guide",
    "/guide/0-recevabilite",
    "/guide/2-societes",
    "/guide/2c-invitation",
    "/guide/enonces",
    "/guide/silences",
)
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, input')]
  .filter(one => !one.closest('p, li, dd, .skip') && one.type !== 'hidden')
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([html]) => html)"""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own: each character can be enrolled once."""
    with running_sandbox(tmp_path_factory.mktemp("journey-browser")) as server:
        yield server


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways (WCAG 2.2, 1.4.10)."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def borrow(page: Page, sandbox: LiveServer, who: str, lang: str = "fr") -> None:
    """Fill in a draft as a character; the check page."""
    page.goto(f"{sandbox.base_url}/personnages?lang={lang}")
    page.locator(f"form[action$='/{who}'] button").click()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_plain_pages_fit_and_are_easy_to_hit(
    browser_page: OpenPage, sandbox: LiveServer, lang: str, size: dict[str, int]
) -> None:
    """Nothing is scrolled sideways, and no target is under 24 pixels (WCAG 2.2, 2.5.8)."""
    page = browser_page(viewport=size)
    for path in PATHS:
        page.goto(f"{sandbox.base_url}{path}?lang={lang}")
        assert fits(page), path
        assert not page.evaluate(SMALL_TARGETS), path


@pytest.mark.parametrize("javascript", [True, False])
def test_a_keyboard_is_enough_to_open_a_draft(
    browser_page: OpenPage, sandbox: LiveServer, javascript: bool
) -> None:
    """Arrows choose, Enter sends; the errors of the next step take the focus."""
    page = browser_page(javascript=javascript, viewport=PHONE)
    page.goto(f"{sandbox.base_url}/inscription")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#origine")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/inscription/service$"))
    page.locator("main button[type=submit]").press("Enter")
    expect(page.locator("[role=alert]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#forme")).to_be_focused()
    assert fits(page)


def test_a_question_is_shown_when_it_is_called_for(
    browser_page: OpenPage, sandbox: LiveServer
) -> None:
    """Without script, the other RSE is asked for only once « une autre personne » is chosen."""
    page = browser_page(javascript=False)
    borrow(page, sandbox, "F07")
    page.goto(f"{sandbox.base_url}/inscription/rse")
    expect(page.locator("#rse_prenom")).to_be_hidden()
    page.locator("#rse_identique-non").check()
    expect(page.locator("#rse_prenom")).to_be_visible()


@pytest.mark.parametrize(("who", "lang"), [("F12", "fr"), ("F16", "en"), ("F08", "fr")])
def test_a_receipt_prints_on_one_letter_page(
    browser_page: OpenPage, sandbox: LiveServer, who: str, lang: str
) -> None:
    """The longest lists of documents leave room for all the rest."""
    page = browser_page(viewport=DESK)
    borrow(page, sandbox, who, lang)
    page.locator("form[action$=transmettre] button").click()
    expect(page.locator("#mot-de-passe-temporaire")).to_be_visible()
    pages = re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))
    assert len(pages) == 1
    page.emulate_media(media="print")
    expect(page.locator(".band")).to_be_visible()


def test_each_item_of_the_post_prints_on_a_sheet_of_its_own(
    browser_page: OpenPage, sandbox: LiveServer
) -> None:
    """As many sheets of letter or A4 paper as there are items, each with the band."""
    page = browser_page(viewport=DESK)
    page.goto(f"{sandbox.base_url}/poste/org_f13")
    sheets = page.locator("article.letter").count()
    assert sheets
    for paper in ("Letter", "A4"):
        printed = page.pdf(format=paper)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == sheets
    page.emulate_media(media="print")
    assert page.locator(".letter__band:visible").count() == sheets


def test_the_row_of_the_receipt_is_highlighted_in_the_guide(
    browser_page: OpenPage, sandbox: LiveServer
) -> None:
    """« Voir la ligne » opens the row beside the receipt, in view, set off from the others."""
    page = browser_page(viewport=DESK)
    borrow(page, sandbox, "F10")
    page.locator("form[action$=transmettre] button").click()
    with page.expect_popup() as opened:
        page.locator("a[href$='#SO-5']").click()
    expect(page.locator("#mot-de-passe-temporaire")).to_be_visible()
    beside = opened.value
    expect(beside.locator("#SO-5")).to_be_in_viewport()
    own, other = (
        beside.locator(row).evaluate("one => getComputedStyle(one).backgroundColor")
        for row in ("#SO-5", "#SO-4")
    )
    assert own != other
