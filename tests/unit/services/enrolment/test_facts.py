"""Facts: what was typed, against what the registers know."""

import pytest

from sandbox.domain.identifiers import Nas
from sandbox.domain.model import Officer
from sandbox.domain.terms import (
    LegalForm,
    OfficerFunction,
    Origin,
    Pair,
    Recognition,
    ServiceKind,
    Supplied,
)
from sandbox.services import enrolment
from sandbox.services.facts import COVERED_KINDS
from tests.builders import FORMS, Sandbox, checked, corporation, enrol, organisation, typed

MISSING, VALID = Supplied.MISSING, Supplied.VALID


async def test_nothing_answered_is_nothing_supplied(sandbox: Sandbox) -> None:
    """An empty draft has facts too: outside the guide, nothing valid."""
    async with sandbox.work() as (tx, world):
        draft = await enrolment.open_draft(tx, world, Origin.MFA)
        facts = await enrolment.facts_of(tx, world, draft)
    assert facts.legal_form is None
    assert facts.pair is Pair.OUTSIDE
    assert facts.revenue_number is MISSING


@pytest.mark.parametrize("form", list(LegalForm))
@pytest.mark.parametrize("kind", list(ServiceKind))
async def test_a_pair_is_covered_as_the_guide_lists_it(
    sandbox: Sandbox, form: LegalForm, kind: ServiceKind
) -> None:
    """Subsidised daycare under all four forms, CPE and coordinating offices as non-profits."""
    listed = kind is ServiceKind.SUBSIDISED_DAYCARE or (
        form is LegalForm.NON_PROFIT
        and kind in (ServiceKind.CPE, ServiceKind.COORDINATING_OFFICE, ServiceKind.COOPERATIVE_CPE)
    )
    assert (kind in COVERED_KINDS[form]) is listed
    async with sandbox.work() as (tx, world):
        await organisation(tx, form.value, kind=kind)
        ready = await checked(tx, world, typed(form.value, genre=kind.value))
        facts = await enrolment.facts_of(tx, world, ready.enrolment)
    assert facts.pair is (Pair.COVERED if listed else Pair.OUTSIDE)


@pytest.mark.parametrize("declared", ["centre_de_la_petite_enfance", "garderie_subventionnee"])
async def test_a_cpe_is_never_a_corporation(sandbox: Sandbox, declared: str) -> None:
    """The kind the registers know counts as much as the kind that is declared (P-1)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "OB")
        done = await enrol(tx, world, typed("SO", genre=declared))
    assert done.decision.row_id == "P-1"


@pytest.mark.parametrize(
    ("registered", "declared"),
    [(one, other) for one in FORMS for other in FORMS if one != other],
)
async def test_a_number_is_not_valid_under_another_form(
    sandbox: Sandbox, registered: str, declared: str
) -> None:
    """A daycare registered under one form and declared under another is refused by P-2 (R-24)."""
    daycare = ServiceKind.SUBSIDISED_DAYCARE
    async with sandbox.work() as (tx, world):
        await organisation(tx, registered, kind=daycare)
        done = await enrol(tx, world, typed(declared, genre=daycare.value))
    assert done.decision.row_id == "P-2"


async def test_a_cooperative_cpe_is_a_non_profit_with_a_flag(sandbox: Sandbox) -> None:
    """It goes by OB-1, the applicant is told, and the journal keeps the kind (A-30)."""
    kind = ServiceKind.COOPERATIVE_CPE
    async with sandbox.work() as (tx, world):
        await organisation(tx, "OB", kind=kind)
        ready = await checked(tx, world, typed("OB", genre=kind.value))
        assert [w.message_id for w in ready.warnings] == ["warning.cooperative_as_non_profit"]
        done = await enrol(tx, world, typed("OB", genre=kind.value))
    assert done.decision.row_id == "OB-1"


@pytest.mark.parametrize(
    ("field", "answer", "fact"),
    [
        ("nas", "000000257", "nas"),
        ("code_impotnet", "ESSAI002", "impotnet_code"),
        ("avis", "AVIS0000", "notice"),
    ],
)
async def test_a_number_that_is_not_the_one_on_file_is_absent(
    sandbox: Sandbox, field: str, answer: str, fact: str
) -> None:
    """Someone else's number, or an older notice, counts as not supplied (A-19)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        good = (await checked(tx, world, typed("PA"))).enrolment
        wrong = (await checked(tx, world, typed("PA", **{field: answer}))).enrolment
        assert getattr(await enrolment.facts_of(tx, world, good), fact) is VALID
        assert getattr(await enrolment.facts_of(tx, world, wrong), fact) is MISSING


async def test_what_the_registers_do_not_hold_is_never_matched(sandbox: Sandbox) -> None:
    """An organisation without a notice or a code cannot be matched by any answer."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA", impotnet_code=None, latest_notice=None, nas=Nas("000000257"))
        ready = (await checked(tx, world, typed("PA"))).enrolment
        facts = await enrolment.facts_of(tx, world, ready)
    assert (facts.nas, facts.impotnet_code, facts.notice) == (MISSING, MISSING, MISSING)


@pytest.mark.parametrize(
    ("given", "family", "function", "current", "recognised"),
    [
        ("Marguerite", "Oulette", OfficerFunction.PRESIDENT, True, True),
        ("MARGUÉRITE", "oulette", OfficerFunction.PRESIDENT, True, True),
        ("Marguerite", "Oulette", OfficerFunction.PRESIDENT, False, False),
        ("Marguerite", "Oulette", OfficerFunction.TREASURER, True, False),
        ("Marguerite", "Ouellette", OfficerFunction.PRESIDENT, True, False),
        ("Oulette", "Marguerite", OfficerFunction.PRESIDENT, True, False),
    ],
)
async def test_an_officer_is_recognised_by_name_function_and_coordinates(
    sandbox: Sandbox,
    given: str,
    family: str,
    function: OfficerFunction,
    current: bool,
    recognised: bool,
) -> None:
    """All three must agree with the register, accents and case apart (A-12)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        await tx.add(Officer("o1", "org", given, family, function, current))
        ready = (await checked(tx, world, typed("SO"))).enrolment
        facts = await enrolment.facts_of(tx, world, ready)
    assert facts.recognition is (
        Recognition.RECOGNISED if recognised else Recognition.NOT_RECOGNISED
    )


@pytest.mark.parametrize("qui", ["salarie_ou_professionnel", "autre_avec_resolution"])
async def test_who_claims_no_function_is_not_looked_up(sandbox: Sandbox, qui: str) -> None:
    """A president who enrols as an employee is treated as what he says he is."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        ready = (await checked(tx, world, typed("SO", qui=qui))).enrolment
        facts = await enrolment.facts_of(tx, world, ready)
    assert facts.recognition is Recognition.NOT_APPLICABLE
