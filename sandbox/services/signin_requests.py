"""Authorization requests that wait for a person to sign in, each bound to one browser.

What a person does for a request (a password, a choice, a consent) is kept with it as steps, and
counts only in the session it was done in: whoever takes her place begins anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.provider import PendingSignin, Session, SigninStep
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import Before, Tx
from sandbox.services.sessions import digest
from sandbox.world.surroundings import World

_RELEASED = "released"
"""Beside the parameters of a request: the claims asked for one by one that it would release."""
_DECISIONS = frozenset({SigninStep.CONSENTED, SigninStep.REFUSED})
_UNTOLD: Mapping[str, Any] = {}
_KEPT = timedelta(days=1)
"""How long a request that is over stays, for whoever reads what happened."""


async def open_request(
    tx: Tx,
    world: World,
    *,
    client_id: str,
    params: dict[str, str],
    browser: str,
    trace: str,
    call: Mapping[str, Any] = _UNTOLD,
) -> PendingSignin:
    """Store a validated authorization request; `browser` is the raw handle it is bound to.

    `call` says how it came, for the journal.

    Requests that were over a day ago are swept away, so that asking does not fill the store.
    """
    life = timedelta(minutes=world.conventions.signin_request_minutes)
    pending_request = PendingSignin(
        id=world.chance.token(),
        client_id=client_id,
        params=params,
        browser_hash=digest(browser),
        created_at=world.instant,
        expires_at=world.instant + life,
        trace=trace,
    )
    await tx.remove(PendingSignin, expires_at=Before(world.instant - _KEPT))
    await tx.add(pending_request)
    await record(
        tx,
        world,
        Event.SIGNIN_REQUESTED,
        Actor.CLIENT,
        subject=client_id,
        trace=trace,
        client_id=client_id,
        scope=params.get("scope", ""),
        **call,
    )
    return pending_request


async def pending(
    tx: Tx, world: World, request_id: str | None, browser: str
) -> PendingSignin | None:
    """The request that waits; None if unknown, expired, answered or of another browser."""
    if not request_id or not browser:
        return None
    found = await tx.get(PendingSignin, request_id)
    if found is None or found.state != "open" or found.expires_at <= world.instant:
        return None
    return found if found.browser_hash == digest(browser) else None


def steps_of(request: PendingSignin, session: Session | None) -> frozenset[str]:
    """The steps that were taken for a request in this session, a consent for its organisation."""
    if session is None or request.session_id != session.id:
        return frozenset()
    taken = frozenset(request.steps)
    elsewhere = request.organisation_id != session.organisation_id
    return taken - {SigninStep.CONSENTED} if elsewhere else taken


async def take_step(
    tx: Tx, request: PendingSignin, session: Session, step: SigninStep
) -> PendingSignin | None:
    """Keep a step with its request; None if the request no longer waits.

    Those taken in another session are gone with it: a password given for the request, which
    always opens one, is where all others begin again.
    """
    before = steps_of(request, session)
    if step in _DECISIONS:
        before -= _DECISIONS
    steps = tuple(sorted({*before, step.value}))
    taken = replace(
        request, steps=steps, session_id=session.id, organisation_id=session.organisation_id
    )
    changes = {
        "steps": taken.steps,
        "session_id": taken.session_id,
        "organisation_id": taken.organisation_id,
    }
    waits = {"state": "open"}
    return taken if await tx.claim(PendingSignin, request.id, where=waits, to=changes) else None


async def would_release(tx: Tx, request: PendingSignin, claims: Iterable[str]) -> None:
    """Keep the names of the claims that are asked for one by one, for the page of the consent."""
    params = {**request.params, _RELEASED: " ".join(claims)}
    await tx.claim(PendingSignin, request.id, where={"state": "open"}, to={"params": params})


def released(request: PendingSignin) -> tuple[str, ...]:
    """What `would_release` kept."""
    return tuple(request.params.get(_RELEASED, "").split())


async def follow(tx: Tx, request: PendingSignin, old: Session, new: Session) -> None:
    """Let the steps taken in a session count under its new handle."""
    where = {"state": "open", "session_id": old.id}
    await tx.claim(PendingSignin, request.id, where=where, to={"session_id": new.id})


async def answer(tx: Tx, world: World, request: PendingSignin, session: Session) -> bool:
    """Mark a request answered by a session; True for exactly one caller, ever."""
    return await tx.claim(
        PendingSignin,
        request.id,
        where={"state": "open"},
        to={
            "state": "answered",
            "session_id": session.id,
            "organisation_id": session.organisation_id,
        },
    )


async def abandon(tx: Tx, world: World, request: PendingSignin) -> bool:
    """The person gave up: the request is over; True for exactly one caller, ever."""
    taken = await tx.claim(
        PendingSignin, request.id, where={"state": "open"}, to={"state": "answered"}
    )
    if taken:
        fact, actor = Event.SIGNIN_ABANDONED, Actor.USER
        await record(tx, world, fact, actor, subject=request.client_id, trace=request.trace)
    return taken
