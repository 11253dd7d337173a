"""Signing in a person whom somebody names, without her password: for tests, on command.

All but the password is as on the sign-in page: what fell due is settled, an account that may not
sign in is refused with its standing, and the session of somebody else in the same browser ends.
"""

from sandbox.domain.events import Event
from sandbox.domain.model import Account, Organisation
from sandbox.services.login_hints import Hinted
from sandbox.services.ports import Tx
from sandbox.services.signin_attempt import Attempt, enter, refuse
from sandbox.services.signin_outcomes import Refused, SignedIn
from sandbox.services.standing import Standing, settle, settled, standing, standing_for, stands
from sandbox.world.surroundings import World


async def sign_in(
    tx: Tx, world: World, hinted: Hinted, attempt: Attempt, fact: Event
) -> SignedIn | Refused:
    """Open a session of the account that is named, or say why it may not sign in.

    `fact` is the journal line of the sign-in. With an organisation named, the session acts for
    it; the standing is then the one that the account has there.
    """
    account = await settle(tx, world, hinted.account)
    why_not = await barred(tx, world, account, hinted.organisation)
    if why_not is not None:
        return await refuse(tx, world, why_not, attempt, account.id)
    if account.failures:
        await tx.claim(Account, account.id, where={}, to={"failures": 0})
    chosen = hinted.organisation.id if hinted.organisation is not None else ""
    return await enter(tx, world, account, attempt, organisation_id=chosen, fact=fact)


async def barred(
    tx: Tx, world: World, account: Account, organisation: Organisation | None
) -> Standing | None:
    """Why an account may not sign in without a page, for this organisation if one is named."""
    found = await standing(tx, world, account)
    if found is not None:
        return found
    if settled(world, account)[0].must_change:
        return stands("MOT_DE_PASSE_TEMPORAIRE")
    if organisation is None:
        return None
    return await standing_for(tx, world, account.id, organisation.id)
