"""A person leaves an organisation for good: taken out by its RSE, or with its enrolment."""

from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, Mandate, Membership
from sandbox.domain.terms import Actor
from sandbox.services import accounts
from sandbox.services.ports import Not, Tx
from sandbox.world.surroundings import World


async def serves_elsewhere(tx: Tx, account_id: str, organisation_id: str) -> bool:
    """Whether an account belongs to another organisation, or was given a mandate by one."""
    elsewhere = {"account_id": account_id, "organisation_id": Not(organisation_id)}
    if await tx.count(Membership, **elsewhere):
        return True
    return bool(await tx.count(Mandate, **elsewhere, revoked_on=None))


async def let_go(
    tx: Tx, world: World, membership: Membership, *, reason: str, actor: Actor
) -> Account:
    """Close the account of a member, or end only its membership where it serves another one too.

    The membership must go: a later enrolment of the same organisation would revive it. `reason` is
    why an account is closed.
    """
    account = await tx.need(Account, membership.account_id)
    if account.state is AccountState.CLOSED:
        return account
    if await serves_elsewhere(tx, account.id, membership.organisation_id):
        await tx.remove(Membership, id=membership.id)
        return account
    return await accounts.close(tx, world, account.id, reason=reason, actor=actor)
