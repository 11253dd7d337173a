"""Back-Channel Logout 1.0 sections 2.5 and 2.8: attempts, what they meet, and the log of them."""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta

import pytest

from sandbox.domain.events import Event
from sandbox.domain.provider import Client, DeliveryState, LogoutDelivery
from sandbox.oidc.logout.deliveries import LEASE, deliver, deliver_due
from sandbox.oidc.outbound import Documents, Reach
from sandbox.services import logout_deliveries
from sandbox.services.logout_deliveries import WAITS
from tests.protocol.house import House, claims_of
from tests.protocol.leaving import only, send, signed_out, token_in, tokens_in
from tests.receiver import receiving

NOWHERE = "http://127.0.0.1:9/"


@pytest.mark.parametrize("status", [200, 204])
async def test_a_token_that_was_taken_is_not_sent_again(house: House, status: int) -> None:
    """200, and what frameworks make of an empty 200, end the delivery."""
    async with receiving(status) as receiver:
        await signed_out(house, receiver.uri)
        await send(house)
        house.watch.forward(3600)
        assert await send(house) == 0
    row = await only(house)
    assert row.state is DeliveryState.DELIVERED
    (attempt,) = row.attempts
    assert (attempt["status"], attempt["problem"]) == (status, "")
    assert attempt["claims"] == claims_of(token_in(receiver))
    (fact,) = await house.journal(Event.LOGOUT_TOKEN_DELIVERED)
    assert fact.data == {"client_id": "portal", "attempt": 1, "status": status}
    assert token_in(receiver) not in str(row)


@pytest.mark.parametrize("status", [201, 302, 400, 404, 500, 503])
async def test_any_other_answer_is_not_taken_for_a_logout(house: House, status: int) -> None:
    """The next attempt is due after the first wait, and no redirection is followed."""
    async with receiving(status) as receiver:
        await signed_out(house, receiver.uri)
        await send(house)
    row = await only(house)
    assert row.state is DeliveryState.PENDING
    assert row.due_at == house.desk.clock.machine() + WAITS[0]
    assert row.attempts[0]["status"] == status
    assert len(receiver.received) == 1
    (fact,) = await house.journal(Event.LOGOUT_TOKEN_NOT_TAKEN)
    assert str(status) in fact.data["problem"]
    assert fact.data["cite"] == "Back-Channel Logout 1.0 section 2.8"


async def test_a_client_that_fails_twice_is_told_the_third_time(house: House) -> None:
    """Each attempt waits longer and sends a token of its own, stamped when it is sent."""
    async with receiving(503, 400, 200) as receiver:
        await signed_out(house, receiver.uri)
        for wait in (timedelta(0), *WAITS[:2]):
            if wait:
                house.watch.forward(wait.total_seconds() - 0.001)
                assert await send(house) == 0
                house.watch.forward(0.001)
            assert await send(house) == 1
    row = await only(house)
    assert row.state is DeliveryState.DELIVERED
    assert [attempt["status"] for attempt in row.attempts] == [503, 400, 200]
    sent = [claims_of(token) for token in tokens_in(receiver)]
    assert len({claims["jti"] for claims in sent}) == 3
    assert sent[2]["iat"] - sent[0]["iat"] == 6
    assert {claims["exp"] - claims["iat"] for claims in sent} == {120}


async def test_a_client_that_never_answers_is_given_up(house: House) -> None:
    """After the last wait and one more attempt the delivery is abandoned, and says so."""
    await signed_out(house, NOWHERE)
    for wait in (timedelta(0), *WAITS):
        house.watch.forward(wait.total_seconds())
        assert await send(house) == 1
    house.watch.forward(24 * 3600)
    assert await send(house) == 0
    row = await only(house)
    assert row.state is DeliveryState.ABANDONED
    assert len(row.attempts) == len(WAITS) + 1
    assert row.attempts[-1]["status"] == 0
    assert "no answer" in row.attempts[-1]["problem"].lower()
    assert len(await house.journal(Event.LOGOUT_TOKEN_NOT_TAKEN)) == len(WAITS)
    assert len(await house.journal(Event.LOGOUT_TOKEN_ABANDONED)) == 1


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:{port}/backchannel-logout",
        "http://localhost:{port}/backchannel-logout",
        "http://[::ffff:127.0.0.1]:{port}/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00::1]/",
    ],
)
async def test_an_address_inside_a_network_is_not_called(house: House, uri: str) -> None:
    """A sandbox that does not live on this machine calls nothing in it, and the log says why."""
    outside = Documents(Reach(), house.watch.read)
    async with receiving(200) as receiver:
        await signed_out(house, uri.format(port=receiver.port))
        assert await deliver_due(house.desk, outside, "default") == 1
    assert receiver.received == []
    (attempt,) = (await only(house)).attempts
    assert attempt["status"] == 0
    assert "inside a network" in attempt["problem"]


