"""Invitation numbers of the « sociétés » (R-42..R-53, A-14..A-17, table 2b).

A number is valid from its issue through its last valid day; a new issue cancels the one before; a
transmission that used it consumes it. Only a keyed digest is stored: the number itself is on the
letter, and nowhere else.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.domain.identifiers import InvitationNumber
from sandbox.domain.lifecycles import INVITATION, InvitationEvent, InvitationState, advance
from sandbox.domain.model import Invitation, Officer, Organisation, RevenueFile
from sandbox.domain.terms import (
    EX_OFFICIO_FUNCTIONS,
    Actor,
    Channel,
    Existing,
    OfficerFunction,
)
from sandbox.guide import questions
from sandbox.guide.engine import Decision
from sandbox.guide.facts import InvitationFacts
from sandbox.services import calendar, journal, post
from sandbox.services.in_force import existing
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_STANDING = (InvitationState.IN_TRANSIT, InvitationState.VALID)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the caller hears: every refusal at once; the number itself comes by letter (A-16).

    `ends_on` is the last valid day of the invitation that still stands, when that is a refusal.
    """

    issued: bool
    refusals: tuple[Decision, ...]
    ends_on: date | None = None


async def request_by_phone(
    tx: Tx, world: World, organisation_id: str, caller: OfficerFunction
) -> Answered:
    """A call to Revenu Québec for an invitation (R-47, R-48): all conditions are evaluated."""
    await calendar.run(tx, world)
    organisation = await tx.need(Organisation, organisation_id)
    refusals = (await refusals_to(tx, world, organisation, (caller,)))[caller]
    standing = await current(tx, world, organisation_id)
    if not refusals:
        await issue(tx, world, organisation_id, Actor.REVENU)
        return Answered(True, ())
    fact = await journal.record(
        tx,
        world,
        Event.INVITATION_REFUSED,
        Actor.REVENU,
        subject=organisation_id,
        organisation_id=organisation_id,
        reasons=[refusal.reason for refusal in refusals],
    )
    await post.send(
        tx,
        world,
        organisation_id=organisation_id,
        channel=Channel.CALL,
        template="invitation_refusee",
        values={
            "organisation": organisation.name,
            "motifs_keys": " ".join(refusal.message_id for refusal in refusals),
        },
        event=fact,
    )
    return Answered(False, refusals, standing.last_valid_on if standing else None)


async def refusals_to(
    tx: Tx, world: World, organisation: Organisation, callers: Collection[OfficerFunction]
) -> Mapping[OfficerFunction, tuple[Decision, ...]]:
    """What each of these callers would be refused for now; nothing is written."""
    held = await tx.get(RevenueFile, organisation.id) or RevenueFile(organisation.id)
    standing = await current(tx, world, organisation.id)
    active = await existing(tx, organisation.id) is Existing.ACTIVE
    officers = await tx.find(Officer, organisation_id=organisation.id)
    return {
        caller: questions.invitation(
            InvitationFacts(
                legal_form=organisation.legal_form,
                caller=caller,
                notice_received=held.return_filed and held.latest_notice is not None,
                mail_returned=held.returned_mail,
                standing=held.standing,
                registry_current=_registry_current(officers, caller),
                enrolment_active=active,
                invitation_valid=standing is not None,
            )
        )
        for caller in callers
    }


