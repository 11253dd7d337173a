"""`guide check`: what the guide holds in words, and every orphan with its file and line."""

import io
from collections.abc import Iterable
from pathlib import Path

import pytest

from sandbox.guide import commands
from sandbox.guide.audit import orphans, strayed
from sandbox.guide.commands import check
from sandbox.guide.markdown import GuideError
from sandbox.guide.scenarios import Scenario, read_scenarios
from tests.house.tree import ROOT
from tests.unit.guide.edits import Copy

SCENARIO = """\
[[scenario]]
nom = "Hors du guide"
lignes = ["P-1"]
issue = "REFUS_SAISIE"
faits = { couple_forme_service = "hors_guide" }
"""


def told(problems: Iterable[GuideError]) -> str:
    """Problems as they are printed."""
    return "\n".join(str(problem) for problem in problems)


def test_the_guide_is_said_in_words() -> None:
    """Pages, rows, combinations, statements by status, readings and scenarios are counted."""
    out = io.StringIO()
    assert check(out) == 0
    said = out.getvalue()
    assert "12 pages, 7 with a decision table, 36 rows." in said
    assert "24 rows, 4,416 combinations, each answered by exactly one row." in said
    assert "78 statements: 66 encoded, 9 information, 2 assumed, 1 out-of-scope." in said
    assert "40 readings" in said
    assert "scenarios decided." in said
    assert said.splitlines()[-1].startswith("No orphan")


def test_an_installed_sandbox_says_that_scenarios_stayed_behind(tmp_path: Path) -> None:
    """Where there is no clone, the rest is checked all the same."""
    out = io.StringIO()
    assert check(out, tmp_path) == 0
    assert "not in an installed sandbox" in out.getvalue()


def test_a_guide_that_cannot_be_read_is_told_with_its_line(
    monkeypatch: pytest.MonkeyPatch, copy: Copy
) -> None:
    """A spoilt cell gives its file and line, and the status of a failure."""
    line = copy.edit("pages/3-obnl.md", "| PIECES |", "| PIECE |")
    monkeypatch.setattr(commands, "guide", copy.load)
    out = io.StringIO()
    assert check(out) == 1
    assert out.getvalue().startswith(f"guide/pages/3-obnl.md:{line}: 'PIECE' is not one of")


def test_a_decision_that_scenarios_contradict_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, copy: Copy
) -> None:
    """Two rows whose cells were exchanged still cover all, but the scenarios see it."""
    page = "pages/4-societes-de-personnes.md"
    copy.edit(page, "associe | reconnu", "associe | RECONNU")
    copy.edit(page, "associe | non_reconnu", "associe | reconnu")
    copy.edit(page, "associe | RECONNU", "associe | non_reconnu")
    monkeypatch.setattr(commands, "guide", copy.load)
    out = io.StringIO()
    assert check(out) == 1
    assert "Expects SP-1 and ACTIVATION_DIFFEREE; the guide says SP-2" in out.getvalue()
    assert out.getvalue().splitlines()[-1] == "2 wrong: see above."


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("sections.toml", '\nrooms = ["web/elsewhere.py"]', "", "R-30 is said to be encoded, but"),
        ("sections.toml", '["web/elsewhere.py"]', '["web/gone.py"]', "web/gone.py, which is not"),
        (
            "sections.toml",
            '["web/elsewhere.py"]',
            '["web/pages.py"]',
            "web/pages.py, which does not",
        ),
        ("sections.toml", 'reading = "A-35"', 'reading = "A-95"', "A-95, which is not known"),
        ("pages/aide.md", "(R-75)", "", "R-75 is not told by the page of section H"),
        ("pages/3-obnl.md", "A-01, A-05", "A-05", "A-01 names OB-1, which does not cite it"),
        ("pages/3-obnl.md", "A-01, A-05", "A-01, A-02, A-05", "OB-1 cites A-02, which does not"),
        ("pages/3-obnl.md", "R-64, R-66", "R-64, R-65, R-66", "R-65 is not said to be encoded"),
    ],
)
def test_each_orphan_is_told(copy: Copy, name: str, old: str, new: str, problem: str) -> None:
    """Nothing that exists is left aside, and nothing is cited that does not exist."""
    copy.edit(name, old, new)
    if name == "pages/aide.md":
        copy.edit("pages/en/aide.md", old, new)
    assert problem in told(orphans(copy.load(), ROOT / "sandbox"))


