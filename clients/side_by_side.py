"""Run the sandbox and its sample portal side by side, until one stops or someone says stop.

``python -m clients.side_by_side`` is what ``make run`` calls; it works the same where there is
no make. Two processes, as they would be two machines: the portal is started once the sandbox
answers, and neither outlives the other.

``SANDBOX_PORT`` and ``PES_PORTAL_PORT`` move them, as ``--port`` and ``--portal-port`` do; the
ready clients of a new data folder redirect to the portal so placed.

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
PORTS = {"SANDBOX_PORT": 8400, "PES_PORTAL_PORT": 8401}
"""Each variable that moves one of the two, with the port where it is not set."""
START_SECONDS = 30.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.1


class CannotStart(Exception):
    """The pair cannot be started; the message says what to do about it."""


def port_of(variable: str, option: int | None, environ: Mapping[str, str]) -> int:
    """The port of an option, else of a variable, else the usual one.

    Raises `CannotStart` for what is no port; 0 is none, since each must know where the other is.
    """
    written = environ.get(variable, "") if option is None else str(option)
    if not written:
        return PORTS[variable]
    if not (written.isascii() and written.isdigit() and 0 < int(written[:6]) < 65_536):
        raise CannotStart(f"{variable} must be a number from 1 to 65535, not {written!r}.")
    return int(written)


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


async def start(
    module: str, *arguments: str, environ: Mapping[str, str] | None = None
) -> asyncio.subprocess.Process:
    """Start ``python -m module`` from the root of the clone, in this interpreter."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=ROOT, env=environ
    )


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


def sandbox_environ(portal_port: int, environ: Mapping[str, str]) -> dict[str, str]:
    """What the sandbox is told of the portal, unless somebody told it already."""
    public = environ.get("PES_PORTAL_PUBLIC_URL", "").rstrip("/")
    return {"SANDBOX_PORTAL_URL": public or f"http://{HOST}:{portal_port}", **environ}


def way_out(sandbox_port: int, portal_port: int) -> str:
    """How to start another pair beside what is there."""
    moved = f"SANDBOX_PORT={sandbox_port + 100} PES_PORTAL_PORT={portal_port + 100}"
    return f", or start on others, with data of their own: SANDBOX_DATA=.sandbox-2 {moved} make run"


async def run_pair(sandbox_port: int, portal_port: int, ephemeral: bool) -> int:
    """Run both until one stops or a signal comes; return the exit status of the pair."""
    if sandbox_port == portal_port:
        raise CannotStart(f"The sandbox and the portal cannot both have port {portal_port}.")
    for port, owner in ((sandbox_port, "sandbox"), (portal_port, "portal")):
        refuse_taken_port(port, owner, way_out(sandbox_port, portal_port))
    stopping = asyncio.Event()
    watch_signals(stopping)
    address = f"http://{HOST}:{sandbox_port}"
    processes: list[asyncio.subprocess.Process] = []
    asked = asyncio.create_task(stopping.wait())
    try:
        options = ["--ephemeral"] if ephemeral else []
        known = sandbox_environ(portal_port, os.environ)
        sandbox = await start(
            "sandbox", "serve", "--port", str(sandbox_port), *options, environ=known
        )
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
        portal = await start("clients.pes_portal", "--port", str(portal_port), *told)
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
    parser.add_argument("--port", type=int, help="port of the sandbox (SANDBOX_PORT, 8400)")
    parser.add_argument(
        "--portal-port", type=int, help="port of the portal (PES_PORTAL_PORT, 8401)"
    )
    parser.add_argument(
        "--ephemeral", action="store_true", help="keep the sandbox's state in memory only"
    )
    options = parser.parse_args(arguments)
    try:
        sandbox = port_of("SANDBOX_PORT", options.port, os.environ)
        portal = port_of("PES_PORTAL_PORT", options.portal_port, os.environ)
        return asyncio.run(run_pair(sandbox, portal, options.ephemeral))
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
