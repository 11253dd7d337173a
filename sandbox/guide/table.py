"""A page of the guide, typed: its prose by section and its decision table.

Refuses unknown columns and front matter, with file and line; `rows` refuses what a row may not
say, and `coverage` the gaps and overlaps, which concern several rows at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sandbox.guide.markdown import Document, GuideError, RawTable, Section, read
from sandbox.guide.rows import Row, RowReader
from sandbox.guide.vocabulary import SCHEMAS, Conditions, HitPolicy, Schema

_FRONT = ("section", "table", "politique", "lignes", "suppose")
_RELEASE_COLUMNS = ("libération", "documents")
_LAST_COLUMNS = ("motif", "énoncés", "lectures", "lectures connexes")

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table: `columns` are its conditions, `given` what all its rows suppose."""

    schema: Schema
    hit_policy: HitPolicy
    file: str
    line: int
    columns: tuple[str, ...]
    given: Conditions
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `covers` are the keys of the guide's sections it restates (`2a`, `H`)."""

    name: str
    file: str
    covers: tuple[str, ...]
    sections: tuple[Section, ...]
    table: Table | None = None

    @property
    def title(self) -> str:
        """The title of level 1."""
        return self.sections[0].title

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the table; none where there is no table."""
        return self.table.rows if self.table else ()


def read_page(text: str, name: str, file: str, citations: Collection[str]) -> Page:
    """A page from its text; `file` is the name that errors give, `citations` those known."""
    document = read(text, file)
    front = document.front
    for key, (line, _) in front.items():
        if key not in _FRONT:
            raise GuideError(file, line, f"The front matter knows no '{key}'.")
    for section in document.sections:
        for citation in section.citations:
            if citation not in citations:
                raise GuideError(file, section.line, f"The prose cites {citation}, not known.")
    covers = tuple(key.strip() for key in _required(front, "section", file).split(","))
    table = _table(document, name, citations)
    return Page(name, file, covers, document.sections, table)


def _table(document: Document, name: str, citations: Collection[str]) -> Table | None:
    """The decision table of a page, or None for a page of prose."""
    file, front, raw = document.file, document.front, document.table
    if raw is None:
        if set(front) - {"section"}:
            raise GuideError(file, 1, "The front matter speaks of a table that is not there.")
        return None
    schema = _choice(front, "table", SCHEMAS, file)
    policy = _choice(front, "politique", {each.value: each for each in HitPolicy}, file)
    reader = RowReader(name, file, schema, {}, _required(front, "lignes", file), citations)
    given = _given(front, reader)
    _check_header(raw, schema, given, file)
    reader = RowReader(name, file, schema, given, reader.prefix, citations)
    rows = tuple(
        reader.row(line, dict(zip(raw.header, cells, strict=True))) for line, cells in raw.rows
    )
    columns = tuple(column for column in raw.header if column in schema.columns)
    return Table(schema, policy, file, raw.line, columns, given, rows)


def _required(front: Mapping[str, tuple[int, str]], key: str, file: str) -> str:
    if key not in front:
        raise GuideError(file, 1, f"The front matter must give '{key}'.")
    return front[key][1]


def _choice(
    front: Mapping[str, tuple[int, str]], key: str, choices: Mapping[str, Choice], file: str
) -> Choice:
    """The value of a key of the front matter that has few possible ones."""
    word = _required(front, key, file)
    if word not in choices:
        line = front[key][0]
        raise GuideError(file, line, f"'{word}' is not one of: {', '.join(choices)}.")
    return choices[word]


def _given(front: Mapping[str, tuple[int, str]], reader: RowReader) -> Conditions:
    """What all rows of a page suppose: `forme = PA; nas = valide`."""
    if "suppose" not in front:
        return {}
    line, text = front["suppose"]
    given: dict[str, frozenset[str]] = {}
    for part in text.split(";"):
        column, sign, words = (piece.strip() for piece in part.partition("="))
        if not sign or column not in reader.schema.columns:
            raise GuideError(reader.file, line, f"'{part.strip()}' is not 'column = word'.")
        if column in given:
            raise GuideError(reader.file, line, f"'{column}' is supposed twice.")
        given[column] = reader.words(line, column, words)
    return given


def _check_header(raw: RawTable, schema: Schema, given: Conditions, file: str) -> None:
    """The columns are `ligne`, the conditions in the vocabulary's order, the conclusions."""
    release = _RELEASE_COLUMNS if schema.with_release else ()
    conclusions = ("issue", *release, *_LAST_COLUMNS)
    for column in raw.header:
        if column not in ("ligne", *schema.columns, *conclusions):
            raise GuideError(file, raw.line, f"'{column}' is not a column of '{schema.name}'.")
        if column in given:
            raise GuideError(file, raw.line, f"'{column}' is supposed by the page already.")
    conditions = [column for column in schema.columns if column in raw.header]
    expected = ("ligne", *conditions, *conclusions)
    if raw.header != expected:
        raise GuideError(file, raw.line, f"The columns must be: {', '.join(expected)}.")
