"""What Revenu Québec's agent checks in a file, one line at a time (R-17, R-24..R-27, R-49..R-53).

Nothing is decided here: the guide's tables decided at transmission, and the agent decides now.
Each line says whether what the guide asks is held today. The numbers themselves were wiped at
transmission; what the row looked at is in the decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.lifecycles import PENDING_ENROLMENT
from sandbox.domain.model import (
    DossierItem,
    Enrolment,
    Invitation,
    ItemState,
    Organisation,
    RevenueFile,
)
from sandbox.domain.terms import (
    EX_OFFICIO_FUNCTIONS,
    Document,
    LegalForm,
    OfficerFunction,
    Recognition,
    Supplied,
)
from sandbox.guide.engine import Decision
from sandbox.services import facts, invitations
from sandbox.services.enrolment_form import Step, questions_for
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

CONDITIONS = ("R-49", "R-50", "R-51", "R-52", "R-53")
"""The five conditions of an invitation, which only a « société » needs (A-27)."""

_PROOFS = (Document.PROOF_OF_AUTHORITY, Document.PROOF_OF_MANDATE, Document.BOARD_RESOLUTION)


class Verdict(StrEnum):
    """Whether a line is held today."""

    HELD = "tenu"
    NOT_HELD = "non_tenu"
    WAITS = "attend"  # something on its way, or that an agent has to judge, may still hold it
    NOT_LOOKED_AT = "sans_objet"  # the row that decided does not depend on it


@dataclass(frozen=True, slots=True)
class Check:
    """One line: the field or the statement checked, what the guide cites, and the verdict."""

    name: str  # a field of the form, `qualite`, or R-49..R-53
    cites: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """All lines of a file; `refusals` are what a call for an invitation would meet today."""

    sent: tuple[Check, ...]  # of what was transmitted; empty without an enrolment
    conditions: tuple[Check, ...]  # empty where the form asks for no invitation
    refusals: tuple[Decision, ...]
    caller: OfficerFunction
    used: Invitation | None = None  # the invitation that the enrolment consumed
    recognised: Recognition = Recognition.NOT_APPLICABLE


def claimed(enrolment: Enrolment | None) -> OfficerFunction:
    """The function of office that the representative of an enrolment claimed, if any."""
    said = enrolment.answers.get("fonction", "") if enrolment else ""
    return next((f for f in EX_OFFICIO_FUNCTIONS if f.value == said), OfficerFunction.NONE)


async def check(
    tx: Tx,
    world: World,
    organisation: Organisation,
    enrolment: Enrolment | None,
    items: Sequence[DossierItem],
) -> Checked:
    """Every line of one enrolment of an organisation, or of an organisation without any."""
    found = await tx.get(RevenueFile, organisation.id)
    held = found or RevenueFile(organisation.id, return_filed=False)
    caller = claimed(enrolment)
    used: Invitation | None = None
    sent: tuple[Check, ...] = ()
    recognised = Recognition.NOT_APPLICABLE
    if enrolment is not None:
        used = await tx.one(Invitation, enrolment_id=enrolment.id)
        form, answers = organisation.legal_form, enrolment.answers
        recognised = await facts.recognition(tx, form, answers, organisation)
        coming = await invitations.current(tx, world, organisation.id) is not None
        sent = _sent(enrolment, held, recognised, items, coming=coming)
    refusals: tuple[Decision, ...] = ()
    conditions: tuple[Check, ...] = ()
    if organisation.legal_form is LegalForm.CORPORATION:
        heard = await invitations.refusals_to(tx, world, organisation, (caller,))
        refusals = heard[caller]
        if caller is OfficerFunction.NONE:  # nobody who may call: R-47 is not what is checked
            refusals = tuple(one for one in refusals if one.reason != "APPELANT_NON_OFFICE")
        conditions = _conditions(refusals, held)
    return Checked(sent, conditions, refusals, caller, used, recognised)


def _sent(
    enrolment: Enrolment,
    held: RevenueFile,
    recognised: Recognition,
    items: Sequence[DossierItem],
    *,
    coming: bool,
) -> tuple[Check, ...]:
    """The identifiers that the form asks for, then the quality of the representative."""
    looked_at = enrolment.decision.get("facts", {})
    pending = enrolment.state in PENDING_ENROLMENT
    may_come = {
        "avis": held.return_filed and held.latest_notice is not None,
        "code_impotnet": held.impotnet_code is not None,
        "invitation": coming,
    }
    found = []
    for question in questions_for(enrolment.legal_form):
        if question.step is not Step.IDENTIFIERS:
            continue
        fact = looked_at.get(question.field)
        if fact == Supplied.VALID:
            verdict = Verdict.HELD
        elif fact is None:
            verdict = Verdict.NOT_LOOKED_AT
        else:
            still = pending and may_come.get(question.field)
            verdict = Verdict.WAITS if still else Verdict.NOT_HELD
        found.append(Check(question.field, question.cites, verdict))
    cites = {LegalForm.CORPORATION: ("R-54", "A-12"), LegalForm.PARTNERSHIP: ("R-09", "A-12")}
    asked = cites.get(enrolment.legal_form, ("R-12", "A-35")) if enrolment.legal_form else ()
    return (*found, Check("qualite", asked, _quality(recognised, items)))


def _quality(recognised: Recognition, items: Sequence[DossierItem]) -> Verdict:
    """Held by the register, or by a proof in the dossier found in order (R-11, R-12, R-61)."""
    if recognised is Recognition.RECOGNISED:
        return Verdict.HELD
    proofs = [item for item in items if item.document in _PROOFS]
    if proofs:
        good = any(item.state is ItemState.ACCEPTED for item in proofs)
        return Verdict.HELD if good else Verdict.WAITS
    unknown = recognised is Recognition.NOT_RECOGNISED
    return Verdict.NOT_HELD if unknown else Verdict.NOT_LOOKED_AT


def _conditions(refusals: Sequence[Decision], held: RevenueFile) -> tuple[Check, ...]:
    """R-49 to R-53, each held unless a row of the guide's table refuses by it."""
    failed = {statement for one in refusals for statement in one.statements}
    found = []
    for statement in CONDITIONS:
        verdict = Verdict.NOT_HELD if statement in failed else Verdict.HELD
        if verdict is Verdict.NOT_HELD and statement == "R-49" and held.return_filed:
            verdict = Verdict.WAITS  # a return was filed: its notice is still to come
        found.append(Check(statement, (statement,), verdict))
    return tuple(found)
