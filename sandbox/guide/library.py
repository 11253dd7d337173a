"""The whole guide, read once and verified: its pages in the guide's order, its register.

Nothing is read at import; `guide()` reads on first use and keeps. A guide that does not hold
together is refused with the file and line of the first thing wrong.
"""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from sandbox.guide.coverage import verify
from sandbox.guide.markdown import GuideError, Section, read
from sandbox.guide.register import Register, read_sections, read_silences
from sandbox.guide.rows import Row
from sandbox.guide.table import Page, Table, read_page
from sandbox.guide.vocabulary import SCHEMAS

PAGES = (
    "presentation",
    "representant",
    "chemins-d-acces",
    "formes",
    "0-recevabilite",
    "1-particuliers-en-affaires",
    "2-societes",
    "2c-invitation",
    "3-obnl",
    "4-societes-de-personnes",
    "acces-a-la-pes",
    "aide",
)
"""The pages, in the order in which the guide says what they restate."""

SILENCE_LABELS = {
    "fr": ("Où", "Silence", "Lecture", "Appliquée"),
    "en": ("Where", "Silence", "Reading", "Applied"),
}
"""How each language names the four things said of a silence."""

_HOME = "sandbox/guide"


@dataclass(frozen=True, slots=True)
class Guide:
    """Pages, their English prose, the register, and how many combinations were verified."""

    pages: tuple[Page, ...]
    english: dict[str, tuple[Section, ...]]
    register: Register
    english_readings: Register
    verified: dict[str, int]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows of all pages, in order."""
        return tuple(row for page in self.pages for row in page.rows)

    def page(self, name: str) -> Page:
        """The page of this name; `KeyError` for another."""
        for page in self.pages:
            if page.name == name:
                return page
        raise KeyError(name)

    def row(self, row_id: str) -> Row:
        """The row of this identifier; `KeyError` for another."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)

    def rows_of(self, schema: str) -> tuple[Row, ...]:
        """The rows of one kind of table, all its pages together."""
        return tuple(row for table in self.tables(schema) for row in table.rows)

    def tables(self, schema: str) -> tuple[Table, ...]:
        """The tables of one kind, in the order of their pages."""
        tables = (page.table for page in self.pages)
        return tuple(table for table in tables if table and table.schema.name == schema)

    def prose(self, name: str, language: str = "fr") -> tuple[Section, ...]:
        """The sections of a page in a language, under the same anchors in both."""
        french = self.page(name).sections
        return self.english[name] if language == "en" else french


@cache
def guide() -> Guide:
    """The guide that is served, read on first use."""
    return load(files("sandbox.guide"), _HOME)


def load(root: Traversable, home: str) -> Guide:
    """Read and verify a guide from a folder; errors name its files under `home`."""
    sections, statements = read_sections(
        _text(root, "sections.toml", home), f"{home}/sections.toml"
    )
    readings = {
        language: read_silences(_text(root, name, home), f"{home}/{name}", SILENCE_LABELS[language])
        for language, name in (("fr", "silences.md"), ("en", "silences.en.md"))
    }
    register = Register(sections, statements, readings["fr"])
    english = Register(sections, statements, readings["en"])
    _same_readings(register, english, f"{home}/silences.en.md")
    for folder in ("pages", "pages/en"):
        _only_the_pages(root, folder, home)
    pages = tuple(
        read_page(
            _text(root, f"pages/{name}.md", home),
            name,
            f"{home}/pages/{name}.md",
            register.citations,
        )
        for name in PAGES
    )
    verified = {
        name: verify([page.table for page in pages if page.table and page.table.schema is schema])
        for name, schema in SCHEMAS.items()
    }
    translated = {page.name: _english(page, root, home) for page in pages}
    register = _with_rows(register, pages)
    _sections_have_pages(register, pages, f"{home}/sections.toml")
    return Guide(pages, translated, register, english, verified)


def _text(root: Traversable, name: str, home: str) -> str:
    """The text of one file of the guide."""
    try:
        return root.joinpath(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise GuideError(f"{home}/{name}", 1, "The file is not there.") from None
    except UnicodeDecodeError as broken:
        line = broken.object[: broken.start].count(b"\n") + 1
        raise GuideError(f"{home}/{name}", line, "The file is not UTF-8.") from None


def _only_the_pages(root: Traversable, folder: str, home: str) -> None:
    """No page lies in a folder without its place in the guide."""
    found = {entry.name for entry in root.joinpath(folder).iterdir() if entry.is_file()}
    for name in sorted(found - {f"{page}.md" for page in PAGES}):
        raise GuideError(f"{home}/{folder}/{name}", 1, "The page has no place in PAGES.")


def _english(page: Page, root: Traversable, home: str) -> tuple[Section, ...]:
    """The English prose, which mirrors the French headings and takes their anchors."""
    name = f"pages/en/{page.name}.md"
    file = f"{home}/{name}"
    document = read(_text(root, name, home), file)
    if document.table is not None or document.front:
        raise GuideError(file, 1, "The English page is prose; its table and matter are French.")
    if len(document.sections) != len(page.sections):
        raise GuideError(
            file,
            1,
            f"There are {len(document.sections)} headings; {page.file} has {len(page.sections)}.",
        )
    mirrored = []
    for french, section in zip(page.sections, document.sections, strict=True):
        same = (french.level, french.has_table, sorted(french.citations))
        if (section.level, section.has_table, sorted(section.citations)) != same:
            raise GuideError(
                file,
                section.line,
                f"The level, table or citations are not those of {page.file}:{french.line}.",
            )
        mirrored.append(replace(section, anchor=french.anchor))
    return tuple(mirrored)


def _same_readings(register: Register, english: Register, file: str) -> None:
    for one, other in zip(register.readings, english.readings, strict=False):
        if (one.id, one.where) != (other.id, other.where):
            raise GuideError(file, other.line, f"{other.id} is not {one.id} as in French.")
    if len(register.readings) != len(english.readings):
        raise GuideError(file, 1, "The readings are not those of silences.md.")


def _with_rows(register: Register, pages: tuple[Page, ...]) -> Register:
    """The register whose statements know the rows that cite them."""
    rows = [row for page in pages for row in page.rows]
    statements = tuple(
        replace(each, rows=tuple(row.id for row in rows if each.id in row.statements))
        for each in register.statements
    )
    return replace(register, statements=statements)


def _sections_have_pages(register: Register, pages: tuple[Page, ...], file: str) -> None:
    """Each section of the guide is restated by the page it names, and no page by another's."""
    named = {(section.key, section.page): section.line for section in register.sections}
    covered = {(key, page.name): page for page in pages for key in page.covers}
    for pair, line in named.items():
        if pair not in covered:
            raise GuideError(file, line, f"Page '{pair[1]}' does not cover section '{pair[0]}'.")
    for (key, name), page in covered.items():
        if (key, name) not in named:
            raise GuideError(page.file, 1, f"Section '{key}' names another page than '{name}'.")
