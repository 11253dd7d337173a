"""The register of all that the guide says: its sections, its statements, and what it leaves unsaid.

`sections.toml` holds the sections and the statements R-nn with their status; `silences.md` holds
the readings A-nn. Together they are the citations that pages and code may use.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.guide.markdown import GuideError

_SILENCE = re.compile(r"## (A-\d{2}) (\S.*)")
_FIELD = re.compile(r"- \*\*(.+?)\*\*[ \u00a0]?: (\S.*)")
_ROOM = re.compile(r"[a-z_]+/[a-z_/]+\.py")


class Status(StrEnum):
    """What became of a statement."""

    ENCODED = "encoded"
    ASSUMED = "assumed"
    INFORMATION = "information"
    OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True, slots=True)
class GuideSection:
    """A section of the guide, with the page that restates it."""

    key: str
    page: str
    names: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: what it says in our words, its status, and the rooms of code that hold it.

    `reading` is the A-nn by which an assumed statement is applied, where the guide alone does not
    say enough. `rows` are those that cite it, as the pages say.
    """

    id: str
    section: str
    status: Status
    says: Mapping[str, str]
    rooms: tuple[str, ...]
    reading: str
    line: int
    rows: tuple[str, ...] = ()

    @property
    def where(self) -> tuple[str, ...]:
        """Every row and room that holds it."""
        return (*self.rows, *self.rooms)


@dataclass(frozen=True, slots=True)
class Reading:
    """One silence or contradiction: where, what, how we read it, and where that is applied."""

    id: str
    title: str
    place: str
    silence: str
    reading: str
    where: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Register:
    """Sections in the guide's order, statements and readings by number."""

    sections: tuple[GuideSection, ...]
    statements: tuple[Statement, ...]
    readings: tuple[Reading, ...]

    @property
    def citations(self) -> frozenset[str]:
        """Every R-nn and A-nn there is."""
        statements = frozenset(statement.id for statement in self.statements)
        return statements | {reading.id for reading in self.readings}


def is_room(place: str) -> bool:
    """Whether a place names a file of code rather than a row."""
    return _ROOM.fullmatch(place) is not None


def read_sections(text: str, file: str) -> tuple[tuple[GuideSection, ...], tuple[Statement, ...]]:
    """The sections and statements of `sections.toml`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        found = re.search(r"line (\d+)", str(broken))
        raise GuideError(file, int(found[1]) if found else 1, f"Not TOML: {broken}.") from None
    lines = {line.strip(): number for number, line in enumerate(text.splitlines(), 1)}
    reader = _Entries(file, lines)
    if set(table) != {"section", "statement"}:
        raise GuideError(file, 1, "There are tables 'section' and 'statement', and no other.")
    sections = tuple(
        GuideSection(
            key,
            reader.text("section", key, entry, "page"),
            reader.languages("section", key, entry, {"page"}),
            reader.line("section", key),
        )
        for key, entry in table["section"].items()
    )
    statements = tuple(
        _statement(reader, key, entry, {section.key for section in sections})
        for key, entry in table["statement"].items()
    )
    return sections, statements


def _statement(
    reader: "_Entries", key: str, entry: Mapping[str, Any], sections: set[str]
) -> Statement:
    line = reader.line("statement", key)
    if not re.fullmatch(r"R-\d{2}", key):
        raise GuideError(reader.file, line, f"'{key}' is not written R-nn.")
    section = reader.text("statement", key, entry, "section")
    if section not in sections:
        raise GuideError(reader.file, line, f"There is no section '{section}'.")
    word = reader.text("statement", key, entry, "status")
    if word not in [each.value for each in Status]:
        raise GuideError(reader.file, line, f"'{word}' is not one of: {', '.join(Status)}.")
    status = Status(word)
    rooms = tuple(str(room) for room in entry.get("rooms", ()))
    reading = str(entry.get("reading", ""))
    if rooms and status is not Status.ENCODED:
        raise GuideError(reader.file, line, f"{key}: only what is encoded has 'rooms'.")
    for room in rooms:
        if not is_room(room):
            raise GuideError(reader.file, line, f"'{room}' is not a file like services/post.py.")
    if (status is Status.ASSUMED) != bool(reading):
        raise GuideError(reader.file, line, f"{key}: only what is assumed has a 'reading'.")
    known = {"section", "status", "rooms", "reading"}
    says = reader.languages("statement", key, entry, known)
    return Statement(key, section, status, says, rooms, reading, line)


@dataclass(frozen=True, slots=True)
class _Entries:
    """Reads the entries of `sections.toml`, naming the line of what is wrong."""

    file: str
    lines: Mapping[str, int]

    def line(self, table: str, key: str) -> int:
        return self.lines.get(f"[{table}.{key}]", 1)

    def text(self, table: str, key: str, entry: Mapping[str, Any], name: str) -> str:
        value = entry.get(name)
        if not isinstance(value, str) or not value:
            raise GuideError(self.file, self.line(table, key), f"{key} must give '{name}'.")
        return value

    def languages(
        self, table: str, key: str, entry: Mapping[str, Any], others: set[str]
    ) -> Mapping[str, str]:
        for name in entry:
            if name not in {"fr", "en", *others}:
                raise GuideError(self.file, self.line(table, key), f"{key} knows no '{name}'.")
        return {language: self.text(table, key, entry, language) for language in ("fr", "en")}


def read_silences(text: str, file: str, labels: tuple[str, str, str, str]) -> tuple[Reading, ...]:
    """The readings of `silences.md`; `labels` name place, silence, reading and application."""
    found: list[tuple[str, str, int, dict[str, str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        heading = _SILENCE.fullmatch(line.rstrip())
        if heading:
            if heading[1] in [each[0] for each in found]:
                raise GuideError(file, number, f"{heading[1]} is there already.")
            found.append((heading[1], heading[2], number, {}))
        elif line.startswith("## "):
            raise GuideError(file, number, "A heading reads '## A-nn Title'.")
        elif line.startswith("- ") and found:
            entry = _FIELD.fullmatch(line.rstrip())
            if entry is None or entry[1] not in labels or entry[1] in found[-1][3]:
                raise GuideError(file, number, f"A line gives one of: {', '.join(labels)}.")
            found[-1][3][entry[1]] = entry[2]
    readings = []
    for key, title, number, fields in found:
        for label in labels:
            if label not in fields:
                raise GuideError(file, number, f"{key} does not give '{label}'.")
        place, silence, reading, applied = (fields[label] for label in labels)
        where = tuple(part.strip().strip("`") for part in applied.split(","))
        readings.append(Reading(key, title, place, silence, reading, where, number))
    return tuple(readings)
