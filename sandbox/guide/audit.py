"""Whether everything hangs together: no orphan among statements, readings, rows, code, scenarios.

Loading a guide verifies that it can decide. This verifies that nothing of it is left aside:
whatever is cited exists, and whatever exists is cited, decides or is said to be mere information.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable

from sandbox.guide.library import Guide
from sandbox.guide.markdown import GuideError
from sandbox.guide.register import Reading, Statement, Status, is_room
from sandbox.guide.scenarios import Scenario, run

_CITATION = re.compile(r"\b[RA]-\d{2}\b")
_SECTIONS = "sandbox/guide/sections.toml"
_SILENCES = "sandbox/guide/silences.md"


def orphans(guide: Guide, code: Traversable) -> list[GuideError]:
    """Everything left aside among statements, readings, rows and the code under `code`."""
    sources = dict(_sources(code))
    found: list[GuideError] = []
    for statement in guide.register.statements:
        found += _statement(statement, guide, sources)
    for reading in guide.register.readings:
        found += _reading(reading, guide, sources)
    found += _numbering("R", (each.id for each in guide.register.statements), _SECTIONS)
    found += _numbering("A", (each.id for each in guide.register.readings), _SILENCES)
    for room, text in sources.items():
        for number, line in enumerate(text.splitlines(), 1):
            unknown = set(_CITATION.findall(line)) - guide.register.citations
            found += [
                GuideError(f"sandbox/{room}", number, f"{each} is not known.")
                for each in sorted(unknown)
            ]
    return found


def strayed(guide: Guide, scenarios: Sequence[Scenario]) -> list[GuideError]:
    """Scenarios that the guide contradicts, and rows that no scenario shows."""
    found: list[GuideError] = []
    names: set[str] = set()
    for scenario in scenarios:
        if scenario.name in names:
            found.append(
                GuideError(scenario.file, scenario.line, f"'{scenario.name}' is there already.")
            )
        names.add(scenario.name)
        try:
            run(scenario, guide)
        except GuideError as contradicted:
            found.append(contradicted)
    shown = {row_id for scenario in scenarios for row_id in scenario.rows}
    unseen = [row for row in guide.rows if row.id not in shown]
    return found + [GuideError(row.file, row.line, f"{row.id} has no scenario.") for row in unseen]


def _statement(statement: Statement, guide: Guide, sources: dict[str, str]) -> Iterator[GuideError]:
    """What is wrong about one statement: nowhere applied, nowhere told, or told but not cited."""

    def wrong(problem: str) -> GuideError:
        return GuideError(_SECTIONS, statement.line, f"{statement.id} {problem}")

    if statement.status is Status.ENCODED and not statement.where:
        yield wrong("is said to be encoded, but no row and no room holds it.")
    if statement.status is not Status.ENCODED and statement.rows:
        yield wrong(f"is not said to be encoded, but {statement.rows[0]} cites it.")
    if statement.status is Status.ASSUMED and statement.reading not in guide.register.citations:
        yield wrong(f"is assumed by {statement.reading}, which is not known.")
    yield from _rooms(statement.id, statement.rooms, sources, _SECTIONS, statement.line)
    pages = [page for page in guide.pages if statement.section in page.covers]
    if not any(statement.id in part.citations for page in pages for part in page.sections):
        yield wrong(f"is not told by the page of section {statement.section}.")


def _reading(reading: Reading, guide: Guide, sources: dict[str, str]) -> Iterator[GuideError]:
    """What is wrong about one reading: the rows it names and those that cite it differ."""
    named = [place for place in reading.where if not is_room(place)]
    citing = [row.id for row in guide.rows if reading.id in (*row.readings, *row.related_readings)]
    for row_id in named:
        if row_id not in citing:
            problem = f"{reading.id} names {row_id}, which does not cite it."
            yield GuideError(_SILENCES, reading.line, problem)
    for row_id in citing:
        if row_id not in named:
            row = guide.row(row_id)
            problem = f"{row_id} cites {reading.id}, which does not name it."
            yield GuideError(row.file, row.line, problem)
    rooms = [place for place in reading.where if is_room(place)]
    yield from _rooms(reading.id, rooms, sources, _SILENCES, reading.line)


def _rooms(
    citation: str, rooms: Iterable[str], sources: dict[str, str], file: str, line: int
) -> Iterator[GuideError]:
    """The rooms said to hold a citation exist and give it."""
    for room in rooms:
        if room not in sources:
            yield GuideError(file, line, f"{citation} names {room}, which is not there.")
        elif citation not in _CITATION.findall(sources[room]):
            yield GuideError(file, line, f"{citation} names {room}, which does not cite it.")


def _numbering(kind: str, found: Iterable[str], file: str) -> list[GuideError]:
    """Numbers follow each other from 1: identifiers are permanent, none is dropped."""
    numbers = list(found)
    expected = [f"{kind}-{number:02}" for number in range(1, len(numbers) + 1)]
    for one, other in zip(numbers, expected, strict=True):
        if one != other:
            return [GuideError(file, 1, f"{other} is expected where {one} is.")]
    return []


def _sources(code: Traversable, under: str = "") -> Iterator[tuple[str, str]]:
    """The Python files of a package, by their path in it."""
    for entry in sorted(code.iterdir(), key=lambda each: each.name):
        path = f"{under}{entry.name}"
        if entry.is_dir() and not entry.name.startswith((".", "__")):
            yield from _sources(entry, f"{path}/")
        elif entry.name.endswith(".py"):
            yield path, entry.read_text(encoding="utf-8")
