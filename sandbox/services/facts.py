"""Gathering the facts of an enrolment: what was typed, checked against the registers.

The registers know better than the applicant, and the guide asks for a number that corresponds to
the file of the service (R-24, R-37). Hence two readings where the form declared is not the one
that the registers hold:

- the pair of form and kind (R-18..R-23, A-30) is covered only if it is covered both with the kind
  that was declared and with the kind that the registers know under this number: a CPE declared as
  a « société » is outside the guide (P-1), however its kind was declared;
- where the pair is covered all the same (a « garderie subventionnée » exists under all four
  forms), the number is not one of a file of that form: it counts as not valid (P-2).

Everything else that does not correspond counts as absent: an older notice (A-19), an impôtNET
code or a social insurance number of someone else, an invitation that is expired, unknown or
another organisation's (A-17).
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, Invitation, Officer, Organisation, RevenueFile
from sandbox.domain.terms import (
    EX_OFFICIO_FUNCTIONS,
    LegalForm,
    OfficerFunction,
    Origin,
    Pair,
    Performer,
    Recognition,
    ServiceKind,
    Supplied,
)
from sandbox.guide.facts import Facts
from sandbox.services.in_force import existing
from sandbox.services.invitations import recognise
from sandbox.services.names import folded
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

COVERED_KINDS: Mapping[LegalForm, frozenset[ServiceKind]] = {
    LegalForm.INDIVIDUAL: frozenset({ServiceKind.SUBSIDISED_DAYCARE}),
    LegalForm.CORPORATION: frozenset({ServiceKind.SUBSIDISED_DAYCARE}),
    LegalForm.NON_PROFIT: frozenset(  # R-21; a cooperative CPE counts as a non-profit
        {
            ServiceKind.CPE,
            ServiceKind.COORDINATING_OFFICE,
            ServiceKind.SUBSIDISED_DAYCARE,
            ServiceKind.COOPERATIVE_CPE,
        }
    ),
    LegalForm.PARTNERSHIP: frozenset({ServiceKind.SUBSIDISED_DAYCARE}),
}
"""The kinds of childcare service that the guide covers under each form."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts, and what the registers made of the numbers typed."""

    facts: Facts
    organisation: Organisation | None  # the one whose number was typed, of the form declared
    invitation: Invitation | None  # recognised: this organisation's, valid, in date
    foreign: dict[str, str] = field(default_factory=dict)  # field -> keyed digest


async def facts_of(tx: Tx, world: World, enrolment: Enrolment) -> Facts:
    """The facts of an enrolment as the decision tables see them."""
    return (await gather(tx, world, enrolment)).facts


async def gather(tx: Tx, world: World, enrolment: Enrolment) -> Gathered:
    """The facts of a draft, with the organisation and the invitation behind them."""
    answers = enrolment.answers
    form = enrolment.legal_form
    number = answers.get("numero_identification")
    known = await tx.one(Organisation, revenue_number=number) if number else None
    organisation = known if known is not None and known.legal_form is form else None
    held = await tx.get(RevenueFile, organisation.id) if organisation is not None else None
    nas = _same(answers, "nas", held.nas if held else None)
    invitation = None
    if organisation is not None and form is LegalForm.CORPORATION:
        invitation = await recognise(tx, world, organisation.id, answers.get("invitation", ""))
    facts = Facts(
        legal_form=form,
        pair=_pair(form, answers.get("genre"), known),
        revenue_number=_supplied(organisation is not None),
        existing=await existing(tx, organisation.id if organisation else ""),
        performer=Performer(answers.get("qui", Performer.WITHOUT_TITLE)),
        recognition=await recognition(tx, form, answers, organisation),
        nas=_supplied(nas),
        impotnet_code=_supplied(
            _same(answers, "code_impotnet", held.impotnet_code if held else None)
        ),
        notice=_supplied(_same(answers, "avis", held.latest_notice if held else None)),
        invitation=_supplied(invitation is not None),
    )
    foreign = {}
    if number and known is None:
        foreign["numero_identification"] = number
    if organisation is not None and "nas" in answers and not nas:
        foreign["nas"] = answers["nas"]
    if "invitation" in answers and invitation is None:
        sealed = world.sealed("invitation", answers["invitation"])
        own = await tx.one(Invitation, number_hash=sealed)
        if own is None or organisation is None or own.organisation_id != organisation.id:
            foreign["invitation"] = answers["invitation"]
    digests = {name: world.sealed(f"foreign:{name}", value) for name, value in foreign.items()}
    return Gathered(facts, organisation, invitation, digests)


async def gather_answers(
    tx: Tx, world: World, legal_form: LegalForm | None, answers: dict[str, str]
) -> Gathered:
    """What `gather` finds of answers that belong to no draft."""
    nobodys = Enrolment(
        id="",
        number="",
        state=EnrolmentState.DRAFT,
        origin=Origin.MFA,
        opened_at=world.now,
        touched_at=world.now,
        legal_form=legal_form,
        answers=answers,
    )
    return await gather(tx, world, nobodys)


async def recognition(
    tx: Tx, form: LegalForm | None, answers: Mapping[str, str], organisation: Organisation | None
) -> Recognition:
    """Whether the Registraire knows this person in this function, up to date (A-12)."""
    performer = answers.get("qui")
    if form is LegalForm.CORPORATION and performer == Performer.EX_OFFICIO:
        function = OfficerFunction(answers.get("fonction", OfficerFunction.NONE))
        claimed = function if function in EX_OFFICIO_FUNCTIONS else None
    elif form is LegalForm.PARTNERSHIP and performer == Performer.PARTNER:
        claimed = OfficerFunction.PARTNER
    else:
        return Recognition.NOT_APPLICABLE
    if claimed is None or organisation is None:
        return Recognition.NOT_RECOGNISED
    name = folded(answers.get("representant_prenom", ""), answers.get("representant_nom", ""))
    officers = await tx.find(
        Officer, organisation_id=organisation.id, function=claimed, up_to_date=True
    )
    found = any(folded(each.given_name, each.family_name) == name for each in officers if name)
    return Recognition.RECOGNISED if found else Recognition.NOT_RECOGNISED


def _pair(form: LegalForm | None, declared: str | None, known: Organisation | None) -> Pair:
    """Whether the guide covers this form with the kind declared and with the kind registered."""
    covered = COVERED_KINDS[form] if form is not None else frozenset()
    kinds = [ServiceKind(declared)] if declared else []
    if known is not None:
        kinds.append(known.kind)
    return Pair.COVERED if kinds and all(kind in covered for kind in kinds) else Pair.OUTSIDE


def _same(answers: Mapping[str, str], name: str, held: str | None) -> bool:
    """Whether the number typed is the one on file; compared in constant time."""
    typed = answers.get(name)
    return bool(typed and held) and hmac.compare_digest(str(typed), str(held))


def _supplied(valid: bool) -> Supplied:
    return Supplied.VALID if valid else Supplied.MISSING
