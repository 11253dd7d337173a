"""Two situations side by side: what tells them apart, and with which others one may be compared.

As for a situation that is tried, the facts are in the query, and are words of the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.guide import Decision, guide, situations
from sandbox.guide.questions import ENTRY
from sandbox.guide.vocabulary import SCHEMAS
from sandbox.services.enrolment_form import Problem
from sandbox.web.decisions import column_name, outcome_words, term
from sandbox.web.guide_paths import compare_path, trail_of
from sandbox.web.guide_trying import (
    conclusions_of,
    controls_of,
    first_row,
    kind_asked,
    read_facts,
    tables_named,
)
from sandbox.web.pages import language, render, words
from sandbox.web.wording import Say

_SIDES = ("a", "b")


@dataclass(frozen=True, slots=True)
class Side:
    """One situation: its facts, what is wrong with them, what the guide concludes."""

    facts: dict[str, str]
    problems: list[Problem]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact as both situations have it."""

    name: str
    words: tuple[str, str]
    decides: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class Other:
    """A row to compare with: what it concludes, and the cells that would lead there."""

    row: str
    outcome: str
    tone: str
    changes: tuple[tuple[str, str], ...]  # column, word wanted
    path: str


async def compare(request: Request) -> Response:
    """GET /guide/comparer: two situations side by side, the cells that tell them apart marked.

    Each is a row (`a=SO-1`) or facts (`a_forme=SO`). A row in second place is reached by changing
    as little of the first as can be. Without a second, the rows that could be are offered.
    """
    query, t = request.query_params, words(language(request))
    kind, chosen, problems = _chosen(query)
    paired = bool(chosen["b"]) or any(f"b_{column}" in query for column in SCHEMAS[kind].columns)
    first = _side(kind, query, "a", chosen["a"] or first_row(kind))
    second = _side(kind, query, "b", chosen["b"], first.facts)
    problems += first.problems + second.problems
    marked = () if problems else situations.deciding(kind, first.facts, second.facts)
    differs = situations.differing(first.facts, second.facts)
    sides = dict(zip(_SIDES, (first, second), strict=True))
    return render(
        request,
        "guide/comparing.html",
        422 if problems else 200,
        nav="guide",
        kind=kind,
        tables=tables_named(t),
        ids=[row.id for row in guide().rows_of(kind)],
        chosen=chosen,
        sides=[
            (side, controls_of(kind, one.facts, t, f"{side}_"), conclusions_of(one.decisions, t))
            for side, one in sides.items()
        ],
        cells=_cells(kind, first, second, marked, t),
        marked=[column_name(column, t) for column in marked],
        rest=len(differs) - len(marked),
        paired=paired,
        others=() if paired or problems else _others(kind, first, t),
        problems=problems,
        optional=kind == "activation",
        trail=trail_of(request),
    )


def _chosen(query: Mapping[str, str]) -> tuple[str, dict[str, str], list[Problem]]:
    """The kind of table, the row named for each side, and what is wrong with these."""
    ids = [row.id for row in guide().rows]
    kind, problems = kind_asked(query)
    chosen = {side: query.get(side, "") for side in _SIDES}
    for side, row_id in chosen.items():
        if row_id and row_id not in ids:
            problems.append(Problem(side, "guide.compare.unknown"))
            chosen[side] = ""
    if "table" not in query and (named := chosen["a"] or chosen["b"]):
        kind = situations.kind_of(named)
    for side, row_id in chosen.items():
        if row_id and situations.kind_of(row_id) != kind:
            problems.append(Problem(side, "guide.compare.apart"))
            chosen[side] = ""
    return kind, chosen, problems


def _side(
    kind: str,
    query: Mapping[str, str],
    side: str,
    row_id: str,
    near: Mapping[str, str] | None = None,
) -> Side:
    """One situation: the row that the query names, else its facts, else as little as can be."""
    named = query.get(side, "") == row_id and row_id != ""
    if not named and any(f"{side}_{column}" in query for column in SCHEMAS[kind].columns):
        return Side(*read_facts(kind, query, f"{side}_"))
    unchanged = dict(near) if near is not None and not row_id else None
    facts = unchanged if unchanged is not None else situations.situation(row_id, near)
    asked = {f"{side}_{column}": word for column, word in facts.items()}
    return Side(*read_facts(kind, asked, f"{side}_"))


def _cells(
    kind: str, first: Side, second: Side, marked: tuple[str, ...], t: Say
) -> tuple[Cell, ...]:
    """The facts that the pages of the two decisions look at, and those that differ."""
    pages = {decision.page for decision in (*first.decisions, *second.decisions)}
    looked = {
        column for page in pages for row in guide().page(page).rows for column in row.conditions
    } or set(SCHEMAS[kind].columns)
    differs = situations.differing(first.facts, second.facts)
    return tuple(
        Cell(
            column_name(column, t),
            (_said(column, first, t), _said(column, second, t)),
            column in marked,
            column in differs,
        )
        for column in SCHEMAS[kind].columns
        if column in looked or column in differs
    )


def _said(column: str, side: Side, t: Say) -> str:
    known = column in side.facts
    return term(column, side.facts[column], t) if known else t("guide.try.unsaid")


def _others(kind: str, first: Side, t: Say) -> tuple[Other, ...]:
    """The rows to which this situation could be compared, the nearest first.

    They are those of the pages that answered it, and of the page of its form where that is known.
    """
    reached = {decision.row_id for decision in first.decisions}
    pages = {decision.page for decision in first.decisions}
    form = first.facts.get("forme", "")
    found: list[Other] = []
    for row in guide().rows_of(kind):
        of_form = row.page != ENTRY and form in row.conditions.get("forme", ())
        if row.id in reached or not (row.page in pages or of_form or kind != "activation"):
            continue
        there = situations.situation(row.id, first.facts)
        changes = situations.deciding(kind, first.facts, there)
        found.append(
            Other(
                row.id,
                *outcome_words(row.outcome, row.release, t),
                tuple((column_name(each, t), term(each, there[each], t)) for each in changes),
                compare_path(kind, first.facts, row.id),
            )
        )
    return tuple(sorted(found, key=lambda each: len(each.changes)))


def routes() -> list[BaseRoute]:
    """The page on which two situations are compared."""
    return [Route("/guide/comparer", compare, methods=["GET"])]
