"""The trainer of a class: opens the hall by the link, and follows its stream as the page does."""

import asyncio
import re
import time
from dataclasses import dataclass, field

from tests.bench.browser import Browser

_PLACE = re.compile(r'<tr id="place-(\d+)" class="seat seat--(\w+)">(.*?)</tr>', re.DOTALL)
_STEP = re.compile(r'class="seat__step">(\d+) ')
_ROW = re.compile(r'class="tag tag--row"[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]+)<')
_DONE = re.compile(r"count__figure--done[^>]*><dt>[^<]*</dt><dd>(\d+)</dd>")
DONE = "termine"


@dataclass
class Shown:
    """A place as the board shows it, and when each number of steps was first seen."""

    standing: str = ""
    steps: int = 0
    row: str = ""
    since: dict[int, float] = field(default_factory=dict)  # steps -> perf_counter

    def read(self, standing: str, cells: str, now: float) -> None:
        """Take a row of the board that came now."""
        step, row = _STEP.search(cells), _ROW.search(cells)
        self.standing, self.steps = standing, int(step[1]) if step else 0
        self.row = row[1].replace("\u2011", "-") if row else ""
        for reached in range(1, self.steps + 1):
            self.since.setdefault(reached, now)


class Board:
    """What the trainer sees, kept up by the events of the stream as the page keeps it."""

    def __init__(self) -> None:
        self.places: dict[int, Shown] = {}
        self.events = 0
        self.bytes = 0
        self.done = 0
        """What the figure above the board says, by the last event that told it."""
        self._changed = asyncio.Event()

    def take(self, html: str) -> None:
        """Read the places that some HTML holds: a whole page, or an event."""
        now = time.perf_counter()
        for place, standing, cells in _PLACE.findall(html):
            self.places.setdefault(int(place), Shown()).read(standing, cells, now)
        if told := _DONE.search(html):
            self.done = int(told[1])
        self._changed.set()

    async def follow(self, browser: Browser, host: str, port: int) -> None:
        """Hold the stream of the hall open, until cancelled."""
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 22)
        try:
            asked = f"GET {browser.prefix}/classe/flux HTTP/1.1\r\nHost: {host}:{port}\r\n"
            writer.write(f"{asked}Cookie: {browser.cookies}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            if " 200 " not in head.partition("\r\n")[0]:
                raise RuntimeError(f"the stream of the hall: {head}")
            text = b""
            while size := int(await reader.readuntil(b"\r\n"), 16):
                text += await reader.readexactly(size)
                await reader.readexactly(2)
                *whole, text = text.split(b"\n\n")
                for message in whole:
                    self._event(message.decode())
        finally:
            writer.close()

    def _event(self, message: str) -> None:
        if "event: item" not in message:
            return
        self.events += 1
        self.bytes += len(message)
        lines = [line[6:] for line in message.splitlines() if line.startswith("data: ")]
        self.take("\n".join(lines))

    async def until_all_done(self, places: int, seconds: float) -> None:
        """Until the board shows every place done; raises `TimeoutError` with those that are not."""
        try:
            async with asyncio.timeout(seconds):
                while self.done < places or self._left():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(
                f"the board never showed done: {self._left() or self.done}"
            ) from None

    def _left(self) -> list[int]:
        return [place for place, shown in self.places.items() if shown.standing != DONE]
