"""Drafts: saved step by step, resumed by number, checked; nothing badly formed is ever stored."""

from dataclasses import asdict

import pytest

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, JournalEntry
from sandbox.domain.terms import LegalForm, Origin
from sandbox.services import enrolment
from sandbox.services.enrolment_form import questions_for
from tests.builders import Sandbox, checked, corporation, organisation, typed

STEP_OF_FORM = ("forme", "genre")


def fields_of(form: str) -> list[str]:
    """Every field of a form."""
    return [question.field for question in questions_for(LegalForm(form))]


async def test_a_draft_is_resumed_by_its_number_however_it_is_typed(sandbox: Sandbox) -> None:
    """Case, spaces and dashes of a draft number do not matter."""
    async with sandbox.work() as (tx, world):
        draft = await enrolment.open_draft(tx, world, Origin.REVENU)
    for spelled in (draft.number, draft.number.lower(), draft.number.replace("-", " ")):
        async with sandbox.work() as (tx, world):
            assert (await enrolment.draft(tx, world, spelled)).id == draft.id


@pytest.mark.parametrize("number", ["", "BR", "BR-AAAA-AAAA-AAAA", "x" * 9_999, "\ud800", "' OR 1"])
async def test_an_unknown_number_is_not_found(sandbox: Sandbox, number: str) -> None:
    """Whatever is typed in place of a number, the answer is that there is no such enrolment."""
    async with sandbox.work() as (tx, world):
        with pytest.raises(NotFound) as missing:
            await enrolment.draft(tx, world, number)
    assert missing.value.code == "enrolment-unknown"


async def test_every_problem_of_every_field_is_told_at_once(sandbox: Sandbox) -> None:
    """Five bad answers give five problems, and the good ones beside them are kept."""
    bad = {
        "numero_identification": "99 0000 001",
        "nas": "12",
        "code_impotnet": "é",
        "representant_courriel": "pas un courriel",
        "representant_prenom": "",
    }
    async with sandbox.work() as (tx, world):
        draft = await enrolment.open_draft(tx, world, Origin.MFA)
        saved = await enrolment.save_answers(
            tx, world, draft.number, typed("PA", **bad), fields=fields_of("PA")
        )
    assert {problem.field for problem in saved.problems} == set(bad)
    assert saved.enrolment.answers["avis"] == "AVIS0001"
    assert not set(bad) & set(saved.enrolment.answers)


