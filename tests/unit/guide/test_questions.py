"""The questions the rest of the sandbox asks: what is let in, activated, invited, given access."""

import dataclasses
import json
from typing import Any

import pytest

from sandbox.domain.terms import (
    Document,
    Existing,
    FileStanding,
    Gate,
    LegalForm,
    OfficerFunction,
    Outcome,
    Pair,
    Performer,
    Recognition,
    Release,
    Ruling,
    Supplied,
)
from sandbox.guide import Decision, DocumentDemand, Facts, InvitationFacts, Undetermined, questions

CORPORATION = Facts(
    legal_form=LegalForm.CORPORATION,
    pair=Pair.COVERED,
    revenue_number=Supplied.VALID,
    existing=Existing.NONE,
    performer=Performer.EX_OFFICIO,
    recognition=Recognition.RECOGNISED,
    notice=Supplied.VALID,
    invitation=Supplied.VALID,
)
CALL = InvitationFacts(
    legal_form=LegalForm.CORPORATION,
    caller=OfficerFunction.TREASURER,
    notice_received=True,
    mail_returned=False,
    standing=FileStanding.IN_ORDER,
    registry_current=True,
    enrolment_active=False,
    invitation_valid=False,
)


def test_facts_that_page_0_lets_through_are_admissible() -> None:
    """There is no refusal, and the page of the form concludes."""
    assert questions.admissible(CORPORATION) is None
    decision = questions.activation(CORPORATION)
    assert (decision.row_id, decision.outcome) == ("SO-1", Outcome.AUTOMATIC)
    assert decision.release is Release.AUTO
    assert not decision.refused


def test_a_refusal_is_a_value_with_its_reason() -> None:
    """What is refused at entry says by which row, and activation is not to be asked."""
    facts = dataclasses.replace(CORPORATION, existing=Existing.PENDING)
    refusal = questions.admissible(facts)
    assert refusal is not None
    assert refusal.refused
    assert (refusal.row_id, refusal.reason) == ("P-4", "DEJA_EN_COURS")
    assert refusal.readings == ("A-28",)
    with pytest.raises(ValueError, match="P-4"):
        questions.activation(facts)


def test_admissibility_does_not_wait_for_what_only_the_form_needs() -> None:
    """Page 0 answers without the notice; the page of the form does not."""
    facts = dataclasses.replace(CORPORATION, notice=None)
    assert questions.admissible(facts) is None
    with pytest.raises(Undetermined) as missing:
        questions.activation(facts)
    assert missing.value.missing == ("avis",)


def test_admissibility_that_hangs_on_a_missing_fact_is_not_guessed() -> None:
    """Without knowing whether an enrolment exists, there is neither refusal nor admission."""
    with pytest.raises(Undetermined) as missing:
        questions.admissible(dataclasses.replace(CORPORATION, existing=None))
    assert "inscription_existante" in missing.value.missing


@pytest.mark.parametrize("performer", [Performer.PARTNER, Performer.NOMINEE, Performer.DESIGNATED])
def test_a_title_of_another_form_is_no_title(performer: Performer) -> None:
    """A partner, a nominee or a designated person cannot act as such for a corporation (P-5)."""
    decision = questions.decide(dataclasses.replace(CORPORATION, performer=performer))
    assert decision.row_id == "P-5"
    assert decision.facts["qui"] == "sans_titre"


def test_a_title_whose_form_is_not_known_settles_nothing() -> None:
    """A recognised partner is one of SP-1 or without title, as the form will say."""
    unknown = dataclasses.replace(CORPORATION, legal_form=None, performer=Performer.PARTNER)
    with pytest.raises(Undetermined) as missing:
        questions.decide(unknown)
    assert missing.value.missing == ("forme",)
    assert set(missing.value.rows) == {"P-5", "SP-1"}


def test_recognition_without_object_is_the_same_as_left_out() -> None:
    """« Sans objet » neither recognises an officer nor disturbs where it does not count."""
    unknown = dataclasses.replace(CORPORATION, recognition=Recognition.NOT_APPLICABLE)
    with pytest.raises(Undetermined) as missing:
        questions.decide(unknown)
    assert missing.value.missing == ("reconnaissance",)
    staff = dataclasses.replace(unknown, performer=Performer.STAFF_OR_PROFESSIONAL)
    assert questions.decide(staff).row_id == "SO-6"


def test_a_decision_keeps_the_facts_that_counted_and_no_other() -> None:
    """A social insurance number given for a corporation is not among the facts of its decision."""
    facts = dataclasses.replace(CORPORATION, nas=Supplied.VALID)
    assert list(questions.decide(facts).facts) == [
        "couple_forme_service",
        "numero_identification",
        "inscription_existante",
        "forme",
        "qui",
        "reconnaissance",
        "avis",
        "invitation",
    ]


def test_a_decision_survives_being_stored() -> None:
    """Through JSON and back, a decision is equal to what it was."""
    facts = dataclasses.replace(CORPORATION, performer=Performer.DESIGNATED_OTHER)
    for decision in (questions.decide(facts), questions.access(False, True, True)):
        stored = json.loads(json.dumps(decision.to_dict()))
        again = Decision.from_dict(stored)
        assert again == decision
        assert type(again.outcome) is type(decision.outcome)


