"""Nothing of the guide is left aside: what is cited exists, and what exists is cited and shown."""

import re
import tomllib

from sandbox.guide import guide
from sandbox.guide.audit import orphans, strayed
from sandbox.guide.scenarios import read_scenarios
from sandbox.texts import catalogue, known
from tests.house.tree import ROOT, committed_texts, shown

CITATION = re.compile(r"\b[RA]-\d{2}\b")
ROW = re.compile(r"\b(?:PA|SO|OB|SP|INV|PES)-[1-9]\b|(?<![\w-])P-[1-9]\b")
# These hold citations that are wrong on purpose, to see them refused.
SPOILT = (
    "tests/unit/guide/test_table_refusals.py",
    "tests/unit/guide/test_check_command.py",
    "tests/unit/guide/test_registers.py",
)


def test_there_is_no_orphan() -> None:
    """Statements, readings, rows and the rooms of the code answer each other, both ways."""
    assert not orphans(guide(), ROOT / "sandbox")


def test_every_row_has_a_scenario_and_every_scenario_its_row() -> None:
    """Each scenario is decided as it says, and no row is without one."""
    scenarios = read_scenarios(ROOT / "tests/scenarios", "tests/scenarios")
    assert not strayed(guide(), scenarios)


def test_every_scenario_file_is_named_after_a_page() -> None:
    """A family of rows has its file of scenarios under the name of its page."""
    files = {path.stem for path in (ROOT / "tests/scenarios").glob("*.toml")}
    assert files == {page.name for page in guide().pages if page.table}


def test_every_character_of_the_seed_has_a_scenario() -> None:
    """The sixteen organisations and nine variants are all told as scenarios, and no other."""
    scenarios = read_scenarios(ROOT / "tests/scenarios", "tests/scenarios")
    wanted = {f"F{n:02}" for n in range(1, 17)} | {f"X{n}" for n in range(1, 10)}
    assert {scenario.persona for scenario in scenarios if scenario.persona} == wanted


def test_no_committed_text_cites_what_is_not() -> None:
    """In code, pages, seeds, tests and documents, every R-nn, A-nn and row is one there is."""
    rows = {row.id for row in guide().rows}
    unknown = [
        f"{shown(path)}:{number} {cited}"
        for path, text in committed_texts()
        if shown(path) not in SPOILT and path.suffix in (".py", ".md", ".toml", ".html", ".sql")
        for number, line in enumerate(text.splitlines(), 1)
        for cited in (
            *(set(CITATION.findall(line)) - guide().register.citations),
            *(set(ROW.findall(line)) - rows),
        )
    ]
    assert not unknown


def test_every_word_of_the_tables_has_a_text() -> None:
    """Columns, their words and reasons read as words, in French and in English."""
    for schema in ("activation", "invitation", "acces"):
        for column, words in guide().tables(schema)[0].schema.columns.items():
            assert known(f"terms.column.{column}")
            for word in words:
                assert known(f"terms.{column}.{word}") or known(f"terms.word.{word}"), word
    assert all(known(f"reason.{row.reason}") for row in guide().rows)


def test_every_reason_and_precision_that_has_a_text_is_given_by_a_row() -> None:
    """No text is kept for a reason or a precision that no row gives any more."""
    rows = guide().rows
    used = {f"reason.{row.reason}" for row in rows} | {f"reason_of_row.{row.id}" for row in rows}
    used |= {f"terms.Precision.{demand.precision}" for row in rows for demand in row.documents}
    kept = {key for key in catalogue() if key.startswith(("reason.", "reason_of_row.", "terms.P"))}
    assert not kept - used


def test_the_scenarios_are_toml_that_others_can_read() -> None:
    """A scenario is plain data: names, facts, rows and an outcome."""
    for path in (ROOT / "tests/scenarios").glob("*.toml"):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        assert set(entries) == {"scenario"}
