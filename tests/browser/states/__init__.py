"""Every page in every state it can be in, and how a browser gets there.

One module an area, each with its `STATES`; `ALL` is what is held against axe, measured for width,
told in docs/accessibility.md and photographed. A state is reached in a space of its own, so none
depends on another. A page that no state shows fails `tests/house/test_every_page_is_looked_at.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from sandbox.remote import Sandbox, Space

PASSWORD = "Flocon-Demo-2009"
"""Of every ready account."""


@dataclass
class Visit:
    """A browser in a fresh space, in one language."""

    page: Page
    sandbox: Sandbox
    space: Space
    lang: str
    more: dict[str, Any] = field(default_factory=dict)  # what a state wants to remember

    def open(self, path: str, **query: str) -> None:
        """Go to a path of the space, in the language of the visit."""
        asked = "&".join(f"{name}={value}" for name, value in {**query, "lang": self.lang}.items())
        fragmentless, _, fragment = path.partition("#")
        mark = "&" if "?" in fragmentless else "?"
        at = f"{self.space.issuer}{fragmentless}{mark}{asked}"
        self.page.goto(at + (f"#{fragment}" if fragment else ""))

    def press(self, selector: str = "main button[type=submit]") -> None:
        """Press the first of these buttons, or follow the first of these links."""
        self.page.locator(selector).first.click()

    def fill(self, **values: str) -> None:
        """Type into fields by their ids."""
        for name, value in values.items():
            self.page.locator(f"#{name}").fill(value)

    def sign_in(self, persona: str = "rse-actif") -> None:
        """Be signed in as a ready account, as after its sign-in page."""
        cookies = self.space.sign_in(persona).cookies
        self.page.context.add_cookies(cookies)  # type: ignore[arg-type]

    def borrow(self, who: str) -> None:
        """Fill in a draft as a character; the check page."""
        self.open("/personnages")
        self.press(f"form[action$='/{who}'] button")

    def transmit(self, who: str) -> None:
        """Enrol as a character, to the receipt."""
        self.borrow(who)
        self.press("form[action$=transmettre] button")

    def authorize(self, **params: str) -> None:
        """Arrive from the ready portal, as its sign-in button sends people."""
        portal = self.space.clients["pes-portal"]
        asked = {
            "client_id": portal.client_id,
            "redirect_uri": portal.metadata["redirect_uris"][0],
            "response_type": "code",
            "scope": "openid pes",
            "state": "etat",
            "nonce": "nonce-de-la-visite",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
            "ui_locales": f"{self.lang}-CA",
            **params,
        }
        self.page.goto(f"{self.space.issuer}/oidc/authorize?{urlencode(asked)}")

    def type_in(self, code: str, password: str = PASSWORD) -> None:
        """Answer the sign-in page."""
        self.fill(code_utilisateur=code, mot_de_passe=password)
        self.press("form:has(#mot_de_passe) button[type=submit]")


Reach = Callable[[Visit], None]


@dataclass(frozen=True)
class State:
    """One page in one state."""

    route: str  # as `web/routes.py` spells it
    name: str  # in a few words, unique on its route
    reach: Reach
    says: str = ""  # a selector that must be there then: that the state was reached


def seen(visit: Visit, state: State) -> None:
    """Bring the browser there; fails where the page is not the one, or not in this state."""
    state.reach(visit)
    expect(visit.page.locator("main")).to_be_visible()
    if state.says:
        expect(visit.page.locator(state.says).first).to_be_visible()


def at(path: str, **query: str) -> Reach:
    """Just open it."""

    def reach(visit: Visit) -> None:
        visit.open(path, **query)

    return reach
