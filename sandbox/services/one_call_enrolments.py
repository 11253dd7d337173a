"""A whole enrolment in one transaction: opened, filled in, checked, transmitted.

The same services as the pages of the journey, one after the other. A refusal of the guide is an
outcome: the draft is handed back, as on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import refuse_real_nas
from sandbox.domain.model import Enrolment
from sandbox.domain.terms import Origin
from sandbox.guide.engine import Decision
from sandbox.services import drafts, transmission
from sandbox.services.enrolment_form import Problem
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.texts import say
from sandbox.world.surroundings import World


class Until(StrEnum):
    """How far to go."""

    DRAFT = "draft"
    CHECKED = "checked"
    TRANSMITTED = "transmitted"


@dataclass(frozen=True, slots=True)
class Reached:
    """The enrolment, what is wrong with its answers, and the decision once it was transmitted."""

    enrolment: Enrolment
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    decision: Decision | None = None


def refuse_real_numbers(answers: Mapping[str, str]) -> None:
    """Raise `BadInput` for an answer that could be a real person's NAS, whatever its field."""
    for answer in answers.values():
        refuse_real_nas(answer)


async def enrol(
    tx: Tx,
    world: World,
    answers: Mapping[str, str],
    *,
    origin: Origin = Origin.MFA,
    until: Until = Until.TRANSMITTED,
    prepared: PreparedPassword,
) -> Reached:
    """Go as far as `until` with these answers.

    What is wrong is told in the outcome as far as the check; beyond it raises `BadInput`, since
    nothing can then be transmitted.
    """
    refuse_real_numbers(answers)
    opened = await drafts.open_draft(tx, world, origin)
    saved = await fill_in(tx, world, opened, answers)
    if until is Until.DRAFT:
        return saved
    checked = await drafts.check(tx, world, opened.number)
    problems = together(saved.problems, checked.problems)
    if until is Until.CHECKED:
        return Reached(checked.enrolment, problems, checked.warnings)
    if problems:
        told = (f"{each.field}: {say(each.message_id, 'en', **each.values)}" for each in problems)
        raise BadInput(
            "enrolment-incomplete",
            "error.enrolment_incomplete",
            hint=" ".join(told),
            cite="R-36",
        )
    done = await transmission.transmit(tx, world, opened.number, prepared)
    return Reached(done.enrolment, (), checked.warnings, done.decision)


async def fill_in(
    tx: Tx, world: World, enrolment: Enrolment, answers: Mapping[str, str]
) -> Reached:
    """Save answers into a draft; what is wrong with them and what is still missing is told."""
    refuse_real_numbers(answers)
    saved = await drafts.save_answers(tx, world, enrolment.number, answers, fields=list(answers))
    problems, warnings = await drafts.look_over(tx, world, saved.enrolment)
    return Reached(saved.enrolment, together(saved.problems, problems), warnings)


def together(first: tuple[Problem, ...], then: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems of both, once for each field."""
    told = {each.field for each in first}
    return (*first, *(each for each in then if each.field not in told))
