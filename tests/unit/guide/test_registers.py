"""The registers of statements and silences, and the English beside the French, are held exactly."""

import pytest

from sandbox.guide import guide
from sandbox.guide.register import Status
from tests.unit.guide.edits import Copy


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("sections.toml", "[statement.R-41]", "[statement.R41]", "'R41' is not written R-nn"),
        ("sections.toml", 'section = "2b"', 'section = "2z"', "There is no section '2z'"),
        ("sections.toml", 'status = "assumed"', 'status = "maybe"', "'maybe' is not one of"),
        ("sections.toml", 'status = "assumed"', 'status = "encoded"', "only what is assumed"),
        ("sections.toml", 'reading = "A-35"', 'lecture = "A-35"', "only what is assumed"),
        ("sections.toml", 'rooms = ["services/facts.py"]', 'rooms = ["facts"]', "'facts' is not a"),
        ("sections.toml", 'status = "out-of-scope"', 'status = "encoded"\nx = "y"', "knows no 'x'"),
        ("sections.toml", 'page = "aide"', 'page = "formes"', "does not cover section 'H'"),
        ("sections.toml", "[section.H]", "[section.H", "Not TOML"),
        ("silences.md", "## A-07 ", "## A-06 ", "A-06 is there already"),
        ("silences.md", "## A-07 ", "## Lecture 7 ", "'## A-nn Title'"),
        ("silences.md", "- **Silence**", "- **Silences**", "A line gives one of"),
        ("silences.en.md", "## A-07 ", "## A-77 ", "A-77 is not A-07 as in French"),
        ("pages/en/aide.md", "(R-75)", "", "citations are not those of"),
        ("pages/en/aide.md", "## Asking", "### Asking", "The level, table or citations"),
        ("pages/en/aide.md", "## Asking a question\n", "", "There are 2 headings"),
        ("pages/en/3-obnl.md", "<!-- table -->", "", "The level, table or citations"),
        ("pages/en/aide.md", "# Getting help", "---\nsection: H\n---\n# Help", "matter are French"),
        ("pages/aide.md", "section: H", "section: H, Z", "Section 'Z' names another page"),
        ("pages/aide.md", "## Poser une question", "# Poser", "one title of level 1"),
        ("pages/aide.md", "## Poser une question", "## Besoin d’aide", "is there already"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    copy: Copy, name: str, old: str, new: str, problem: str
) -> None:
    """An identifier, a status, a place or a translation that is not right stops the loading."""
    copy.edit(name, old, new)
    refused = copy.refusal()
    assert problem in refused.problem
    assert refused.file == f"guide/{name}"


def test_a_file_that_is_not_there_is_told(copy: Copy) -> None:
    """A page taken away is missed by its name."""
    (copy.root / "pages/aide.md").unlink()
    assert str(copy.refusal()) == "guide/pages/aide.md:1: The file is not there."


def test_a_page_that_nobody_ordered_is_told(copy: Copy) -> None:
    """A page left in the folder without a place in the guide is not ignored."""
    (copy.root / "pages/5-cooperatives.md").write_text("# 5. Coopératives\n", encoding="utf-8")
    assert str(copy.refusal()).startswith("guide/pages/5-cooperatives.md:1: ")


def test_a_file_in_another_encoding_is_told(copy: Copy) -> None:
    """A page saved in Latin-1 is refused at the line of its first accent."""
    path = copy.root / "pages/aide.md"
    path.write_bytes(path.read_text(encoding="utf-8").replace("\u00a0", " ").encode("cp1252"))
    refused = copy.refusal()
    assert "not UTF-8" in refused.problem
    assert refused.line == 4


def test_every_section_and_statement_and_silence_is_registered() -> None:
    """Sections Q to H, R-01 to R-78 and A-01 to A-40 are there, in order."""
    register = guide().register
    keys = [section.key for section in register.sections]
    wanted = ["Q", "W", "A", "O", "K", "1", "2a", "2b", "2c", "2d", "2e", "2f", "3", "4", "H"]
    assert [key for key in keys if key not in ("0", "PES")] == wanted
    assert [each.id for each in register.statements] == [f"R-{n:02}" for n in range(1, 79)]
    assert [each.id for each in register.readings] == [f"A-{n:02}" for n in range(1, 41)]


def test_a_statement_knows_its_rows_and_rooms() -> None:
    """Where a statement is applied is read from the rows that cite it and the rooms it names."""
    [statement] = [each for each in guide().register.statements if each.id == "R-53"]
    assert statement.status is Status.ENCODED
    assert statement.where == ("P-3", "INV-7", "services/in_force.py")


def test_both_languages_stand_under_the_same_anchors() -> None:
    """A link to a heading of a page works in French and in English."""
    for page in guide().pages:
        french, english = (guide().prose(page.name, language) for language in ("fr", "en"))
        assert [part.anchor for part in french] == [part.anchor for part in english]
        assert french[0].title != english[0].title
