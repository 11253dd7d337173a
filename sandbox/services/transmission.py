"""Transmission of an enrolment: the guide decides, and everything that follows is one write.

Refused at entry: the reason is shown and nothing is recorded (rows P-*). Otherwise the enrolment,
the account of the RSE, the dossier, the invitation used, the letters, the journal and the receipt
are written together or not at all. Two transmissions for one organisation cannot both succeed:
the store lets one enrolment at a time be in force for an organisation, whatever the engine.
"""

from dataclasses import dataclass, replace

from sandbox.domain.errors import Conflict, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import (
    ENROLMENT,
    INVITATION,
    EnrolmentEvent,
    EnrolmentState,
    InvitationEvent,
    advance,
)
from sandbox.domain.model import Enrolment, Invitation, Organisation, Person, Receipt
from sandbox.domain.terms import Actor, Channel, Outcome, Release, Role
from sandbox.guide import questions
from sandbox.guide.engine import Decision
from sandbox.services import (
    accounts,
    calendar,
    dossiers,
    drafts,
    journal,
    passwords,
    people,
    post,
    subscriptions,
)
from sandbox.services.desk import Desk
from sandbox.services.enrolment_form import SECRET_FIELDS, YES
from sandbox.services.facts import Gathered, gather
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_EVENT_OF = {
    Release.AUTO: EnrolmentEvent.ACTIVATE_AT_ONCE,
    Release.CONTACT_OR_DOCUMENTS: EnrolmentEvent.DEFER_CONTACT_OR_DOCUMENTS,
    Release.DOCUMENTS: EnrolmentEvent.DEFER_DOCUMENTS,
}


@dataclass(frozen=True, slots=True)
class Transmitted:
    """What the guide decided; `receipt` is None when it refused."""

    enrolment: Enrolment
    decision: Decision
    receipt: Receipt | None


async def submit(desk: Desk, space_id: str, number: str) -> Transmitted:
    """Transmit a draft: the password is hashed outside the transaction, a lost race tried again.

    The second try of a race that was lost finds the other's enrolment, and is refused by P-3 or
    P-4 as it would have been a moment later.
    """
    async with desk.look(space_id) as (tx, world):
        enrolment = await drafts.draft(tx, world, number)
        scope = f"transmit:{enrolment.id}:{tx.space.turn}"
        chance = desk.chance(tx.space, scope)
    prepared = await passwords.prepare(chance)
    try:
        async with desk.work(space_id) as (tx, world):
            return await transmit(tx, world, number, prepared)
    except Conflict:
        async with desk.work(space_id) as (tx, world):
            return await transmit(tx, world, number, prepared)


async def transmit(tx: Tx, world: World, number: str, prepared: PreparedPassword) -> Transmitted:
    """Decide on a checked draft and write all that follows.

    Raises `NotAllowed` if the draft was not checked since its last change, or if its numbers were
    tried too often (A-17); `Conflict` if another transmission was faster.
    """
    await calendar.run(tx, world)
    enrolment = await drafts.draft(tx, world, number)
    if enrolment.state is not EnrolmentState.CHECKED or drafts.throttled(enrolment, world):
        raise NotAllowed(
            "enrolment-not-checked",
            "error.enrolment_not_checked",
            hint="Check the draft first; every required answer must be there.",
            cite="R-36",
        )
    gathered = await gather(tx, world, enrolment)
    refusal = questions.admissible(gathered.facts)
    if refusal is not None:
        return await _refuse(tx, world, enrolment, refusal)
    decision = questions.activation(gathered.facts)
    return await _record(tx, world, enrolment, gathered, decision, prepared)


async def show_receipt(tx: Tx, world: World, number: str) -> Receipt | None:
    """The receipt of a transmitted enrolment, or None if the number has none.

    The temporary password is in the first one returned and wiped in the same transaction: of two
    readers at once, one sees it.
    """
    enrolment = await drafts.by_number(tx, number)
    receipt = await tx.get(Receipt, enrolment.id)
    if receipt is None or receipt.shown_at is not None:
        return receipt
    shown = {"temporary_password": "", "shown_at": world.now}
    if await tx.claim(Receipt, enrolment.id, where={"shown_at": None}, to=shown):
        return replace(receipt, shown_at=world.now)
    return await tx.get(Receipt, enrolment.id)


async def _refuse(tx: Tx, world: World, enrolment: Enrolment, decision: Decision) -> Transmitted:
    """Hand the draft back; only the journal keeps the row and its reason (domain 3)."""
    state = advance(ENROLMENT, enrolment.state, EnrolmentEvent.REFUSE_AT_ENTRY)
    enrolment = replace(enrolment, state=state, touched_at=world.now)
    await tx.save(enrolment)
    await journal.record(
        tx,
        world,
        Event.ENROLMENT_REFUSED_AT_ENTRY,
        Actor.SYSTEM,
        subject=enrolment.id,
        trace=enrolment.id,
        row=decision.row_id,
        reason=decision.reason,
    )
    return Transmitted(enrolment, decision, None)


