"""A signed-in person changes the password: the present one is asked for again (domain 4.7)."""

from sandbox.domain.model import Account
from sandbox.domain.provider import Session
from sandbox.domain.terms import Actor
from sandbox.services import accounts, passwords
from sandbox.services.desk import Desk
from sandbox.services.enrolment_form import Problem
from sandbox.services.guesses import count_wrong_password
from sandbox.services.password_rules import PRESENT, problems_of, reused
from sandbox.services.session_ends import shut_out
from sandbox.services.sessions import session_of
from sandbox.services.signin_outcomes import Problems, Refused
from sandbox.services.standing import stands


async def change_own_password(
    desk: Desk, space: str, *, handle: str | None, current: str, new: str, again: str
) -> Session | Problems | Refused:
    """Replace a password by another; this session goes on, whoever else knew the old one is out.

    Problems name the fields `mot_de_passe_actuel`, `nouveau_mot_de_passe` and `confirmation`. A
    wrong present password counts as a wrong guess and can lock the account. Refused with
    `DEMANDE_ECHUE` without a live session, `COMPTE_VERROUILLE` once locked.
    """
    async with desk.look(space) as (tx, world):
        session = await session_of(tx, world, handle)
        account = await tx.get(Account, session.account_id) if session is not None else None
        salt = desk.chance(world.space, f"salt:{handle}:{_hash(account)}").raw(passwords.SALT_BYTES)
    if session is None or account is None:
        return Refused(stands("DEMANDE_ECHUE"))
    found = problems_of(new, again, user_code=account.user_code, conventions=world.conventions)
    right = await passwords.verify(current, account.password_hash)
    if right and not found and await passwords.verify(new, account.password_hash):
        found = (reused(),)
    hashed = await passwords.hash_password(new, salt) if right and not found else ""
    async with desk.work(space) as (tx, world):
        live = await session_of(tx, world, handle)
        if live is None:
            return Refused(stands("DEMANDE_ECHUE"))
        if not right:
            why = await count_wrong_password(tx, world, account.id)
            if why.code == "COMPTE_VERROUILLE":
                return Refused(why)
            return Problems((Problem(PRESENT, "password.not_yours"), *found))
        if found:
            return Problems(found)
        await accounts.change_password(
            tx, world, account.id, replacing=account.password_hash, hashed=hashed
        )
        await shut_out(tx, world, account.id, Actor.USER, keep=live)
        return live


def _hash(account: Account | None) -> str:
    return account.password_hash if account is not None else ""
