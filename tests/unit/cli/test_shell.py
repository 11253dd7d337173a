"""A shell script against a sandbox in a process of its own."""

import subprocess
import sys

from tests.house.tree import ROOT
from tests.live import LiveServer, clean_environment

SCRIPT = """
set -eu
sandbox() { "$PYTHON" -m sandbox "$@"; }

space=$(sandbox space create --hint-signs-in --only id)
last=$(sandbox journal --space "$space" --only last)
sandbox fault arm id-token-expired --space "$space" --only id >/dev/null
sandbox clock advance --days 91 --space "$space" >/dev/null
client=$(sandbox client create --name Mine --space "$space" --only client_id)
sandbox client delete "$client" --space "$space" >/dev/null
token=$(sandbox mint rse-actif --space "$space" --only id_token)
test -n "$token"
sandbox signin rse-actif --space "$space" >/dev/null
sandbox journal --space "$space" --follow --after "$last" --json | head -n 1
sandbox journal --space "$space" --follow --name space.created --json | head -n 1
if sandbox fault disarm --must-have-struck --space "$space" >/dev/null; then exit 9; fi
sandbox space delete "$space"
if sandbox space show "$space" 2>/dev/null; then exit 8; fi
"""


def shell(script: str, server: LiveServer) -> "subprocess.CompletedProcess[str]":
    """Run a script of a shell, bounded."""
    return subprocess.run(
        ["sh", "-c", script],
        cwd=ROOT,
        env=clean_environment(PYTHON=sys.executable, SANDBOX_URL=server.base_url),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_script_commands_a_space_of_its_own(live_sandbox: LiveServer) -> None:
    """It makes a space, arms, moves the clock, signs in, follows the journal, and cleans up."""
    done = shell(SCRIPT, live_sandbox)
    assert (done.returncode, done.stderr) == (0, "")
    first, only, deleted = done.stdout.splitlines()
    assert '"name": "fault.armed"' in first
    assert '"name": "space.created"' in only  # nothing more comes, and the follower ends
    assert deleted.endswith(" is deleted.")
