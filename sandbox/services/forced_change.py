"""The forced change: a password of one's own in the place of a temporary one."""

from sandbox.domain.model import Account
from sandbox.services import accounts, passwords, tickets
from sandbox.services.desk import Desk
from sandbox.services.password_rules import problems_of, reused
from sandbox.services.ports import Tx
from sandbox.services.signin_attempt import OVER, begin, enter, refuse
from sandbox.services.signin_outcomes import Problems, Refused, SignedIn
from sandbox.services.standing import standing
from sandbox.world.surroundings import World


async def change_password(
    desk: Desk,
    space: str,
    *,
    ticket: str,
    browser: str,
    new: str,
    again: str,
    previous: str | None = None,
) -> SignedIn | Problems | Refused:
    """Choose a password in the place of a temporary one, and sign in.

    Problems name the fields `nouveau_mot_de_passe` and `confirmation`. Refused with
    `DEMANDE_ECHUE` for a ticket that is over or another browser's, or as `authenticate` would.
    """
    async with desk.look(space) as (tx, world):
        account = await _holder(tx, world, ticket, browser)
        salt = desk.chance(world.space, f"salt:{ticket}").raw(passwords.SALT_BYTES)
    if account is None:
        return OVER
    found = problems_of(new, again, user_code=account.user_code, conventions=world.conventions)
    if not found and await passwords.verify(new, account.password_hash):
        found = (reused(),)
    if found:
        return Problems(found)
    hashed = await passwords.hash_password(new, salt)
    async with desk.work(space) as (tx, world):
        seen = tickets.read(world, ticket)
        account = await _holder(tx, world, ticket, browser)
        if seen is None or account is None:
            return OVER
        attempt = await begin(tx, world, seen.request_id, browser, previous)
        if isinstance(attempt, Refused):
            return attempt
        barred = await standing(tx, world, account)
        if barred is not None:
            return await refuse(tx, world, barred, attempt, account.id)
        account = await accounts.change_password(
            tx,
            world,
            account.id,
            replacing=account.password_hash,
            hashed=hashed,
            trace=attempt.trace,
        )
        return await enter(tx, world, account, attempt)


async def _holder(tx: Tx, world: World, ticket: str, browser: str) -> Account | None:
    """The account a ticket was issued for, if the ticket still holds in this browser."""
    seen = tickets.read(world, ticket)
    account = await tx.get(Account, seen.account_id) if seen is not None else None
    if seen is None or account is None or not tickets.genuine(world, seen, account, browser):
        return None
    return account
