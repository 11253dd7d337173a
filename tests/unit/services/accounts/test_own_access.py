"""What a person granted for later is listed, and taken back whole, by herself alone."""

from dataclasses import replace
from datetime import timedelta

from sandbox.domain.events import Event
from sandbox.domain.model import Account, JournalEntry
from sandbox.domain.provider import Token, TokenKind
from sandbox.services import own_access
from tests.holders import SPACE, Door, enter, granted, hold

OTHER = "CAPUCHE2"


async def grant(door: Door, family: str, **changes: object) -> None:
    """One session that granted an access token and a refresh token for later, in one family."""
    session = (await enter(door)).session
    async with door.desk.work(SPACE) as (tx, world):
        token = replace(granted(session, world, "openid offline_access"), family=family)
        access = replace(token, token_hash=f"{family}:access", kind=TokenKind.ACCESS)
        refresh = replace(token, token_hash=f"{family}:refresh", kind=TokenKind.REFRESH)
        await tx.add(access, replace(refresh, **changes))  # type: ignore[arg-type]


async def listed(door: Door, account: Account) -> list[str]:
    """The families that the account sees."""
    async with door.desk.look(SPACE) as (tx, world):
        return [one.family for one in await own_access.offline_grants(tx, world, account.id)]


async def test_only_what_still_works_later_is_listed(door: Door, holder: Account) -> None:
    """Neither what ends with the session, nor what was spent, revoked or ran out."""
    past = door.desk.clock.machine() - timedelta(days=3650)
    await grant(door, "kept")
    await grant(door, "online", scope="openid")
    await grant(door, "spent", spent_at=past)
    await grant(door, "revoked", revoked_at=past)
    await grant(door, "over", expires_at=past)
    assert await listed(door, holder) == ["kept"]


async def test_it_is_taken_back_once_with_all_it_produced(door: Door, holder: Account) -> None:
    """Both tokens are revoked, another application keeps its own, and the journal tells it."""
    await grant(door, "kept")
    await grant(door, "taken")
    async with door.desk.work(SPACE) as (tx, world):
        assert await own_access.withdraw(tx, world, holder.id, "taken")
        assert not await own_access.withdraw(tx, world, holder.id, "taken")
    assert await listed(door, holder) == ["kept"]
    async with door.desk.look(SPACE) as (tx, _):
        assert await tx.count(Token, family="taken", revoked_at=None) == 0
        assert await tx.count(Token, family="kept", revoked_at=None) == 2
        told = await tx.find(JournalEntry, name=Event.OFFLINE_ACCESS_WITHDRAWN)
    assert [(one.subject, one.data["client_id"]) for one in told] == [(holder.id, "pes")]


async def test_nobody_takes_back_what_is_another_person_s(door: Door, holder: Account) -> None:
    """The name of a family opens nothing to who does not hold it."""
    await grant(door, "kept")
    stranger = await hold(door.desk, OTHER)
    async with door.desk.work(SPACE) as (tx, world):
        assert not await own_access.withdraw(tx, world, stranger.id, "kept")
    assert await listed(door, holder) == ["kept"]
