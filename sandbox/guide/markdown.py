"""Reading a page of the guide as text: front matter, headings, prose, and its one table.

The Markdown is the plain kind that GitHub shows. Nothing here knows what a table means; it only
keeps, for each cell, the line where a trainer finds it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

MARK = "<!-- table -->"
"""Stands, in a page without a table of its own, where the table of the French page is shown."""

_HEADING = re.compile(r"(#{1,4}) (\S.*)")
_RULE = re.compile(r":?-{3,}:?")
_CITATION = re.compile(r"\b[RA]-\d{2}\b")


class GuideError(Exception):
    """Something of the guide cannot be read or does not hold together; says where.

    `problem` is one English sentence for whoever edits the page.
    """

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with the prose under it; `before` and `after` the table where it has one."""

    level: int
    title: str
    anchor: str
    line: int
    before: str
    after: str = ""
    has_table: bool = False

    @property
    def citations(self) -> tuple[str, ...]:
        """The statements and readings that the prose cites, in order, each once."""
        return tuple(dict.fromkeys(_CITATION.findall(f"{self.before} {self.after}")))


@dataclass(frozen=True, slots=True)
class RawTable:
    """The cells of a table as text, with the line of the header and of each row."""

    line: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A page as text."""

    file: str
    front: Mapping[str, tuple[int, str]]
    sections: tuple[Section, ...]
    table: RawTable | None


@dataclass(slots=True)
class _Draft:
    """A section being read."""

    level: int
    title: str
    line: int
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    has_table: bool = False

    def add(self, line: str) -> None:
        (self.after if self.has_table else self.before).append(line)

    def finished(self) -> Section:
        return Section(
            self.level,
            self.title,
            anchor_of(self.title),
            self.line,
            "\n".join(self.before).strip(),
            "\n".join(self.after).strip(),
            self.has_table,
        )


def anchor_of(title: str) -> str:
    """The anchor of a heading: its words without accents or signs, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title.replace("œ", "oe")).casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")


def read(text: str, file: str) -> Document:
    """A page from its text; `file` is the name that errors give."""
    lines = text.splitlines()
    front, start = _front_matter(lines, file)
    drafts: list[_Draft] = []
    table: RawTable | None = None
    number = start
    while number < len(lines):
        line = lines[number]
        number += 1
        heading = _HEADING.fullmatch(line.rstrip())
        if heading:
            drafts.append(_Draft(len(heading[1]), heading[2], number))
            continue
        if not drafts:
            if line.strip():
                raise GuideError(file, number, "The page must begin with a heading.")
            continue
        if line.startswith("|") or line.strip() == MARK:
            if any(draft.has_table for draft in drafts):
                raise GuideError(file, number, "A page has exactly one table; this is a second.")
            drafts[-1].has_table = True
            if line.startswith("|"):
                table, number = _table(lines, number - 1, file)
            continue
        drafts[-1].add(line)
    if not drafts:
        raise GuideError(file, 1, "The page is empty.")
    if drafts[0].level != 1 or any(draft.level == 1 for draft in drafts[1:]):
        raise GuideError(file, drafts[0].line, "A page has one title of level 1, at its top.")
    sections = tuple(draft.finished() for draft in drafts)
    _distinct(sections, file)
    return Document(file, front, sections, table)


def _front_matter(lines: list[str], file: str) -> tuple[dict[str, tuple[int, str]], int]:
    """The `key: value` lines between two `---`, with their lines, and where the body begins."""
    if not lines or lines[0].rstrip() != "---":
        return {}, 0
    front: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            return front, number
        key, colon, value = line.partition(":")
        if not colon or not key.strip() or not value.strip():
            raise GuideError(file, number, "A line of the front matter reads 'key: value'.")
        if key.strip() in front:
            raise GuideError(file, number, f"'{key.strip()}' is given twice.")
        front[key.strip()] = (number, value.strip())
    raise GuideError(file, 1, "The front matter is not closed by '---'.")


def _table(lines: list[str], start: int, file: str) -> tuple[RawTable, int]:
    """The table whose header is at index `start`, and the index after its last row."""
    header = _cells(lines[start], start + 1, file)
    if len(set(header)) != len(header):
        raise GuideError(file, start + 1, "A column is given twice.")
    rule = _cells(lines[start + 1], start + 2, file) if start + 1 < len(lines) else ()
    if len(rule) != len(header) or not all(_RULE.fullmatch(cell) for cell in rule):
        raise GuideError(
            file, start + 2, f"The line under the header needs {len(header)} cells of hyphens."
        )
    rows = []
    end = start + 2
    while end < len(lines) and lines[end].startswith("|"):
        cells = _cells(lines[end], end + 1, file)
        if len(cells) != len(header):
            raise GuideError(
                file, end + 1, f"The row has {len(cells)} cells; the header has {len(header)}."
            )
        rows.append((end + 1, cells))
        end += 1
    if not rows:
        raise GuideError(file, start + 1, "The table has no row.")
    return RawTable(start + 1, header, tuple(rows)), end


def _cells(line: str, number: int, file: str) -> tuple[str, ...]:
    line = line.strip()
    if len(line) < 2 or not line.startswith("|") or not line.endswith("|"):
        raise GuideError(file, number, "A line of the table begins and ends with '|'.")
    return tuple(" ".join(cell.split()) for cell in line[1:-1].split("|"))


def _distinct(sections: tuple[Section, ...], file: str) -> None:
    seen: dict[str, Section] = {}
    for section in sections:
        if section.anchor in seen:
            raise GuideError(file, section.line, f"The heading '{section.title}' is there already.")
        seen[section.anchor] = section
