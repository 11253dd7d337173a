"""A person with a browser without JavaScript: cookies, redirects, and forms found on the page."""

from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx2
from starlette.applications import Starlette

from tests.relying_parties.portal_browser import PORTAL

PASSWORD = "Flocon-Demo-2009"


class Form:
    """A form of a page: where it goes, the values it already holds, the words it shows."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, str] = {}
        self.inputs: set[str] = set()  # names of all its inputs
        self.pressed: dict[str, str] | None = None  # what its first button adds, if it has a name
        self.words = ""
        self.choices: dict[str, str] = {}  # words after a radio button -> its value


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open = False
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", "")))
            self._open = True
        if tag == "input" and self._open:
            self.found[-1].inputs.add(given.get("name", ""))
        if tag == "button" and self._open and self.found[-1].pressed is None:
            named = {given["name"]: given.get("value", "")} if "name" in given else {}
            self.found[-1].pressed = named
        if tag == "input" and self._open and given.get("type") == "hidden":
            self.found[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "input" and self._open and given.get("type") == "radio":
            self._choice = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1].words += data
            if self._choice and data.strip():
                self.found[-1].choices[data.strip()] = self._choice

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def forms_of(page: str) -> list[Form]:
    """The forms of a page, in order."""
    reader = _Forms()
    reader.feed(page)
    return reader.found


class Person:
    """One browser; the portal is in this process, everything else is reached by the network."""

    def __init__(self, portal: Starlette) -> None:
        self._client = httpx2.AsyncClient(
            mounts={PORTAL: httpx2.ASGITransport(app=portal)},
            follow_redirects=True,
            trust_env=False,
        )
        self.page = httpx2.Response(204)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    @property
    def text(self) -> str:
        """The page in front of the person."""
        return self.page.text

    @property
    def address(self) -> str:
        """The address bar."""
        return str(self.page.url)

    async def open(self, address: str) -> Self:
        """Type an address."""
        self.page = await self._client.get(address)
        return self

    def form(self, toward: str, about: str = "") -> Form:
        """The first form whose action contains `toward`, and whose words contain `about`."""
        fitting = (
            one for one in forms_of(self.text) if toward in one.action and about in one.words
        )
        form = next(fitting, None)
        assert form, f"no form toward {toward!r} at {self.address}: {self.text}"
        return form

    async def send(self, toward: str, about: str = "", **values: str) -> Self:
        """Send that form, filled with `values`."""
        form = self.form(toward, about)
        self.page = await self._client.post(
            urljoin(self.address, form.action), data={**form.fields, **values}
        )
        return self

    async def sign_in(self, user_code: str) -> Self:
        """From the portal's door through the sandbox's form, and back."""
        await self.open(f"{PORTAL}/login")
        return await self.send("/connexion", code_utilisateur=user_code, mot_de_passe=PASSWORD)

    async def answer(self) -> str:
        """Begin another sign-in while signed in; the address of the answer, not opened."""
        address = f"{PORTAL}/login"
        for _ in range(10):
            step = await self._client.get(address, follow_redirects=False)
            assert step.is_redirect, f"{address} answered {step.status_code}: {step.text}"
            address = urljoin(address, step.headers["location"])
            if address.startswith(f"{PORTAL}/callback"):
                return address
        raise AssertionError(f"no way back to the portal from {address}")
