"""A class in Chromium: followed live, kept still for who reads it, printed, and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.live import LiveServer, running_sandbox

PROJECTED = {"width": 1280, "height": 720}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own: classes stay until their end."""
    with running_sandbox(tmp_path_factory.mktemp("training-browser")) as server:
        yield server


def made(page: Page, sandbox: LiveServer, places: str = "3", lang: str = "fr") -> str:
    """Make a class as a trainer does; the address of its board."""
    page.goto(f"{sandbox.base_url}/former?lang={lang}&scenario=T0")
    page.locator("#nom").fill("Salle 3")
    page.locator("#places").fill(places)
    page.locator("#noms").fill("Ada\nBéa")
    page.locator("form:has(#nom) button[type=submit]").click()
    expect(page.locator(".board")).to_be_visible()
    return page.url.partition("?")[0]


def place_of(page: Page, board: str, number: int) -> str:
    """The address of a place, read from the page of links."""
    page.goto(f"{board}/liens")
    link = page.locator("a[href$='/bienvenue']").nth(number - 1).get_attribute("href") or ""
    page.goto(board)
    return link.removesuffix("/bienvenue")


def enrol(learner: Page, place: str, who: str) -> None:
    """Enrol as a character, to the receipt."""
    learner.goto(f"{place}/personnages")
    learner.locator(f"form[action$='/{who}'] button").click()
    learner.locator("form[action$=transmettre] button").click()
    expect(learner.locator("[data-row]").first).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "words", "ended"), [("fr", "3 sur 4", "est terminée"), ("en", "3 of 4", "has ended")]
)
def test_the_board_follows_without_being_touched(
    browser_page: OpenPage, sandbox: LiveServer, lang: str, words: str, ended: str
) -> None:
    """A row changes in place, focus stays; what another trainer adds or ends is seen as well."""
    trainer, learner = browser_page(viewport=PROJECTED), browser_page()
    board = made(trainer, sandbox, lang=lang)
    place = place_of(trainer, board, 2)
    expect(trainer.locator("[data-board-said]")).to_be_visible()
    held = trainer.locator("#place-2 a").first
    held.focus()
    enrol(learner, place, "F01")
    row = trainer.locator("#place-2")
    expect(row).to_contain_text(words)
    expect(row.locator("a[href*='#PA-1']")).to_have_count(1)
    expect(trainer.locator("#agents button[value=reissue]")).to_contain_text("(1")
    expect(held).to_be_focused()
    assert [cell.get_attribute("id") for cell in trainer.locator(".board tbody tr").all()] == [
        "place-1",
        "place-2",
        "place-3",
    ]
    colleague = trainer.context.new_page()
    colleague.goto(board)
    colleague.locator("#places").fill("1")
    colleague.locator("form:has(#places) button").click()
    expect(trainer.locator("#place-4")).to_be_visible()
    colleague.locator("#compris-terminer").check()
    colleague.locator("form:has(#compris-terminer) button").click()
    expect(trainer.locator("[data-board-said]")).to_contain_text(ended)


def test_without_script_the_board_is_read_again(
    browser_page: OpenPage, sandbox: LiveServer
) -> None:
    """« Actualiser » shows the same rows; nothing says that the page updates itself."""
    trainer, learner = browser_page(javascript=False), browser_page(javascript=False)
    board = made(trainer, sandbox)
    enrol(learner, place_of(trainer, board, 1), "F01")
    expect(trainer.locator("[data-board-said]")).to_be_hidden()
    trainer.get_by_role("link", name="Actualiser").click()
    expect(trainer.locator("#place-1")).to_contain_text("3 sur 4")


@pytest.mark.parametrize(("per_page", "pages"), [("4", 2), ("2", 4)])
def test_cards_are_printed_so_many_a_page(
    browser_page: OpenPage, sandbox: LiveServer, per_page: str, pages: int
) -> None:
    """Eight cards on letter paper: the browser's own print takes no page more than the PDF."""
    trainer = browser_page()
    board = made(trainer, sandbox, places="8")
    trainer.goto(f"{board}/cartes?par_page={per_page}")
    printed = trainer.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == pages


def test_the_report_fits_a_letter_page(browser_page: OpenPage, sandbox: LiveServer) -> None:
    """A small class takes no more than two pages, and nothing is cut at the side."""
    trainer = browser_page()
    board = made(trainer, sandbox)
    trainer.goto(f"{board}/rapport")
    trainer.emulate_media(media="print")
    assert trainer.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert trainer.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2
