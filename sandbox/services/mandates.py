"""Mandates (« procurations »): an account acts for an organisation until a date (domain 4.8)."""

from dataclasses import replace
from datetime import date

from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.model import Account, Mandate, Membership, Organisation
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.services.session_ends import cut_off
from sandbox.world.surroundings import World


def in_effect(world: World, mandate: Mandate) -> bool:
    """Whether a mandate holds today: both ends included, revocation at once."""
    return (
        mandate.revoked_on is None
        and mandate.starts_on <= world.today
        and (mandate.ends_on is None or world.today <= mandate.ends_on)
    )


async def give(
    tx: Tx,
    world: World,
    *,
    account_id: str,
    organisation_id: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    restriction: str = "",
    actor: Actor = Actor.RSE,
    by: str = "",
) -> Mandate:
    """Let an account act for an organisation from `starts_on` (today if None) through `ends_on`.

    `by` is the account of the RSE who gives it, where one does.
    Raises `NotFound` for an unknown account or organisation, `BadInput` for an end before the
    start.
    """
    await tx.need(Account, account_id)
    await tx.need(Organisation, organisation_id)
    first = starts_on or world.today
    if ends_on is not None and ends_on < first:
        raise BadInput(
            "mandate-ends-before-start",
            "error.mandate_ends_before_start",
            hint="Send an end on or after the start.",
            cite="domain 4.8",
        )
    mandate = Mandate(
        id=world.chance.handle("mdt"),
        account_id=account_id,
        organisation_id=organisation_id,
        starts_on=first,
        ends_on=ends_on,
        restriction=restriction,
    )
    await tx.add(mandate)
    await record(
        tx,
        world,
        Event.MANDATE_GIVEN,
        actor,
        subject=mandate.id,
        organisation_id=organisation_id,
        starts_on=first.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else None,
        **_named(by),
    )
    return mandate


async def revoke(
    tx: Tx, world: World, mandate_id: str, actor: Actor = Actor.RSE, by: str = ""
) -> Mandate:
    """End a mandate at once, with the sessions that act by it.

    `by` is the account of the RSE who ends it, where one does.

    Raises `NotAllowed` if it was already revoked.
    """
    mandate = await tx.need(Mandate, mandate_id)
    if mandate.revoked_on is not None:
        raise NotAllowed("mandate-revoked", "error.mandate_revoked", hint="It is already revoked.")
    mandate = replace(mandate, revoked_on=world.today)
    await tx.save(mandate)
    if not await tx.count(
        Membership, account_id=mandate.account_id, organisation_id=mandate.organisation_id
    ):  # a member goes on in his own right
        await cut_off(tx, world, mandate.account_id, mandate.organisation_id, actor)
    await record(
        tx,
        world,
        Event.MANDATE_REVOKED,
        actor,
        subject=mandate.id,
        organisation_id=mandate.organisation_id,
        **_named(by),
    )
    return mandate


def _named(by: str) -> dict[str, str]:
    return {"by": by} if by else {}


async def held_by(tx: Tx, world: World, account_id: str) -> list[Mandate]:
    """Mandates of an account that are in effect today."""
    found = await tx.find(Mandate, account_id=account_id)
    return [mandate for mandate in found if in_effect(world, mandate)]
