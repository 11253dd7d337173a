"""What the guide says will come of a draft, before it is transmitted (R-36).

The forecast believes what was typed: it looks at the answers that were given, never at whether the
registers hold the same, so that it teaches nothing about a number (A-17, A-19). It says what it
presumes. An invitation that the check found not recognised counts as missing, as it will.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox.domain.model import Enrolment
from sandbox.domain.terms import (
    Existing,
    LegalForm,
    Pair,
    Performer,
    Recognition,
    ServiceKind,
    Supplied,
)
from sandbox.guide import questions
from sandbox.guide.engine import Decision
from sandbox.guide.facts import Facts
from sandbox.services.enrolment_form import Step, questions_for
from sandbox.services.facts import COVERED_KINDS


@dataclass(frozen=True, slots=True)
class Better:
    """What the guide would say if these answers, which lack, were given too."""

    fields: tuple[str, ...]
    decision: Decision


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the guide will say if all that is presumed is so.

    `presumed`: what transmission will verify, by the columns of the tables. `more`: for each
    answer that lacks, and for all of them together, what giving it would change.
    """

    decision: Decision
    presumed: tuple[str, ...]
    more: tuple[Better, ...]


_FACTS: Mapping[str, str] = {
    "numero_identification": "revenue_number",
    "nas": "nas",
    "code_impotnet": "impotnet_code",
    "avis": "notice",
    "invitation": "invitation",
}
"""The fact that each answer of the step of the numbers becomes."""


def forecast(enrolment: Enrolment, *, invited: bool) -> Forecast | None:
    """The forecast of a draft of which every required answer is there; None without a form.

    `invited`: whether the invitation that was typed is recognised, which the check has told.
    """
    form, answers = enrolment.legal_form, enrolment.answers
    if form is None:
        return None
    asked = [q.field for q in questions_for(form) if q.step is Step.IDENTIFIERS]
    given = {field: field in answers for field in asked}
    if "invitation" in given:
        given["invitation"] = invited
    facts = _facts(form, answers, given)
    decision = questions.decide(facts)
    missing = tuple(field for field in asked if not given[field])
    tries = [(field,) for field in missing] + ([missing] if len(missing) > 1 else [])
    more = []
    for fields in tries:
        other = questions.decide(_with(facts, fields))
        if other.row_id != decision.row_id:
            more.append(Better(fields, other))
    return Forecast(decision, _presumed(facts, given), tuple(more))


def _facts(form: LegalForm, answers: Mapping[str, str], given: Mapping[str, bool]) -> Facts:
    """The facts as they are if every number given is the right one."""
    kind = answers.get("genre")
    covered = kind is not None and ServiceKind(kind) in COVERED_KINDS[form]
    performer = Performer(answers.get("qui", Performer.WITHOUT_TITLE))
    officer = performer in (Performer.EX_OFFICIO, Performer.PARTNER)
    facts = Facts(
        legal_form=form,
        pair=Pair.COVERED if covered else Pair.OUTSIDE,
        existing=Existing.NONE,
        performer=performer,
        recognition=Recognition.RECOGNISED if officer else Recognition.NOT_APPLICABLE,
    )
    lacking = {_FACTS[field]: Supplied.MISSING for field in _FACTS if not given.get(field)}
    return _with(replace(facts, **lacking), [field for field in given if given[field]])  # type: ignore[arg-type]


def _with(facts: Facts, fields: tuple[str, ...] | list[str]) -> Facts:
    """The same facts with these answers given, and right."""
    return replace(facts, **{_FACTS[field]: Supplied.VALID for field in fields})  # type: ignore[arg-type]


def _presumed(facts: Facts, given: Mapping[str, bool]) -> tuple[str, ...]:
    """What has to be so: the numbers given, the recognition, and no enrolment before this one."""
    checked = ("numero_identification", "nas", "code_impotnet", "avis")
    numbers = [field for field in checked if given.get(field)]
    officer = facts.recognition is Recognition.RECOGNISED
    return (*numbers, *(("reconnaissance",) if officer else ()), "inscription_existante")
