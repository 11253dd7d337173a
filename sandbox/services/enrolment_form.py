"""The form of an enrolment: which questions each legal form asks, and how answers are read.

Only what the guide asks of a form is asked (R-17, R-24..R-27, R-37..R-39, R-64, R-69, A-27), plus
who enrols (R-05..R-09), what kind of childcare service it is (R-18..R-23) and who is to be the
RSE (A-20). The NEQ is never asked (A-32). Field names are those of the HTML form.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.terms import EX_OFFICIO_FUNCTIONS, LegalForm, Performer, ServiceKind
from sandbox.guide.facts import TITLES


class Step(StrEnum):
    """Pages of the form, in their order."""

    SERVICE = "service"
    REPRESENTATIVE = "representant"
    IDENTIFIERS = "identifiants"
    RSE = "rse"


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    CHOICE = "choice"
    EMAIL = "email"
    TEL = "tel"
    SECRET = "secret"  # masked on every page but the form itself


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the form.

    `required`: the form cannot be checked without it. `refused_if_left_out`: it can be checked,
    but the guide refuses the transmission (A-01, A-02); a page marks both as mandatory.
    `cost_if_left_out`: key of the text that says what leaving it out costs. `only_if`: the field
    and the values of it for which this question is asked.
    """

    field: str
    kind: Kind
    step: Step
    required: bool = False
    refused_if_left_out: bool = False
    choices: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    cost_if_left_out: str = ""
    only_if: tuple[str, tuple[str, ...]] | None = None

    def asked(self, answers: Mapping[str, str]) -> bool:
        """Whether the answers given so far call for this question."""
        return self.only_if is None or answers.get(self.only_if[0], "") in self.only_if[1]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, or what to know about it: a text key, its values, a source."""

    field: str
    message_id: str
    values: dict[str, str] = dataclasses.field(default_factory=dict)
    cite: str = ""


YES, NO = "oui", "non"
"""Answers to a question that is answered by yes or no."""

SECRET_FIELDS = frozenset({"nas", "code_impotnet", "avis", "invitation"})
"""Answers that are wiped when the enrolment is transmitted, and never shown or journaled."""

_FUNCTIONS = tuple(sorted(function.value for function in EX_OFFICIO_FUNCTIONS))

_CHOICE_OF_FORM = (
    Question(
        "forme",
        Kind.CHOICE,
        Step.SERVICE,
        required=True,
        choices=tuple(form.value for form in LegalForm),
        cites=("R-16", "R-18"),
    ),
    Question(
        "genre",
        Kind.CHOICE,
        Step.SERVICE,
        required=True,
        choices=tuple(kind.value for kind in ServiceKind),
        cites=("R-19", "R-20", "R-21", "R-22", "A-30"),
    ),
)

_REVENUE_NUMBER_CITES = {
    LegalForm.INDIVIDUAL: "R-24",
    LegalForm.CORPORATION: "R-37",
    LegalForm.NON_PROFIT: "R-64",
    LegalForm.PARTNERSHIP: "R-69",
}


_TITLE_CITES = {
    LegalForm.INDIVIDUAL: "R-06",
    LegalForm.CORPORATION: "R-07",
    LegalForm.NON_PROFIT: "R-08",
    LegalForm.PARTNERSHIP: "R-09",
}


def _who(form: LegalForm) -> tuple[Question, ...]:
    """Who enrols, in what quality, and how to reach him."""
    step = Step.REPRESENTATIVE
    titles = (*TITLES[form], Performer.WITHOUT_TITLE)
    of_office = (
        Question(
            "fonction",
            Kind.CHOICE,
            step,
            required=True,
            choices=_FUNCTIONS,
            cites=("R-54", "A-04"),
            only_if=("qui", (Performer.EX_OFFICIO.value,)),
        ),
    )
    return (
        Question(
            "qui",
            Kind.CHOICE,
            step,
            required=True,
            choices=tuple(title.value for title in titles),
            cites=("R-05", _TITLE_CITES[form]),
        ),
        *(of_office if form is LegalForm.CORPORATION else ()),
        Question("representant_prenom", Kind.TEXT, step, required=True, cites=("R-05",)),
        Question("representant_nom", Kind.TEXT, step, required=True, cites=("R-05",)),
        Question("representant_courriel", Kind.EMAIL, step, required=True, cites=("A-25",)),
        Question("representant_telephone", Kind.TEL, step, cites=("R-33",)),
    )


def _identifiers(form: LegalForm) -> tuple[Question, ...]:
    """The identifiers the guide asks of a form: four, three, one and one."""
    step = Step.IDENTIFIERS
    asked = [
        Question(
            "numero_identification",
            Kind.TEXT,
            step,
            refused_if_left_out=True,
            cites=(_REVENUE_NUMBER_CITES[form], "A-01"),
            cost_if_left_out="warning.revenue_number_left_out",
        )
    ]
    if form is LegalForm.INDIVIDUAL:
        asked += [
            Question(
                "nas",
                Kind.SECRET,
                step,
                refused_if_left_out=True,
                cites=("R-25", "A-02", "A-40"),
                cost_if_left_out="warning.nas_left_out",
            ),
            Question(
                "code_impotnet",
                Kind.SECRET,
                step,
                cites=("R-26", "R-28"),
                cost_if_left_out="warning.impotnet_code_left_out",
            ),
        ]
    if form in (LegalForm.INDIVIDUAL, LegalForm.CORPORATION):
        asked.append(
            Question(
                "avis",
                Kind.SECRET,
                step,
                cites=("R-27", "R-29") if form is LegalForm.INDIVIDUAL else ("R-38", "R-40"),
                cost_if_left_out="warning.notice_left_out",
            )
        )
    if form is LegalForm.CORPORATION:
        asked.append(
            Question(
                "invitation",
                Kind.SECRET,
                step,
                cites=("R-39", "R-42", "R-44", "R-46"),
                cost_if_left_out="warning.invitation_left_out",
            )
        )
    return tuple(asked)


def _rse() -> tuple[Question, ...]:
    """Who is to be the RSE: the person who enrols, or another (A-20)."""
    step = Step.RSE
    another = ("rse_identique", (NO,))
    return (
        Question(
            "rse_identique",
            Kind.CHOICE,
            step,
            required=True,
            choices=(YES, NO),
            cites=("R-58", "A-20"),
        ),
        Question("rse_prenom", Kind.TEXT, step, required=True, cites=("A-20",), only_if=another),
        Question("rse_nom", Kind.TEXT, step, required=True, cites=("A-20",), only_if=another),
        Question("rse_courriel", Kind.EMAIL, step, required=True, cites=("A-20",), only_if=another),
    )


_QUESTIONS: Mapping[LegalForm, tuple[Question, ...]] = {
    form: (*_CHOICE_OF_FORM, *_who(form), *_identifiers(form), *_rse()) for form in LegalForm
}

FIELDS = frozenset(question.field for asked in _QUESTIONS.values() for question in asked)
"""Every field that some form asks."""


def questions_for(form: LegalForm | None) -> tuple[Question, ...]:
    """The questions of a form and no others, in order; only the choice of a form while None."""
    return _CHOICE_OF_FORM if form is None else _QUESTIONS[form]
