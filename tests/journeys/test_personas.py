"""Each of the 25 characters, driven through the pages, reaches the row the guide gives it."""

import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT


def _ids() -> list[str]:
    """The characters of the seed, known before any sandbox is opened."""
    folder = Path(ROOT) / "seed" / "personas"
    variants = tomllib.loads((folder / "variants.toml").read_text(encoding="utf-8"))["variantes"]
    first = [path.stem for path in sorted(folder.glob("F*.toml"))]
    return [*first, *(variant["id"] for variant in variants)]


CHARACTERS = _ids()


def test_there_are_sixteen_characters_and_nine_variants():
    """Together they reach every row of the decision table."""
    assert len(CHARACTERS) == 25


@pytest.mark.parametrize("who", CHARACTERS)
async def test_a_character_reaches_the_expected_row(another, personas, who):
    """Typed in by hand, page after page, each in a browser of his own."""
    persona = personas[who]
    for earlier in persona.before:
        first = another()
        await first.transmit(await first.answer(await first.begin(), personas[earlier].answers))
    visitor = another()
    check = await visitor.answer(await visitor.begin("REVENU"), persona.answers)
    assert check.path == "/inscription/verification", check.text
    end = await visitor.transmit(check)
    assert end.row == persona.expected_row


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_a_borrowed_character_fills_in_a_draft(visitor, personas, lang):
    """One click leads to the check page of a draft filled in, in either language."""
    page = await visitor.get(f"/personnages?lang={lang}")
    assert all(f"/personnages/{who}" in [form.action for form in page.forms] for who in personas)
    check = await visitor.send(page.form_to("/personnages/F06"))
    assert check.path == "/inscription/verification"
    assert "Marguerite" in check.text
    assert (await visitor.transmit(check)).row == "SO-1"