async def _record(
    tx: Tx,
    world: World,
    enrolment: Enrolment,
    gathered: Gathered,
    decision: Decision,
    prepared: PreparedPassword,
) -> Transmitted:
    """Write an accepted transmission."""
    organisation, release = gathered.organisation, decision.release
    if organisation is None or release is None:
        raise RuntimeError(f"row {decision.row_id} accepts without an organisation or a release")
    at_once = decision.outcome is Outcome.AUTOMATIC
    state = advance(ENROLMENT, enrolment.state, _EVENT_OF[release])
    claimed = {"state": state, "organisation_id": organisation.id}
    guard = {"state": EnrolmentState.CHECKED}
    if not await tx.claim(Enrolment, enrolment.id, where=guard, to=claimed):
        raise _too_late()
    if gathered.invitation is not None:
        await _use(tx, world, gathered.invitation, enrolment)
    person = await _rse(tx, world, enrolment.answers)
    account = await accounts.create(
        tx,
        world,
        person=person,
        organisation_id=organisation.id,
        role=Role.RSE,
        enrolment_id=enrolment.id,
        prepared=prepared,
        active=at_once,
        trace=enrolment.id,
    )
    enrolment = replace(
        enrolment,
        state=state,
        organisation_id=organisation.id,
        account_id=account.id,
        answers=_without_secrets(enrolment.answers),
        decision=decision.to_dict(),
        row_id=decision.row_id,
        touched_at=world.now,
        transmitted_at=world.now,
        activated_at=world.now if at_once else None,
        foreign_numbers=(),
    )
    receipt = Receipt(enrolment.id, account.user_code, prepared.clear)
    await tx.save(enrolment)
    await tx.add(receipt)
    await _tell(tx, world, enrolment, organisation, decision, person)
    if decision.documents:
        await dossiers.open_dossier(
            tx,
            world,
            enrolment,
            decision.documents,
            mandatory=release is Release.DOCUMENTS,
        )
    await subscriptions.refresh(tx, world, organisation.id)
    return Transmitted(enrolment, decision, receipt)


async def _use(tx: Tx, world: World, invitation: Invitation, enrolment: Enrolment) -> None:
    """Consume the invitation that was typed and recognised (A-15)."""
    state = advance(INVITATION, invitation.state, InvitationEvent.USE)
    used = {"state": state, "enrolment_id": enrolment.id}
    if not await tx.claim(Invitation, invitation.id, where={"state": invitation.state}, to=used):
        raise _too_late()
    await journal.record(
        tx,
        world,
        Event.INVITATION_USED,
        Actor.SYSTEM,
        subject=invitation.id,
        organisation_id=invitation.organisation_id,
        trace=enrolment.id,
    )


async def _rse(tx: Tx, world: World, answers: dict[str, str]) -> Person:
    """The person designated as RSE: the one who enrols, or the one he named (A-20, A-23)."""
    himself = answers["rse_identique"] == YES
    prefix = "representant" if himself else "rse"
    return await people.find_or_create(
        tx,
        world,
        given_name=answers[f"{prefix}_prenom"],
        family_name=answers[f"{prefix}_nom"],
        email=answers[f"{prefix}_courriel"],
        telephone=answers.get("representant_telephone", "") if himself else "",
    )


async def _tell(
    tx: Tx,
    world: World,
    enrolment: Enrolment,
    organisation: Organisation,
    decision: Decision,
    person: Person,
) -> None:
    """The facts in the journal, and what is sent: an acknowledgement, a confirmation (A-25)."""
    common = {"subject": enrolment.id, "organisation_id": organisation.id, "trace": enrolment.id}
    fact = await journal.record(
        tx,
        world,
        Event.ENROLMENT_TRANSMITTED,
        Actor.APPLICANT,
        **common,
        row=decision.row_id,
        reason=decision.reason,
        release=decision.release.value if decision.release else "",
        origin=enrolment.origin.value,
        kind=organisation.kind.value,
    )
    sending = {"organisation_id": organisation.id, "person_id": person.id}
    values = {"organisation": organisation.name, "numero": enrolment.number}
    if decision.release is Release.AUTO:
        fact = await journal.record(
            tx, world, Event.ENROLMENT_ACTIVATED, Actor.SYSTEM, **common, row=decision.row_id
        )
        template = "activation_confirmee"
    elif decision.release is Release.CONTACT_OR_DOCUMENTS:
        template = "inscription_differee_contact_ou_pieces"
    else:
        template = "inscription_differee_pieces"
    if decision.documents:
        keys = (f"state.document.{document.value}" for document, _ in decision.documents)
        values["documents_keys"] = " ".join(keys)
    await post.send(
        tx,
        world,
        **sending,
        channel=Channel.EMAIL,
        template=template,
        values=values,
        event=fact,
    )


def _without_secrets(answers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in answers.items() if name not in SECRET_FIELDS}


def _too_late() -> Conflict:
    return Conflict(
        "enrolment-transmitted-meanwhile",
        "error.conflict",
        hint="Another transmission was faster; nothing was written.",
        cite="A-28",
    )
