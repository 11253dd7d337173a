"""A visitor without JavaScript: reads pages as HTML, fills in their forms, follows redirects.

Every page a visitor sees is looked over as it is received: the band, one title, labelled
controls, unique ids, no inline code, no text missing. So every journey tests them all.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx2

from tests.typography import wrong_on_page

_VOID = {"input", "meta", "link", "br", "hr", "img", "path", "rect", "circle"}


@dataclass
class Form:
    """A form as a browser would send it untouched."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)  # radio and other buttons, by name
    checkboxes: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What a page holds."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__(convert_charrefs=True)
        self.response = response
        self.status = response.status_code
        self.html = response.text
        self.path = urlsplit(str(response.url)).path
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.controls: dict[str, dict[str, str]] = {}
        self.labels: set[str] = set()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.by_id: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._link: tuple[str, list[str]] | None = None
        self.feed(self.html)

    @property
    def text(self) -> str:
        """All words, spaces of every kind made plain."""
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag not in _VOID:
            self._open.append((tag, found.get("id", "")))
        if tag == "form":
            self.forms.append(Form(found.get("action", ""), found.get("method", "get")))
        elif tag == "a":
            self._link = (found.get("href", ""), [])
        elif tag == "label":
            self.labels.add(found.get("for", ""))
        elif tag == "button" and found.get("name") and self.forms:
            values = self.forms[-1].options.setdefault(found["name"], [])
            values.append(found.get("value", ""))
        elif tag in {"input", "select", "textarea"}:
            self._control(tag, found)

    def _control(self, tag: str, found: dict[str, str]) -> None:
        kind = found.get("type", tag)
        if kind != "hidden":
            self.controls[found.get("id", "")] = found
        if not self.forms:
            return
        form, name, value = self.forms[-1], found.get("name", ""), found.get("value", "")
        if kind == "radio":
            form.options.setdefault(name, []).append(value)
            if "checked" in found:
                form.fields[name] = value
        elif kind == "checkbox":
            form.checkboxes[name] = value
        else:
            form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag == "a" and self._link:
            self.links.append((self._link[0], " ".join("".join(self._link[1]).split())))
            self._link = None
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note words."""
        if self._open and self._open[-1][0] in {"script", "style"}:
            return
        self._words.append(data)
        if self._link:
            self._link[1].append(data)
        for _, name in self._open:
            if name:
                self.by_id[name] = self.by_id.get(name, "") + data

    def has(self, tag: str, **attributes: str) -> bool:
        """Whether an element has these attributes (`_` stands for `-`)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return any(name == tag and wanted.items() <= found.items() for name, found in self.elements)

    @property
    def row(self) -> str:
        """The row of the guide that the page announces, if any."""
        return next((found["data-row"] for _, found in self.elements if "data-row" in found), "")

    def form_to(self, ending: str) -> Form:
        """The first form that posts to an address with this ending."""
        return next(form for form in self.forms if form.action.endswith(ending))


def look_over(page: Page) -> None:
    """What must be true of every page of the house."""
    lang = next(found.get("lang", "") for tag, found in page.elements if tag == "html")
    assert page.response.headers["content-language"] == lang
    assert lang in {"fr-CA", "en-CA"}
    band = "Ce n’est pas un site du gouvernement" if lang == "fr-CA" else "not a government website"
    assert band in page.text
    wrong = wrong_on_page(page.html)
    assert not wrong, wrong
    assert "1 866 423-3234" in page.text  # consistent help (WCAG 2.2, 3.2.6)
    assert [tag for tag, _ in page.elements].count("h1") == 1
    assert page.has("a", class_="skip", href="#contenu")
    assert "⟦" not in page.html, page.html[page.html.index("⟦") :][:80]
    assert len(page.ids) == len(set(page.ids)), sorted(page.ids)
    unlabelled = set(page.controls) - page.labels
    assert not unlabelled, unlabelled
    described = {
        name for _, found in page.elements for name in found.get("aria-describedby", "").split()
    }
    assert described <= set(page.ids), described - set(page.ids)
    assert not any("style" in found or "onclick" in found for _, found in page.elements)
    assert all(
        tag not in {"script", "style"} or found.get("src", "").startswith("/")
        for tag, found in page.elements
    )
    inner = {href[1:] for href, _ in page.links if href.startswith("#")}
    assert inner <= set(page.ids), inner - set(page.ids)
    assert "default-src 'none'" in page.response.headers["content-security-policy"]
    assert page.response.headers["cache-control"] == "no-store"
    for form in page.forms:
        assert form.method == "get" or form.fields.get("csrf"), form


class Visitor:
    """One browser."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str) -> Page:
        """The page at `path`, redirects followed, looked over."""
        return self._read(await self.client.get(path, follow_redirects=True))

    def _read(self, response: httpx2.Response) -> Page:
        page = Page(response)
        look_over(page)
        return page

    async def send(self, form: Form, **values: str) -> Page:
        """Send a form with some fields filled in; None of them may be foreign to it."""
        known = {*form.fields, *form.options, *form.checkboxes}
        assert values.keys() <= known, values.keys() - known
        filled = {**form.fields, **values}
        response = await self.client.post(form.action, data=filled, follow_redirects=True)
        return self._read(response)

    async def begin(self, path: str = "MFA", prefix: str = "") -> Page:
        """Open a draft; the page of the first step."""
        start = await self.get(f"{prefix}/inscription")
        return await self.send(start.form_to("/inscription"), origine=path)

    async def answer(self, page: Page, answers: dict[str, str]) -> Page:
        """Fill in every step from `page` on with `answers`, up to the check page or an error."""
        while page.path.rpartition("/")[2] in {"service", "representant", "identifiants", "rse"}:
            form = page.form_to(page.path)
            asked = {*form.fields, *form.options}
            mine = {name: value for name, value in answers.items() if name in asked and value}
            page = await self.send(form, **mine)
            if page.status != 200:
                break
        return page

    async def transmit(self, check: Page) -> Page:
        """Transmit from the check page; the receipt, or the refusal."""
        return await self.send(check.form_to("/inscription/transmettre"))