async def issue(
    tx: Tx,
    world: World,
    organisation_id: str,
    actor: Actor,
    *,
    number: InvitationNumber | None = None,
    issued_on: date | None = None,
) -> Invitation:
    """Issue an invitation and post it; the one before is cancelled (R-43, A-15, A-16).

    Revenu Québec may issue one of its own accord, to any organisation. `number` and `issued_on`
    let a story of the seed give a number and a day; without them the number is drawn and the day
    is today. A day in the past may make an invitation that has arrived or expired already.
    """
    organisation = await tx.need(Organisation, organisation_id)
    await cancel(tx, world, organisation_id, actor)
    clear, digest = await _fresh(tx, world, number)
    day = issued_on or world.today
    last = day + timedelta(days=world.conventions.invitation_days)
    arrives = day + timedelta(days=world.conventions.mail_days)
    invitation = Invitation(
        id=world.chance.handle("inv"),
        organisation_id=organisation_id,
        number_hash=digest,
        state=InvitationState.IN_TRANSIT,
        issued_on=day,
        last_valid_on=last,
        delivered_on=arrives,
    )
    await tx.add(invitation)
    fact = await journal.record(
        tx,
        world,
        Event.INVITATION_ISSUED,
        actor,
        subject=invitation.id,
        organisation_id=organisation_id,
        last_valid_on=last.isoformat(),
    )
    await post.send(
        tx,
        world,
        organisation_id=organisation_id,
        channel=Channel.LETTER,
        template="invitation",
        values={
            "organisation": organisation.name,
            "invitation": clear,
            "emise_on": day.isoformat(),
            "valide_jusqu_au_on": last.isoformat(),
        },
        event=fact,
    )
    await calendar.run(tx, world)
    return await tx.need(Invitation, invitation.id)


async def recognise(tx: Tx, world: World, organisation_id: str, typed: str) -> Invitation | None:
    """The invitation behind a typed number, if it is this organisation's, valid and in date.

    None for every other number, however it was typed: nothing says which it is (A-17).
    """
    try:
        number = InvitationNumber.parse(typed)
    except BadInput:
        return None
    found = await tx.one(
        Invitation,
        number_hash=world.sealed("invitation", number),
        organisation_id=organisation_id,
    )
    return found if found is not None and _usable(world, found) else None


async def current(tx: Tx, world: World, organisation_id: str) -> Invitation | None:
    """The invitation of an organisation that is still good, in the post or arrived, or None."""
    found = await tx.find(Invitation, organisation_id=organisation_id, state=_STANDING)
    good = (each for each in found if each.last_valid_on >= world.today)
    return max(good, key=lambda each: (each.issued_on, each.id), default=None)


async def cancel(tx: Tx, world: World, organisation_id: str, actor: Actor) -> int:
    """Cancel what an organisation holds: replaced, or disclosed (A-15); how many there were."""
    await calendar.run(tx, world)
    held = await tx.find(Invitation, organisation_id=organisation_id, state=_STANDING)
    for invitation in held:
        state = advance(INVITATION, invitation.state, InvitationEvent.CANCEL)
        await tx.save(replace(invitation, state=state))
        await journal.record(
            tx,
            world,
            Event.INVITATION_CANCELLED,
            actor,
            subject=invitation.id,
            organisation_id=organisation_id,
        )
    return len(held)


def seen(world: World, invitation: Invitation) -> InvitationState:
    """The state of an invitation today, whether or not what fell due was applied yet."""
    if invitation.state not in _STANDING:
        return invitation.state
    if invitation.last_valid_on < world.today:
        return InvitationState.EXPIRED
    arrived = (invitation.delivered_on or invitation.issued_on) <= world.today
    return InvitationState.VALID if arrived else InvitationState.IN_TRANSIT


def _usable(world: World, invitation: Invitation) -> bool:
    """Whether an invitation can be used today: arrived, not used, within its days (A-14)."""
    arrived = invitation.state is InvitationState.VALID
    return arrived and invitation.issued_on <= world.today <= invitation.last_valid_on


async def _fresh(tx: Tx, world: World, number: InvitationNumber | None) -> tuple[str, str]:
    """A number and its digest; a drawn number is one that was never issued here."""
    if number is not None:
        return number, world.sealed("invitation", number)
    while True:
        drawn = world.chance.invitation_number()
        digest = world.sealed("invitation", drawn)
        if await tx.one(Invitation, number_hash=digest) is None:
            return drawn, digest


def _registry_current(officers: Collection[Officer], caller: OfficerFunction) -> bool:
    """Whether the ex-officio representatives are registered with current coordinates (R-52).

    All those who are registered must be up to date, and the function that the caller claims must
    be among them: an officer the Registraire does not know is not duly registered.
    """
    listed = [officer for officer in officers if officer.function in EX_OFFICIO_FUNCTIONS]
    functions = {officer.function for officer in listed}
    known = caller in functions or caller not in EX_OFFICIO_FUNCTIONS
    return bool(listed) and known and all(officer.up_to_date for officer in listed)
