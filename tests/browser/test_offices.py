"""The three offices in Chromium, from the queue to what came of it; in English without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from sandbox.remote import Sandbox, Space
from tests.browser.conftest import OpenPage
from tests.browser.states.trial import commanded

__all__ = ["commanded"]

EACH = pytest.mark.parametrize(
    ("lang", "javascript"), [("fr", True), ("en", False)], ids=["fr", "en-without-script"]
)
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def space(commanded: Sandbox) -> Iterator[Space]:
    """A space of one test."""
    with commanded.create_space(hint_signs_in=True) as made:
        yield made


def press(page: Page, act: str, within: str = "") -> None:
    """Send the first form to an address with this ending."""
    page.locator(f"{within} form[action$='/{act}'] button[type=submit]").first.click()


def said(page: Page, words: str) -> None:
    """Wait until the page tells this of what was done."""
    expect(page.locator("main [role=status]")).to_contain_text(words)


@EACH
def test_revenu_quebec_takes_a_file_from_the_queue_to_its_refusal(
    browser_page: OpenPage, space: Space, lang: str, javascript: bool
) -> None:
    """Found by name, called, a document sent back with its reason, refused once confirmed."""
    french = lang == "fr"
    space.enrol("F16")
    page = browser_page(javascript=javascript, viewport=DESK)
    page.goto(f"{space.issuer}/bureaux/revenu?lang={lang}")
    page.locator("#recherche").fill("maree basse")
    page.locator("#recherche").press("Enter")
    page.locator(".rows a").click()
    expect(page.locator("table.checks tbody tr")).to_have_count(2)
    page.locator("#note").fill("Ginette envoie ses formulaires.")
    press(page, "contact")
    expect(page.locator("main")).to_contain_text("Ginette envoie ses formulaires.")
    press(page, "tout-recevoir")
    said(page, "Toutes les pièces" if french else "All documents")
    press(page, "non-conforme", ".items > li:first-child")
    expect(page.locator("[role=alert]")).to_be_focused()
    page.locator("[role=alert] a").press("Enter")
    expect(page.locator(".items > li:first-child select")).to_be_focused()
    page.locator(".items > li:first-child select").select_option("illisible")
    press(page, "non-conforme", ".items > li:first-child")
    said(page, "non conforme" if french else "not in order")
    press(page, "recevoir")
    expect(page.locator(".items > li").first).to_contain_text(
        "illisible" if french else "illegible"
    )
    page.locator("#motif-refus").select_option("identite_non_prouvee")
    press(page, "refuser")
    expect(page.locator("#compris-refus")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#motif-refus")).to_have_value("identite_non_prouvee")
    page.locator("#compris-refus").check()
    press(page, "refuser")
    said(page, "refusée" if french else "refused")
    happened = page.locator(".history li").last
    expect(happened).to_contain_text(
        "l’identité du service de garde n’est pas prouvée" if french else "is not proved"
    )


@EACH
def test_the_ministry_informs_many_and_answers_what_comes(
    browser_page: OpenPage, space: Space, lang: str, javascript: bool
) -> None:
    """Two services ticked by their names, one application refused with its reason."""
    french = lang == "fr"
    page = browser_page(javascript=javascript, viewport=DESK)
    page.goto(f"{space.issuer}/bureaux/ministere?lang={lang}&attente=to_inform")
    for name in ("Garderie Pas de Loup", "Garderie La Mitaine rouge"):
        page.get_by_label(name, exact=True).check()
    page.locator("button[value=lettre]").click()
    said(page, "Avis envoyé" if french else "Notice sent")
    expect(page.locator("main [role=status]")).to_contain_text("Garderie Pas de Loup")
    page.goto(f"{space.issuer}/bureaux/ministere?attente=pending")
    page.locator(".picks label").first.click()
    page.locator("button[value=refuser]").click()
    expect(page.locator("#motif")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#demande")).to_be_checked()
    page.locator("#motif").fill("Permis à renouveler")
    page.locator("button[value=refuser]").click()
    said(page, "Demande refusée" if french else "Application refused")
    page.locator("#historique ~ .history a").last.click()
    expect(page.locator(".history li").last).to_contain_text("Permis à renouveler")
    press(page, "retirer")
    expect(page.locator("[role=alert]")).to_be_focused()
    page.locator("#compris-retrait").check()
    press(page, "retirer")
    said(page, "retiré" if french else "withdrawn")


@EACH
def test_the_help_desk_finds_unlocks_and_ends_a_session(
    browser_page: OpenPage, space: Space, lang: str, javascript: bool
) -> None:
    """By a user code, which never enters the address; what it did is in the history."""
    french = lang == "fr"
    page = browser_page(javascript=javascript, viewport=DESK)
    page.goto(f"{space.issuer}/bureaux/assistance?lang={lang}")
    page.locator("#recherche").fill("SERRURE2")
    page.locator("#recherche").press("Enter")
    expect(page.locator(".notice--warning").first).to_contain_text("Non." if french else "No.")
    assert "SERRURE2" not in page.url
    press(page, "deverrouiller")
    said(page, "déverrouillé" if french else "unlocked")
    expect(page.locator(".notice").nth(1)).to_contain_text("Oui." if french else "Yes.")
    expect(page.locator(".history li").last).to_contain_text(
        "Centre d’assistance" if french else "help desk"
    )
    space.sign_in("rse-actif")
    page.goto(f"{space.issuer}/bureaux/assistance")
    page.locator("#recherche").fill("coeur de flanelle")
    page.locator("#recherche").press("Enter")
    page.get_by_role("link", name="Rosalie Beaulac-Thibert").click()
    page.locator("#session").check()
    press(page, "sessions")
    expect(page.locator("#session")).to_be_checked()
    page.locator("#compris-sessions").check()
    press(page, "sessions")
    said(page, "terminées" if french else "have ended")
    expect(page.locator("#session")).to_have_count(0)
