"""Signing in: user code and password, the forced change of a temporary one, every refusal.

`web` draws the pages and `oidc` asks the questions; they meet here. A password is verified
outside any transaction, then everything is checked again, and counted, inside one.
"""

from dataclasses import dataclass

from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account
from sandbox.domain.provider import PendingSignin
from sandbox.domain.terms import Actor
from sandbox.services import accounts, passwords, tickets
from sandbox.services.desk import Desk
from sandbox.services.enrolment_form import Problem
from sandbox.services.guesses import count_stranger, count_wrong_password, stranger_lock
from sandbox.services.journal import record
from sandbox.services.own_password import change_own_password
from sandbox.services.password_rules import problems_of, reused
from sandbox.services.ports import Tx
from sandbox.services.session_ends import end_others, end_session, end_sessions_of
from sandbox.services.sessions import ACR_PASSWORD, choose_organisation, open_session, session_of
from sandbox.services.signin_outcomes import MustChange, Problems, Refused, SignedIn
from sandbox.services.signin_requests import abandon, answer, open_request, pending
from sandbox.services.standing import (
    Standing,
    lock_of,
    organisations_of,
    settle,
    settled,
    standing,
    stands,
)
from sandbox.world.surroundings import World

__all__ = [
    "ACR_PASSWORD",
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


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What belongs to one attempt from one browser."""

    browser: str
    waiting: PendingSignin | None
    previous: str | None

    @property
    def trace(self) -> str:
        return self.waiting.trace if self.waiting is not None else ""

    @property
    def request_id(self) -> str | None:
        return self.waiting.id if self.waiting is not None else None


async def _attempt(
    tx: Tx, world: World, request_id: str | None, browser: str, previous: str | None
) -> _Attempt | Refused:
    """The attempt, or why there can be none: the request it belongs to no longer waits."""
    if not request_id:
        return _Attempt(browser, None, previous)
    waiting = await pending(tx, world, request_id, browser)
    return _OVER if waiting is None else _Attempt(browser, waiting, previous)


_OVER = Refused(stands("DEMANDE_ECHUE"))


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
) -> SignedIn | MustChange | Refused:
    """Sign a person in.

    `request_id`: the authorization request that waits, if any; `browser`: the browser's raw
    handle; `previous`: the session handle the browser holds, replaced on success. Refused with
    `DEMANDE_ECHUE` if the request no longer waits, `COMPTE_VERROUILLE` while a lock holds whatever
    the password, `IDENTIFIANTS_INVALIDES` for a wrong code or password; any other state is told
    only after the right password.
    """
    code = _parsed(user_code)
    async with desk.look(space) as (tx, world):
        attempt = await _attempt(tx, world, request_id, browser, previous)
        if isinstance(attempt, Refused):
            return attempt
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
        attempt = await _attempt(tx, world, request_id, browser, previous)
        if isinstance(attempt, Refused):
            return attempt
        if account is None:
            return await _refuse_stranger(tx, world, code, attempt)
        return await _admit(tx, world, account, attempt, right=right)


async def _lock(
    tx: Tx, world: World, code: UserCode | None, account: Account | None
) -> Standing | None:
    """The lock on what was typed, whether it is somebody's code or nobody's."""
    if account is not None:
        return lock_of(settled(world, account)[0])
    return await stranger_lock(tx, world, code) if code is not None else None


async def _refuse(
    tx: Tx, world: World, why: Standing, attempt: _Attempt, account_id: str = ""
) -> Refused:
    fact = Event.SIGNIN_REFUSED
    await record(
        tx, world, fact, Actor.USER, subject=account_id, trace=attempt.trace, reason=why.code
    )
    return Refused(why)


async def _refuse_stranger(
    tx: Tx, world: World, code: UserCode | None, attempt: _Attempt
) -> Refused:
    """Refuse a code that is nobody's as a wrong password would be; a malformed one is no code."""
    why = stands("IDENTIFIANTS_INVALIDES")
    if code is not None:
        why = await count_stranger(tx, world, code)
    return await _refuse(tx, world, why, attempt)


async def _admit(
    tx: Tx, world: World, seen: Account, attempt: _Attempt, *, right: bool
) -> SignedIn | MustChange | Refused:
    """Check everything again inside the transaction, count, and answer.

    `seen` is the account as it was when its password was verified: a password that was replaced
    meanwhile is a wrong one, and a lock that others caused meanwhile hides whether it was right.
    """
    account = await settle(tx, world, await tx.need(Account, seen.id))
    if not right or account.password_hash != seen.password_hash:
        why = await count_wrong_password(tx, world, account.id, attempt.trace)
        return await _refuse(tx, world, why, attempt, account.id)
    barred = await standing(tx, world, account)
    if barred is None or barred.code != "COMPTE_VERROUILLE":
        await tx.claim(Account, account.id, where={}, to={"failures": 0})
    if barred is not None:
        return await _refuse(tx, world, barred, attempt, account.id)
    if account.must_change:
        return MustChange(tickets.issue(world, account, attempt.request_id, attempt.browser))
    return await _open(tx, world, account, attempt)


async def _open(tx: Tx, world: World, account: Account, attempt: _Attempt) -> SignedIn:
    """Open the session of an account that may sign in."""
    organisations = await organisations_of(tx, world, account.id)
    chosen = organisations[0].id if len(organisations) == 1 else ""
    session, handle = await open_session(
        tx, world, account, organisation_id=chosen, previous=attempt.previous
    )
    await tx.claim(Account, account.id, where={}, to={"last_signin_at": world.now})
    await record(
        tx,
        world,
        Event.SIGNIN_SUCCEEDED,
        Actor.USER,
        subject=account.id,
        organisation_id=chosen,
        trace=attempt.trace,
    )
    return SignedIn(session, handle, organisations, attempt.waiting)


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
        return _OVER
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
            return _OVER
        attempt = await _attempt(tx, world, seen.request_id, browser, previous)
        if isinstance(attempt, Refused):
            return attempt
        barred = await standing(tx, world, account)
        if barred is not None:
            return await _refuse(tx, world, barred, attempt, account.id)
        account = await accounts.change_password(
            tx,
            world,
            account.id,
            replacing=account.password_hash,
            hashed=hashed,
            trace=attempt.trace,
        )
        return await _open(tx, world, account, attempt)


async def _holder(tx: Tx, world: World, ticket: str, browser: str) -> Account | None:
    """The account a ticket was issued for, if the ticket still holds in this browser."""
    seen = tickets.read(world, ticket)
    account = await tx.get(Account, seen.account_id) if seen is not None else None
    if seen is None or account is None or not tickets.genuine(world, seen, account, browser):
        return None
    return account
