"""A social insurance number that could be real is stored in no field, not even a wrong one."""

import pytest

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import refuse_real_nas
from sandbox.domain.terms import LegalForm
from sandbox.services.answers import read_answer
from sandbox.services.enrolment_form import Kind, questions_for

# Built so that it passes Luhn and begins with what is never issued: real to us, nobody's in fact.
REAL_LOOKING = "800000002"
TYPED = ["800000002", "800 000 002", "800-000-002", "８００ ０００ ００２", "NAS 800.000.002 merci"]
FREE = [
    question
    for question in questions_for(LegalForm.INDIVIDUAL)
    if question.kind is not Kind.CHOICE and question.field != "numero_identification"
]


@pytest.mark.parametrize("typed", TYPED)
def test_it_is_found_however_it_is_written(typed):
    """Spaces, dashes, wide digits and words around it do not hide it."""
    with pytest.raises(BadInput, match="nas-could-be-real"):
        refuse_real_nas(typed)


@pytest.mark.parametrize(
    "typed", ["000000141", "418 555-0106", "1 418 555-0106", "9900000062", "800000003", "AVIS0001"]
)
def test_other_numbers_pass(typed):
    """A fictitious one, a telephone, an identification number, a wrong check digit."""
    refuse_real_nas(typed)


@pytest.mark.parametrize("question", FREE, ids=lambda question: question.field)
def test_no_field_of_the_form_takes_it(question):
    """Whatever box it is typed in, nothing is read from it."""
    with pytest.raises(BadInput):
        read_answer(question, f"Anne {REAL_LOOKING}" if "nom" in question.field else REAL_LOOKING)