def test_documents_carry_their_precision() -> None:
    """A document says what it is, what its row adds, and how others write it."""
    facts = dataclasses.replace(CORPORATION, performer=Performer.STAFF_OR_PROFESSIONAL)
    forms, proof, _ = questions.decide(facts).documents
    assert forms == DocumentDemand(Document.SIGNED_FORMS)
    assert proof.precision == "l’un des documents de R-11"
    assert proof.as_written == "preuve_de_qualite (l'un des documents de R-11)"


def test_only_what_replaces_a_contact_is_optional() -> None:
    """Supporting documents are optional where Revenu Québec's contact does as well (A-06)."""
    [optional] = questions.decide(
        dataclasses.replace(CORPORATION, notice=Supplied.MISSING)
    ).documents
    assert optional.optional
    refused = dataclasses.replace(CORPORATION, recognition=Recognition.NOT_RECOGNISED)
    assert not any(demand.optional for demand in questions.decide(refused).documents)


def test_a_sound_request_for_an_invitation_meets_no_refusal() -> None:
    """No failing condition means that the invitation is issued."""
    assert questions.invitation(CALL) == ()


def test_every_failing_condition_of_an_invitation_is_told_at_once() -> None:
    """All eight refusals come together, in the order of the table."""
    worst = InvitationFacts(
        legal_form=LegalForm.NON_PROFIT,
        caller=OfficerFunction.PARTNER,
        notice_received=False,
        mail_returned=True,
        standing=FileStanding.OTHER,
        registry_current=False,
        enrolment_active=True,
        invitation_valid=True,
    )
    refusals = questions.invitation(worst)
    assert [refusal.row_id for refusal in refusals] == [f"INV-{n}" for n in range(1, 9)]
    assert {refusal.outcome for refusal in refusals} == {Ruling.REFUSED}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"legal_form": LegalForm.PARTNERSHIP}, "FORME_SANS_INVITATION"),
        ({"caller": OfficerFunction.NONE}, "APPELANT_NON_OFFICE"),
        ({"notice_received": False}, "AUCUN_AVIS"),
        ({"mail_returned": True}, "COURRIER_RETOURNE"),
        ({"standing": FileStanding.COMPOSITION}, "DOSSIER_NON_EN_REGLE"),
        ({"registry_current": False}, "REGISTRE_PAS_A_JOUR"),
        ({"enrolment_active": True}, "INSCRIPTION_DEJA_ACTIVE"),
        ({"invitation_valid": True}, "INVITATION_ENCORE_VALIDE"),
    ],
)
def test_each_condition_of_an_invitation_refuses_alone(change: dict[str, Any], reason: str) -> None:
    """One failing condition gives its one reason."""
    [refusal] = questions.invitation(dataclasses.replace(CALL, **change))
    assert refusal.reason == reason


@pytest.mark.parametrize(
    ("active", "informed", "rse", "gate"),
    [
        (False, False, False, Gate.NOT_ACTIVE),
        (False, True, True, Gate.NOT_ACTIVE),
        (True, False, True, Gate.NOTICE_AWAITED),
        (True, True, False, Gate.RSE_ONLY),
        (True, True, True, Gate.ELIGIBLE),
    ],
)
def test_the_gate_of_the_pes_answers_by_its_codes(
    active: bool, informed: bool, rse: bool, gate: Gate
) -> None:
    """Active, informed, RSE: the first that lacks is the reason (R-78)."""
    decision = questions.access(active, informed, rse)
    assert decision.reason == gate
    assert decision.refused is (gate is not Gate.ELIGIBLE)


def test_an_explanation_is_the_decision_and_the_nearest_rows_first() -> None:
    """A missing invitation is one cell away from SO-1, and each cell that differs is told."""
    facts = dataclasses.replace(CORPORATION, invitation=Supplied.MISSING)
    explained = questions.explain(facts)
    assert explained.decision == questions.decide(facts)
    misses = explained.near_misses
    assert [miss.distance for miss in misses] == sorted(miss.distance for miss in misses)
    assert {miss.row_id for miss in misses} == {f"SO-{n}" for n in (1, 2, 4, 5, 6, 7)}
    nearest = {miss.row_id: miss.differences for miss in misses if miss.distance == 1}
    assert set(nearest) == {"SO-1", "SO-4", "SO-5", "SO-6", "SO-7"}
    [difference] = nearest["SO-1"]
    assert (difference.column, difference.found) == ("invitation", "absent_ou_invalide")
    assert difference.expected == ("valide",)


def test_a_refusal_is_explained_by_the_page_it_comes_from() -> None:
    """The rows of page 0 are those that nearly refused; those of the form are not read."""
    explained = questions.explain(Facts(pair=Pair.OUTSIDE))
    assert explained.decision.row_id == "P-1"
    assert {miss.page for miss in explained.near_misses} == {"0-recevabilite"}
