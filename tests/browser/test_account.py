"""A year of an RSE's account in Chromium: people, codes, a mandate, sessions, and the end."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.remote import Sandbox
from tests.browser.conftest import OpenPage
from tests.browser.test_journey import DESK, PHONE, fits
from tests.live import LiveServer, running_sandbox

CHOSEN, OF = "Mitaine-Verte-2026", "org_e01"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own."""
    with running_sandbox(tmp_path_factory.mktemp("account-browser")) as server:
        yield server


def sign_in(page: Page, base: str, code: str, password: str, lang: str) -> None:
    """Through the form, in a language."""
    page.goto(f"{base}/connexion?lang={lang}")
    page.locator("#code_utilisateur").fill(code)
    page.locator("#mot_de_passe").fill(password)
    page.locator("form:has(#mot_de_passe) button[type=submit]").click()


def row(page: Page, name: str) -> Locator:
    """The row of a list that tells of somebody."""
    return page.locator(".rows > li", has_text=name)


def brought(page: Page, channel: str) -> str:
    """What the newest item of a channel says behind its colon: a user code, or a password."""
    found = re.search(
        r"(?:utilisateur|temporaire|code|password)\s*:\s*(\w+)",
        page.locator(f".letter--{channel}").first.inner_text(),
    )
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("lang", "size", "said"),
    [
        ("fr", DESK, ("suspendu", "Votre compte est suspendu", "est fermé", "jours restants")),
        ("en", PHONE, ("suspended", "Your account is suspended", "is closed", "days left")),
    ],
)
def test_an_rse_manages_the_account_from_the_first_user_to_the_end(
    browser_page: OpenPage,
    sandbox: LiveServer,
    lang: str,
    size: dict[str, int],
    said: tuple[str, str, str, str],
) -> None:
    """The new user signs in by what the post brought; suspended, back, and out with the rest."""
    suspended, told, closed, left = said
    rse, elsewhere = (browser_page(viewport=size, javascript=False) for _ in range(2))
    with Sandbox(sandbox.base_url) as control:
        space = control.create_space(id=f"compte-{lang}")
        base = space.issuer
        for page in (rse, elsewhere):
            page.context.add_cookies(space.sign_in("rse-actif").cookies)  # type: ignore[arg-type]
            page.goto(f"{base}/compte?lang={lang}")
    people = f"{base}/compte/personnes/{OF}"

    rse.goto(people)
    for field, typed in (("prenom", "Ana"), ("nom", "Neuve"), ("courriel", "ana@neuve.example")):
        rse.locator(f"#{field}").fill(typed)
    rse.locator("input[value=UTILISATEUR]").check()
    rse.locator("form:has(#prenom) button").click()
    expect(rse.locator("[role=status]")).to_be_visible()
    assert fits(rse)

    rse.locator("main a[href*='/poste/']").click()
    code, password = brought(rse, "courriel"), brought(rse, "lettre")
    user = browser_page(viewport=size, javascript=False)
    sign_in(user, base, code, password, lang)
    for field in ("nouveau_mot_de_passe", "confirmation"):
        user.locator(f"#{field}").fill(CHOSEN)
    user.locator("form:has(#confirmation) button[type=submit]").click()
    user.goto(f"{base}/compte/desactivation/{OF}")
    expect(user.locator("main")).to_contain_text("Rosalie Beaulac-Thibert")  # whom to ask

    rse.goto(people)
    row(rse, "Ana Neuve").locator(".rows__side button").click()
    expect(row(rse, "Ana Neuve").locator(".rows__side .tag")).to_have_text(suspended)
    sign_in(user, base, code, CHOSEN, lang)
    expect(user.locator("h1")).to_have_text(told)
    row(rse, "Ana Neuve").locator(".rows__side button").click()
    sign_in(user, base, code, CHOSEN, lang)
    user.goto(f"{base}/compte")
    expect(user.locator("main")).to_contain_text("Ana Neuve")

    rse.goto(f"{base}/compte/procurations/{OF}")
    rse.locator("input[value=autre]").check()
    rse.locator("#code_utilisateur").fill("MANDAT24")
    rse.locator("#fin").fill("2099-01-31")
    rse.locator("form:has(#fin) button").click()
    expect(row(rse, "Octave Brisebois-Lam")).to_contain_text(left)
    assert fits(rse)

    rse.goto(f"{base}/compte")
    rse.locator("form:has(input[name=session]) button").click()
    elsewhere.goto(f"{base}/compte")
    expect(elsewhere.locator("#mot_de_passe")).to_be_visible()

    rse.goto(f"{base}/compte/historique")
    expect(rse.locator(".history").first).to_contain_text("Octave Brisebois-Lam")
    assert fits(rse)
    rse.goto(f"{base}/compte/desactivation/{OF}")
    rse.locator("input[value=oui]").check()
    rse.locator("form:has(input[value=oui]) button").click()
    expect(rse.locator("main")).to_contain_text("Garderie Cœur de Flanelle inc.")
    sign_in(user, base, code, CHOSEN, lang)
    expect(user.locator("h1")).to_contain_text(closed)
