"""Enrolments: in one call or by steps, then decided as the agent of Revenu Québec.

A refusal of the guide is an outcome, told with its row; only a call that cannot be is an error.
"""

from collections.abc import Sequence
from typing import Any

from sandbox.control.enrolment_acts import ACTS, perform
from sandbox.control.enrolment_models import (
    AnswersGiven,
    DecisionWanted,
    EnrolmentListed,
    EnrolmentsAsked,
    EnrolmentsTold,
    EnrolmentTold,
    EnrolmentWanted,
    in_a_list,
    whole,
)
from sandbox.control.operations import Call, Operation
from sandbox.control.personas import Character, character
from sandbox.domain.errors import NotAllowed
from sandbox.domain.model import Enrolment, Organisation
from sandbox.services import drafts, passwords, references, transmission
from sandbox.services.in_force import enrolment_of
from sandbox.services.one_call_enrolments import Reached, Until, enrol, fill_in
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_NONE = PreparedPassword("", "")


async def listed(call: Call) -> EnrolmentsTold:
    """GET: enrolments, the latest first."""
    asked = call.asked(EnrolmentsAsked)
    async with call.desk.look(call.space) as (tx, _):
        where: dict[str, Any] = {"state": asked.state} if asked.state is not None else {}
        if asked.organisation is not None:
            of = await references.organisation(tx, asked.organisation)
            where["organisation_id"] = of.id
        found = await tx.find(Enrolment, order="-opened_at", **where)
    return EnrolmentsTold(enrolments=[EnrolmentListed(**in_a_list(each)) for each in found])


async def begin(call: Call) -> EnrolmentTold:
    """POST: enrol, as far as asked for, whole or not at all."""
    sent = call.sent(EnrolmentWanted)
    who = character(call, sent.character) if sent.character is not None else None
    before = [character(call, name) for name in who.before] if who is not None else []
    typed = {**(who.answers if who is not None else {}), **sent.answers}
    passwords_ = await _prepared(call, len(before) + 1, sent.until)
    async with call.desk.work(call.space) as (tx, world):
        if who is not None:
            await _make_room(call, tx, world, who, before, passwords_[1:])
        reached = await enrol(
            tx, world, typed, origin=sent.origin, until=sent.until, prepared=passwords_[0]
        )
        return await whole(tx, reached)


async def _prepared(call: Call, many: int, until: Until) -> list[PreparedPassword]:
    """A password for each that may transmit, hashed before any transaction opens."""
    async with call.desk.look(call.space) as (tx, _):
        chance = call.desk.chance(tx.space, f"enrol:{tx.space.turn}")
    needed = many if until is Until.TRANSMITTED else many - 1
    made = [await passwords.prepare(chance) for _ in range(needed)]
    return made if until is Until.TRANSMITTED else [_NONE, *made]


async def _make_room(
    call: Call,
    tx: Tx,
    world: World,
    who: Character,
    before: Sequence[Character],
    prepared: Sequence[PreparedPassword],
) -> None:
    """The registers as the character finds them, and those enrolled who must be before him."""
    plant = call.of_app("plant")
    for each in (*before, who):
        await plant(tx, world, each.organisation_id)
    for each, password in zip(before, prepared, strict=True):
        number = each.answers["numero_identification"]
        of = await tx.one(Organisation, revenue_number=number)
        if of is None or await enrolment_of(tx, of.id) is None:
            await enrol(tx, world, each.answers, prepared=password)


async def show(call: Call) -> EnrolmentTold:
    """GET: the whole of one."""
    async with call.desk.look(call.space) as (tx, world):
        return await _as_it_stands(tx, world, await references.enrolment(tx, call.named("ref")))


async def _as_it_stands(tx: Tx, world: World, enrolment: Enrolment) -> EnrolmentTold:
    problems, warnings = await drafts.look_over(tx, world, enrolment)
    return await whole(tx, Reached(enrolment, problems, warnings))


async def _draft(tx: Tx, call: Call) -> Enrolment:
    """The draft named; raises `NotAllowed` for an enrolment that was transmitted."""
    found = await references.enrolment(tx, call.named("ref"))
    if found.state not in drafts.OPEN_STATES:
        raise NotAllowed(
            "enrolment-transmitted",
            "error.enrolment_transmitted",
            hint=f"It is '{found.state}': decide on it as the agent, or begin another.",
            cite="domain 3",
        )
    return found


async def answer(call: Call) -> EnrolmentTold:
    """PATCH: save answers into a draft."""
    sent = call.sent(AnswersGiven)
    async with call.desk.work(call.space) as (tx, world):
        return await whole(tx, await fill_in(tx, world, await _draft(tx, call), sent.answers))


async def check(call: Call) -> EnrolmentTold:
    """POST: verify a draft (R-36)."""
    async with call.desk.work(call.space) as (tx, world):
        draft = await _draft(tx, call)
        checked = await drafts.check(tx, world, draft.number)
        return await whole(tx, Reached(checked.enrolment, checked.problems, checked.warnings))


async def transmit(call: Call) -> EnrolmentTold:
    """POST: transmit a checked draft; the guide decides."""
    async with call.desk.look(call.space) as (tx, _):
        number = (await _draft(tx, call)).number
    done = await transmission.submit(call.desk, call.space, number)
    async with call.desk.look(call.space) as (tx, _):
        return await whole(tx, Reached(done.enrolment, decision=done.decision))


async def decide(call: Call) -> EnrolmentTold:
    """POST: one act of the agent."""
    async with call.desk.work(call.space) as (tx, world):
        found = await references.enrolment(tx, call.named("ref"))
        await perform(tx, world, found, call.sent(DecisionWanted))
        return await _as_it_stands(tx, world, await tx.need(Enrolment, found.id))


OPERATIONS = (
    Operation(
        "GET",
        "/enrolments",
        "listEnrolments",
        "Enrolments, the latest first.",
        listed,
        query=EnrolmentsAsked,
        answer=EnrolmentsTold,
    ),
    Operation(
        "POST",
        "/enrolments",
        "enrol",
        "Enrol in one call, or as far as asked for; a refusal of the guide is told with its row.",
        begin,
        body=EnrolmentWanted,
        answer=EnrolmentTold,
        status=201,
    ),
    Operation(
        "GET",
        "/enrolments/{ref}",
        "showEnrolment",
        "An enrolment by id or number, with its receipt, which stays unspent.",
        show,
        answer=EnrolmentTold,
    ),
    Operation(
        "PATCH",
        "/enrolments/{ref}",
        "answerEnrolment",
        "Save answers into a draft.",
        answer,
        body=AnswersGiven,
        answer=EnrolmentTold,
    ),
    Operation(
        "POST",
        "/enrolments/{ref}/check",
        "checkEnrolment",
        "Verify a draft before it is transmitted.",
        check,
        answer=EnrolmentTold,
    ),
    Operation(
        "POST",
        "/enrolments/{ref}/transmit",
        "transmitEnrolment",
        "Transmit a checked draft; the guide decides.",
        transmit,
        answer=EnrolmentTold,
    ),
    Operation(
        "POST",
        "/enrolments/{ref}/decide",
        "decideEnrolment",
        f"One act of the agent of Revenu Québec: {', '.join(ACTS)}.",
        decide,
        body=DecisionWanted,
        answer=EnrolmentTold,
    ),
)
