"""A server that other machines could reach does not start without a token."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.house.tree import ROOT
from tests.live import clean_environment, running_sandbox

REFUSED_SECONDS = 20
EVERYWHERE = ("serve", "--ephemeral", "--host", "0.0.0.0")


def refused(*arguments: str, **environment: str) -> str:
    """What a command that ends at once with status 1 says."""
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=ROOT,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=REFUSED_SECONDS,
        check=False,
    )
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (EVERYWHERE, {}),
        (("serve", "--ephemeral", "--host", "::"), {}),
        (("serve", "--ephemeral"), {"SANDBOX_HOST": "0.0.0.0"}),
        (("serve", "--ephemeral"), {"SANDBOX_ISSUER": "https://clicsequr.exemple.invalid"}),
        (EVERYWHERE, {"SANDBOX_CONTROL_TOKEN": "trop-court"}),
    ],
)
def test_it_does_not_start_without_a_token(
    arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    """By option or by variable, by address or by issuer; it says which variable is missing."""
    assert "SANDBOX_CONTROL_TOKEN" in refused(*arguments, "--port", "0", **environment)


def test_a_token_is_drawn_printed_and_needed(tmp_path: Path) -> None:
    """`auto`: a new one at each start, in the banner and nowhere else."""
    drawn = set()
    for start in ("un", "deux"):
        folder = tmp_path / start
        folder.mkdir()
        public = {"SANDBOX_ISSUER": "http://127.0.0.1:{port}", "SANDBOX_CONTROL_TOKEN": "auto"}
        with running_sandbox(folder, *EVERYWHERE[1:], **public) as server:
            (token,) = re.findall(r"^  Control .*_sandbox, token (\S+)$", server.printed(), re.M)
            drawn.add(token)
            where = f"{server.base_url}/_sandbox/space"
            assert httpx2.get(where).status_code == 401
            held = {"Authorization": f"Bearer {token}"}
            assert httpx2.get(where, headers=held).status_code == 200
    assert len(drawn) == 2


def test_a_token_that_was_given_stays_out_of_the_log(tmp_path: Path) -> None:
    """Whoever gave it knows it."""
    token = "un-jeton-que-l-on-connait"
    with running_sandbox(tmp_path, SANDBOX_CONTROL_TOKEN=token) as server:
        assert httpx2.get(f"{server.base_url}/_sandbox/space").status_code == 401
        assert "with SANDBOX_CONTROL_TOKEN" in server.printed()
        assert token not in server.printed()


@pytest.mark.parametrize("command", [("registration-token",), ("keys", "list")])
def test_commands_on_the_data_need_no_token(tmp_path: Path, command: tuple[str, ...]) -> None:
    """They are no server: where the server would be refused, they work."""
    reached = {"SANDBOX_HOST": "0.0.0.0", "SANDBOX_ISSUER": "https://clicsequr.exemple.invalid"}
    state = {"SANDBOX_DATA": str(tmp_path / "state")}
    with running_sandbox(tmp_path, "--port", "0", **state):
        pass
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", *command],
        cwd=ROOT,
        env=clean_environment(**reached, **state) | {"HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        timeout=REFUSED_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
