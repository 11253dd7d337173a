"""The form asks each legal form what the guide asks of it, and nothing else."""

import pytest

from sandbox.domain.terms import LegalForm, Performer
from sandbox.services.enrolment_form import FIELDS, Step, questions_for

IDENTIFIERS = {
    "PA": ["numero_identification", "nas", "code_impotnet", "avis"],
    "SO": ["numero_identification", "avis", "invitation"],
    "OB": ["numero_identification"],
    "SP": ["numero_identification"],
}


@pytest.mark.parametrize("form", list(LegalForm))
def test_each_form_asks_its_own_identifiers(form: LegalForm) -> None:
    """Four identifiers for an individual, three for a corporation, one for the others."""
    asked = [q.field for q in questions_for(form) if q.step is Step.IDENTIFIERS]
    assert asked == IDENTIFIERS[form.value]


def test_nothing_but_the_form_is_asked_before_it_is_chosen() -> None:
    """Without a form there are two questions, both about the service."""
    assert [q.field for q in questions_for(None)] == ["forme", "genre"]


def test_no_form_asks_for_the_neq() -> None:
    """The guide never asks for the NEQ (A-32)."""
    assert not [field for field in FIELDS if "neq" in field]


@pytest.mark.parametrize(
    ("form", "titles"),
    [
        ("PA", ["particulier", "mandataire"]),
        ("SO", ["representant_office", "salarie_ou_professionnel", "autre_avec_resolution"]),
        ("OB", ["designe_par_resolution"]),
        ("SP", ["associe", "administrateur", "personne_nommee"]),
    ],
)
def test_each_form_offers_its_own_titles(form: str, titles: list[str]) -> None:
    """The titles are those of R-06 to R-09, and « sans titre » stands beside them."""
    offered = next(q for q in questions_for(LegalForm(form)) if q.field == "qui").choices
    assert list(offered) == [*titles, Performer.WITHOUT_TITLE.value]


def test_the_function_is_asked_of_ex_officio_representatives_only() -> None:
    """Only a corporation asks for it, and only of who enrols by his function."""
    forms = {form: {q.field: q for q in questions_for(form)} for form in LegalForm}
    assert [form.value for form in LegalForm if "fonction" in forms[form]] == ["SO"]
    question = forms[LegalForm.CORPORATION]["fonction"]
    assert question.asked({"qui": "representant_office"})
    assert not question.asked({"qui": "salarie_ou_professionnel"})
    assert not question.asked({})
    assert "administrateur_unique" in question.choices
    assert "aucune" not in question.choices


@pytest.mark.parametrize("form", list(LegalForm))
def test_every_question_cites_its_source(form: LegalForm) -> None:
    """A question without a statement or a reading behind it would be one the guide does not ask."""
    assert [q.field for q in questions_for(form) if not q.cites] == []


@pytest.mark.parametrize("form", list(LegalForm))
def test_only_what_the_guide_refuses_without_is_marked_so(form: LegalForm) -> None:
    """The identification number everywhere, the social insurance number of an individual (A-01)."""
    marked = {q.field for q in questions_for(form) if q.refused_if_left_out}
    wanted = {"numero_identification"} | ({"nas"} if form is LegalForm.INDIVIDUAL else set())
    assert marked == wanted