def test_a_number_left_out_is_told(copy: Copy) -> None:
    """Identifiers are permanent: a statement cannot disappear from the register."""
    copy.rewrite("sections.toml", lambda text: text.replace("[statement.R-77]", "[statement.R-79]"))
    for page in ("pages/presentation.md", "pages/en/presentation.md"):
        copy.edit(page, "(R-77)", "(R-79)")
    assert "R-77 is expected where R-79 is" in told(orphans(copy.load(), ROOT / "sandbox"))


def test_code_that_cites_what_is_not_is_told(copy: Copy, tmp_path: Path) -> None:
    """A citation in the code leads somewhere, or its line is told."""
    room = tmp_path / "code" / "services"
    room.mkdir(parents=True)
    (room / "post.py").write_text('"""Post.\n\nAs R-98 says."""\n', encoding="utf-8")
    assert "sandbox/services/post.py:3: R-98 is not known." in told(
        orphans(copy.load(), tmp_path / "code")
    )


def scenarios_of(folder: Path, text: str) -> tuple[Scenario, ...]:
    """The scenarios of one file."""
    (folder / "one.toml").write_text(text, encoding="utf-8")
    return read_scenarios(folder, "scenarios")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"P-1"', '"P-2"', "Expects P-2 and REFUS_SAISIE; the guide says P-1"),
        ('"P-1"', '"P-9"', "There is no row P-9"),
        ("REFUS_SAISIE", "REFUSE", "Expects P-1 and REFUSE"),
        ("hors_guide", "couvert", "State numero_identification"),
        ("hors_guide", "ailleurs", "'couple_forme_service' is one of"),
        ("lignes =", 'table = "impots"\nlignes =', "There is no table 'impots'"),
    ],
)
def test_a_scenario_that_the_guide_contradicts_is_told(
    copy: Copy, tmp_path: Path, old: str, new: str, problem: str
) -> None:
    """A wrong row, outcome or word in a scenario is told at the scenario's line."""
    found = strayed(copy.load(), scenarios_of(tmp_path, SCENARIO.replace(old, new)))
    [contradicted] = [each for each in found if each.file == "scenarios/one.toml"]
    assert problem in contradicted.problem
    assert contradicted.line == 1


def test_a_row_without_scenario_is_told(copy: Copy, tmp_path: Path) -> None:
    """Each row is shown by an example, or named at its line of its page."""
    found = strayed(copy.load(), scenarios_of(tmp_path, SCENARIO))
    assert len(found) == 35
    assert "guide/pages/4-societes-de-personnes.md:22: SP-1 has no scenario." in told(found)


def test_a_scenario_told_twice_is_told(copy: Copy, tmp_path: Path) -> None:
    """Two scenarios of one name cannot be told apart when one fails."""
    found = strayed(copy.load(), scenarios_of(tmp_path, SCENARIO + "\n" + SCENARIO))
    assert "scenarios/one.toml:7: 'Hors du guide' is there already." in told(found)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("nom =", "titre =", "A scenario knows no 'titre'"),
        ('issue = "REFUS_SAISIE"\n', "", "A scenario must give 'issue'"),
        ("[[scenario]]", "[[ scenario ]]", "begins with a line"),
        ("[[scenario]]", "[[scenario", "Not TOML"),
    ],
)
def test_a_scenario_that_cannot_be_read_is_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    """A key that is unknown or missing stops the reading at its scenario."""
    with pytest.raises(GuideError, match=r"scenarios/one\.toml:1") as refused:
        scenarios_of(tmp_path, SCENARIO.replace(old, new))
    assert problem in refused.value.problem
