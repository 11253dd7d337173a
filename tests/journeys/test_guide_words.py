"""The glossary and the conventions: complete, cited, and true of what the pages show."""

from dataclasses import fields, replace

import pytest
from starlette.applications import Starlette

from sandbox.domain.conventions import Conventions
from sandbox.guide import guide
from sandbox.settings import Settings
from sandbox.web.glossary import ON_PAGES, TERMS
from sandbox.web.guide_conventions import FIGURES
from tests.journeys.test_enrolment import HIMSELF, to_check
from tests.journeys.visitor import Page, Visitor


def test_every_term_and_every_figure_cites_what_is_there() -> None:
    """Each citation is a statement or a reading, each figure a variable that settings obey."""
    cited = {cite for term in TERMS for cite in term.cites}
    cited |= {cite for _, cites in FIGURES.values() for cite in cites}
    assert cited <= guide().register.citations
    assert all(term.cites for term in TERMS)
    assert list(FIGURES) == [each.name for each in fields(Conventions)]
    assert {f"SANDBOX_{name.upper()}" for name in FIGURES} <= set(Settings.variables())


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_each_term_leads_to_what_says_so_and_to_where_it_is_seen(
    visitor: Visitor, lang: str
) -> None:
    """Every anchor of the journey is in the glossary, and each place it names is there."""
    page = await visitor.get(f"/guide/glossaire?lang={lang}")
    assert {term.key for term in TERMS} <= set(page.ids)
    assert {key for keys in ON_PAGES.values() for key in keys} <= set(page.ids)
    for path in {term.path for term in TERMS}:
        assert (await visitor.get(path)).status == 200, path


def named(page: Page) -> list[str]:
    """The terms that the page says are its own."""
    return [said.rsplit(" (", 1)[0] for href, said in page.links if "/guide/glossaire#" in href]


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_the_journey_names_the_words_it_uses(visitor: Visitor, lang: str) -> None:
    """On each page of the journey the glossary is offered for words that are in its text."""
    await visitor.get(f"/?lang={lang}")
    page = await visitor.begin()
    seen = [await visitor.get("/inscription")]
    while page.path.rpartition("/")[2] in {"service", "representant", "identifiants", "rse"}:
        seen.append(page)
        form = page.form_to(page.path)
        asked = {*form.fields, *form.options}
        page = await visitor.send(form, **{k: v for k, v in HIMSELF.items() if k in asked and v})
    seen += [page, await visitor.transmit(page)]
    assert len(seen) == 7
    for page in seen:
        words = named(page)
        assert words, page.path
        main = page.by_id["contenu"].casefold()
        missing = [word for word in words if word.casefold() not in main]
        assert not missing, (page.path, missing)


async def test_a_question_not_asked_is_not_among_the_words(visitor: Visitor) -> None:
    """An individual is asked for no invitation, so the page of the numbers does not explain one."""
    await to_check(visitor)
    page = await visitor.get("/inscription/identifiants")
    assert "Avis de cotisation" in named(page)
    assert "Numéro d’invitation" not in named(page)


async def test_a_convention_shows_what_is_set_here(
    visitor: Visitor, application: Starlette
) -> None:
    """A figure that was set differs from the usual one, and the page tells both."""
    page = await visitor.get("/guide/conventions")
    assert "0 jour" in page.by_id["SANDBOX_MAIL_DAYS"].replace("\u00a0", " ")
    desk = application.state.desk
    desk.conventions = replace(desk.conventions, mail_days=3)
    page = await visitor.get("/guide/conventions?lang=en")
    told = page.by_id["SANDBOX_MAIL_DAYS"].replace("\u00a0", " ")
    assert "3 days" in told
    assert "instead of 0 days" in told
