"""Each legal form from the front door to its receipt, and to its first session where it is active.

In both languages; one of them without JavaScript, one by keyboard from end to end.
"""

import re
import tomllib

import pytest
from playwright.sync_api import expect

from sandbox.remote import Sandbox
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, Keyboard, Pointing
from tests.browser.states.trial import commanded
from tests.house.tree import ROOT

__all__ = ["commanded"]

CHOSEN = "Une phrase pour Chromium"
SUBMIT = "main form button[type=submit]"
JOURNEYS = [
    ("F01", "fr", "clavier"),
    ("F01", "en", ""),
    ("F06", "fr", ""),
    ("F06", "en", "sans script"),
    ("F13", "fr", ""),
    ("F13", "en", ""),
    ("F15", "fr", ""),
    ("F15", "en", ""),
]
WORDS = {
    "fr": ("fr-CA", "Accusé de réception", "Ce qui manque encore", "Activation différée"),
    "en": ("en-CA", "Receipt", "What is still missing", "Activation deferred"),
}


def answers_of(who: str) -> tuple[dict[str, str], str]:
    """What the representative of a character types, in the order of the form, and the row."""
    (story,) = (ROOT / "seed" / "personas").glob(f"{who}*.toml")
    told = tomllib.loads(story.read_text(encoding="utf-8"))
    return told["saisie"], told["rangee_attendue"]


def fill_in(hands: Hands, answers: dict[str, str]) -> None:
    """Answer every step, from the first to the check page."""
    for step in ("service", "representant", "identifiants", "rse"):
        expect(hands.page).to_have_url(re.compile(f"/inscription/{step}$"))
        for name, value in answers.items():
            here = hands.page.locator(f"main [name={name}]")
            if not here.count():
                continue
            if here.first.get_attribute("type") == "radio":
                hands.choose(f"[name={name}][value={value}]")
            else:
                hands.write(f"#{name}", value)
        hands.press(SUBMIT)


def sign_in(hands: Hands) -> None:
    """From the receipt to the person's own page, by way of a password of her own."""
    code, password = (
        hands.page.locator(f"#{name}").inner_text()
        for name in ("code-utilisateur", "mot-de-passe-temporaire")
    )
    hands.press("main .actions a[href*='/connexion']")
    hands.write("#code_utilisateur", code)
    hands.write("#mot_de_passe", password)
    hands.press("form:has(#mot_de_passe) button[type=submit]")
    hands.write("#nouveau_mot_de_passe", CHOSEN)
    hands.write("#confirmation", CHOSEN)
    hands.press("form:has(#confirmation) button[type=submit]")
    expect(hands.page).to_have_url(re.compile("/compte$"))


@pytest.mark.parametrize(("who", "lang", "way"), JOURNEYS)
def test_from_the_front_door_to_the_receipt(
    browser_page: OpenPage, commanded: Sandbox, who: str, lang: str, way: str
) -> None:
    """What the story types reaches its row, by links and forms alone, in one language."""
    answers, row = answers_of(who)
    spoken, receipt, lacking, deferred = WORDS[lang]
    with commanded.create_space() as space:
        page = browser_page(javascript=way != "sans script", viewport={"width": 768, "height": 900})
        hands: Hands = Keyboard(page) if way == "clavier" else Pointing(page)
        page.goto(f"{space.issuer}/?lang={lang}")
        hands.press("main a.button[href$='/inscription']")
        hands.choose("[name=origine][value=REVENU]")
        hands.press(SUBMIT)
        fill_in(hands, answers)
        expect(page.locator(f"[data-forecast={row}]")).to_be_visible()
        hands.press("form[action$=transmettre] button")
        expect(page.locator("h1")).to_have_text(receipt)
        expect(page.locator("html")).to_have_attribute("lang", spoken)
        expect(page.locator(f"[data-row={row}]")).to_be_visible()
        if row in ("PA-1", "SO-1"):
            sign_in(hands)
            expect(page.locator("html")).to_have_attribute("lang", spoken)
        else:
            expect(page.locator("main")).to_contain_text(deferred)
            hands.press("main a[href$='/inscription/dossier/1']")
            expect(page.locator("main")).to_contain_text(lacking)
