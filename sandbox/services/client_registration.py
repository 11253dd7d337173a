"""Registration of clients: the token that admits to it, and what goes with a client that leaves."""

from sandbox.domain.events import Event
from sandbox.domain.provider import (
    AuthorizationCode,
    Client,
    DeviceGrant,
    LogoutDelivery,
    PendingSignin,
    PushedRequest,
    Token,
)
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import Not, Tx
from sandbox.world.surroundings import World

MOST_REGISTERED = 1000
"""Clients that may register themselves in one space: whoever registers must not fill the disk."""

_OF_A_CLIENT = (
    Token,
    AuthorizationCode,
    PendingSignin,
    PushedRequest,
    DeviceGrant,
    LogoutDelivery,
)


def initial_access_token(world: World) -> str:
    """The token of a space that lets clients register there (RFC 7591 section 3).

    It follows from the secret of the space: whoever has it may register as many clients as he
    wants, and resetting the space takes it back.
    """
    return world.sealed("initial-access-token", world.space.id)


async def full(tx: Tx) -> bool:
    """Whether no further client may register itself in this space."""
    return await tx.count(Client, registration_hash=Not("")) >= MOST_REGISTERED


async def remove(tx: Tx, client_id: str, registration_hash: str) -> bool:
    """Remove a client and all that was granted to it; True for exactly one caller, ever."""
    if not await tx.remove(Client, client_id=client_id, registration_hash=registration_hash):
        return False
    for kind in _OF_A_CLIENT:
        await tx.remove(kind, client_id=client_id)
    return True


async def note(tx: Tx, world: World, event: Event, row: Client, actor: Actor) -> None:
    """Write in the journal what became of a registration; nothing of its secret."""
    await record(
        tx,
        world,
        event,
        actor,
        subject=row.client_id,
        client_id=row.client_id,
        client_name=str(row.metadata.get("client_name", ""))[:100],
        members=sorted(row.metadata),
        leniencies=list(row.leniencies),
    )
