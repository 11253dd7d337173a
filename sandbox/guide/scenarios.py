"""Scenarios a trainer can read: facts, and the row and outcome to expect of them.

One TOML file per family of rows, each a list of `[[scenario]]`. They are examples beside the
tables, and the command `guide check` runs them: a cell that changes a decision is seen there.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.domain.terms import Ruling
from sandbox.guide import engine
from sandbox.guide.engine import Undetermined
from sandbox.guide.library import Guide
from sandbox.guide.markdown import GuideError
from sandbox.guide.parsing import (
    NotFacts,
    access_facts_of_words,
    facts_of_words,
    invitation_facts_of_words,
)

_KEYS = {"nom", "table", "faits", "lignes", "issue", "persona"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named situation. `rows` are those expected to answer; none, for an invitation issued."""

    name: str
    table: str
    words: Mapping[str, Any]
    rows: tuple[str, ...]
    outcome: str
    persona: str
    file: str
    line: int


def read_scenarios(folder: Path, home: str) -> tuple[Scenario, ...]:
    """Every scenario of the `*.toml` of a folder; errors name its files under `home`."""
    found: list[Scenario] = []
    for path in sorted(folder.glob("*.toml")):
        file = f"{home}/{path.name}"
        text = path.read_text(encoding="utf-8")
        try:
            entries = tomllib.loads(text).get("scenario", [])
        except tomllib.TOMLDecodeError as broken:
            at = re.search(r"line (\d+)", str(broken))
            raise GuideError(file, int(at[1]) if at else 1, f"Not TOML: {broken}.") from None
        lines = [
            number for number, line in enumerate(text.splitlines(), 1) if line == "[[scenario]]"
        ]
        if len(lines) != len(entries):
            raise GuideError(file, 1, "Each scenario begins with a line '[[scenario]]'.")
        for line, entry in zip(lines, entries, strict=True):
            found.append(_scenario(entry, file, line))
    return tuple(found)


def _scenario(entry: Mapping[str, Any], file: str, line: int) -> Scenario:
    for key in entry:
        if key not in _KEYS:
            raise GuideError(file, line, f"A scenario knows no '{key}'.")
    for key in ("nom", "faits", "lignes", "issue"):
        if key not in entry:
            raise GuideError(file, line, f"A scenario must give '{key}'.")
    return Scenario(
        name=entry["nom"],
        table=entry.get("table", "activation"),
        words=entry["faits"],
        rows=tuple(entry["lignes"]),
        outcome=entry["issue"],
        persona=entry.get("persona", ""),
        file=file,
        line=line,
    )


def run(scenario: Scenario, guide: Guide) -> None:
    """Decide on a scenario; raises `GuideError` at its line if the guide says otherwise."""
    known = {row.id for row in guide.rows}
    for row_id in scenario.rows:
        if row_id not in known:
            raise GuideError(scenario.file, scenario.line, f"There is no row {row_id}.")
    try:
        rows, outcome = _decided(scenario, guide)
    except NotFacts as wrong:
        raise GuideError(scenario.file, scenario.line, wrong.message) from None
    except Undetermined as wrong:
        raise GuideError(scenario.file, scenario.line, wrong.hint) from None
    if (rows, outcome) != (scenario.rows, scenario.outcome):
        expected = f"{', '.join(scenario.rows) or 'no row'} and {scenario.outcome}"
        raise GuideError(
            scenario.file,
            scenario.line,
            f"Expects {expected}; the guide says {', '.join(rows) or 'no row'} and {outcome}.",
        )


def _decided(scenario: Scenario, guide: Guide) -> tuple[tuple[str, ...], str]:
    """The rows that answer a scenario, and what they conclude."""
    if scenario.table == "activation":
        decision = engine.decide(guide.rows_of("activation"), facts_of_words(scenario.words))
        return (decision.row_id,), str(decision.outcome)
    if scenario.table == "acces":
        access = access_facts_of_words(scenario.words)
        decision = engine.decide(guide.rows_of("acces"), access)
        return (decision.row_id,), str(decision.outcome)
    if scenario.table == "invitation":
        facts = invitation_facts_of_words(scenario.words)
        rows = engine.possible_rows(guide.rows_of("invitation"), facts)
        ruling = Ruling.REFUSED if rows else Ruling.GRANTED
        return tuple(row.id for row in rows), str(ruling)
    raise GuideError(scenario.file, scenario.line, f"There is no table '{scenario.table}'.")
