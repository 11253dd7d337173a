"""The guide's own prose is set as a careful writer of Québec sets it."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT

HOME = ROOT / "sandbox" / "guide"
PAGES = [*sorted(HOME.glob("pages/*.md")), HOME / "silences.md"]
TABLES = [HOME / "sections.toml", *sorted((ROOT / "tests/scenarios").glob("*.toml"))]
FAULTS = {
    "a plain space before a colon": r" :(?!-)",
    "no space before a colon": r"[^\W\d](?:\*\*)?:(?=\s|$)",
    "a space before ; ! or ?": r"[ \u00a0\u202f][;!?]",
    "a plain space inside guillemets": r"«[^\u00a0]|[^\u00a0]»",
    "a straight apostrophe": r"\w'\w",
    "straight quotation marks": r"(?<![=\[,] )\"\w[^\"=]*\"",
    "three dots": r"\.\.\.",
}


def prose_of(text: str) -> str:
    """A page without its front matter."""
    return text.split("\n---\n", 1)[1] if text.startswith("---\n") else text


def faults(text: str) -> list[str]:
    """Each fault of a French text, with the line it is in."""
    return [
        f"{fault}: {line[:60]}"
        for line in text.split("\n")
        for fault, pattern in FAULTS.items()
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_french_of_a_page_is_set_right(path: Path) -> None:
    """Colons, guillemets, apostrophes and marks have the spaces of Québec usage."""
    assert not faults(prose_of(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_the_french_of_statements_and_scenarios_is_set_right(path: Path) -> None:
    """What a statement says and what a scenario is called are set as the pages are."""
    text = path.read_text(encoding="utf-8")
    said = re.findall(r'^(?:fr|nom) = "(.+)"$', text, re.MULTILINE)
    assert said
    assert not faults("\n".join(said))


@pytest.mark.parametrize(
    "text", ["Ici : là", "Ici: là", "Quoi ?", "« ici »", "l'avis", 'dit "oui" ici', "Et..."]
)
def test_each_fault_of_typography_is_seen(text: str) -> None:
    """The judge sees each fault it is to see."""
    assert faults(text)
