"""Filling in the form: what is kept of the answers typed, and what is wrong with the others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sandbox.domain.errors import BadInput
from sandbox.domain.terms import LegalForm
from sandbox.services.answers import as_problem, read_answer, with_defaults
from sandbox.services.enrolment_form import FIELDS, Problem, Question, questions_for


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it now stands, and the problems of what was typed."""

    legal_form: LegalForm | None
    answers: dict[str, str]
    problems: tuple[Problem, ...]


def fill(before: Mapping[str, str], typed: Mapping[str, str], fields: Collection[str]) -> Filled:
    """Put the answers of `fields` in the place of those there were.

    A field with a problem, or left empty, is no longer kept; the other fields keep what they
    have. Fields that the form does not ask are ignored (A-27). Another legal form drops the
    answers that it does not ask for. Raises `BadInput` for a field that no form has.
    """
    unknown = sorted(set(fields) - FIELDS)
    if unknown:
        raise BadInput(
            "field-unknown",
            "error.field_unknown",
            hint=f"No such field: {unknown[0][:60]}. Known: {', '.join(sorted(FIELDS))}.",
        )
    problems: list[Problem] = []
    kept = dict(before)
    for question in questions_for(None):
        if question.field in fields:
            _keep(question, typed, kept, problems, erase=False)
    form = LegalForm(kept["forme"]) if "forme" in kept else None
    offered = {question.field: question for question in questions_for(form)}
    kept = {name: value for name, value in kept.items() if _fits(offered.get(name), value)}
    for question in list(offered.values())[len(questions_for(None)) :]:
        if question.field in fields and question.asked({**kept, **_typed(typed, fields)}):
            _keep(question, typed, kept, problems, erase=True)
    kept = {name: value for name, value in kept.items() if offered[name].asked(kept)}
    another = kept.get("qui") != before.get("qui")
    if form is LegalForm.INDIVIDUAL and another and "rse_identique" not in fields:
        kept.pop("rse_identique", None)  # it spoke of the person who enrolled until now
    full = with_defaults(form, kept)
    problems = [p for p in problems if not (_is_missing(p) and p.field in full)]
    return Filled(form, full, tuple(problems))


def left_out(question: Question) -> Problem:
    """The problem of a required answer that is not there."""
    cite = question.cites[0] if question.cites else ""
    return Problem(question.field, "problem.required", {}, cite)


def _keep(
    question: Question,
    typed: Mapping[str, str],
    kept: dict[str, str],
    problems: list[Problem],
    *,
    erase: bool,
) -> None:
    """Put one typed answer into `kept`, or its problem into `problems`."""
    raw = typed.get(question.field, "")
    if erase:
        kept.pop(question.field, None)
    if not raw.strip():
        if question.required:
            problems.append(left_out(question))
        return
    try:
        kept[question.field] = read_answer(question, raw)
    except BadInput as error:
        problems.append(as_problem(question.field, error))


def _typed(typed: Mapping[str, str], fields: Collection[str]) -> dict[str, str]:
    return {name: typed.get(name, "") for name in fields}


def _fits(question: Question | None, value: str) -> bool:
    """Whether a stored answer is one the (perhaps new) form asks for."""
    return question is not None and (not question.choices or value in question.choices)


def _is_missing(problem: Problem) -> bool:
    return problem.message_id == "problem.required"
