"""Learners who enrol, each in a space of his own, page after page, as fast as pages come."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox import seeding
from sandbox.seeding.stories import Persona
from tests.bench.browser import Browser, Sheet, Watch

STEPS = ("service", "representant", "identifiants", "rse")


class WrongRow(AssertionError):
    """A learner did not come to the row that the guide gives his character."""


@dataclass(frozen=True)
class Learner:
    """One of the class: where, and as whom."""

    prefix: str  # of his space, /b/...
    who: Persona
    cast: Mapping[str, Persona]  # everybody, for those who enrol before him

    async def enrols(self, host: str, port: int, watch: Watch) -> None:
        """The whole journey and what a learner looks at then; raises `WrongRow`."""
        async with Browser(host, port, watch, self.prefix) as browser:
            for earlier in self.who.before:
                await journey(browser, self.cast[earlier])
            end = await journey(browser, self.who)
            if end.row != self.who.expected_row:
                raise WrongRow(
                    f"{self.prefix} as {self.who.id}: {end.row or end.status} on {end.path}, "
                    f"not {self.who.expected_row}"
                )
            await browser.open("/journal")
            await browser.open("/poste")


def _unnoticed(step: str) -> None:
    """Nobody follows."""


async def journey(
    browser: Browser, who: Persona, reached: Callable[[str], None] = _unnoticed
) -> Sheet:
    """Enrol as a character, page by page; `reached` is told each step as T0 names it."""
    await browser.open("/", "GET /")
    start = await browser.open("/inscription")
    page = await browser.send(start, "/inscription", origine="MFA")
    reached("ouvrir")
    while page.path.rpartition("/")[2] in STEPS:
        _, _, asked = page.form_to(page.path)
        mine = {name: value for name, value in who.answers.items() if name in asked and value}
        page = await browser.send(page, page.path, **mine)
        if page.status != 200:
            raise WrongRow(f"{browser.prefix} as {who.id}: {page.status} on {page.path}")
    reached("remplir")
    end = await browser.send(page, "/inscription/transmettre")
    reached("transmettre")
    return end


def cast() -> dict[str, Persona]:
    """Every character of the seed, by id."""
    return {each.id: each for each in seeding.ready().personas}


def seated(prefixes: Sequence[str]) -> list[Learner]:
    """A learner for each space, characters in turn."""
    everybody = cast()
    characters = list(everybody.values())
    return [
        Learner(prefix, characters[number % len(characters)], everybody)
        for number, prefix in enumerate(prefixes)
    ]


async def all_enrol(learners: Sequence[Learner], host: str, port: int, watch: Watch) -> None:
    """Everybody at once, without a pause; raises what went wrong with whom."""
    async with asyncio.TaskGroup() as group:
        for learner in learners:
            group.create_task(learner.enrols(host, port, watch))


class Heartbeat:
    """How late the loop of this process is, in milliseconds: what a client adds to a page."""

    EVERY = 0.005

    def __init__(self) -> None:
        self.late: list[float] = []
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Heartbeat":
        self._task = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()

    async def _beat(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(self.EVERY)
            self.late.append((time.perf_counter() - before - self.EVERY) * 1_000)
