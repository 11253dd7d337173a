"""A decision of the guide and the problems of a form, as programs read them."""

from collections.abc import Iterable

from pydantic import Field

from sandbox.control.identity_fields import Words, words
from sandbox.control.payloads import Told
from sandbox.guide.engine import Decision
from sandbox.guide.rows import DocumentDemand
from sandbox.services.enrolment_form import Problem


class ReasonTold(Words):
    """Why, in both languages."""

    code: str


class DemandTold(Told):
    """A document that a row asks for (R-11)."""

    document: str
    precision: str
    optional: bool = Field(description="Instead of waiting for a contact (A-06).")
    words: Words


class DecisionTold(Told):
    """What the guide decided, and by what authority."""

    row: str
    page: str
    outcome: str
    release: str | None = Field(description="What ends a deferral; null for a refusal.")
    reason: ReasonTold
    statements: list[str] = Field(description="R-nn: what the guide says.")
    readings: list[str] = Field(description="A-nn: how its silences are read.")
    documents: list[DemandTold]
    facts: dict[str, str] = Field(description="The facts that the row looked at.")


class ProblemTold(Told):
    """What is wrong with a field, or what to know about it; an empty field is the whole form."""

    field: str
    message: Words
    cite: str


def told_decision(decision: Decision) -> DecisionTold:
    """A decision."""
    reason = words(decision.message_id)
    return DecisionTold(
        row=decision.row_id,
        page=decision.page,
        outcome=decision.outcome.value,
        release=decision.release.value if decision.release else None,
        reason=ReasonTold(code=decision.reason, fr=reason.fr, en=reason.en),
        statements=list(decision.statements),
        readings=[*decision.readings, *decision.related_readings],
        documents=[_demand(each) for each in decision.documents],
        facts=dict(decision.facts),
    )


def _demand(demand: DocumentDemand) -> DemandTold:
    return DemandTold(
        document=demand.document.value,
        precision=demand.precision,
        optional=demand.optional,
        words=words(f"state.document.{demand.document.value}"),
    )


def told_problems(problems: Iterable[Problem]) -> list[ProblemTold]:
    """Problems or warnings."""
    return [
        ProblemTold(field=each.field, message=words(each.message_id, **each.values), cite=each.cite)
        for each in problems
    ]
