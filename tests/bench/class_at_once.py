"""A class of thirty enrolling at once on a served sandbox, while its trainer looks on.

The sandbox runs in a process of its own on a port of the loopback, as `serve` runs it, once with
its data in memory and once in a folder. Thirty sessions over kept connections fill in the whole
journey with no pause at all between two pages, which no class does: it is the worst it can be.
A learner who comes to another row than the guide's ends the run.
"""

import time

from tests.bench.browser import Watch
from tests.bench.figures import Figure
from tests.bench.learners import Heartbeat, all_enrol, seated
from tests.bench.served import LEARNERS, in_memory_and_folder, of_client, of_pages, post
from tests.live import HOST, LiveServer


async def _one_class(server: LiveServer, where: str) -> list[Figure]:
    prefixes = []
    for number in range(LEARNERS):
        post(server, "/_sandbox/spaces", {"id": f"place-{number + 1}"})
        prefixes.append(f"/b/place-{number + 1}")
    watch = Watch()
    cpu, begun = time.process_time(), time.perf_counter()
    async with Heartbeat() as heart:
        await all_enrol(seated(prefixes), HOST, server.port, watch)
    wall = time.perf_counter() - begun
    busy = (time.process_time() - cpu) / wall * 100
    return [
        *of_pages(where, watch, wall),
        of_client(where, heart.late),
        Figure(f"{where}: of one core, the client takes", busy, 80, "%"),
    ]


async def measured() -> list[Figure]:
    """Each kind of page, in memory and in a folder."""
    return await in_memory_and_folder(_one_class)
