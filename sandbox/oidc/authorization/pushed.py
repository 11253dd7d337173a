"""Pushed requests between the push and the answer (RFC 9126): kept by digest, bound, used once.

A reference is spent when its request is answered, with a code or with an error, and not when its
page is opened: a browser that loads an address ahead, or a person who reloads it, breaks nothing
(FAPI 2.0 Security Profile section 5.3.2.2). Of all the tabs it was opened in one gets the answer.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.provider import PushedRequest
from sandbox.domain.terms import Actor
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.wire import Form
from sandbox.services.journal import record
from sandbox.services.ports import Before, Tx
from sandbox.services.sessions import digest
from sandbox.world.surroundings import World

PREFIX = "urn:ietf:params:oauth:request_uri:"
LIFE = timedelta(seconds=60)
"""How long a browser has to open it; who signs in after that has all the time of a sign-in."""
REFERENCE = "request_uri"
"""Where a request that was pushed keeps its id among its parameters; no request that comes from
outside has that parameter left once it was unfolded."""
_KEPT = timedelta(days=1)


async def keep(
    tx: Tx,
    world: World,
    client: RelyingParty,
    params: dict[str, str],
    *,
    trace: str,
    call: Mapping[str, Any],
) -> str:
    """Store a validated request; the `request_uri` for its client.

    `trace` is that of the sign-in that it begins, and `call` says how it came, for the journal.
    """
    handle = world.chance.token()
    row = PushedRequest(
        id=digest(handle),
        client_id=client.client_id,
        params=params,
        created_at=world.instant,
        expires_at=world.instant + LIFE,
        trace=trace,
    )
    await tx.remove(PushedRequest, expires_at=Before(world.instant - _KEPT))
    await tx.add(row)
    await record(
        tx,
        world,
        Event.REQUEST_PUSHED,
        Actor.CLIENT,
        subject=client.client_id,
        trace=trace,
        client_id=client.client_id,
        scope=params["scope"],
        **call,
    )
    return PREFIX + handle


async def trace_of(tx: Tx, client_id: str, uri: str) -> str:
    """The trace of the sign-in that this client's pushed request began; empty without one."""
    if not uri.startswith(PREFIX):
        return ""
    row = await tx.get(PushedRequest, digest(uri.removeprefix(PREFIX)))
    return row.trace if row is not None and row.client_id == client_id else ""


async def opened(tx: Tx, world: World, client: RelyingParty, uri: str) -> Form:
    """The request behind a reference, as long as it is fresh, unanswered and this client's."""
    row = await tx.get(PushedRequest, digest(uri.removeprefix(PREFIX)))
    if row is None or row.client_id != client.client_id:
        raise _refused("It was not given to this client: send it as received, with its client_id.")
    if row.used_at is not None:
        raise _refused("Its request was answered before: push a new one for each sign-in.")
    if row.expires_at <= world.instant:
        seconds = int(LIFE.total_seconds())
        raise _refused(f"It has expired: redirect the browser within {seconds} seconds.")
    return Form({**row.params, REFERENCE: row.id})


async def spend(tx: Tx, world: World, params: dict[str, str]) -> bool:
    """Note that the request of these parameters is answered; False if it was already.

    True for a request that was not pushed.
    """
    if REFERENCE not in params:
        return True
    return await tx.claim(
        PushedRequest, params[REFERENCE], where={"used_at": None}, to={"used_at": world.instant}
    )


def _refused(why: str) -> Refusal:
    return Refusal(
        "invalid_request_uri", "The request_uri is worth nothing.", why, "RFC 9126 section 4"
    )
