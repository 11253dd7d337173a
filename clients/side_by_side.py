"""Run the sandbox and its sample portal side by side, until one stops or someone says stop.

``python -m clients.side_by_side`` is what ``make run`` calls; it works the same where there is
no make. Two processes, as they would be two machines: the portal is started once the sandbox
answers, and neither outlives the other.

Exit status: 0 when stopped by Ctrl-C, SIGTERM or SIGHUP; 1 when a port is taken or the sandbox
does not answer in time; else the status of the process that stopped by itself.
"""

import argparse
import asyncio
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

HOST = "127.0.0.1"
SUMMARY = "Run the sandbox and its sample portal side by side, until one stops."
ROOT = Path(__file__).resolve().parent.parent
# The ready client's redirect URIs name this port, and they are compared letter by letter.
PORTAL_PORT = 8401
START_SECONDS = 30.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.1


class CannotStart(Exception):
    """The pair cannot be started; the message says what to do about it."""


def refuse_taken_port(port: int, owner: str, way_out: str = "") -> None:
    """Raise `CannotStart` when something already listens on `port` of the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port}, wanted for the {owner}, is taken ({error.strerror}). "
                f"Stop what holds it{way_out}."
            ) from error


def answers(url: str) -> bool:
    """Whether `url` answers 200 within a second."""
    try:
        with urllib.request.urlopen(url, timeout=1) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


async def start(module: str, *arguments: str) -> asyncio.subprocess.Process:
    """Start ``python -m module`` from the root of the clone, in this interpreter."""
    return await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments, cwd=ROOT)


async def until_it_answers(url: str, process: asyncio.subprocess.Process) -> bool:
    """Wait for `url` to answer; False when `process` stops before.

    Raises `CannotStart` after `START_SECONDS`.
    """
    try:
        async with asyncio.timeout(START_SECONDS):
            while process.returncode is None:
                if await asyncio.to_thread(answers, url):
                    return True
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError as error:
        raise CannotStart(f"No answer from {url} within {START_SECONDS:.0f} seconds.") from error
    return False


async def stop(process: asyncio.subprocess.Process) -> None:
    """End `process` politely, and by force after `STOP_SECONDS`."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def watch_signals(stopping: asyncio.Event) -> None:
    """Set `stopping` on the signals that ask for an end; Windows has Ctrl-C alone."""
    if os.name == "posix":
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stopping.set)


def portal_options(address: str, environ: Mapping[str, str]) -> list[str]:
    """How the portal is told of the sandbox at `address`.

    Where the sandbox is given an issuer of its own (`SANDBOX_ISSUER`), the portal expects that
    one, and still calls the sandbox beside it.
    """
    if issuer := environ.get("SANDBOX_ISSUER", "").rstrip("/"):
        return ["--issuer", issuer, "--backchannel-url", address]
    return ["--issuer", address]


async def run_pair(sandbox_port: int, ephemeral: bool) -> int:
    """Run both until one stops or a signal comes; return the exit status of the pair."""
    another = f", or choose another: make run ARGS='--port {sandbox_port + 100}'"
    refuse_taken_port(sandbox_port, "sandbox", another)
    refuse_taken_port(PORTAL_PORT, "portal")
    stopping = asyncio.Event()
    watch_signals(stopping)
    address = f"http://{HOST}:{sandbox_port}"
    processes: list[asyncio.subprocess.Process] = []
    asked = asyncio.create_task(stopping.wait())
    try:
        options = ["--ephemeral"] if ephemeral else []
        sandbox = await start("sandbox", "serve", "--port", str(sandbox_port), *options)
        processes.append(sandbox)
        discovery = f"{address}/.well-known/openid-configuration"
        ready = asyncio.create_task(until_it_answers(discovery, sandbox))
        await asyncio.wait({ready, asked}, return_when=asyncio.FIRST_COMPLETED)
        if asked.done():
            ready.cancel()
            return 0
        if not ready.result():
            return await sandbox.wait() or 1
        told = portal_options(address, os.environ)
        portal = await start("clients.pes_portal", "--port", str(PORTAL_PORT), *told)
        processes.append(portal)
        return await first_to_end(sandbox, portal, asked)
    finally:
        asked.cancel()
        for process in reversed(processes):
            await stop(process)


async def first_to_end(
    sandbox: asyncio.subprocess.Process,
    portal: asyncio.subprocess.Process,
    asked: "asyncio.Task[bool]",
) -> int:
    """Wait for an end that was asked for (0) or that was not (its status, never 0)."""
    ends = {
        "sandbox": asyncio.create_task(sandbox.wait()),
        "portal": asyncio.create_task(portal.wait()),
    }
    await asyncio.wait({asked, *ends.values()}, return_when=asyncio.FIRST_COMPLETED)
    if asked.done():
        return 0
    ended = next(name for name, task in ends.items() if task.done())
    status = ends[ended].result()
    print(
        f"The {ended} stopped by itself with status {status}: the other is stopped too.",
        file=sys.stderr,
    )
    return status if status > 0 else 1


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, run the pair, return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m clients.side_by_side", description=SUMMARY)
    parser.add_argument("--port", type=int, default=8400, help="port of the sandbox")
    parser.add_argument(
        "--ephemeral", action="store_true", help="keep the sandbox's state in memory only"
    )
    options = parser.parse_args(arguments)
    try:
        return asyncio.run(run_pair(options.port, options.ephemeral))
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
