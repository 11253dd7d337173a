"""What is written outside the catalogue is set as carefully: guide, stories, a trainer's paper."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT, shown
from tests.typography import prose, wrong_english, wrong_french

GUIDE = ROOT / "sandbox" / "guide"
FRENCH = (*sorted((GUIDE / "pages").glob("*.md")), GUIDE / "silences.md")
ENGLISH = (*sorted((GUIDE / "pages" / "en").glob("*.md")), GUIDE / "silences.en.md")
STORIES = tuple(sorted((ROOT / "seed").rglob("*.toml")))


def spoken(value: Any, lang: str) -> Iterator[str]:
    """The words that a file of seeds gives in a language; what has no language is French."""
    if isinstance(value, str):
        yield from (value,) if lang == "fr" else ()
    elif isinstance(value, dict) and set(value) == {"fr", "en"}:
        yield value[lang]
    elif isinstance(value, dict):
        for one in value.values():
            yield from spoken(one, lang)
    elif isinstance(value, list):
        for one in value:
            yield from spoken(one, lang)


@pytest.mark.parametrize("path", [*FRENCH, *ENGLISH], ids=shown)
def test_the_guide_is_set_right(path: Path) -> None:
    """A page of the guide follows the typography of its language."""
    judge = wrong_french if path in FRENCH else wrong_english
    assert not judge(prose(path.read_text(encoding="utf-8")))


def test_the_stories_are_set_right() -> None:
    """People, ready accounts and scenarios, in both languages."""
    wrong = []
    for path in STORIES:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for lang, judge in (("fr", wrong_french), ("en", wrong_english)):
            wrong += [f"{shown(path)} {one!r}" for t in spoken(table, lang) for one in judge(t)]
    assert not wrong, "\n".join(wrong)


def test_the_paper_of_the_trainer_is_set_right() -> None:
    """`docs/formation.md`: French first, then English under its own title."""
    text = prose((ROOT / "docs" / "formation.md").read_text(encoding="utf-8"))
    french, title, english = text.partition("## In English")
    assert title
    assert not wrong_french(french.replace("*English below.*", ""))
    assert not wrong_english(english)


def test_the_colour_around_the_page_is_that_of_the_band() -> None:
    """`theme-color` cannot name a token: it repeats the band's, light and dark."""
    style = (ROOT / "sandbox/web/static/style.css").read_text(encoding="utf-8")
    layout = (ROOT / "sandbox/web/templates/layout.html").read_text(encoding="utf-8")
    bands = re.findall(r"--band: (#[0-9a-f]{6});", style)
    assert re.findall(r'name="theme-color" content="([^"]+)"', layout) == bands
