"""`seed/scenarios/*.toml`: the exercises of a class, read strictly and checked whole.

An unknown key, event, row, part, character or page stops the start with its file, line and step: a
step that nothing could ever do would leave thirty learners waiting for it.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.scenarios import Fact, Part, Scenario, Step, Words
from sandbox.guide import guide
from sandbox.seeding.library import FOLDER, load
from sandbox.seeding.positions import parse
from sandbox.seeding.reader import Reader

_ID = re.compile(r"[A-Za-z0-9-]{1,40}")
"""An id stands in the address of a page, and in the browser's session."""


@cache
def scenarios(folder: Path = FOLDER, pages: frozenset[str] | None = None) -> dict[str, Scenario]:
    """Every scenario by its id, in the order of the files; raises `SeedError` for the first wrong.

    `pages` are the addresses that a step may lead to; None asks nothing of them.
    """
    found: dict[str, Scenario] = {}
    for path in sorted((folder / "scenarios").glob("*.toml")):
        reader = Reader(*parse(path, folder.parent))
        scenario = _scenario(reader, pages)
        if scenario.id in found:
            raise reader.error("id", f"'{scenario.id}' is given twice")
        found[scenario.id] = scenario
    return found


def _scenario(reader: Reader, pages: Collection[str] | None) -> Scenario:
    character = reader.text("personnage")
    try:
        load().persona(character)
    except KeyError:
        raise reader.error("personnage", f"there is no character '{character}'") from None
    steps = tuple(_step(each, pages) for each in reader.tables("etapes"))
    if not steps or not any(step.facts for step in steps):
        raise reader.error("", "a scenario needs steps, and a fact to hold one of them to")
    if len({step.id for step in steps}) != len(steps):
        raise reader.error("etapes", "two steps have the same id")
    scenario = Scenario(
        id=_id(reader),
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


def _id(reader: Reader) -> str:
    id_ = reader.text("id")
    if not _ID.fullmatch(id_):
        raise reader.error("id", f"'{id_}' is no id: 1 to 40 letters, digits and hyphens")
    return id_


def _step(reader: Reader, pages: Collection[str] | None) -> Step:
    id_ = _id(reader)
    reader.about(f"step '{id_}'")
    row = reader.text("rangee", "")
    if row:
        _known_row(reader, "rangee", row)
    step = Step(
        id=id_,
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
    if step.page:
        _known_page(reader, step.page, pages)
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


def _known_page(reader: Reader, page: str, pages: Collection[str] | None) -> None:
    if not page.startswith("/"):
        raise reader.error("page", "'page' is a path of the space: it begins with /")
    if pages is not None and page not in pages:
        near = get_close_matches(page, pages, 1)
        hint = f"; is it '{near[0]}'?" if near else ""
        raise reader.error("page", f"'page' is '{page}', where there is none{hint}")


def _rows(reader: Reader, key: str) -> tuple[str, ...]:
    rows = reader.texts(key, ())
    for row in rows:
        _known_row(reader, key, row)
    return rows


def _known_row(reader: Reader, key: str, row: str) -> None:
    if row not in {known.id for known in guide().rows}:
        raise reader.error(key, f"the guide has no row '{row}'")