async def test_what_is_stored_is_in_its_canonical_spelling(sandbox: Sandbox) -> None:
    """Spaces, case and dashes are gone from what a draft keeps."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        ready = await checked(tx, world, typed("PA", nas="000-000-141"))
    kept = ready.enrolment.answers
    assert kept["numero_identification"] == "9900000011"
    assert kept["nas"] == "000000141"
    assert kept["code_impotnet"] == "ESSAI001"


@pytest.mark.parametrize("nas", ["130 692 544", "000000142", "９４６４５４２８６"])
async def test_a_number_that_could_be_real_is_never_stored(sandbox: Sandbox, nas: str) -> None:
    """It is refused with the reason, and neither the draft nor the journal holds its digits."""
    async with sandbox.work() as (tx, world):
        draft = await enrolment.open_draft(tx, world, Origin.MFA)
        saved = await enrolment.save_answers(
            tx, world, draft.number, typed("PA", nas=nas), fields=fields_of("PA")
        )
        rows = [asdict(row) for row in await tx.find(Enrolment)]
        rows += [asdict(row) for row in await tx.find(JournalEntry)]
    assert [p.message_id for p in saved.problems] == ["identifier.nas-could-be-real"]
    digits = nas.translate(str.maketrans("０１２３４５６７８９", "0123456789", " "))
    assert digits not in str(rows)
    assert nas not in str(rows)


async def test_a_bad_answer_does_not_leave_the_one_before_in_its_place(sandbox: Sandbox) -> None:
    """A notice corrected into a malformed one is no longer stored; the other answers are."""
    async with sandbox.work() as (tx, world):
        ready = await checked(tx, world, typed("PA"))
        number = ready.enrolment.number
        saved = await enrolment.save_answers(tx, world, number, {"avis": "?"}, fields=["avis"])
    assert [p.field for p in saved.problems] == ["avis"]
    assert "avis" not in saved.enrolment.answers
    assert saved.enrolment.answers["nas"] == "000000141"
    assert saved.enrolment.state is EnrolmentState.DRAFT


async def test_another_form_drops_only_what_it_does_not_ask(sandbox: Sandbox) -> None:
    """From individual to corporation: the numbers of an individual go, the name stays."""
    async with sandbox.work() as (tx, world):
        ready = await checked(tx, world, typed("PA"))
        changed = {"forme": "SO", "genre": "garderie_subventionnee"}
        saved = await enrolment.save_answers(
            tx, world, ready.enrolment.number, changed, fields=STEP_OF_FORM
        )
    kept = saved.enrolment.answers
    assert saved.enrolment.legal_form is LegalForm.CORPORATION
    assert not {"nas", "code_impotnet", "qui"} & set(kept)
    assert kept["representant_nom"] == "Oulette"
    assert kept["avis"] == "AVIS0001"


async def test_fields_the_form_does_not_ask_are_ignored(sandbox: Sandbox) -> None:
    """An invitation sent with a non-profit's form is neither stored nor complained of (A-27)."""
    async with sandbox.work() as (tx, world):
        draft = await enrolment.open_draft(tx, world, Origin.MFA)
        answers = typed("OB", invitation="not even well formed", nas="130692544")
        saved = await enrolment.save_answers(
            tx, world, draft.number, answers, fields=[*fields_of("OB"), "invitation", "nas"]
        )
    assert saved.problems == ()
    assert not {"invitation", "nas"} & set(saved.enrolment.answers)


async def test_a_field_of_no_form_is_refused(sandbox: Sandbox) -> None:
    """A misspelled field name is an error of the caller, not an answer to ignore."""
    async with sandbox.work() as (tx, world):
        draft = await enrolment.open_draft(tx, world, Origin.MFA)
        with pytest.raises(BadInput) as refused:
            await enrolment.save_answers(tx, world, draft.number, {}, fields=["numero_avis"])
    assert refused.value.code == "field-unknown"


async def test_a_form_that_is_no_form_is_a_problem_and_loses_nothing(sandbox: Sandbox) -> None:
    """An unknown word in place of the form leaves the form and its answers as they were."""
    async with sandbox.work() as (tx, world):
        ready = await checked(tx, world, typed("PA"))
        changed = {"forme": "XX", "genre": "garderie_subventionnee"}
        saved = await enrolment.save_answers(
            tx, world, ready.enrolment.number, changed, fields=STEP_OF_FORM
        )
    assert [(p.field, p.message_id) for p in saved.problems] == [("forme", "problem.choice")]
    assert saved.enrolment.answers == ready.enrolment.answers


async def test_the_individual_is_his_own_rse_unless_he_names_one(sandbox: Sandbox) -> None:
    """Left out by an individual the designation is himself; a nominee must answer (A-20)."""
    alone = typed("PA", rse_identique=None)
    async with sandbox.work() as (tx, world):
        himself = await checked(tx, world, alone)
        nominee = await checked(tx, world, {**alone, "qui": "mandataire"})
    assert himself.problems == ()
    assert himself.enrolment.answers["rse_identique"] == "oui"
    assert [p.field for p in nominee.problems] == ["rse_identique"]


async def test_a_nominee_does_not_inherit_the_designation(sandbox: Sandbox) -> None:
    """An individual who hands over to a nominee has to say again who the RSE is (A-20)."""
    async with sandbox.work() as (tx, world):
        ready = await checked(tx, world, typed("PA", rse_identique=None))
        nominee = {"qui": "mandataire"}
        number = ready.enrolment.number
        await enrolment.save_answers(tx, world, number, nominee, fields=["qui"])
        again = await enrolment.check(tx, world, number)
    assert [p.field for p in again.problems] == ["rse_identique"]


