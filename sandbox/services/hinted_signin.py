"""Signing in a person whom somebody names, without her password: for tests, on command.

All but the password is as on the sign-in page: what fell due is settled, an account that may not
sign in is refused with its standing, and the session of somebody else in the same browser ends.
"""

from sandbox.domain.events import Event
from sandbox.domain.model import Account
from sandbox.services.login_hints import Hinted
from sandbox.services.ports import Tx
from sandbox.services.signin_attempt import Attempt, enter, refuse
from sandbox.services.signin_outcomes import Refused, SignedIn
from sandbox.services.standing import Standing, settle, standing, standing_for, stands
from sandbox.world.surroundings import World


async def sign_in(
    tx: Tx, world: World, hinted: Hinted, attempt: Attempt, fact: Event
) -> SignedIn | Refused:
    """Open a session of the account that is named, or say why it may not sign in.

    `fact` is the journal line of the sign-in. With an organisation named, the session acts for
    it; the standing is then the one that the account has there.
    """
    account = await settle(tx, world, hinted.account)
    barred = await _barred(tx, world, account, hinted)
    if barred is not None:
        return await refuse(tx, world, barred, attempt, account.id)
    if account.failures:
        await tx.claim(Account, account.id, where={}, to={"failures": 0})
    chosen = hinted.organisation.id if hinted.organisation is not None else ""
    return await enter(tx, world, account, attempt, organisation_id=chosen, fact=fact)


async def _barred(tx: Tx, world: World, account: Account, hinted: Hinted) -> Standing | None:
    barred = await standing(tx, world, account)
    if barred is not None:
        return barred
    if account.must_change:
        return stands("MOT_DE_PASSE_TEMPORAIRE")
    if hinted.organisation is None:
        return None
    return await standing_for(tx, world, account.id, hinted.organisation.id)