async def test_what_the_client_says_went_wrong_is_told(house: House) -> None:
    """The error of section 2.8 is in the log, cut short."""
    said = json.dumps({"error": "invalid_request", "error_description": "sid " * 200})
    async with receiving((400, said)) as receiver:
        await signed_out(house, receiver.uri)
        await send(house)
    problem = (await only(house)).attempts[0]["problem"]
    assert problem.startswith("The client answered 400, not 200. It said: invalid_request: sid")
    assert len(problem) < 260


@pytest.mark.parametrize(
    "said", ["<html>", "[]", "[" * 60_000, '{"error": {}}', '{"error": "\\u0000"}']
)
async def test_any_words_of_a_client_are_survived(house: House, said: str) -> None:
    """What is no such error is not repeated."""
    async with receiving((400, said)) as receiver:
        await signed_out(house, receiver.uri)
        await send(house)
    assert (await only(house)).attempts[0]["problem"] == "The client answered 400, not 200."


async def test_two_processes_make_one_attempt(house: House) -> None:
    """Whoever takes the lease sends; the other finds nothing to do."""
    async with receiving(200, held=True) as receiver:
        await signed_out(house, receiver.uri)
        row = await only(house)
        both = [
            asyncio.create_task(deliver(house.desk, house.app.state.documents, "default", row.id))
            for _ in range(2)
        ]
        await receiver.arrival()
        assert await send(house) == 0
        receiver.held.set()
        assert sorted(await asyncio.gather(*both)) == [False, True]
    assert len(receiver.received) == 1


async def test_an_attempt_that_died_is_made_again(house: House) -> None:
    """When the lease of a process that was ended runs out, the client is told after all."""
    async with receiving(200, held=True) as receiver:
        await signed_out(house, receiver.uri)
        dying = asyncio.create_task(send(house))
        await receiver.arrival()
        dying.cancel()
        with suppress(asyncio.CancelledError):
            await dying
        receiver.held.set()
        house.watch.forward(LEASE.total_seconds() - 0.001)
        assert await send(house) == 0
        house.watch.forward(0.001)
        assert await send(house) == 1
    assert (await only(house)).state is DeliveryState.DELIVERED


async def test_what_is_asked_for_during_an_attempt_is_not_put_off(house: House) -> None:
    """Asking for an attempt while one fails makes the next due at once."""
    async with receiving(503, 200, held=True) as receiver:
        await signed_out(house, receiver.uri)
        failing = asyncio.create_task(send(house))
        await receiver.arrival()
        async with house.desk.work("default") as (tx, world):
            await logout_deliveries.send_again(tx, world, (await tx.find(LogoutDelivery))[0].id)
        receiver.held.set()
        await failing
        assert await send(house) == 1
    assert (await only(house)).state is DeliveryState.DELIVERED


async def test_a_client_that_is_gone_is_not_called(house: House) -> None:
    """What was owed to it is abandoned at the first attempt."""
    async with receiving(200) as receiver:
        await signed_out(house, receiver.uri)
        async with house.desk.work("default") as (tx, _):
            await tx.remove(Client, client_id="portal")
        await send(house)
    assert receiver.received == []
    row = await only(house)
    assert row.state is DeliveryState.ABANDONED
    assert row.attempts[0]["problem"] == "The client is no longer registered."


async def test_a_space_that_is_gone_owes_nothing(house: House) -> None:
    """Removing a space while something is sent from it disturbs nobody."""
    async with receiving(200, held=True) as receiver:
        await signed_out(house, receiver.uri)
        sending = asyncio.create_task(send(house))
        await receiver.arrival()
        await house.desk.store.delete_space("default")
        receiver.held.set()
        assert await sending == 0
