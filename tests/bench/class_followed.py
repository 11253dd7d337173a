"""A class of thirty playing the first scenario while its trainer follows the board.

The class is made by command; each learner opens the link of the card, says a name, enrols with the
steps beside the pages, and opens a first session with the new password. The trainer holds the
stream of the hall open and opens its page again and again. The board must come to show every place
done, each by the row of the guide: what it shows wrong, or never, ends the run.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.bench.browser import Browser, Sheet, Watch
from tests.bench.figures import Figure, spread
from tests.bench.learners import Heartbeat, WrongRow, cast, journey
from tests.bench.served import LEARNERS, in_memory_and_folder, of_client, of_pages, post
from tests.bench.trainer import Board
from tests.live import HOST, LiveServer

SCENARIO, CHARACTER = "T0", "F01"
STEPS = ("ouvrir", "remplir", "transmettre", "session")
"""Of the scenario, in order: the board tells how many are done."""
LAG_MS = 1_000.0
"""From the answer that a learner sees to the event that shows it: people call that at once."""
APART = 0.1
"""Seconds between two learners who sit down, and who go on to their first session: they copy a
user code and a password by hand, and no two at the same speed."""
LOOKS = 0.5
"""Seconds after which the trainer opens the hall's page again."""
_SLIP = re.compile(r'id="(code-utilisateur|mot-de-passe-temporaire)">([^<]+)<')
_CHOSEN = "Un-bon-mot-de-passe-2009"


@dataclass
class Class:
    """One run: who did what, and when he saw the answer."""

    server: LiveServer
    hall: str
    key: str
    prefixes: list[str]
    watch: Watch = field(default_factory=Watch)
    board: Board = field(default_factory=Board)
    acts: dict[tuple[int, int], float] = field(default_factory=dict)  # place, steps -> when

    @classmethod
    def made(cls, server: LiveServer) -> "Class":
        """A class of thirty, by command."""
        names = [f"Apprenante {number}" for number in range(1, LEARNERS + 1)]
        told: dict[str, Any] = post(
            server, "/_sandbox/classes", {"scenario": SCENARIO, "names": names}
        )
        places = [
            urlsplit(each["control"]).path.removesuffix("/_sandbox") for each in told["places"]
        ]
        return cls(server, f"/b/{told['id']}", told["key"], places)

    async def held(self) -> None:
        """Everybody at work, and the trainer; returns when the board shows every place done."""
        where = HOST, self.server.port
        async with Browser(*where, self.watch, self.hall) as trainer:
            await trainer.open(f"/classe/entrer?cle={self.key}", "GET /classe, by the link")
            self.board.take((await trainer.open("/classe")).html)
            async with asyncio.TaskGroup() as group:
                following = group.create_task(self.board.follow(trainer, *where))
                looking = group.create_task(self._looks(trainer))
                async with asyncio.TaskGroup() as learners:
                    for place, prefix in enumerate(self.prefixes, 1):
                        learners.create_task(self._learns(place, prefix))
                await self.board.until_all_done(LEARNERS, 10)
                following.cancel()
                looking.cancel()
            wrong = {n: each.row for n, each in self.board.places.items() if each.row != "PA-1"}
            if wrong or len(self.board.places) != LEARNERS:
                raise WrongRow(f"the board shows {wrong} of {len(self.board.places)} places")

    async def _looks(self, trainer: Browser) -> None:
        while True:
            await asyncio.sleep(LOOKS)
            await trainer.open("/classe")

    async def _learns(self, place: int, prefix: str) -> None:
        await asyncio.sleep(place * APART)

        def reached(step: str) -> None:
            self.acts[place, STEPS.index(step) + 1] = time.perf_counter()

        async with Browser(HOST, self.server.port, self.watch, prefix) as browser:
            welcome = await browser.open("/bienvenue")
            await browser.send(welcome, "/bienvenue", nom=f"Apprenante {place}")
            end = await journey(browser, cast()[CHARACTER], reached)
            if end.row != "PA-1":
                raise WrongRow(f"{prefix}: {end.row or end.status} on {end.path}")
            await asyncio.sleep(place * APART)
            await self._first_session(browser, end)
            reached("session")

    async def _first_session(self, browser: Browser, receipt: Sheet) -> None:
        slip = dict(_SLIP.findall(receipt.html))
        page = await browser.open("/connexion")
        page = await browser.send(
            page,
            "/connexion",
            code_utilisateur=slip["code-utilisateur"],
            mot_de_passe=slip["mot-de-passe-temporaire"],
        )
        page = await browser.send(
            page, page.path, nouveau_mot_de_passe=_CHOSEN, confirmation=_CHOSEN
        )
        if page.status != 200 or not page.path.endswith("/compte"):
            raise WrongRow(f"{browser.prefix}: no session, {page.status} on {page.path}")

    def lags(self) -> list[float]:
        """For each step of each learner, milliseconds from his page to the event that showed it."""
        return [
            max(0.0, self.board.places[place].since[steps] - seen) * 1_000
            for (place, steps), seen in self.acts.items()
        ]


async def _followed(server: LiveServer, where: str) -> list[Figure]:
    one = await asyncio.to_thread(Class.made, server)
    begun = time.perf_counter()
    async with Heartbeat() as heart:
        await one.held()
    wall = time.perf_counter() - begun
    told = f"{one.board.events} events, {one.board.bytes // 1024} KiB"
    return [
        *of_pages(where, one.watch, wall),
        spread(f"{where}: from act to board ({told})", LAG_MS, one.lags()),
        of_client(where, heart.late),
    ]


async def measured() -> list[Figure]:
    """Each kind of page, and the board's lag, in memory and in a folder."""
    return await in_memory_and_folder(_followed, "followed, ")
