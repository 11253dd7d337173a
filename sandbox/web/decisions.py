"""A decision of the guide as a person reads it: the same value that decided, put into words."""

from dataclasses import dataclass

from sandbox.domain.terms import Outcome, Release, Ruling
from sandbox.guide import situations
from sandbox.guide.engine import Decision
from sandbox.guide.library import guide
from sandbox.guide.questions import ENTRY
from sandbox.guide.rows import DocumentDemand
from sandbox.texts import known
from sandbox.web.guide_paths import compare_path, try_path
from sandbox.web.wording import Say


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What the receipt and the refusal show of a decision."""

    row: str  # PA-1
    page: str  # the guide's page that holds the row
    code: str  # reason code
    reason: str
    refused: bool
    at_once: bool
    mandatory: bool  # the documents must be sent; contact alone is not enough
    documents: tuple[str, ...]
    statements: tuple[str, ...]
    readings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    tried: str  # path of the same facts on the page that tries the guide
    compare: str  # path of their comparison with another situation, to be chosen
    near: tuple["Near", ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A row that did not answer: what it concludes, and the cells that would have led to it."""

    row: str
    outcome: str
    changes: tuple[tuple[str, str, str], ...]  # column, word wanted, word found or empty
    compare: str  # path of the two side by side


_NEAREST = 3
"""Rows shown beside the one that answered, and cells in which one may differ."""


def nearest(decision: Decision, t: Say) -> tuple[Near, ...]:
    """The rows of the same page that one, two or three other words would have led to.

    Nothing is said of page 0, whose rows are all refusals. A cell that the row did not look at is
    told as wanted, for the numbers themselves were wiped at transmission.
    """
    if decision.page == ENTRY:
        return ()
    kind = situations.kind_of(decision.row_id)
    found: list[Near] = []
    for row in guide().page(decision.page).rows:
        changes = tuple(
            (
                column_name(column, t),
                t("guide.or").join(term(column, word, t) for word in sorted(wanted)),
                term(column, decision.facts[column], t) if column in decision.facts else "",
            )
            for column, wanted in row.conditions.items()
            if decision.facts.get(column) not in wanted
        )
        if row.id != decision.row_id and len(changes) <= _NEAREST:
            said = outcome_words(row.outcome, row.release, t)[0]
            beside = compare_path(kind, decision.facts, row.id)
            found.append(Near(row.id, said, changes, beside))
    return tuple(sorted(found, key=lambda each: len(each.changes))[:_NEAREST])


def term(column: str, word: str, t: Say) -> str:
    """A word of the tables for people; words of one column may read otherwise than elsewhere."""
    for key in (f"terms.{column}.{word}", f"terms.word.{word}"):
        if known(key):
            return t(key)
    return word.replace("_", " ")


def column_name(column: str, t: Say) -> str:
    """The heading of a column of the tables."""
    key = f"terms.column.{column}"
    return t(key) if known(key) else column.replace("_", " ")


_TONES = {
    Outcome.REFUSED_AT_ENTRY: "bad",
    Outcome.AUTOMATIC: "good",
    Outcome.DEFERRED: "wait",
    Ruling.GRANTED: "good",
    Ruling.REFUSED: "bad",
}


def outcome_words(outcome: Outcome | Ruling, release: Release | None, t: Say) -> tuple[str, str]:
    """What a row concludes in a few words, and the tone of its tag."""
    deferred = outcome is Outcome.DEFERRED and release is not None
    key = release.value if deferred and release is not None else outcome.name
    return t(f"guide.outcome.{key}"), _TONES[outcome]


def document(demand: DocumentDemand, t: Say) -> str:
    """A document asked for, with the precision its row gives."""
    words = t(f"state.document.{demand.document.value}")
    if not demand.precision:
        return words
    return f"{words} ({t(f'terms.Precision.{demand.precision}')})"


def view_of(decision: Decision, t: Say) -> DecisionView:
    """The decision in the words of one language."""
    kind = situations.kind_of(decision.row_id)
    return DecisionView(
        row=decision.row_id,
        page=decision.page,
        code=decision.reason,
        reason=t(decision.message_id),
        refused=decision.refused,
        at_once=decision.release is Release.AUTO,
        mandatory=decision.release is Release.DOCUMENTS,
        documents=tuple(document(demand, t) for demand in decision.documents),
        statements=decision.statements,
        readings=(*decision.readings, *decision.related_readings),
        facts=tuple(
            (column_name(column, t), term(column, word, t))
            for column, word in decision.facts.items()
        ),
        tried=try_path(kind, decision.facts),
        compare=compare_path(kind, decision.facts),
        near=nearest(decision, t),
    )
