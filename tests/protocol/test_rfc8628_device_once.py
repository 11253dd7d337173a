"""RFC 8628 section 3.5: a device code is redeemed once, however many polls there are."""

import asyncio

from sandbox.domain.events import Event
from sandbox.domain.provider import DeviceGrant
from sandbox.oidc.tokens.exchange import Presented, load
from sandbox.oidc.tokens.spending import flush, note_poll
from tests.protocol.device import OFFLINE, TV, asked, decide, poll
from tests.protocol.house import SITE, House


async def test_a_code_works_once(house: House) -> None:
    """A device code that comes back is refused, and takes down what it produced."""
    codes = await asked(house, scope=OFFLINE)
    await decide(house, codes["user_code"])
    tokens = (await poll(house, codes["device_code"])).json()
    again = await poll(house, codes["device_code"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (await house.userinfo(tokens["access_token"])).status_code == 401
    assert len(await house.journal(Event.DEVICE_REUSED)) == 1


async def test_of_fifty_polls_one_wins(filed_house: House) -> None:
    """However many polls race for one approval, one comes out with tokens."""
    house = filed_house
    codes = await asked(house, scope=OFFLINE)
    await decide(house, codes["user_code"])
    answers = await asyncio.gather(*(poll(house, codes["device_code"]) for _ in range(50)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] + [400] * 49
    assert {a.json()["error"] for a in answers if a.status_code == 400} == {"invalid_grant"}


async def test_who_read_an_approval_and_lost_gets_nothing(house: House) -> None:
    """The guarded update decides, not what was read: a second flush of one grant is refused."""
    codes = await asked(house, scope=OFFLINE)
    await decide(house, codes["user_code"])
    won = (await poll(house, codes["device_code"])).json()
    async with house.desk.work("default") as (tx, world):
        rows = await load(tx, world, SITE, TV, Presented(device=codes["device_code"]))
        assert rows.device is not None
        refusal = await flush(tx, rows)
    assert refusal is not None
    assert refusal.error == "invalid_grant"
    assert (await house.userinfo(won["access_token"])).status_code == 401


async def test_a_decision_is_not_written_over_by_a_poll(house: House) -> None:
    """A poll that read a pending grant leaves the approval that came meanwhile as it is."""
    codes = await asked(house)
    async with house.desk.work("default") as (tx, world):
        rows = await load(tx, world, SITE, TV, Presented(device=codes["device_code"]))
    await decide(house, codes["user_code"])
    rows.next_interval = 10
    async with house.desk.work("default") as (tx, _):
        await note_poll(tx, rows)
    assert (await poll(house, codes["device_code"])).status_code == 200


async def test_what_nobody_confirmed_does_not_fill_the_store(house: House) -> None:
    """A day after they ran out, the codes that devices asked for are swept away."""
    for _ in range(3):
        await asked(house)
    house.watch.forward(2 * 86400)
    await asked(house)
    async with house.desk.look("default") as (tx, _):
        assert await tx.count(DeviceGrant) == 1
