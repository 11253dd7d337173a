"""What the guide decides and why, without any enrolment."""

from typing import Annotated

from pydantic import Field

from sandbox.control.decisions import DecisionTold, ProblemTold, told_decision, told_problems
from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.domain.errors import BadInput
from sandbox.guide import questions
from sandbox.guide.engine import Explanation, NearMiss
from sandbox.guide.facts import Facts
from sandbox.guide.parsing import NotFacts, facts_of_words
from sandbox.services.enrolment_form import Problem
from sandbox.services.facts import gather_answers
from sandbox.services.filling import fill
from sandbox.services.one_call_enrolments import refuse_real_numbers

Answer = Annotated[str, Field(max_length=400)]


class ToExplain(Payload):
    """Either facts, by the words of the guide's tables, or answers, by the fields of the form."""

    facts: Annotated[dict[str, str], Field(max_length=40)] | None = Field(
        None, description="E.g. forme, qui, avis; one is left out where the answer is the same."
    )
    answers: Annotated[dict[str, Answer], Field(max_length=60)] | None = Field(
        None, description="As typed in the form, read against the registers of this space."
    )


class DifferenceTold(Told):
    """A cell that kept a row from answering."""

    column: str
    found: str | None
    expected: list[str]


class NearMissTold(Told):
    """A row that did not answer, and every cell in which it differs."""

    row: str
    distance: int
    differences: list[DifferenceTold]


class ExplanationTold(DecisionTold):
    """The decision, and the other rows of its page, the nearest first."""

    given: dict[str, str] = Field(description="All the facts, by the words of the tables.")
    near_misses: list[NearMissTold]
    problems: list[ProblemTold] = Field(description="Answers that cannot be read: as left out.")


async def explain(call: Call) -> ExplanationTold:
    """POST: decide and explain; nothing is written."""
    sent = call.sent(ToExplain)
    if (sent.facts is None) == (sent.answers is None):
        raise BadInput(
            "payload-refused",
            "error.payload_refused",
            hint="Send either facts or answers.",
            cite="docs/control.md",
        )
    problems: tuple[Problem, ...] = ()
    if sent.facts is not None:
        facts = _facts(sent.facts)
    else:
        assert sent.answers is not None
        refuse_real_numbers(sent.answers)
        facts, problems = await _gathered(call, sent.answers)
    return _told(questions.explain(facts), facts, problems)


def _facts(given: dict[str, str]) -> Facts:
    try:
        return facts_of_words(given)
    except NotFacts as wrong:
        raise BadInput(
            wrong.code, "error.facts_refused", hint=wrong.message, cite="docs/control.md"
        ) from None


async def _gathered(call: Call, answers: dict[str, str]) -> tuple[Facts, tuple[Problem, ...]]:
    """The facts of these answers in this space, and what is wrong with them."""
    filled = fill({}, answers, list(answers))
    async with call.desk.look(call.space) as (tx, world):
        gathered = await gather_answers(tx, world, filled.legal_form, filled.answers)
        return gathered.facts, filled.problems


def _told(found: Explanation, facts: Facts, problems: tuple[Problem, ...]) -> ExplanationTold:
    return ExplanationTold(
        **told_decision(found.decision).model_dump(),
        given=facts.words(),
        near_misses=[_near_miss(each) for each in found.near_misses],
        problems=told_problems(problems),
    )


def _near_miss(miss: NearMiss) -> NearMissTold:
    return NearMissTold(
        row=miss.row_id,
        distance=miss.distance,
        differences=[
            DifferenceTold(column=each.column, found=each.found, expected=list(each.expected))
            for each in miss.differences
        ],
    )


OPERATIONS = (
    Operation(
        "POST",
        "/explain",
        "explain",
        "What the guide decides, by which row, why, and which cell would have changed it.",
        explain,
        body=ToExplain,
        answer=ExplanationTold,
    ),
)