async def test_another_rse_needs_a_name_and_an_address(sandbox: Sandbox) -> None:
    """Who names another person as RSE has to say who it is."""
    async with sandbox.work() as (tx, world):
        ready = await checked(tx, world, typed("SP", rse_identique="non"))
    assert [p.field for p in ready.problems] == ["rse_prenom", "rse_nom", "rse_courriel"]
    assert ready.enrolment.state is EnrolmentState.DRAFT


async def test_the_check_says_what_leaving_out_costs(sandbox: Sandbox) -> None:
    """Every number left out is a warning, none is a problem."""
    left_out = ("numero_identification", "nas", "code_impotnet", "avis")
    async with sandbox.work() as (tx, world):
        ready = await checked(tx, world, typed("PA", **dict.fromkeys(left_out)))
    assert ready.problems == ()
    assert tuple(warning.field for warning in ready.warnings) == left_out
    assert ready.enrolment.state is EnrolmentState.CHECKED


async def test_unknown_foreign_and_expired_invitations_are_told_alike(sandbox: Sandbox) -> None:
    """One and the same warning, so that nobody learns which numbers exist (A-17)."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        await organisation(tx, "SO", key="autre", number="9900000020")
    said = []
    for number, typed_number in (
        ("9900000011", "A2A2A2A2"),  # unknown
        ("9900000020", "K7R2M9XA"),  # another organisation's
    ):
        async with sandbox.work() as (tx, world):
            answers = typed("SO", numero_identification=number, invitation=typed_number)
            said.append((await checked(tx, world, answers)).warnings)
    async with sandbox.work() as (tx, world):
        day = world.today.replace(year=2009, month=4, day=16)
    await sandbox.on(day)  # expired since the 15th
    async with sandbox.work() as (tx, world):
        said.append((await checked(tx, world, typed("SO"))).warnings)
    assert said[0] == said[1] == said[2]
    assert [warning.message_id for warning in said[0]] == ["warning.invitation_not_recognised"]


async def test_foreign_numbers_are_counted_once_and_journaled_without_them(
    sandbox: Sandbox,
) -> None:
    """A number tried twice counts once, and the journal names the field only."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        ready = await checked(tx, world, typed("SO", invitation="A2A2A2A2"))
        ready = await enrolment.check(tx, world, ready.enrolment.number)
        entries = await tx.find(JournalEntry, name=Event.FOREIGN_NUMBER_TYPED.value)
    assert len(ready.enrolment.foreign_numbers) == 1
    assert [entry.data["field"] for entry in entries] == ["invitation"]
    assert "A2A2A2A2" not in str([asdict(entry) for entry in entries])
    assert "A2A2A2A2" not in str(ready.enrolment.foreign_numbers)


async def test_an_expired_invitation_of_ones_own_is_not_a_foreign_number(
    sandbox: Sandbox,
) -> None:
    """Who types his own number too late is warned, not suspected."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world, issued_on=world.today.replace(year=2008, month=6))
        ready = await checked(tx, world, typed("SO"))
    assert ready.enrolment.foreign_numbers == ()
    assert [w.field for w in ready.warnings] == ["invitation"]


async def test_too_many_foreign_numbers_end_a_draft(sandbox: Sandbox) -> None:
    """At the twentieth the draft must be begun again, even with the right number at last."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        ready = await checked(tx, world, typed("SO", invitation="A2A2A2A2"))
        number = ready.enrolment.number
        for place in range(1, 20):
            assert ready.problems == ()
            wrong = {"invitation": f"A2A2A{place:03}"}
            await enrolment.save_answers(tx, world, number, wrong, fields=["invitation"])
            ready = await enrolment.check(tx, world, number)
        right = {"invitation": "K7R2M9XA"}
        await enrolment.save_answers(tx, world, number, right, fields=["invitation"])
        again = await enrolment.check(tx, world, number)
    for outcome in (ready, again):
        assert [p.message_id for p in outcome.problems] == ["problem.too_many_numbers"]
        assert outcome.enrolment.state is EnrolmentState.DRAFT
