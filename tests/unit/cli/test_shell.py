"""A shell script against a sandbox in a process of its own."""

import re
import subprocess
import sys
from pathlib import Path

from sandbox.cli import commands
from tests.house.tree import ROOT
from tests.live import LiveServer, clean_environment
from tests.unit.cli.test_manners import leaves

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


def shell(
    script: str, server: LiveServer, home: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a script of a shell, bounded."""
    environment = {"PYTHON": sys.executable, "SANDBOX_URL": server.base_url}
    environment["HOME"] = str(home or ROOT)
    return subprocess.run(
        ["sh", "-c", script],
        cwd=ROOT,
        env=clean_environment(**environment),
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


def test_the_examples_of_the_page_run_as_one_script(
    live_sandbox: LiveServer, tmp_path: Path
) -> None:
    """Every block of docs/cli.md, in its order, in one shell."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    done = shell('python() { "$PYTHON" "$@"; }\n' + "".join(blocks), live_sandbox, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "It was never asked for a token." in done.stdout
    assert (tmp_path / "state.json").exists()


def test_the_page_names_every_command_that_commands() -> None:
    """docs/cli.md tells each family, and each command of those that reach a running sandbox."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z-]+)`", page))
    here = {
        word
        for words, _ in leaves(commands.parser())
        for word in (words[:1] if words[0] in ("guide", "keys") else words)
    }
    assert here <= told
