"""What is sent and told of enrolments."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from sandbox.control.decisions import DecisionTold, ProblemTold, told_decision, told_problems
from sandbox.control.identity_fields import Reference
from sandbox.control.payloads import Payload, Told
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, Receipt
from sandbox.domain.terms import LegalForm, Origin
from sandbox.guide.engine import Decision
from sandbox.services import dossiers
from sandbox.services.dossiers import Contents
from sandbox.services.enrolment_form import SECRET_FIELDS
from sandbox.services.one_call_enrolments import Reached, Until
from sandbox.services.ports import Tx

Answers = Annotated[dict[str, Annotated[str, Field(max_length=400)]], Field(max_length=60)]
"""By the names of the form's fields; an empty one takes the answer away."""


class EnrolmentWanted(Payload):
    """Who enrols: a character of the seed, or whoever types these answers; or both."""

    character: Annotated[str, Field(max_length=20)] | None = Field(
        None, description="`F06` or `X3`: those who must enrol before do so in the same call."
    )
    answers: Answers = Field(
        default_factory=dict, description="Fields of the form; they replace the character's."
    )
    origin: Origin = Field(Origin.MFA, description="The path (R-13); of no effect.")
    until: Until = Field(Until.TRANSMITTED, description="How far to go.")


class AnswersGiven(Payload):
    """Answers to save; the other fields keep what they have."""

    answers: Answers


class DecisionWanted(Payload):
    """An act of the agent of Revenu Québec."""

    act: Annotated[str, Field(max_length=40)]
    document: Reference | None = Field(None, description="Its id, or its name in the dossier.")
    reason: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="Of a refusal, or of a document sent back."
    )


class EnrolmentsAsked(Payload):
    """Which enrolments to list."""

    organisation: Reference | None = None
    state: EnrolmentState | None = None


class DocumentTold(Told):
    """A document of the dossier."""

    id: str
    document: str
    precision: str
    state: str
    reason: str = Field(description="Why it was sent back.")
    received_on: date | None


class DossierTold(Told):
    """The dossier of documents."""

    state: str
    mandatory: bool = Field(description="False where a contact is enough (A-06).")


class ReceiptTold(Told):
    """The receipt. Looking at it here spends nothing: the page still shows the password once."""

    user_code: str
    temporary_password: str | None = Field(description="Null once the page has shown it.")
    shown_at: datetime | None


class EnrolmentListed(Told):
    """An enrolment, in a list."""

    id: str
    number: str
    state: EnrolmentState
    origin: Origin
    legal_form: LegalForm | None
    organisation: str | None
    account: str | None
    row: str | None = Field(
        description="Row of the guide that decided it; of a refusal at entry, in the answer that "
        "refused it alone: nothing is recorded of one."
    )
    opened_at: datetime
    touched_at: datetime
    transmitted_at: datetime | None
    activated_at: datetime | None


class EnrolmentsTold(Told):
    """Enrolments, the latest first."""

    enrolments: list[EnrolmentListed]


class EnrolmentTold(EnrolmentListed):
    """The whole of an enrolment, as every act upon it answers."""

    answers: dict[str, str] = Field(description="As kept; the secret ones are masked.")
    decision: DecisionTold | None
    problems: list[ProblemTold] = Field(description="What keeps a draft from being transmitted.")
    warnings: list[ProblemTold] = Field(description="What leaving out will cost.")
    documents: list[DocumentTold]
    dossier: DossierTold | None
    receipt: ReceiptTold | None
    refusal_reason: str


def in_a_list(enrolment: Enrolment, decision: Decision | None = None) -> dict[str, Any]:
    """What a list tells of an enrolment."""
    row = decision.row_id if decision is not None else enrolment.row_id
    return {
        "id": enrolment.id,
        "number": enrolment.number,
        "state": enrolment.state,
        "origin": enrolment.origin,
        "legal_form": enrolment.legal_form,
        "organisation": enrolment.organisation_id or None,
        "account": enrolment.account_id or None,
        "row": row or None,
        "opened_at": enrolment.opened_at,
        "touched_at": enrolment.touched_at,
        "transmitted_at": enrolment.transmitted_at,
        "activated_at": enrolment.activated_at,
    }


async def whole(tx: Tx, reached: Reached) -> EnrolmentTold:
    """The whole of an enrolment as stored, with what was just found of it."""
    enrolment = await tx.need(Enrolment, reached.enrolment.id)
    decision = reached.decision
    if decision is None and enrolment.decision:
        decision = Decision.from_dict(enrolment.decision)
    contents = await dossiers.of_enrolment(tx, enrolment.id)
    return EnrolmentTold(
        **in_a_list(enrolment, decision),
        answers={
            name: _masked(value) if name in SECRET_FIELDS else value
            for name, value in enrolment.answers.items()
        },
        decision=told_decision(decision) if decision is not None else None,
        problems=told_problems(reached.problems),
        warnings=told_problems(reached.warnings),
        documents=_documents(contents),
        dossier=DossierTold(
            state=contents.dossier.state.value, mandatory=contents.dossier.mandatory
        )
        if contents
        else None,
        receipt=_receipt(await tx.get(Receipt, enrolment.id)),
        refusal_reason=enrolment.refusal_reason,
    )


def _masked(value: str) -> str:
    """All but the last three characters hidden, as on the check page."""
    return "•" * max(len(value) - 3, 3) + value[-3:]


def _documents(contents: Contents | None) -> list[DocumentTold]:
    return [
        DocumentTold(
            id=item.id,
            document=item.document.value,
            precision=item.precision,
            state=item.state.value,
            reason=item.reason,
            received_on=item.received_on,
        )
        for item in (contents.items if contents else ())
    ]


def _receipt(held: Receipt | None) -> ReceiptTold | None:
    if held is None:
        return None
    return ReceiptTold(
        user_code=str(held.user_code),
        temporary_password=held.temporary_password or None,
        shown_at=held.shown_at,
    )
