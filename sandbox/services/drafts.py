"""The draft of an enrolment: opened, saved step by step, resumed by its number, checked (R-36).

A draft may wait for a notice that is in the mail (R-31) or for an impôtNET code (R-28). What is
stored is well formed and in its canonical spelling; a number that could be a real person's social
insurance number never reaches the store.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import ENROLMENT, EnrolmentEvent, EnrolmentState, advance
from sandbox.domain.model import Enrolment, Invitation
from sandbox.domain.terms import Actor, Origin, ServiceKind
from sandbox.services import calendar, journal
from sandbox.services.enrolment_form import Problem, questions_for
from sandbox.services.facts import Gathered, gather
from sandbox.services.filling import fill, left_out
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

OPEN_STATES = (EnrolmentState.DRAFT, EnrolmentState.CHECKED)
"""States in which answers may still be changed."""

_NUMBER = re.compile(f"BR(?:-[{UserCode.GLYPHS}]{{4}}){{3}}")


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft after a save, and what was refused of it, field by field."""

    enrolment: Enrolment
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The draft after a check. It may be transmitted when there is no problem; warnings inform."""

    enrolment: Enrolment
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    invitation: Invitation | None = None  # the one typed, where it is recognised


async def open_draft(tx: Tx, world: World, origin: Origin, signin: str = "") -> Enrolment:
    """Begin an enrolment by one of the two access paths (R-13, A-34).

    `signin` is the trace of the sign-in that an application began it by, if one did.
    """
    number = world.chance.draft_number()
    while await tx.one(Enrolment, number=number) is not None:
        number = world.chance.draft_number()
    enrolment = Enrolment(
        id=world.chance.handle("enr"),
        number=number,
        state=EnrolmentState.DRAFT,
        origin=origin,
        opened_at=world.now,
        touched_at=world.now,
    )
    await tx.add(enrolment)
    await journal.record(
        tx,
        world,
        Event.ENROLMENT_OPENED,
        Actor.APPLICANT,
        subject=enrolment.id,
        trace=enrolment.id,
        origin=origin.value,
        **({"signin": signin} if signin else {}),
    )
    if signin:
        await journal.record(
            tx, world, Event.SENT_TO_ENROL, Actor.USER, subject=enrolment.id, trace=signin
        )
    return enrolment


def read_number(raw: str) -> str:
    """A draft number as typed by a person, in its canonical spelling `BR-XXXX-XXXX-XXXX`."""
    text = unicodedata.normalize("NFKC", raw[:64]).upper()
    glyphs = re.sub(r"[\s\-.\u2010-\u2015]", "", text).removeprefix("BR")
    return "-".join(("BR", glyphs[:4], glyphs[4:8], glyphs[8:]))


async def by_number(tx: Tx, number: str) -> Enrolment:
    """The enrolment with this number, whatever its state; raises `NotFound`."""
    spelled = read_number(number)
    found = await tx.one(Enrolment, number=spelled) if _NUMBER.fullmatch(spelled) else None
    if found is None:
        raise NotFound(
            "enrolment-unknown",
            "error.enrolment_unknown",
            hint="No enrolment of this space has this number.",
            cite="domain 3",
        )
    return found


async def draft(tx: Tx, world: World, number: str) -> Enrolment:
    """A draft to go on with; raises `NotFound` for a number that is not an open draft's."""
    found = await by_number(tx, number)
    if found.state not in OPEN_STATES:
        raise NotFound(
            "enrolment-transmitted",
            "error.enrolment_transmitted",
            hint="This enrolment was transmitted; look at its receipt.",
            cite="domain 3",
        )
    return found


async def save_answers(
    tx: Tx, world: World, number: str, answers: Mapping[str, str], *, fields: Collection[str]
) -> Saved:
    """Store the answers of `fields`; the problems of all of them are returned at once.

    A field with a problem, or left empty, is no longer stored; the other fields keep what they
    have. Fields that the form does not ask are ignored (A-27). Another legal form drops the
    answers that it does not ask for. Raises `BadInput` for a field that no form has.
    """
    enrolment = await draft(tx, world, number)
    filled = fill(enrolment.answers, answers, fields)
    saved = replace(
        enrolment,
        state=advance(ENROLMENT, enrolment.state, EnrolmentEvent.SAVE),
        legal_form=filled.legal_form,
        answers=filled.answers,
        touched_at=world.now,
    )
    await tx.save(saved)
    await journal.record(
        tx,
        world,
        Event.ENROLMENT_SAVED,
        Actor.APPLICANT,
        subject=saved.id,
        trace=saved.id,
        fields=sorted(set(fields) & set(filled.answers)),
        refused=sorted({problem.field for problem in filled.problems}),
    )
    return Saved(saved, filled.problems)


