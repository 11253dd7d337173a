"""What a person granted to applications for later, and how she takes it back (Core section 11)."""

from dataclasses import dataclass, replace
from datetime import datetime

from sandbox.domain.events import Event
from sandbox.domain.model import Organisation
from sandbox.domain.provider import Client, Token, TokenKind
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import After, Tx
from sandbox.services.session_ends import outlives_session
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class OfflineGrant:
    """An application that may act while the person is away."""

    family: str  # what all its tokens have in common
    client_id: str
    client: Client | None  # None once it was deleted
    organisation_id: str  # in whose name; empty if none
    organisation: str
    since: datetime
    until: datetime


async def offline_grants(tx: Tx, world: World, account_id: str) -> list[OfflineGrant]:
    """What an account granted for later and still holds, the oldest first."""
    alive = await tx.find(
        Token,
        account_id=account_id,
        revoked_at=None,
        spent_at=None,
        expires_at=After(world.instant),
    )
    found: dict[str, OfflineGrant] = {}
    for token in alive:
        if token.kind is not TokenKind.REFRESH or not outlives_session(token.scope):
            continue
        of = await tx.get(Organisation, token.organisation_id) if token.organisation_id else None
        first = await tx.find(Token, family=token.family, order="issued_at", limit=1)
        found[token.family] = OfflineGrant(
            token.family,
            token.client_id,
            await tx.get(Client, token.client_id),
            token.organisation_id,
            of.name if of else "",
            first[0].issued_at,
            token.expires_at,
        )
    return sorted(found.values(), key=lambda one: (one.since, one.family))


async def withdraw(tx: Tx, world: World, account_id: str, family: str) -> bool:
    """Take back what was granted, with all it produced; the application has to ask again.

    False where nothing was held under this name: somebody else's, or taken back already.
    """
    held = [one for one in await offline_grants(tx, world, account_id) if one.family == family]
    if not held:
        return False
    for token in await tx.find(Token, family=family, account_id=account_id, revoked_at=None):
        await tx.save(replace(token, revoked_at=world.instant))
    await record(
        tx,
        world,
        Event.OFFLINE_ACCESS_WITHDRAWN,
        Actor.USER,
        subject=account_id,
        organisation_id=held[0].organisation_id,
        client_id=held[0].client_id,
    )
    return True
