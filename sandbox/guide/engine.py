"""Deciding by a table, and explaining a decision: the same code.

A decision is a value. It says the row, its conclusion, its authority and the facts that counted,
and it is stored with what it decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.errors import BadInput
from sandbox.domain.terms import Document, Outcome, Release, Ruling
from sandbox.guide.facts import KEYS, AnyFacts
from sandbox.guide.rows import DocumentDemand, Row
from sandbox.guide.table import Page
from sandbox.guide.vocabulary import Conditions
from sandbox.texts import known

__all__ = [
    "Decision",
    "Difference",
    "DocumentDemand",
    "Explanation",
    "NearMiss",
    "Undetermined",
    "decide",
    "explain",
]


class Undetermined(BadInput):
    """Facts left out on which the answer depends; `missing` are their keys, in table order."""

    def __init__(self, missing: tuple[str, ...], rows: tuple[str, ...]) -> None:
        super().__init__(
            "facts-missing",
            "error.facts_missing",
            hint=f"State {', '.join(missing)}; without, it may be any of {len(rows)} rows.",
            cite="A-01",
            values={"keys": ", ".join(missing)},
        )
        self.missing = missing
        self.rows = rows


@dataclass(frozen=True, slots=True)
class Decision:
    """What a row concludes. `facts` are those the row looked at, by the tables' words."""

    row_id: str
    page: str
    outcome: Outcome | Ruling
    release: Release | None
    documents: tuple[DocumentDemand, ...]
    reason: str
    statements: tuple[str, ...]
    readings: tuple[str, ...]
    related_readings: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def refused(self) -> bool:
        """Whether it is a refusal."""
        return self.outcome in (Outcome.REFUSED_AT_ENTRY, Ruling.REFUSED)

    @property
    def message_id(self) -> str:
        """The key of the reason's text: the row's own wording where it has one."""
        own = f"reason_of_row.{self.row_id}"
        return own if known(own) else f"reason.{self.reason}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it; `from_dict` gives the same decision back."""
        return {
            "row": self.row_id,
            "page": self.page,
            "outcome": self.outcome.value,
            "release": self.release.value if self.release else None,
            "documents": [
                {"document": demand.document.value, "precision": demand.precision}
                for demand in self.documents
            ],
            "reason": self.reason,
            "statements": list(self.statements),
            "readings": list(self.readings),
            "related_readings": list(self.related_readings),
            "facts": dict(self.facts),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Decision":
        """The decision that `to_dict` wrote."""
        outcomes = {each.value: each for each in (*Outcome, *Ruling)}
        return cls(
            row_id=stored["row"],
            page=stored["page"],
            outcome=outcomes[stored["outcome"]],
            release=Release(stored["release"]) if stored["release"] else None,
            documents=tuple(
                DocumentDemand(Document(each["document"]), each["precision"])
                for each in stored["documents"]
            ),
            reason=stored["reason"],
            statements=tuple(stored["statements"]),
            readings=tuple(stored["readings"]),
            related_readings=tuple(stored["related_readings"]),
            facts=dict(stored["facts"]),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that kept a row from answering: the word found (None if left out), those wanted."""

    column: str
    found: str | None
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A row that did not answer, and every cell in which it differs."""

    row_id: str
    page: str
    differences: tuple[Difference, ...]

    @property
    def distance(self) -> int:
        """In how many cells it differs."""
        return len(self.differences)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision, and the other rows of its page, the nearest first."""

    decision: Decision
    near_misses: tuple[NearMiss, ...]


def possible_rows(rows: Sequence[Row], facts: AnyFacts) -> tuple[Row, ...]:
    """The rows that may answer, given what is known of the facts."""
    possible = facts.possible()
    return tuple(row for row in rows if _may_answer(row.conditions, possible))


def decide(page: Page | Sequence[Row], facts: AnyFacts) -> Decision:
    """The decision of the one row that answers; raises `Undetermined` if facts are missing.

    A fact may be left out where the answer is the same without it. The rows must be complete for
    these facts: a page of a legal form supposes what page 0 lets through.
    """
    rows = page.rows if isinstance(page, Page) else page
    candidates = possible_rows(rows, facts)
    if len(candidates) == 1:
        return concluded(candidates[0], facts)
    if not candidates:
        raise LookupError(f"no row answers {facts.words()}")
    raise undetermined(candidates, facts)


def undetermined(candidates: Sequence[Row], facts: AnyFacts) -> Undetermined:
    """Names the facts left out that tell the candidates apart."""
    possible = facts.possible()
    unsettled = {
        column for row in candidates for column in row.conditions if column not in possible
    }
    # A title whose form is not known is settled by the form.
    if any(len(words) > 1 for words in possible.values()):
        unsettled.add("forme")
    missing = tuple(key for key in KEYS if key in unsettled)
    return Undetermined(missing, tuple(row.id for row in candidates))


def concluded(row: Row, facts: AnyFacts) -> Decision:
    """What `row` concludes from these facts."""
    words = facts.words()
    return Decision(
        row_id=row.id,
        page=row.page,
        outcome=row.outcome,
        release=row.release,
        documents=row.documents,
        reason=row.reason,
        statements=row.statements,
        readings=row.readings,
        related_readings=row.related_readings,
        facts={column: word for column, word in words.items() if column in row.conditions},
    )


def explain(page: Page | Sequence[Row], facts: AnyFacts) -> Explanation:
    """The decision, with what kept each other row of the same page from answering."""
    decision = decide(page, facts)
    rows = page.rows if isinstance(page, Page) else page
    words = facts.words()
    misses = [
        NearMiss(
            row.id,
            row.page,
            tuple(
                Difference(column, words.get(column), tuple(sorted(expected)))
                for column, expected in row.conditions.items()
                if words.get(column) not in expected
            ),
        )
        for row in rows
        if row.page == decision.page and row.id != decision.row_id
    ]
    return Explanation(decision, tuple(sorted(misses, key=lambda miss: miss.distance)))


def _may_answer(conditions: Conditions, possible: Mapping[str, frozenset[str]]) -> bool:
    return all(
        not words.isdisjoint(conditions[column])
        for column, words in possible.items()
        if column in conditions
    )