async def check(tx: Tx, world: World, number: str) -> Checked:
    """Verify the whole draft before transmission (R-36).

    Foreign or unknown numbers are counted here, once each; past `Conventions.entry_attempts` the
    draft must be begun again (A-17). Whether a notice or an impôtNET code is the right one is said
    at transmission only, so that the check page is no oracle.
    """
    await calendar.run(tx, world)
    enrolment = await draft(tx, world, number)
    gathered = await gather(tx, world, enrolment)
    if throttled(enrolment, world):
        return Checked(enrolment, throttled(enrolment, world), ())
    tried = tuple(sorted({*enrolment.foreign_numbers, *gathered.foreign.values()}))
    for name, digest in gathered.foreign.items():
        if digest not in enrolment.foreign_numbers:
            await journal.record(
                tx,
                world,
                Event.FOREIGN_NUMBER_TYPED,
                Actor.APPLICANT,
                subject=enrolment.id,
                trace=enrolment.id,
                field=name,
                tried=len(tried),
            )
    enrolment = replace(enrolment, foreign_numbers=tried, touched_at=world.now)
    problems = missing(enrolment) + throttled(enrolment, world)
    if not problems:
        state = advance(ENROLMENT, enrolment.state, EnrolmentEvent.CHECK)
        enrolment = replace(enrolment, state=state)
        await journal.record(
            tx,
            world,
            Event.ENROLMENT_CHECKED,
            Actor.APPLICANT,
            subject=enrolment.id,
            trace=enrolment.id,
        )
    elif enrolment.state is EnrolmentState.CHECKED:
        state = advance(ENROLMENT, enrolment.state, EnrolmentEvent.SAVE)
        enrolment = replace(enrolment, state=state)
    await tx.save(enrolment)
    return Checked(enrolment, problems, _warnings(enrolment, gathered), gathered.invitation)


async def invited(tx: Tx, world: World, enrolment: Enrolment) -> Invitation | None:
    """The invitation that a draft holds, recognised; None where nothing may be told of it.

    Told only of a draft that was checked since its last change: each number typed is counted
    there, so that trying numbers one after the other here would teach nothing more (A-17).
    """
    if enrolment.state is not EnrolmentState.CHECKED or throttled(enrolment, world):
        return None
    return (await gather(tx, world, enrolment)).invitation


def missing(enrolment: Enrolment) -> tuple[Problem, ...]:
    """The required answers that a draft lacks."""
    return tuple(
        left_out(question)
        for question in questions_for(enrolment.legal_form)
        if question.required
        and question.asked(enrolment.answers)
        and question.field not in enrolment.answers
    )


async def look_over(
    tx: Tx, world: World, enrolment: Enrolment
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems and the warnings that a check would tell now; nothing is written.

    An enrolment that was transmitted has neither.
    """
    if enrolment.state not in OPEN_STATES:
        return (), ()
    gathered = await gather(tx, world, enrolment)
    return missing(enrolment) + throttled(enrolment, world), _warnings(enrolment, gathered)


def throttled(enrolment: Enrolment, world: World) -> tuple[Problem, ...]:
    """The problem of a draft that tried too many foreign or unknown numbers (A-17)."""
    most = world.conventions.entry_attempts
    if len(enrolment.foreign_numbers) < most:
        return ()
    return (Problem("", "problem.too_many_numbers", {"most": str(most)}, "A-17"),)


def _warnings(enrolment: Enrolment, gathered: Gathered) -> tuple[Problem, ...]:
    """What leaving out costs, and the invitation that is not recognised (R-46, A-17)."""
    found = [
        Problem(question.field, question.cost_if_left_out, {}, question.cites[-1])
        for question in questions_for(enrolment.legal_form)
        if question.cost_if_left_out
        and question.asked(enrolment.answers)
        and question.field not in enrolment.answers
    ]
    if "invitation" in enrolment.answers and gathered.invitation is None:
        found.append(Problem("invitation", "warning.invitation_not_recognised", {}, "A-17"))
    if enrolment.answers.get("genre") == ServiceKind.COOPERATIVE_CPE:
        found.append(Problem("genre", "warning.cooperative_as_non_profit", {}, "A-30"))
    return tuple(found)
