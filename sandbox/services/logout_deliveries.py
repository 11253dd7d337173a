"""Logout tokens that are owed to applications (Back-Channel Logout 1.0), kept until they are sent.

A row is written in the transaction that ends the session, so that neither can be true without the
other. Who sends is not known here: the provider's courier takes what is due.
"""

from datetime import UTC, datetime, timedelta

from sandbox.domain.errors import NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.provider import Client, DeliveryState, LogoutDelivery, Session
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""`due_at` of what waits for nothing, whatever the machine's watch says."""
WAITS = (
    timedelta(seconds=1),
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
)
"""Between one attempt and the next; after the attempt that follows the last, it is abandoned."""


def told_at(client: Client) -> str:
    """Where a client wants to be told of logouts, or an empty text."""
    return str(client.metadata.get("backchannel_logout_uri") or "")


async def owe(tx: Tx, world: World, ended: tuple[Session, ...], trace: str = "") -> int:
    """Owe a logout token to each application that one session reached; how many are owed.

    `ended` holds the session under each of its handles; they share `sid` and account.
    """
    reached = tuple(dict.fromkeys(id_ for session in ended for id_ in session.clients))
    clients = await tx.find(Client, client_id=reached) if reached else []
    owed = [
        LogoutDelivery(
            id=world.chance.handle("lod"),
            client_id=client.client_id,
            uri=told_at(client),
            sid=ended[0].sid,
            account_id=ended[0].account_id,
            created_at=world.instant,
            due_at=AT_ONCE,
            trace=trace,
        )
        for client in clients
        if told_at(client)
    ]
    await tx.add(*owed)
    return len(owed)


async def send_again(tx: Tx, world: World, delivery_id: str) -> LogoutDelivery:
    """Owe the same logout once more, to the address that is registered now.

    Attempts that wait are made at once; what is over stays in the log as it was, and a new
    delivery begins. Raises `NotFound`, or `NotAllowed` if the client is gone or no longer wants it.
    """
    old = await tx.need(LogoutDelivery, delivery_id)
    client = await tx.get(Client, old.client_id)
    uri = told_at(client) if client is not None else ""
    if not uri:
        raise NotAllowed(
            "logout-not-wanted",
            "error.logout_not_wanted",
            hint="Register backchannel_logout_uri for this client, then send again.",
            cite="Back-Channel Logout 1.0 section 2.2",
        )
    if old.state is DeliveryState.PENDING:
        now = {"due_at": AT_ONCE, "uri": uri}
        await tx.claim(LogoutDelivery, old.id, where={"state": old.state}, to=now)
        return await tx.need(LogoutDelivery, old.id)
    again = LogoutDelivery(
        id=world.chance.handle("lod"),
        client_id=old.client_id,
        uri=uri,
        sid=old.sid,
        account_id=old.account_id,
        created_at=world.instant,
        due_at=AT_ONCE,
        trace=old.trace,
    )
    await tx.add(again)
    await record(
        tx,
        world,
        Event.LOGOUT_TOKEN_REQUESTED,
        Actor.CLIENT,
        subject=again.sid,
        trace=again.trace,
        client_id=again.client_id,
    )
    return again
