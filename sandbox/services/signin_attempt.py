"""One attempt to sign in from one browser: what it belongs to, and how it ends."""

from dataclasses import dataclass

from sandbox.domain.events import Event
from sandbox.domain.model import Account
from sandbox.domain.provider import PendingSignin, SigninStep
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.services.sessions import open_session
from sandbox.services.signin_outcomes import Refused, SignedIn
from sandbox.services.signin_requests import pending, take_step
from sandbox.services.standing import Standing, organisations_of, stands
from sandbox.world.surroundings import World

OVER = Refused(stands("DEMANDE_ECHUE"))
"""The request, or the ticket, that the attempt belongs to no longer waits."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What belongs to one attempt from one browser."""

    browser: str
    waiting: PendingSignin | None
    previous: str | None

    @property
    def trace(self) -> str:
        """The trace of the request, empty without one."""
        return self.waiting.trace if self.waiting is not None else ""

    @property
    def request_id(self) -> str | None:
        """The id of the request, None without one."""
        return self.waiting.id if self.waiting is not None else None


async def begin(
    tx: Tx, world: World, request_id: str | None, browser: str, previous: str | None
) -> Attempt | Refused:
    """The attempt, or why there can be none: the request it belongs to no longer waits."""
    if not request_id:
        return Attempt(browser, None, previous)
    waiting = await pending(tx, world, request_id, browser)
    return OVER if waiting is None else Attempt(browser, waiting, previous)


async def refuse(
    tx: Tx, world: World, why: Standing, attempt: Attempt, account_id: str = ""
) -> Refused:
    """The refusal, with its journal line."""
    fact = Event.SIGNIN_REFUSED
    await record(
        tx, world, fact, Actor.USER, subject=account_id, trace=attempt.trace, reason=why.code
    )
    return Refused(why)


async def enter(
    tx: Tx,
    world: World,
    account: Account,
    attempt: Attempt,
    *,
    organisation_id: str = "",
    fact: Event = Event.SIGNIN_SUCCEEDED,
) -> SignedIn:
    """Open the session of an account that may sign in; `fact` is its journal line.

    It acts for `organisation_id`, one of those open to the account, or for the only one there is.
    """
    organisations = await organisations_of(tx, world, account.id)
    chosen = organisation_id or (organisations[0].id if len(organisations) == 1 else "")
    session, handle = await open_session(
        tx, world, account, organisation_id=chosen, previous=attempt.previous
    )
    waiting = attempt.waiting
    if waiting is not None:
        waiting = await take_step(tx, waiting, session, SigninStep.SIGNED_IN)
    await tx.claim(Account, account.id, where={}, to={"last_signin_at": world.now})
    await record(
        tx,
        world,
        fact,
        Actor.USER,
        subject=account.id,
        organisation_id=chosen,
        trace=attempt.trace,
    )
    return SignedIn(session, handle, organisations, waiting)
