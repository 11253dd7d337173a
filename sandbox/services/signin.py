"""Signing in: user code and password, the forced change of a temporary one, every refusal.

`web` draws the pages and `oidc` asks the questions; they meet here. A password is verified
outside any transaction, then everything is checked again, and counted, inside one.
"""

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account
from sandbox.domain.provider import PendingSignin
from sandbox.services import carried_faults, passwords, tickets
from sandbox.services.carried_faults import carried
from sandbox.services.desk import Desk
from sandbox.services.enrolment_form import Problem
from sandbox.services.forced_change import change_password
from sandbox.services.guesses import count_stranger, count_wrong_password, stranger_lock
from sandbox.services.own_password import change_own_password
from sandbox.services.ports import Tx
from sandbox.services.session_ends import end_others, end_session, end_sessions_of
from sandbox.services.sessions import choose_organisation, session_of
from sandbox.services.signin_attempt import Attempt, begin, enter, refuse
from sandbox.services.signin_outcomes import MustChange, Problems, Refused, SignedIn
from sandbox.services.signin_requests import abandon, answer, open_request, pending
from sandbox.services.standing import Standing, lock_of, settle, settled, standing, stands
from sandbox.world.surroundings import World

__all__ = [
    "MustChange",
    "PendingSignin",
    "Problem",
    "Problems",
    "Refused",
    "SignedIn",
    "Standing",
    "abandon",
    "answer",
    "authenticate",
    "change_own_password",
    "change_password",
    "choose_organisation",
    "end_others",
    "end_session",
    "end_sessions_of",
    "open_request",
    "pending",
    "session_of",
]


def _parsed(user_code: str) -> UserCode | None:
    try:
        return UserCode.parse(user_code)
    except BadInput:
        return None


async def authenticate(
    desk: Desk,
    space: str,
    *,
    request_id: str | None,
    browser: str,
    user_code: str,
    password: str,
    previous: str | None = None,
    fault: str = "",
) -> SignedIn | MustChange | Refused | Problems:
    """Sign a person in.

    `request_id`: the authorization request that waits, if any; `browser`: the browser's raw
    handle; `previous`: the session handle the browser holds, replaced on success; `fault`: what was
    chosen from the menu of faults (see `carried_faults`, as for a user code that carries one;
    `Problems` tells what is wrong with it). Refused with
    `DEMANDE_ECHUE` if the request no longer waits, `COMPTE_VERROUILLE` while a lock holds whatever
    the password, `IDENTIFIANTS_INVALIDES` for a wrong code or password; any other state is told
    only after the right password.
    """
    async with desk.look(space) as (tx, world):
        attempt = await begin(tx, world, request_id, browser, previous)
        if isinstance(attempt, Refused):
            return attempt
        brought = await carried(tx, user_code, fault, asked=bool(attempt.trace))
        if isinstance(brought, Problem):
            return Problems((brought,))
        code = _parsed(brought.user_code)
        account = await tx.one(Account, user_code=code) if code is not None else None
        locked = await _lock(tx, world, code, account)
    if locked is not None:
        return Refused(locked)
    if account is None:
        await passwords.waste_time()
        right = False
    else:
        right = await passwords.verify(password, account.password_hash)
    async with desk.work(space) as (tx, world):
        attempt = await begin(tx, world, request_id, browser, previous)
        if isinstance(attempt, Refused):
            return attempt
        if account is None:
            return await _refuse_stranger(tx, world, code, attempt)
        outcome = await _admit(tx, world, account, attempt, right=right)
        if isinstance(outcome, SignedIn):
            await carried_faults.arm(tx, world, brought, attempt.trace)
        return outcome


async def _lock(
    tx: Tx, world: World, code: UserCode | None, account: Account | None
) -> Standing | None:
    """The lock on what was typed, whether it is somebody's code or nobody's."""
    if account is not None:
        return lock_of(settled(world, account)[0])
    return await stranger_lock(tx, world, code) if code is not None else None


async def _refuse_stranger(
    tx: Tx, world: World, code: UserCode | None, attempt: Attempt
) -> Refused:
    """Refuse a code that is nobody's as a wrong password would be; a malformed one is no code."""
    why = stands("IDENTIFIANTS_INVALIDES")
    if code is not None:
        why = await count_stranger(tx, world, code)
    return await refuse(tx, world, why, attempt)


async def _admit(
    tx: Tx, world: World, seen: Account, attempt: Attempt, *, right: bool
) -> SignedIn | MustChange | Refused:
    """Check everything again inside the transaction, count, and answer.

    `seen` is the account as it was when its password was verified: a password that was replaced
    meanwhile is a wrong one, and a lock that others caused meanwhile hides whether it was right.
    """
    account = await settle(tx, world, await tx.need(Account, seen.id))
    if not right or account.password_hash != seen.password_hash:
        why = await count_wrong_password(tx, world, account.id, attempt.trace)
        return await refuse(tx, world, why, attempt, account.id)
    barred = await standing(tx, world, account)
    if barred is None or barred.code != "COMPTE_VERROUILLE":
        await tx.claim(Account, account.id, where={}, to={"failures": 0})
    if barred is not None:
        return await refuse(tx, world, barred, attempt, account.id)
    if account.must_change:
        return MustChange(tickets.issue(world, account, attempt.request_id, attempt.browser))
    return await enter(tx, world, account, attempt)
