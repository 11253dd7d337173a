"""The guide tried out: what it decides of any facts, and what a page needs to ask for them.

Facts are in the query, so that each answer can be linked. Nothing is written, nothing is secret:
the words are those of the tables, never a value that a person typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.guide import Decision, Undetermined, guide, situations
from sandbox.guide.questions import INVITATION as INVITATION_PAGE
from sandbox.guide.vocabulary import INVITATION, SCHEMAS
from sandbox.services.enrolment_form import Problem
from sandbox.web.decisions import DecisionView, column_name, outcome_words, term, view_of
from sandbox.web.guide_paths import compare_path, trail_of
from sandbox.web.guide_playing import plays
from sandbox.web.guide_tables import TableView, table_view
from sandbox.web.pages import language, render, words
from sandbox.web.wording import Say


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


def conclusions_of(decisions: Sequence[Decision], t: Say) -> tuple[Conclusion, ...]:
    """The decisions in words."""
    return tuple(
        Conclusion(view_of(each, t), *outcome_words(each.outcome, each.release, t))
        for each in decisions
    )


def controls_of(kind: str, facts: Mapping[str, str], t: Say, side: str = "") -> list[Control]:
    """The facts of a kind of table as controls, named after `side` and the column."""
    return [
        Control(
            side + column,
            column_name(column, t),
            tuple((word, term(column, word, t)) for word in accepted),
            facts.get(column, ""),
        )
        for column, accepted in SCHEMAS[kind].columns.items()
    ]


def read_facts(
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


def kind_asked(query: Mapping[str, str]) -> tuple[str, list[Problem]]:
    """The kind of table that a query names, the enrolment's where it names none or no such."""
    asked = query.get("table", "activation")
    if asked in SCHEMAS:
        return asked, []
    return "activation", [Problem("table", "guide.try.choose")]


def first_row(kind: str) -> str:
    """The row with which a page begins when nothing was chosen."""
    return {"activation": "PA-1", "invitation": "INV-1", "acces": "PES-1"}[kind]


def tables_named(t: Say) -> list[tuple[str, str]]:
    """The kinds of tables and their names."""
    return [(kind, t(f"guide.try.table.{kind}")) for kind in SCHEMAS]


def _case_by_case(
    kind: str, facts: Mapping[str, str], decisions: Sequence[Decision], t: Say
) -> TableView | None:
    """The table that answered, each cell saying whether it took these facts."""
    page = decisions[0].page if decisions else INVITATION_PAGE
    table = guide().page(page).table
    reached = [each.row_id for each in decisions]
    if table is None:
        return None
    return table_view(table, t, situations.facts_of(kind, facts).words(), reached)


async def attempt(request: Request) -> Response:
    """GET /guide/essai: what the guide decides of the facts in the query, and why."""
    query, t = request.query_params, words(language(request))
    kind, wrong = kind_asked(query)
    columns = SCHEMAS[kind].columns
    begun = any(column in query for column in columns)
    given = query if begun else situations.situation(first_row(kind))
    facts, problems, decisions = read_facts(kind, given)
    problems = wrong + problems
    answered = not problems
    return render(
        request,
        "guide/trying.html",
        422 if problems else 200,
        nav="guide",
        kind=kind,
        tables=tables_named(t),
        controls=controls_of(kind, facts, t),
        problems=problems,
        conclusions=conclusions_of(decisions, t) if answered else (),
        issued=kind == INVITATION.name and answered and not decisions,
        table=_case_by_case(kind, facts, decisions, t) if answered else None,
        table_page=decisions[0].page if decisions else INVITATION_PAGE,
        plays=await plays(request, kind, decisions) if answered else (),
        compare=compare_path(kind, facts),
        optional=kind == "activation",
        trail=trail_of(request),
    )


def routes() -> list[BaseRoute]:
    """The page on which the guide is tried."""
    return [Route("/guide/essai", attempt, methods=["GET"])]
