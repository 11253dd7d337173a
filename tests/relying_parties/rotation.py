"""A sandbox whose state is in a folder, and the command that rotates its keys beside it."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT
from tests.live import LiveServer, clean_environment, running_sandbox

ROTATE = [sys.executable, "-m", "sandbox", "keys", "rotate"]
SECONDS = 30


@contextlib.contextmanager
def lasting_sandbox(folder: Path, **environment: str) -> Iterator[LiveServer]:
    """Run a sandbox whose state is in `folder`, where `rotate` finds it."""
    state = str(folder / "state")
    with running_sandbox(folder, "--verbose", SANDBOX_DATA=state, **environment) as server:
        yield server


def environment_of(sandbox: LiveServer) -> dict[str, str]:
    """What a command beside this sandbox needs, to find its state."""
    return clean_environment(SANDBOX_DATA=str(sandbox.log.parent / "state"))


def rotate(sandbox: LiveServer, *how: str) -> str:
    """Rotate the keys of RS256; the `kid` of the new one, which signs at once if `how` says so."""
    ran = subprocess.run(
        [*ROTATE, *how],
        cwd=ROOT,
        env=environment_of(sandbox),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = re.match(r"RS256 key (\S+) is published", ran.stdout)
    assert found, ran.stdout
    return found[1]
