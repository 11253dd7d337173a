"""The courier: sends the logout tokens that are due, as long as the application lives.

It is woken by every transaction of this process that touches a delivery, sleeps until the next one
is due, and looks now and then for what other processes wrote. It outlives any error.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sandbox.domain.errors import NotFound
from sandbox.domain.provider import DeliveryState, LogoutDelivery
from sandbox.oidc.logout.deliveries import AT_A_TIME, deliver, due
from sandbox.oidc.outbound import Documents
from sandbox.services.desk import Desk

LOOK_SECONDS = 5.0
"""Between two looks for what another process wrote; one short query for all spaces."""
STOP_SECONDS = 2.0
"""How long an attempt under way is waited for when the application stops."""
_MOST = 200
"""Deliveries of one space looked at together."""
_logger = logging.getLogger("sandbox")


class Courier:
    """Sends what is due in any space of one store."""

    def __init__(self, desk: Desk, documents: Documents) -> None:
        self._desk = desk
        self._documents = documents
        self._woken = asyncio.Event()
        self._room = asyncio.Semaphore(AT_A_TIME)
        self._under_way: dict[tuple[str, str], asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look at once: something was written, or a clock was moved."""
        self._woken.set()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Send for as long as the block lasts, then finish or drop what is under way.

        What is dropped was leased, and is sent again when the lease has run out.
        """
        with self._desk.listening(LogoutDelivery, self.wake):
            rounds = asyncio.create_task(self._rounds())
            try:
                yield
            finally:
                await _cancelled(rounds)
                if tasks := list(self._under_way.values()):
                    await asyncio.wait(tasks, timeout=STOP_SECONDS)
                    for task in tasks:
                        await _cancelled(task)

    async def _rounds(self) -> None:
        while True:
            self._woken.clear()
            try:
                wait = await self._round()
            except Exception:
                _logger.exception("the logout deliveries that are due could not be looked up")
                wait = LOOK_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._woken.wait()

    async def _round(self) -> float:
        """Begin what is due and not under way; seconds until the next look.

        A space in which nothing can be read holds up no other.
        """
        wait = LOOK_SECONDS
        waiting = {"state": DeliveryState.PENDING}
        for space_id in await self._desk.store.spaces_with(LogoutDelivery, **waiting):
            try:
                wait = min(wait, await self._round_of(space_id))
            except NotFound:  # a space that was removed in between
                continue
            except Exception:
                _logger.exception("the logout deliveries of %s could not be looked up", space_id)
        return wait

    async def _round_of(self, space_id: str) -> float:
        """The same in one space."""
        wait = LOOK_SECONDS
        for row in await due(self._desk, space_id, _MOST):
            if (space_id, row.id) in self._under_way:
                continue
            ahead = (row.due_at - self._desk.clock.machine()).total_seconds()
            if ahead > 0:
                wait = min(wait, ahead)
            else:
                self._begin(space_id, row.id)
        return wait

    def _begin(self, space_id: str, delivery_id: str) -> None:
        key = (space_id, delivery_id)
        task = asyncio.create_task(self._attempt(space_id, delivery_id))
        self._under_way[key] = task
        task.add_done_callback(lambda _: self._under_way.pop(key, None))

    async def _attempt(self, space_id: str, delivery_id: str) -> None:
        try:
            async with self._room:
                await deliver(self._desk, self._documents, space_id, delivery_id)
        except Exception:
            _logger.exception("an attempt to deliver a logout token failed for a reason of ours")


async def _cancelled(task: asyncio.Task[None]) -> None:
    """End a task, or see that it ended."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
