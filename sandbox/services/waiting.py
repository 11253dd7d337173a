"""Waiting for something to happen: looked for now, at each write of this process, and each second.

Another process may write to the same file and tell nobody, so a look is never older than `PAUSE`,
unless the caller asks for another pause.
Whoever waits has a place, of which there is a bounded number; a caller that hangs up, and a server
that stops, end the wait at once.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import TypeVar

from sandbox.domain.errors import SandboxError
from sandbox.services.desk import Desk
from sandbox.world.clock import machine_monotonic

T = TypeVar("T")
PAUSE = 1.0
"""Seconds after which a look is taken even if this process wrote nothing."""
MOST_SECONDS = 60
"""How long one call may wait."""

Hears = Callable[[Callable[[], None]], AbstractContextManager[None]]
"""Calls what it is given whenever there may be something new, as long as the block lasts."""
HungUp = Callable[[], Awaitable[None]]
"""Returns once the caller is gone."""


class Crowded(SandboxError):
    """As many are waiting as may."""

    status = 503


class WaitingRoom:
    """A bounded number of places for callers that wait; `monotonic` measures in seconds."""

    def __init__(
        self,
        most: int,
        monotonic: Callable[[], float] = machine_monotonic,
        *,
        most_each: int | None = None,
    ) -> None:
        self._most = most
        self._most_each = most if most_each is None else most_each
        self._of_each: Counter[str] = Counter()
        self._monotonic = monotonic
        self._taken = 0
        self._woken: set[asyncio.Event] = set()
        self.closed = False

    @property
    def taken(self) -> int:
        """How many wait now."""
        return self._taken

    def close(self) -> None:
        """Let everybody go, now and from now on: the server stops."""
        self.closed = True
        for woken in tuple(self._woken):
            woken.set()

    @contextmanager
    def place(self, space_id: str = "") -> Iterator[None]:
        """A place as long as the block lasts; raises `Crowded` where none is free.

        One space has `most_each` of them at the most: nobody takes the others' places.
        """
        if self._taken >= self._most or self._of_each[space_id] >= self._most_each:
            raise Crowded(
                "too-many-waiting",
                "error.too_many_waiting",
                hint=f"{self._taken} callers wait already: try again, or ask without waiting.",
            )
        self._taken += 1
        self._of_each[space_id] += 1
        try:
            yield
        finally:
            self._taken -= 1
            self._of_each[space_id] -= 1
            if not self._of_each[space_id]:
                del self._of_each[space_id]

    async def until(
        self,
        desk: Desk,
        space_id: str,
        kinds: Sequence[type],
        look: Callable[[], Awaitable[list[T]]],
        *,
        seconds: float,
        hung_up: HungUp,
        hears: Hears | None = None,
        pause: float | None = None,
    ) -> list[T]:
        """What `look` finds, as soon as it finds something; what it found last otherwise.

        That is after `seconds`, when the caller hung up, or when the room was closed. `kinds` are
        those whose writes in the space call for a look, and `hears` whatever else does; a look is
        never older than `pause` (`PAUSE` without one). The caller holds a `place`.
        """
        pause = PAUSE if pause is None else pause
        woken = asyncio.Event()
        leaving = asyncio.ensure_future(hung_up())
        leaving.add_done_callback(lambda _: woken.set())
        self._woken.add(woken)
        end = self._monotonic() + seconds
        try:
            with ExitStack() as stack:
                for kind in kinds:
                    stack.enter_context(desk.listening(kind, woken.set, space_id))
                if hears is not None:
                    stack.enter_context(hears(woken.set))
                while True:
                    woken.clear()
                    found = await look()
                    left = end - self._monotonic()
                    if found or left <= 0 or self.closed or leaving.done():
                        return found
                    with suppress(TimeoutError):
                        await asyncio.wait_for(woken.wait(), min(left, pause))
        finally:
            self._woken.discard(woken)
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
