"""Real processes on real ports of the loopback, for what no in-process client can show.

A process is started as a person would start it, is waited for until it answers (bounded), and is
ended with the fixture that asked for it. What it printed is kept in a file and shown when it
fails.
"""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clients.side_by_side import answers
from tests.house.tree import ROOT

HOST = "127.0.0.1"
# The redirect URIs of the ready client name this port.
PORTAL_PORT = 8401
START_SECONDS = 20.0
STOP_SECONDS = 10.0
PAUSE_SECONDS = 0.05
STARTS = 3


class DidNotStart(AssertionError):
    """A process ended, or did not answer in time; the message holds what it printed."""


@dataclass(frozen=True)
class LiveServer:
    """A running server: where it answers, and the file that holds what it prints."""

    base_url: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.base_url.rpartition(":")[2])

    def printed(self) -> str:
        """All it has printed so far, both streams."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """A port of the loopback that nothing listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without the settings of whoever runs the tests, and with `more`."""
    ours = ("SANDBOX_", "PES_PORTAL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


def until_it_answers(server: LiveServer, path: str) -> None:
    """Return once `path` of `server` answers 200; raise `DidNotStart` when it will not."""
    for _ in range(int(START_SECONDS / PAUSE_SECONDS)):
        if answers(server.base_url + path):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = server.process.wait(timeout=PAUSE_SECONDS)
            raise DidNotStart(f"ended with status {status}:\n{server.printed()}")
    raise DidNotStart(f"no answer within {START_SECONDS:.0f} seconds:\n{server.printed()}")


def end(process: "subprocess.Popen[bytes]") -> None:
    """End `process` politely, and by force after `STOP_SECONDS`."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def running(
    module: str, *arguments: str, port: int, ready: str, log: Path, **environment: str
) -> Iterator[LiveServer]:
    """Run ``python -m module --port {port} arguments`` until the block ends.

    `ready` is the path that answers 200 once the server serves; `environment` adds variables.
    """
    command = [sys.executable, "-m", module, *arguments, "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=clean_environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = LiveServer(f"http://{HOST}:{port}", process, log)
    try:
        until_it_answers(server, ready)
        yield server
    finally:
        end(process)


@contextlib.contextmanager
def running_sandbox(folder: Path, *arguments: str, **environment: str) -> Iterator[LiveServer]:
    """Run a sandbox on a free port; with no `arguments`, with its state in memory.

    `{port}` in a variable stands for that port.

    The port is chosen before the sandbox binds it, so another process may take it in between:
    a start that fails is tried again on another port, `STARTS` times in all.
    """
    ready = "/.well-known/openid-configuration"
    given = ("serve", *(arguments or ("--ephemeral",)))
    if "SANDBOX_ISSUER" in environment:  # it may be reached from elsewhere
        environment.setdefault("SANDBOX_CONTROL_TOKEN", "auto")
    with contextlib.ExitStack() as stack:
        for attempt in range(1, STARTS + 1):
            log = folder / f"sandbox-{attempt}.log"
            port = free_port()
            told = {name: value.replace("{port}", str(port)) for name, value in environment.items()}
            start = running("sandbox", *given, port=port, ready=ready, log=log, **told)
            try:
                server = stack.enter_context(start)
                break
            except DidNotStart:
                if attempt == STARTS:
                    raise
        yield server


def running_portal(
    folder: Path, sandbox: LiveServer, port: int
) -> contextlib.AbstractContextManager[LiveServer]:
    """Run the sample portal on `port`, as a relying party of `sandbox`."""
    return running(
        "clients.pes_portal",
        "--issuer",
        sandbox.base_url,
        port=port,
        ready="/",
        log=folder / "portal.log",
    )
