"""One row of a table, typed: on what conditions it answers, what it concludes, by what authority.

Refuses, with file and line, words and identifiers that the table's vocabulary does not know,
missing or unknown citations, and conclusions that contradict themselves.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sandbox.domain.terms import Document, Outcome, Release, Ruling
from sandbox.guide.markdown import GuideError
from sandbox.guide.vocabulary import ANY, RELEASES_OF, Conditions, Schema
from sandbox.texts import known

AT_CHOICE = "au choix du demandeur"
"""The precision of a document that may be sent instead of waiting for a contact (A-06)."""

_DEMAND = re.compile(r"(?P<document>[a-z_]+)(?: \((?P<precision>[^()]+)\))?")


class DocumentDemand(NamedTuple):
    """A document that a row asks for, and the precision it gives (« procuration »), if any."""

    document: Document
    precision: str = ""

    @property
    def optional(self) -> bool:
        """Whether the applicant may do without it (A-06)."""
        return self.precision == AT_CHOICE

    @property
    def as_written(self) -> str:
        """As the exchanged tables write it: with the plain apostrophe of machines."""
        word = f"{self.document} ({self.precision})" if self.precision else str(self.document)
        return word.replace("’", "'")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the line where a trainer finds it. `conditions` include the page's own."""

    id: str
    page: str
    file: str
    line: int
    conditions: Conditions
    outcome: Outcome | Ruling
    release: Release | None
    documents: tuple[DocumentDemand, ...]
    reason: str
    statements: tuple[str, ...]
    readings: tuple[str, ...]
    related_readings: tuple[str, ...]

    @property
    def citations(self) -> tuple[str, ...]:
        """All that the row cites."""
        return (*self.statements, *self.readings, *self.related_readings)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of one table."""

    page: str
    file: str
    schema: Schema
    given: Conditions
    prefix: str
    citations: Collection[str]

    def row(self, line: int, cells: Mapping[str, str]) -> Row:
        """The row on `line`, from its cells by column."""
        row_id = cells["ligne"]
        if not re.fullmatch(rf"{re.escape(self.prefix)}-[1-9]\d?", row_id):
            raise GuideError(
                self.file, line, f"'{row_id}' is not an identifier like {self.prefix}-1."
            )
        restricted = {
            column: self.words(line, column, cells[column])
            for column in self.schema.columns
            if column in cells and cells[column] != ANY
        }
        outcome, release = self._conclusion(line, cells)
        documents = self._documents(line, cells.get("documents", ANY))
        if release is Release.DOCUMENTS and all(demand.optional for demand in documents):
            raise GuideError(self.file, line, "The release waits for documents; ask for one.")
        if release in (None, Release.AUTO) and documents:
            raise GuideError(self.file, line, "Nothing is deferred; no document can be asked for.")
        reason = cells["motif"]
        if not known(f"reason.{reason}"):
            raise GuideError(self.file, line, f"The reason '{reason}' has no text.")
        statements = self._cited(line, cells["énoncés"], "R")
        readings = self._cited(line, cells["lectures"], "A")
        if not statements and not readings:
            raise GuideError(self.file, line, f"{row_id} cites no statement and no reading.")
        related = self._cited(line, cells["lectures connexes"], "A")
        if repeated := [each for each in related if each in readings]:
            raise GuideError(self.file, line, f"{repeated[0]} is cited twice by {row_id}.")
        return Row(
            row_id,
            self.page,
            self.file,
            line,
            {**self.given, **restricted},
            outcome,
            release,
            documents,
            reason,
            statements,
            readings,
            related,
        )

    def words(self, line: int, column: str, cell: str) -> frozenset[str]:
        """The words of a condition cell, separated by commas."""
        words = tuple(word.strip() for word in cell.split(","))
        for word in words:
            if word not in self.schema.columns[column]:
                raise GuideError(
                    self.file,
                    line,
                    f"'{word}' is not a word of '{column}';"
                    f" it knows: {', '.join(self.schema.columns[column])}.",
                )
        if len(set(words)) != len(words):
            raise GuideError(self.file, line, f"A word of '{column}' is given twice.")
        return frozenset(words)

    def _conclusion(
        self, line: int, cells: Mapping[str, str]
    ) -> tuple[Outcome | Ruling, Release | None]:
        """The outcome and its release, which must go together."""
        outcomes = {each.value: each for each in self.schema.outcomes}
        outcome = outcomes.get(cells["issue"])
        if outcome is None:
            raise GuideError(
                self.file, line, f"'{cells['issue']}' is not one of: {', '.join(outcomes)}."
            )
        releases: dict[str, Release | None] = {each.value: each for each in Release}
        word = cells.get("libération", ANY)
        if word not in {**releases, ANY: None}:
            raise GuideError(self.file, line, f"'{word}' is not one of: {', '.join(releases)}.")
        release = releases.get(word)
        if release not in RELEASES_OF[outcome]:
            raise GuideError(self.file, line, f"'{outcome}' does not go with release '{word}'.")
        return outcome, release

    def _documents(self, line: int, cell: str) -> tuple[DocumentDemand, ...]:
        """The documents asked for, separated by semicolons."""
        if cell == ANY:
            return ()
        demands = []
        for part in cell.split(";"):
            found = _DEMAND.fullmatch(part.strip())
            if found is None or found["document"] not in [each.value for each in Document]:
                raise GuideError(
                    self.file,
                    line,
                    f"'{part.strip()}' is not a document; there are: {', '.join(Document)}.",
                )
            precision = found["precision"] or ""
            if precision and not known(f"terms.Precision.{precision}"):
                raise GuideError(self.file, line, f"The precision '{precision}' has no text.")
            demands.append(DocumentDemand(Document(found["document"]), precision))
        if len({demand.document for demand in demands}) != len(demands):
            raise GuideError(self.file, line, "A document is asked for twice.")
        return tuple(demands)

    def _cited(self, line: int, cell: str, kind: str) -> tuple[str, ...]:
        """The statements (R) or readings (A) of a cell, each known."""
        if cell == ANY:
            return ()
        cited = tuple(part.strip() for part in cell.split(","))
        for each in cited:
            if not re.fullmatch(rf"{kind}-\d\d", each):
                raise GuideError(self.file, line, f"'{each}' is not written {kind}-nn.")
            if each not in self.citations:
                raise GuideError(self.file, line, f"{each} is not known.")
        if len(set(cited)) != len(cited):
            raise GuideError(self.file, line, f"'{cell}' cites the same twice.")
        return cited
