"""Mandates (« procurations »): given with an end date, listed, revoked."""

from sandbox.control.account_models import MandatesTold, MandateTold, MandateWanted
from sandbox.control.identity_fields import given
from sandbox.control.operations import Call, Operation
from sandbox.domain.errors import NotFound
from sandbox.domain.model import Account, Mandate
from sandbox.services import mandates, references
from sandbox.services.answers import read_line
from sandbox.services.references import MOST_LISTED
from sandbox.world.surroundings import World

_RESTRICTION = 200


def told(world: World, mandate: Mandate, account: Account) -> MandateTold:
    """What is told of a mandate."""
    return MandateTold(
        id=mandate.id,
        account=account.id,
        user_code=str(account.user_code),
        organisation=mandate.organisation_id,
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
        restriction=mandate.restriction,
        revoked_on=mandate.revoked_on,
        in_effect=mandates.in_effect(world, mandate),
    )


async def listed(call: Call) -> MandatesTold:
    """GET: every mandate, the first to begin first."""
    async with call.desk.look(call.space) as (tx, world):
        accounts = {each.id: each for each in await tx.find(Account)}
        found = await tx.find(Mandate, order="starts_on")
        return MandatesTold(
            mandates=[told(world, each, accounts[each.account_id]) for each in found]
        )


async def give(call: Call) -> MandateTold:
    """POST: let an account act for an organisation."""
    sent = call.sent(MandateWanted)
    given(sent)
    restriction = read_line(sent.restriction, _RESTRICTION) if sent.restriction else ""
    async with call.desk.work(call.space) as (tx, world):
        account = await references.account(tx, sent.account)
        organisation = await references.organisation(tx, sent.organisation)
        mandate = await mandates.give(
            tx,
            world,
            account_id=account.id,
            organisation_id=organisation.id,
            starts_on=sent.starts_on,
            ends_on=sent.ends_on,
            restriction=restriction,
        )
        return told(world, mandate, account)


async def revoke(call: Call) -> MandateTold:
    """POST: end one at once, with the sessions that act by it."""
    async with call.desk.work(call.space) as (tx, world):
        held = await tx.get(Mandate, call.named())
        if held is None:
            known = [each.id for each in await tx.find(Mandate, limit=MOST_LISTED)]
            raise NotFound(
                "mandate-unknown",
                "error.not_found",
                hint=f"No mandate has this id here. Known: {', '.join(known) or 'none yet'}.",
                cite="docs/control.md",
            )
        mandate = await mandates.revoke(tx, world, held.id)
        return told(world, mandate, await tx.need(Account, mandate.account_id))


OPERATIONS = (
    Operation("GET", "/mandates", "listMandates", "Every mandate.", listed, answer=MandatesTold),
    Operation(
        "POST",
        "/mandates",
        "giveMandate",
        "Let an account act for an organisation, until a day or until it is revoked.",
        give,
        body=MandateWanted,
        answer=MandateTold,
        status=201,
    ),
    Operation(
        "POST",
        "/mandates/{id}/revoke",
        "revokeMandate",
        "End a mandate at once.",
        revoke,
        answer=MandateTold,
    ),
)
