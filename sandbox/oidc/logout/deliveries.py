"""One attempt after another to tell a client of a logout (Back-Channel Logout section 2.5).

Several processes may share the rows. Who makes an attempt pushes `due_at` ahead first, as a lease:
nobody else makes the same one, and if the process dies the lease runs out and the attempt is made
again. Each attempt sends a token of its own, stamped when it is sent. Waits are by the machine's
clock, since the client has a watch of its own.
"""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.domain.provider import DeliveryState, LogoutDelivery
from sandbox.domain.terms import Actor
from sandbox.oidc.errands import Errand, fulfil
from sandbox.oidc.logout.tokens import LogoutToken, logout_token
from sandbox.oidc.outbound import SECONDS, Documents, Unreachable, exchange
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.tampering.logout import struck
from sandbox.oidc.tokens.exchange import find_client
from sandbox.services.desk import Desk
from sandbox.services.journal import record
from sandbox.services.logout_deliveries import WAITS

LEASE = timedelta(seconds=2 * SECONDS)
"""How long an attempt belongs to who began it: longer than any takes."""
TAKEN = frozenset({200, 204})
"""200, or what frameworks make of an empty one (Back-Channel Logout section 2.8)."""
AT_A_TIME = 32
"""Attempts under way at once: some clients hang, and hold nobody else up by it."""
_MOST_WORDS = 200
_CITE = "Back-Channel Logout 1.0 section 2.8"


@dataclass(frozen=True, slots=True)
class _Parcel:
    """An attempt that is ours until `until`."""

    row: LogoutDelivery
    until: datetime
    token: LogoutToken | None  # None: it cannot be made
    problem: str = ""
    hopeless: bool = False


async def due(desk: Desk, space_id: str, limit: int = 0) -> list[LogoutDelivery]:
    """What waits in a space, the most urgent first, be it due already or not."""
    async with desk.look(space_id) as (tx, _):
        return await tx.find(
            LogoutDelivery, state=DeliveryState.PENDING, order="due_at", limit=limit
        )


async def deliver_due(desk: Desk, documents: Documents, space_id: str) -> int:
    """Make every attempt that is due in a space, some at a time; how many were made."""
    room = asyncio.Semaphore(AT_A_TIME)

    async def one(delivery_id: str) -> bool:
        async with room:
            return await deliver(desk, documents, space_id, delivery_id)

    now = desk.clock.machine()
    ready = [row.id for row in await due(desk, space_id) if row.due_at <= now]
    return sum(await asyncio.gather(*map(one, ready)))


async def deliver(desk: Desk, documents: Documents, space_id: str, delivery_id: str) -> bool:
    """Make one attempt, if it is due and nobody else makes it; whether it was made."""

    async def attempt(errand: Errand) -> _Parcel | None:
        return await _leased(desk, errand, space_id, delivery_id)

    try:
        parcel = await fulfil(desk, space_id, documents, attempt)
        if parcel is None:
            return False
        answers = [(0, parcel.problem)]
        if parcel.token is not None:
            answers = [
                await _sent(documents, parcel.row.uri, parcel.token.text)
                for _ in range(parcel.token.times)
            ]
        await _settle(desk, space_id, parcel, *answers)
    except NotFound:  # the space is gone, and what was owed in it
        return False
    return True


async def _leased(desk: Desk, errand: Errand, space_id: str, delivery_id: str) -> _Parcel | None:
    """Take the attempt and make its token, or None if it is not due or somebody else's."""
    async with desk.work(space_id) as (tx, world):
        row, now = await tx.get(LogoutDelivery, delivery_id), desk.clock.machine()
        if row is None or row.due_at > now:
            return None
        mine = {"state": DeliveryState.PENDING, "due_at": row.due_at}
        if not await tx.claim(LogoutDelivery, row.id, where=mine, to={"due_at": now + LEASE}):
            return None
        client = await find_client(tx, row.client_id)
        if client is None:
            gone = "The client is no longer registered."
            return _Parcel(row, now + LEASE, None, gone, hopeless=True)
        try:
            of = await logout_token(
                tx,
                world,
                errand,
                issuer=desk.site.issuer(space_id),
                client=client,
                account_id=row.account_id,
                sid=row.sid,
            )
            token = await struck(tx, world, of, row.trace)
        except Refusal as refusal:
            return _Parcel(row, now + LEASE, None, f"{refusal.description} {refusal.hint}")
        return _Parcel(row, now + LEASE, token)


async def _sent(documents: Documents, uri: str, token: str) -> tuple[int, str]:
    """Status (0 without an answer) and what is wrong, in English; never within a transaction."""
    try:
        status, body = await exchange("POST", uri, documents.reach, form={"logout_token": token})
    except Unreachable as error:
        return 0, f"{str(error)[:1].upper()}{str(error)[1:]}."
    if status in TAKEN:
        return status, ""
    return status, f"The client answered {status}, not 200.{_words_of(body)}"


def _words_of(body: bytes) -> str:
    """What the client says went wrong, where it says so (section 2.8); never a whole token."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(told, dict):
        return ""
    words = [told.get(name) for name in ("error", "error_description")]
    said = ": ".join(word for word in words if isinstance(word, str) and word.isprintable())
    return f" It said: {said[:_MOST_WORDS]}" if said else ""


async def _settle(
    desk: Desk,
    space_id: str,
    parcel: _Parcel,
    first: tuple[int, str],
    *again: tuple[int, str],
) -> None:
    """Write what came of an attempt, and when the next is due if there is one.

    The first answer decides; `again` is what was answered to the same token sent once more.
    """
    status, problem = first
    async with desk.work(space_id) as (tx, world):
        now = desk.clock.machine()
        row = await tx.get(LogoutDelivery, parcel.row.id)
        if row is None or row.state is not DeliveryState.PENDING:
            return
        token = parcel.token
        made: dict[str, Any] = {"at": now.isoformat(), "status": status, "problem": problem}
        if token is not None:
            made |= {"header": token.header, "claims": token.claims}
        if again:
            made["again"] = [each for each, _ in again]
        attempts = (*row.attempts, made)
        left = WAITS[len(attempts) - 1 :]
        if not problem:
            event, state = Event.LOGOUT_TOKEN_DELIVERED, DeliveryState.DELIVERED
        elif parcel.hopeless or not left:
            event, state = Event.LOGOUT_TOKEN_ABANDONED, DeliveryState.ABANDONED
        else:
            event, state = Event.LOGOUT_TOKEN_NOT_TAKEN, DeliveryState.PENDING
        due_at = row.due_at  # somebody may have asked for an attempt at once meanwhile
        if state is DeliveryState.PENDING and due_at == parcel.until:
            due_at = now + left[0]
        await tx.save(replace(row, state=state, attempts=attempts, due_at=due_at))
        why: dict[str, Any] = {}
        if problem:
            why = {"problem": problem, "hint": _hint(status), "cite": _CITE}
        await record(
            tx,
            world,
            event,
            Actor.SYSTEM,
            subject=row.sid,
            trace=row.trace,
            client_id=row.client_id,
            attempt=len(attempts),
            status=status,
            **why,
        )


def _hint(status: int) -> str:
    """What the developer of the client should look at."""
    if status == 0:
        return "Register an address that the sandbox may call and that answers within seconds."
    if status == 400:
        return "The client refused the token: compare its checks with Back-Channel Logout 2.6."
    if 300 <= status < 400:
        return "No redirection is followed: register the address that takes the POST."
    return "Answer 200 once the session is ended, without asking for a cookie or a form token."
