"""The guide tried out: what it decides of any facts, and which cell tells two situations apart.

Facts are in the query, so that each answer can be linked. Nothing is written, nothing is secret:
the words are those of the tables, never a value that a person typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.domain.model import Organisation
from sandbox.guide import Decision, Undetermined, guide, situations
from sandbox.guide.vocabulary import INVITATION, SCHEMAS
from sandbox.services.enrolment_form import Problem
from sandbox.web.arrivals import desk_of
from sandbox.web.decisions import DecisionView, column_name, outcome_words, term, view_of
from sandbox.web.pages import language, render, space_of, words
from sandbox.web.wording import Say


class Persona(Protocol):
    """What `app` tells of a character: the row that it reaches."""

    id: str
    organisation_id: str
    story: str
    expected_row: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A decision with the words and the tone of its tag."""

    view: DecisionView
    outcome: str
    tone: str


@dataclass(frozen=True, slots=True)
class Control:
    """A fact to choose: its words with their labels, the word chosen, what is wrong."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str


def try_path(kind: str, facts: Mapping[str, str]) -> str:
    """Path of the explained decision of these facts."""
    return f"/guide/essai?{urlencode({'table': kind, **facts})}"


def try_row(row_id: str) -> str:
    """Path of the explained decision to which this row answers."""
    return try_path(situations.kind_of(row_id), situations.situation(row_id))


def compare_path(kind: str, one: Mapping[str, str], other: str = "") -> str:
    """Path of the comparison of these facts with the row `other`, to choose where empty."""
    query = {"table": kind, **{f"a_{column}": word for column, word in one.items()}}
    return f"/guide/comparer?{urlencode(query | ({'b': other} if other else {}))}"


def _conclusions(decisions: Sequence[Decision], t: Say) -> tuple[Conclusion, ...]:
    return tuple(
        Conclusion(view_of(each, t), *outcome_words(each.outcome, each.release, t))
        for each in decisions
    )


def _controls(kind: str, facts: Mapping[str, str], t: Say, side: str = "") -> list[Control]:
    return [
        Control(
            side + column,
            column_name(column, t),
            tuple((word, term(column, word, t)) for word in accepted),
            facts.get(column, ""),
        )
        for column, accepted in SCHEMAS[kind].columns.items()
    ]


def _read(
    kind: str, query: Mapping[str, str], side: str = ""
) -> tuple[dict[str, str], list[Problem], tuple[Decision, ...]]:
    """The facts of a query, what is wrong at which control, and what they lead to."""
    facts, problems = {}, []
    for column, accepted in SCHEMAS[kind].columns.items():
        word = query.get(side + column, "")
        if word in accepted:
            facts[column] = word
        elif word or kind != "activation":
            problems.append(Problem(side + column, "guide.try.choose"))
    if problems:
        return facts, problems, ()
    try:
        return facts, [], situations.answers(kind, facts)
    except Undetermined as unsettled:
        return facts, [Problem(side + key, "guide.try.missing") for key in unsettled.missing], ()


def _kind(query: Mapping[str, str]) -> tuple[str, list[Problem]]:
    asked = query.get("table", "activation")
    if asked in SCHEMAS:
        return asked, []
    return "activation", [Problem("table", "guide.try.choose")]


def _first(kind: str) -> str:
    return {"activation": "PA-1", "invitation": "INV-1", "acces": "PES-1"}[kind]


def _tables(t: Say) -> list[tuple[str, str]]:
    return [(kind, t(f"guide.try.table.{kind}")) for kind in SCHEMAS]


async def _characters(request: Request, rows: Sequence[str]) -> list[tuple[Persona, str]]:
    """Those of this space whose story leads to these rows, with the name of the organisation."""
    told: Sequence[Persona] = getattr(request.app.state, "personas", ())
    async with desk_of(request).look(space_of(request)) as (tx, _):
        names = {held.persona: held.name for held in await tx.find(Organisation)}
    return [
        (one, names[one.organisation_id])
        for one in told
        if one.expected_row in rows and one.organisation_id in names
    ]


async def attempt(request: Request) -> Response:
    """GET /guide/essai: what the guide decides of the facts in the query, and why."""
    query, t = request.query_params, words(language(request))
    kind, wrong = _kind(query)
    columns = SCHEMAS[kind].columns
    begun = any(column in query for column in columns)
    given = query if begun else situations.situation(_first(kind))
    facts, problems, decisions = _read(kind, given)
    problems = wrong + problems
    rows = [each.row_id for each in decisions]
    return render(
        request,
        "guide/trying.html",
        422 if problems else 200,
        nav="guide",
        kind=kind,
        tables=_tables(t),
        controls=_controls(kind, facts, t),
        problems=problems,
        conclusions=_conclusions(decisions, t) if not problems else (),
        issued=kind == INVITATION.name and not problems and not decisions,
        characters=await _characters(request, rows),
        compare=compare_path(kind, facts),
        optional=kind == "activation",
    )


async def compare(request: Request) -> Response:
    """GET /guide/comparer: two situations side by side, the cells that tell them apart marked.

    Each is a row (`a=SO-1`) or facts (`a_forme=SO`). A row in second place is reached by changing
    as little of the first as can be.
    """
    query, t = request.query_params, words(language(request))
    ids = [row.id for row in guide().rows]
    kind, problems = _kind(query)
    chosen = {side: query.get(side, "") for side in ("a", "b")}
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
    first = _side(kind, query, "a", chosen["a"] or _first(kind))
    second = _side(kind, query, "b", chosen["b"] or chosen["a"], first[0])
    problems += first[1] + second[1]
    marked = () if problems else situations.deciding(kind, first[0], second[0])
    differs = situations.differing(first[0], second[0])
    said = [
        tuple(term(column, side[column], t) if column in side else "—" for side in (one, other))
        for one, other in [(first[0], second[0])]
        for column in SCHEMAS[kind].columns
    ]
    return render(
        request,
        "guide/comparing.html",
        422 if problems else 200,
        nav="guide",
        kind=kind,
        tables=_tables(t),
        ids=[row.id for row in guide().rows_of(kind)],
        chosen=chosen,
        sides=[
            ("a", _controls(kind, first[0], t, "a_"), _conclusions(first[2], t)),
            ("b", _controls(kind, second[0], t, "b_"), _conclusions(second[2], t)),
        ],
        cells=[
            (column_name(column, t), pair, column in marked, column in differs)
            for column, pair in zip(SCHEMAS[kind].columns, said, strict=True)
        ],
        marked=[column_name(column, t) for column in marked],
        others=len(differs) - len(marked),
        problems=problems,
        optional=kind == "activation",
    )


def _side(
    kind: str,
    query: Mapping[str, str],
    side: str,
    row_id: str,
    near: Mapping[str, str] | None = None,
) -> tuple[dict[str, str], list[Problem], tuple[Decision, ...]]:
    """One situation: the row that the query names, else its facts, else as little as can be."""
    named = query.get(side, "") == row_id and row_id != ""
    if not named and any(f"{side}_{column}" in query for column in SCHEMAS[kind].columns):
        return _read(kind, query, f"{side}_")
    unchanged = dict(near) if near is not None and not row_id else None
    facts = unchanged if unchanged is not None else situations.situation(row_id, near)
    return _read(kind, {f"{side}_{column}": word for column, word in facts.items()}, f"{side}_")


def routes() -> list[BaseRoute]:
    """The two pages on which the guide is tried."""
    return [
        Route("/guide/essai", attempt, methods=["GET"]),
        Route("/guide/comparer", compare, methods=["GET"]),
    ]
