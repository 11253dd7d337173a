"""Faults armed for the strict party, and what they made of it."""

import pytest

from sandbox.services import faults
from tests.protocol.house import House
from tests.strict.party import StrictParty
from tests.strict.walk import sign_in
from tests.strict.wrong import Wrong


async def arm(house: House, fault: str, times: int = 1, **options: int) -> None:
    """Arm a fault of the default space."""
    async with house.desk.work("default") as (tx, world):
        await faults.arm(tx, world, fault, times=times, by="tests", options=options)


async def struck(house: House) -> dict[str, int]:
    """How often each armed fault has struck."""
    async with house.desk.look("default") as (tx, _):
        return {armed.fault: armed.struck for armed in await faults.board(tx)}


async def refuses(house: House, party: StrictParty, reason: str, **params: str) -> None:
    """A whole sign-in ends for exactly this reason; with an empty one it succeeds."""
    if not reason:
        await sign_in(party, house.browser(), **params)
        return
    with pytest.raises(Wrong) as caught:
        await sign_in(party, house.browser(), **params)
    assert caught.value.reason == reason, caught.value
