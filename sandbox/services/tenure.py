"""The life of an active enrolment: suspended, restored, deactivated (domain 3)."""

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentEvent
from sandbox.domain.model import Enrolment, Mandate, Membership
from sandbox.domain.provider import Session, Token
from sandbox.domain.terms import Actor, Channel
from sandbox.services import departures, mandates, session_ends, subscriptions
from sandbox.services.enrolment_moves import begin, move, record, tell
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


async def suspend(tx: Tx, world: World, enrolment_id: str) -> Enrolment:
    """Suspend an active enrolment: nobody acts for the organisation until it is restored."""
    enrolment = await begin(tx, world, enrolment_id)
    enrolment = await move(tx, world, enrolment, EnrolmentEvent.SUSPEND)
    await _end_sessions(tx, world, enrolment, Actor.REVENU)
    fact = await record(tx, world, Event.ENROLMENT_SUSPENDED, Actor.REVENU, enrolment)
    await tell(tx, world, enrolment, fact, Channel.LETTER, "inscription_suspendue")
    await subscriptions.refresh(tx, world, enrolment.organisation_id)
    return enrolment


async def restore(tx: Tx, world: World, enrolment_id: str) -> Enrolment:
    """End a suspension."""
    enrolment = await begin(tx, world, enrolment_id)
    enrolment = await move(tx, world, enrolment, EnrolmentEvent.RESTORE)
    fact = await record(tx, world, Event.ENROLMENT_RESTORED, Actor.REVENU, enrolment)
    await tell(tx, world, enrolment, fact, Channel.LETTER, "inscription_retablie")
    await subscriptions.refresh(tx, world, enrolment.organisation_id)
    return enrolment


async def deactivate(
    tx: Tx, world: World, enrolment_id: str, actor: Actor = Actor.RSE
) -> Enrolment:
    """End an enrolment at the wish of its RSE; accounts that serve nobody else are closed.

    All that was opened or granted for the organisation ends for good: it must not revive when the
    organisation enrols again and takes the same person back.
    """
    enrolment = await begin(tx, world, enrolment_id)
    enrolment = await move(tx, world, enrolment, EnrolmentEvent.DEACTIVATE)
    await _end_sessions(tx, world, enrolment, actor)
    for account_id in await _acted_for(tx, enrolment.organisation_id):
        await session_ends.cut_off(tx, world, account_id, enrolment.organisation_id, actor)
    for membership in await tx.find(Membership, organisation_id=enrolment.organisation_id):
        await departures.let_go(tx, world, membership, reason="INSCRIPTION_DESACTIVEE", actor=actor)
    for mandate in await tx.find(
        Mandate, organisation_id=enrolment.organisation_id, revoked_on=None
    ):
        await mandates.revoke(tx, world, mandate.id, actor)
    fact = await record(tx, world, Event.ENROLMENT_DEACTIVATED, actor, enrolment)
    await tell(tx, world, enrolment, fact, Channel.LETTER, "inscription_desactivee")
    await subscriptions.refresh(tx, world, enrolment.organisation_id)
    return enrolment


async def _end_sessions(tx: Tx, world: World, enrolment: Enrolment, actor: Actor) -> None:
    """End the sessions that act for the organisation; those for another one go on."""
    acting = await tx.find(Session, organisation_id=enrolment.organisation_id, ended_at=None)
    for session in acting:
        await session_ends.end_session(tx, world, session, actor, trace=enrolment.id)


async def _acted_for(tx: Tx, organisation_id: str) -> list[str]:
    """The accounts that may hold something granted for the organisation, today's or yesterday's."""
    kinds: tuple[type[Membership | Mandate | Token], ...] = (Membership, Mandate, Token)
    held = [one for kind in kinds for one in await tx.find(kind, organisation_id=organisation_id)]
    return sorted({one.account_id for one in held if one.account_id})
