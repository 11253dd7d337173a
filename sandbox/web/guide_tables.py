"""The tables of the guide as a person reads them, and cell by cell how they took some facts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sandbox.guide import Row, Table
from sandbox.texts import known
from sandbox.web.decisions import column_name, document, outcome_words, term
from sandbox.web.wording import Say


@dataclass(frozen=True, slots=True)
class RowView:
    """One row in words: the cells in the order of the headings, then what it concludes."""

    id: str
    cells: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...]  # of each cell: fits, bars, or empty
    outcome: str
    tone: str  # good, wait, bad
    reason: str
    documents: tuple[str, ...]
    statements: tuple[str, ...]
    readings: tuple[str, ...]
    reached: bool  # by the facts that the table was shown


@dataclass(frozen=True, slots=True)
class TableView:
    """A table in words."""

    headings: tuple[str, ...]
    rows: tuple[RowView, ...]
    given: tuple[tuple[str, str], ...]
    all_apply: bool


def _row(
    row: Row,
    columns: Iterable[str],
    t: Say,
    facts: Mapping[str, str],
    reached: Collection[str],
) -> RowView:
    outcome, tone = outcome_words(row.outcome, row.release, t)
    own = f"reason_of_row.{row.id}"
    reason = t(own if known(own) else f"reason.{row.reason}")
    return RowView(
        id=row.id,
        cells=tuple(
            tuple(term(column, word, t) for word in sorted(row.conditions.get(column, ())))
            for column in columns
        ),
        marks=tuple(_mark(row, column, facts) for column in columns),
        outcome=outcome,
        tone=tone,
        reason=reason,
        documents=tuple(document(demand, t) for demand in row.documents),
        statements=row.statements,
        readings=(*row.readings, *row.related_readings),
        reached=row.id in reached,
    )


def _mark(row: Row, column: str, facts: Mapping[str, str]) -> str:
    """Whether a fact is as the row wants it; nothing of a fact not stated or not looked at."""
    if column not in row.conditions or column not in facts:
        return ""
    return "fits" if facts[column] in row.conditions[column] else "bars"


def table_view(
    table: Table, t: Say, facts: Mapping[str, str] | None = None, reached: Collection[str] = ()
) -> TableView:
    """The table in the words of one language; with facts, how each cell took them.

    `facts` are by the words of the tables, `reached` the rows that answered them.
    """
    return TableView(
        headings=tuple(column_name(column, t) for column in table.columns),
        rows=tuple(_row(row, table.columns, t, facts or {}, reached) for row in table.rows),
        given=tuple(
            (column_name(column, t), ", ".join(term(column, word, t) for word in sorted(accepted)))
            for column, accepted in table.given.items()
        ),
        all_apply=table.hit_policy == "collect",
    )
