"""Deliveries of logout tokens: asked for again, refused to who no longer asks, heard of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.domain.errors import NotAllowed
from sandbox.domain.model import Account
from sandbox.domain.provider import Client, DeliveryState, LogoutDelivery
from sandbox.domain.terms import Actor
from sandbox.services import logout_deliveries, session_ends
from tests.holders import SPACE, TOLD, Door, enter, owed


async def test_a_delivery_can_be_asked_for_again(door: Door, holder: Account) -> None:
    """What is over begins a new delivery, to the address that is registered by now."""
    session = (await enter(door)).session
    async with door.desk.work(SPACE) as (tx, world):
        await session_ends.end_session(tx, world, session, Actor.USER)
        (row,) = await tx.find(LogoutDelivery)
        over = replace(row, state=DeliveryState.ABANDONED, attempts=({"status": 500},))
        await tx.save(over)
        client = await tx.need(Client, "pes")
        moved = {**client.metadata, "backchannel_logout_uri": TOLD + "/2"}
        await tx.save(replace(client, metadata=moved))
        again = await logout_deliveries.send_again(tx, world, row.id)
    assert (again.uri, again.sid, again.state) == (TOLD + "/2", session.sid, "pending")
    assert {kept.id: kept for kept in await owed(door)}[row.id] == over


async def test_a_delivery_that_waits_is_made_due_at_once(door: Door, holder: Account) -> None:
    """Asking again while an attempt is awaited makes no second delivery."""
    session = (await enter(door)).session
    async with door.desk.work(SPACE) as (tx, world):
        await session_ends.end_session(tx, world, session, Actor.USER)
        (row,) = await tx.find(LogoutDelivery)
        await tx.save(replace(row, due_at=world.instant + timedelta(minutes=2)))
        again = await logout_deliveries.send_again(tx, world, row.id)
    assert again == row
    assert await owed(door) == [row]


async def test_nothing_is_sent_again_to_who_no_longer_asks(door: Door, holder: Account) -> None:
    """A client that took its address back is not called."""
    session = (await enter(door)).session
    async with door.desk.work(SPACE) as (tx, world):
        await session_ends.end_session(tx, world, session, Actor.USER)
        (row,) = await tx.find(LogoutDelivery)
        await tx.remove(Client, client_id="pes")
        with pytest.raises(NotAllowed):
            await logout_deliveries.send_again(tx, world, row.id)


async def test_only_whoever_listens_to_deliveries_hears_of_them(
    door: Door, holder: Account
) -> None:
    """A listener is called after the transaction that wrote, and no more once it left."""
    heard: list[bool] = []
    with door.desk.listening(LogoutDelivery, lambda: heard.append(True)):
        session = (await enter(door)).session
        assert heard == []
        async with door.desk.work(SPACE) as (tx, world):
            await session_ends.end_session(tx, world, session, Actor.USER)
            assert heard == []
        assert heard == [True]
    again = (await enter(door)).session
    async with door.desk.work(SPACE) as (tx, world):
        await session_ends.end_session(tx, world, again, Actor.USER)
    assert heard == [True]
