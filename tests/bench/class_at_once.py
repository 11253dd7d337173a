"""A class of thirty enrolling at once on a served sandbox, while its trainer looks on.

The sandbox runs in a process of its own on a port of the loopback, as `serve` runs it, once with
its data in memory and once in a folder. Thirty sessions over kept connections fill in the whole
journey with no pause at all between two pages, which no class does: it is the worst it can be.
A learner who comes to another row than the guide's ends the run.
"""

import json
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.bench.browser import Watch
from tests.bench.figures import Figure, percentile, spread
from tests.bench.learners import Heartbeat, all_enrol, seated
from tests.live import HOST, LiveServer, running_sandbox

LEARNERS = 30
TARGET_MS = 300.0
"""95th percentile of each kind of page, from the click to the whole page, redirects included."""
CLIENT_MS = 30.0
"""How late the loop of the client may be at the 95th percentile: a tenth of the target."""


def post(server: LiveServer, path: str, body: object) -> dict[str, object]:
    asked = urllib.request.Request(
        server.base_url + path,
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        told: dict[str, object] = json.load(answer)
    return told


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
    every = [each for kind in watch.taken.values() for each in kind]
    return [
        *(
            spread(f"{where}: {kind}", TARGET_MS, taken)
            for kind, taken in sorted(watch.taken.items())
        ),
        spread(f"{where}: every page ({len(every)} in {wall:.1f} s)", TARGET_MS, every),
        Figure(
            f"{where}: the client’s own delay",
            percentile(heart.late, 0.5),
            CLIENT_MS,
            "ms",
            percentile(heart.late, 0.95),
            percentile(heart.late, 0.99),
        ),
        Figure(f"{where}: of one core, the client takes", busy, 80, "%"),
    ]


async def measured() -> list[Figure]:
    """Each kind of page, in memory and in a folder."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        with running_sandbox(Path(folder), "--ephemeral") as server:
            figures += await _one_class(server, "memory")
        kept = str(Path(folder) / "data")
        with running_sandbox(Path(folder), f"--host={HOST}", SANDBOX_DATA=kept) as server:
            figures += await _one_class(server, "folder")
    return figures
