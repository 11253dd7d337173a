"""Every page that is there without a story, in both languages, and the guide on line."""

import re

import pytest

from sandbox.guide import guide
from tests.journeys.crawl import crawl
from tests.journeys.visitor import Visitor

PLAIN = (
    "/",
    "/developper",
    "/developper/diagnostic",
    "/personnages",
    "/inscription",
    "/inscription/reprendre",
    "/guide",
    "/guide/enonces",
    "/guide/silences",
)

FILES = ("/trace.html", "/trace.json")
"""What is downloaded, and is no page."""
ELSEWHERE = ("/.well-known", "/oidc/jwks", "/oidc/openapi.json", "/poste/", "/bureaux/")


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_plain_pages_stand_in_both_languages(visitor: Visitor, lang: str) -> None:
    """Each is whole, and its only links within the site lead to pages that exist."""
    for path in PLAIN:
        page = await visitor.get(f"{path}?lang={lang}")
        assert page.status == 200
        assert page.has("html", lang=f"{lang}-CA")


async def test_french_is_served_unless_english_is_asked_for(visitor: Visitor) -> None:
    """The browser's own preference does not count; the language asked for is remembered."""
    visitor.client.headers["accept-language"] = "en-CA,en"
    assert (await visitor.get("/")).has("html", lang="fr-CA")
    assert (await visitor.get("/?lang=en")).has("html", lang="en-CA")
    assert (await visitor.get("/inscription")).has("html", lang="en-CA")
    assert (await visitor.get("/inscription?lang=fr")).has("html", lang="fr-CA")


async def test_the_language_link_keeps_the_rest_of_the_address(visitor: Visitor) -> None:
    """Changing language stays where one is."""
    page = await visitor.get("/inscription/reprendre?a=1&b=%C3%A9&a=2")
    assert "/inscription/reprendre?a=1&b=%C3%A9&a=2&lang=en" in [href for href, _ in page.links]


async def test_no_link_of_the_site_is_dead(visitor: Visitor) -> None:
    """From the front door, whatever a visitor can follow answers with a page."""
    seen = await crawl(
        visitor, "/", lambda local: not local.startswith(ELSEWHERE) and not local.endswith(FILES)
    )
    for path, page in seen.items():
        for href, _ in page.links:
            target, _, fragment = href.partition("#")
            if fragment and target in seen:
                assert fragment in seen[target].ids, f"{path} -> {href}"


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_every_row_is_drawn_under_its_number(visitor: Visitor, lang: str) -> None:
    """A receipt can point at any row, and a person reads it without a code word."""
    await visitor.get(f"/?lang={lang}")
    for known in guide().pages:
        page = await visitor.get(f"/guide/{known.name}")
        assert {row.id for row in known.rows} <= set(page.ids)
        words = re.sub(r"\S+[./]\S+", "", page.text)  # addresses
        assert not re.search(r"\b[a-z]+_[a-z_]+\b", words), known.name


async def test_every_citation_leads_somewhere(visitor: Visitor) -> None:
    """All statements and readings have a place of their own on their page."""
    register = guide().register
    statements = await visitor.get("/guide/enonces")
    assert {one.id for one in register.statements} <= set(statements.ids)
    silences = await visitor.get("/guide/silences")
    assert {one.id for one in register.readings} <= set(silences.ids)


@pytest.mark.parametrize("path", ["/inscription/accuse/", "/inscription/dossier/"])
async def test_a_number_without_measure_is_no_address(visitor: Visitor, path: str) -> None:
    """Thousands of digits are not there, as a number that nobody has is not."""
    for number in ("9" * 6, "1" * 5000):
        assert (await visitor.get(path + number)).status == 404


async def test_nothing_comes_from_elsewhere(visitor: Visitor) -> None:
    """Style, icon and script are the sandbox's own, and are served."""
    page = await visitor.get("/")
    sources = [
        found.get("href") or found.get("src", "")
        for tag, found in page.elements
        if tag in {"link", "script", "img"}
    ]
    assert sources
    for source in sources:
        assert source.startswith("/static/")
        assert (await visitor.client.get(source)).status_code == 200
    icon = await visitor.client.get("/favicon.ico")
    assert icon.headers["content-type"] == "image/svg+xml"
    style = (await visitor.client.get("/static/style.css")).text
    assert "url(" not in style
    assert "@import" not in style


async def test_a_moved_calendar_is_told_on_every_page(visitor: Visitor) -> None:
    """Letters and deadlines follow the day of the space, so a person sees which one it is."""
    assert "nous sommes le" not in (await visitor.get("/?lang=fr")).text
    moved = {"calendar": {"days": 97}}
    answer = await visitor.client.post("/_sandbox/clock/advance", json=moved)
    assert answer.status_code == 200
    assert "Ici, nous sommes le 28 février 2027." in (await visitor.get("/guide")).text
    assert "Here, today is February 28, 2027." in (await visitor.get("/poste?lang=en")).text
