"""`seed/scenarios/*.toml`: the exercises of a class, read strictly and checked whole.

An unknown key, event, row, part or character stops the start with its file and line: a step that
nothing could ever do would leave thirty learners waiting for it.
"""

from functools import cache
from pathlib import Path
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.scenarios import Fact, Part, Scenario, Step, Words
from sandbox.guide import guide
from sandbox.seeding.library import FOLDER, load
from sandbox.seeding.positions import parse
from sandbox.seeding.reader import Reader


@cache
def scenarios(folder: Path = FOLDER) -> dict[str, Scenario]:
    """Every scenario by its id, in the order of the files; raises `SeedError`."""
    found: dict[str, Scenario] = {}
    for path in sorted((folder / "scenarios").glob("*.toml")):
        reader = Reader(*parse(path, folder.parent))
        scenario = _scenario(reader)
        if scenario.id in found:
            raise reader.error("id", f"'{scenario.id}' is given twice")
        found[scenario.id] = scenario
    return found


def _scenario(reader: Reader) -> Scenario:
    character = reader.text("personnage")
    try:
        load().persona(character)
    except KeyError:
        raise reader.error("personnage", f"there is no character '{character}'") from None
    steps = tuple(_step(each) for each in reader.tables("etapes"))
    if not steps or not any(step.facts for step in steps):
        raise reader.error("", "a scenario needs steps, and a fact to hold one of them to")
    if len({step.id for step in steps}) != len(steps):
        raise reader.error("etapes", "two steps have the same id")
    scenario = Scenario(
        id=reader.text("id"),
        title=_words(reader, "titre"),
        story=_words(reader, "recit"),
        aim=_words(reader, "but"),
        character=character,
        minutes=reader.number("minutes"),
        steps=steps,
        days=reader.days("jours") or 0,
        rows=_rows(reader, "rangees"),
    )
    reader.done()
    return scenario


def _step(reader: Reader) -> Step:
    row = reader.text("rangee", "")
    if row:
        _known_row(reader, "rangee", row)
    step = Step(
        id=reader.text("id"),
        part=reader.choice("qui", Part),
        title=_words(reader, "titre"),
        task=_words(reader, "consigne"),
        expected=_words(reader, "attendu"),
        said=_words(reader, "dire"),
        page=reader.text("page", ""),
        facts=tuple(_fact(each) for each in reader.tables("faits")),
        row=row,
        days=reader.days("jours") or 0,
    )
    if step.page and not step.page.startswith("/"):
        raise reader.error("page", "a page is a path of the space: it begins with /")
    if (step.part is Part.CALENDAR) != bool(step.days):
        raise reader.error("jours", "the calendar moves in its own steps, and in no other")
    reader.done()
    return step


def _fact(reader: Reader) -> Fact:
    event = reader.choice("fait", Event)
    where: dict[str, Any] = {}
    if reader.has("ou"):
        inner = reader.table("ou")
        where = {name: inner.text(name) for name in inner.given()}
        inner.done()
        if row := where.get("row"):
            _known_row(inner, "row", row)
    reader.done()
    return Fact(event.value, where)


def _words(reader: Reader, key: str) -> Words:
    inner = reader.table(key)
    told = {"fr": inner.text("fr").strip(), "en": inner.text("en").strip()}
    inner.done()
    return told


def _rows(reader: Reader, key: str) -> tuple[str, ...]:
    rows = reader.texts(key, ())
    for row in rows:
        _known_row(reader, key, row)
    return rows


def _known_row(reader: Reader, key: str, row: str) -> None:
    if row not in {known.id for known in guide().rows}:
        raise reader.error(key, f"the guide has no row '{row}'")
