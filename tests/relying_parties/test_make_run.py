"""`make run` as a whole: both answer, and one signal ends both."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT
from tests.live import LiveServer, clean_environment, end, free_port, until_it_answers


def answers_no_more(port: int) -> bool:
    """Whether nothing listens on `port` any longer."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_the_pair_starts_and_ends_together(portal_port: int, tmp_path: Path) -> None:
    """The sandbox and its portal answer side by side, and SIGTERM leaves neither behind."""
    port = free_port()
    log = tmp_path / "pair.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "clients.side_by_side", "--port", str(port), "--ephemeral"],
            cwd=ROOT,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        sandbox = LiveServer(f"http://127.0.0.1:{port}", process, log)
        until_it_answers(sandbox, "/.well-known/openid-configuration")
        until_it_answers(LiveServer(f"http://127.0.0.1:{portal_port}", process, log), "/")
        assert f"{sandbox.base_url}/.well-known/openid-configuration" in sandbox.printed()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        assert answers_no_more(port)
        assert answers_no_more(portal_port)
    finally:
        end(process)
