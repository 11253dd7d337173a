"""The enrolment that an account presupposes, where its organisation has none.

An account is created by an enrolment (A-22, A-23), so whoever makes one on command needs an
enrolment behind it, in the state that goes with the account's. It is decided by the guide from
what the RSE would have typed on the day, and told as any other story of the past.
"""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.domain.errors import NotAllowed
from sandbox.domain.lifecycles import DossierState, EnrolmentState
from sandbox.domain.model import Enrolment, ItemState, Officer, Organisation, Person, RevenueFile
from sandbox.domain.terms import (
    EX_OFFICIO_FUNCTIONS,
    Existing,
    LegalForm,
    OfficerFunction,
    Origin,
    Performer,
    Release,
)
from sandbox.guide import questions
from sandbox.guide.engine import Decision
from sandbox.services import past, past_enrolments
from sandbox.services.enrolment_form import YES
from sandbox.services.facts import gather_answers
from sandbox.services.names import folded
from sandbox.services.past_enrolments import Enrolled, PastEnrolment
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_ACTIVATED = (EnrolmentState.ACTIVE, EnrolmentState.DEACTIVATED)
_AWAITING = {
    Release.DOCUMENTS: (EnrolmentState.DEFERRED_DOCUMENTS, DossierState.REQUIRED),
    Release.CONTACT_OR_DOCUMENTS: (
        EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS,
        DossierState.OPTIONAL,
    ),
}


async def enrol(
    tx: Tx,
    world: World,
    organisation: Organisation,
    rse: Person,
    account_id: str,
    state: EnrolmentState | None,
    *,
    days_ago: int = 0,
) -> Enrolment:
    """An enrolment that came to `state` (None: it awaits activation), `days_ago` and today.

    `account_id` is the account of its RSE, still to be added. Raises `NotAllowed` where the guide
    would refuse what he types: nothing of it could then exist.
    """
    at_once = state in _ACTIVATED
    answers = await _typed(tx, organisation, rse, whole=at_once)
    decision = await _decided(tx, world, organisation, answers)
    release = decision.release or Release.AUTO
    dossier = None
    if state is None:
        state, dossier = _AWAITING[release]
    elif decision.documents and at_once:
        by_documents = release is Release.DOCUMENTS
        dossier = DossierState.ACCEPTED if by_documents else DossierState.CLOSED
    elif decision.documents:
        dossier = DossierState.CLOSED
    item = ItemState.ACCEPTED if dossier is DossierState.ACCEPTED else ItemState.ASKED
    over = state not in (EnrolmentState.ACTIVE, *(awaited for awaited, _ in _AWAITING.values()))
    made = PastEnrolment(
        id=world.chance.handle("enr"),
        number=world.chance.draft_number(),
        of=Enrolled(
            organisation.id,
            organisation.name,
            organisation.legal_form,
            organisation.kind,
            account_id,
            rse.id,
        ),
        state=state,
        origin=Origin.MFA,
        answers=answers,
        decision=decision,
        transmitted_days_ago=days_ago,
        activated_days_ago=days_ago if at_once else None,
        ended_days_ago=0 if over else None,
        refusal_reason="autre" if state is EnrolmentState.REFUSED else "",
        dossier_id=world.chance.handle("dos"),
        dossier=dossier,
        items=tuple(item for _ in decision.documents),
    )
    rows = past_enrolments.rows(world, made)
    await tx.add(*rows)
    await past.remember(tx, world, past_enrolments.history(made))
    enrolment = rows[0]
    assert isinstance(enrolment, Enrolment)
    return enrolment


async def _decided(
    tx: Tx, world: World, organisation: Organisation, answers: dict[str, str]
) -> Decision:
    """What the guide says of these answers today."""
    gathered = await gather_answers(tx, world, organisation.legal_form, answers)
    facts = replace(gathered.facts, existing=Existing.NONE)  # one in force came after
    refusal = questions.admissible(facts)
    if refusal is not None:
        raise NotAllowed(
            "guide-refuses",
            "error.guide_refuses",
            hint=f"Row {refusal.row_id} ({refusal.reason}) refuses the enrolment that this account"
            f" needs: correct the registers of {organisation.id} first.",
            cite=refusal.statements[0] if refusal.statements else refusal.readings[0],
        )
    return questions.activation(facts)


async def _typed(tx: Tx, organisation: Organisation, rse: Person, *, whole: bool) -> dict[str, str]:
    """What the RSE types, who enrols himself; `whole`: with all the numbers that are on file.

    Without them the activation is deferred whatever the form, so that it can be awaited.
    """
    held = await tx.get(RevenueFile, organisation.id) or RevenueFile(organisation.id)
    numbers: Mapping[str, str | None] = {
        "nas": held.nas if organisation.legal_form is LegalForm.INDIVIDUAL else None,
        "code_impotnet": held.impotnet_code if whole else None,
        "avis": held.latest_notice if whole else None,
    }
    return {
        "forme": organisation.legal_form.value,
        "genre": organisation.kind.value,
        **await _quality(tx, organisation, rse),
        "representant_prenom": rse.given_name,
        "representant_nom": rse.family_name,
        "representant_courriel": rse.email,
        **({"representant_telephone": rse.telephone} if rse.telephone else {}),
        "numero_identification": str(organisation.revenue_number),
        **{name: str(number) for name, number in numbers.items() if number},
        "rse_identique": YES,
    }


async def _quality(tx: Tx, organisation: Organisation, rse: Person) -> dict[str, str]:
    """In what quality he acts: that of the registers, else the least that the form admits."""
    form = organisation.legal_form
    if form is LegalForm.INDIVIDUAL:
        return {"qui": Performer.INDIVIDUAL.value}
    if form is LegalForm.NON_PROFIT:
        return {"qui": Performer.DESIGNATED.value}
    own = folded(rse.given_name, rse.family_name)
    functions = {
        each.function
        for each in await tx.find(Officer, organisation_id=organisation.id, up_to_date=True)
        if folded(each.given_name, each.family_name) == own
    }
    if form is LegalForm.PARTNERSHIP:
        partner = OfficerFunction.PARTNER in functions
        return {"qui": (Performer.PARTNER if partner else Performer.ADMINISTRATOR).value}
    of_office = sorted(each.value for each in functions & EX_OFFICIO_FUNCTIONS)
    if of_office:
        return {"qui": Performer.EX_OFFICIO.value, "fonction": of_office[0]}
    return {"qui": Performer.STAFF_OR_PROFESSIONAL.value}
