"""Letting other tasks run until a caller has sat down to wait."""

import asyncio

from sandbox.services.waiting import WaitingRoom

TURNS = 10_000


async def seated(room: WaitingRoom, callers: int = 1) -> None:
    """Return once so many callers wait in the room for something to happen."""
    for _ in range(TURNS):
        if len(room._woken) >= callers:
            return
        await asyncio.sleep(0)
    raise AssertionError("Nobody sat down.")
