"""A sandbox served to a class, in memory and then in a folder, and what is told of its pages."""

import json
import tempfile
import urllib.request
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.bench.browser import Watch
from tests.bench.figures import Figure, percentile, spread
from tests.live import HOST, LiveServer, running_sandbox

LEARNERS = 30
TARGET_MS = 300.0
"""95th percentile of each kind of page, from the click to the whole page, redirects included."""
CLIENT_MS = 30.0
"""How late the loop of the client may be at the 95th percentile: a tenth of the target."""


def post(server: LiveServer, path: str, body: object) -> dict[str, object]:
    """A call of the control API, and what it answers."""
    asked = urllib.request.Request(
        server.base_url + path,
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        told: dict[str, object] = json.load(answer)
    return told


def of_pages(where: str, watch: Watch, wall: float) -> list[Figure]:
    """Each kind of page, then every one of the `wall` seconds that the run took."""
    every = [each for kind in watch.taken.values() for each in kind]
    return [
        *(
            spread(f"{where}: {kind}", TARGET_MS, taken)
            for kind, taken in sorted(watch.taken.items())
        ),
        spread(f"{where}: every page ({len(every)} in {wall:.1f} s)", TARGET_MS, every),
    ]


def of_client(where: str, late: Sequence[float]) -> Figure:
    """How late the client itself was, in milliseconds: that the bottleneck is not there."""
    return Figure(
        f"{where}: the client’s own delay",
        percentile(late, 0.5),
        CLIENT_MS,
        "ms",
        percentile(late, 0.95),
        percentile(late, 0.99),
    )


async def in_memory_and_folder(
    run: Callable[[LiveServer, str], Awaitable[list[Figure]]], named: str = ""
) -> list[Figure]:
    """The figures of `run` over each kind of data, whose names begin with `named`."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        with running_sandbox(Path(folder), "--ephemeral") as server:
            figures += await run(server, f"{named}memory")
        kept = str(Path(folder) / "data")
        with running_sandbox(Path(folder), f"--host={HOST}", SANDBOX_DATA=kept) as server:
            figures += await run(server, f"{named}folder")
    return figures
