"""The forecast of a draft: what is typed is believed, and nothing is learned of the registers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment
from sandbox.domain.terms import LegalForm, Origin
from sandbox.services.forecast import forecast

THEN = datetime(2009, 1, 15, tzinfo=UTC)
DRAFT = Enrolment(
    id="enr", number="BR", state=EnrolmentState.CHECKED, origin=Origin.MFA,
    opened_at=THEN, touched_at=THEN,
)  # fmt: skip
DAYCARE = {"genre": "garderie_subventionnee", "numero_identification": "9900000011"}
HIMSELF = {**DAYCARE, "qui": "particulier", "nas": "000000141"}
OFFICER = {**DAYCARE, "qui": "representant_office", "fonction": "president"}


def foreseen(form, answers, *, invited=False):
    """The row foreseen, and by which answers another row would be reached."""
    found = forecast(replace(DRAFT, legal_form=LegalForm(form), answers=answers), invited=invited)
    assert found is not None
    return found.decision.row_id, {each.fields: each.decision.row_id for each in found.more}


@pytest.mark.parametrize(
    ("form", "answers", "row", "more"),
    [
        ("PA", {**HIMSELF, "code_impotnet": "ESSAI001", "avis": "AVIS0001"}, "PA-1", {}),
        ("PA", {**HIMSELF, "avis": "AVIS0001"}, "PA-2", {("code_impotnet",): "PA-1"}),
        (
            "PA",
            HIMSELF,
            "PA-4",
            {("code_impotnet",): "PA-3", ("avis",): "PA-2", ("code_impotnet", "avis"): "PA-1"},
        ),
        ("PA", {**DAYCARE, "qui": "particulier"}, "P-6", {("nas",): "PA-4"}),
        ("OB", {**DAYCARE, "qui": "designe_par_resolution"}, "OB-1", {}),
        ("SO", {**DAYCARE, "qui": "sans_titre"}, "P-5", {}),
        ("SP", {**DAYCARE, "qui": "associe"}, "SP-1", {}),
        ("SP", {**DAYCARE, "genre": "centre_de_la_petite_enfance", "qui": "associe"}, "P-1", {}),
    ],
)
def test_the_row_is_that_of_what_was_typed(form, answers, row, more):
    """The row that transmission reaches if all is right, and what one answer more would change."""
    reached, other = foreseen(form, answers)
    assert reached == row
    assert {fields: other.get(fields) for fields in more} == more
    assert all(found != row for found in other.values())


@pytest.mark.parametrize(("invited", "row"), [(True, "SO-1"), (False, "SO-3")])
def test_only_a_recognised_invitation_counts(invited, row):
    """The check has said whether it is; any other answer is believed."""
    answers = {**OFFICER, "avis": "NIMPORTE", "invitation": "K7R2M9XA"}
    assert foreseen("SO", answers, invited=invited)[0] == row


def test_what_is_presumed_is_told():
    """A number that was not given is not presumed right, nor an office that nobody claims."""
    found = forecast(
        replace(DRAFT, legal_form=LegalForm.CORPORATION, answers=OFFICER), invited=False
    )
    assert found is not None
    assert found.presumed == ("numero_identification", "reconnaissance", "inscription_existante")
    assert forecast(DRAFT, invited=False) is None
