"""The pair of `make run`: neither outlives the other, and what prevents a start is said."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from clients import side_by_side

WAITS = "import sys; sys.stdin.read()"
IGNORES_TERM = (
    "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); sys.stdin.read()"
)
StartCode = Callable[[str], Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def start_code() -> AsyncIterator[StartCode]:
    """Start small Python programs that wait on their standard input; none is left behind."""
    started: list[asyncio.subprocess.Process] = []

    async def start(code: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            code,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def test_a_taken_port_is_named_with_a_way_out() -> None:
    """The message says which port, wanted for what, and how to choose another."""
    with socket.socket() as holder:
        holder.bind((side_by_side.HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(side_by_side.CannotStart, match=f"Port {port}, .*sandbox.*--port"):
            side_by_side.refuse_taken_port(port, "sandbox", ", or choose another: --port 1")


async def test_a_sandbox_that_ends_early_is_not_waited_for(start_code: StartCode) -> None:
    """The wait for an answer is over as soon as nobody is left to give it."""
    process = await start_code("raise SystemExit(3)")
    assert await side_by_side.until_it_answers("http://127.0.0.1:9/", process) is False
    assert process.returncode == 3


async def test_silence_has_an_end(start_code: StartCode, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox that runs without ever answering is given up."""
    monkeypatch.setattr(side_by_side, "START_SECONDS", 0.2)
    process = await start_code(WAITS)
    with pytest.raises(side_by_side.CannotStart, match="No answer"):
        await side_by_side.until_it_answers("http://127.0.0.1:9/", process)


@pytest.mark.parametrize(("status", "expected"), [(5, 5), (0, 1)])
async def test_the_status_of_the_one_that_stopped_by_itself_is_kept(
    start_code: StartCode, status: int, expected: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """An end that nobody asked for is never a success, and says who ended."""
    sandbox = await start_code(WAITS)
    portal = await start_code(f"raise SystemExit({status})")
    asked = asyncio.create_task(asyncio.Event().wait())
    assert await side_by_side.first_to_end(sandbox, portal, asked) == expected
    asked.cancel()
    assert "portal stopped by itself" in capsys.readouterr().err


async def test_an_end_that_was_asked_for_is_a_success(start_code: StartCode) -> None:
    """Ctrl-C is how one stops it, not how it fails."""
    sandbox, portal = await start_code(WAITS), await start_code(WAITS)
    stopping = asyncio.Event()
    stopping.set()
    asked = asyncio.create_task(stopping.wait())
    assert await side_by_side.first_to_end(sandbox, portal, asked) == 0


async def test_a_process_that_will_not_end_is_ended(
    start_code: StartCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process deaf to a polite end gets the other kind."""
    monkeypatch.setattr(side_by_side, "STOP_SECONDS", 0.2)
    process = await start_code(IGNORES_TERM)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    await side_by_side.stop(process)
    assert process.returncode == -9


def test_the_portal_expects_the_issuer_that_the_sandbox_is_given() -> None:
    """With SANDBOX_ISSUER the portal names it, and calls the sandbox where it listens."""
    address = "http://127.0.0.1:8400"
    assert side_by_side.portal_options(address, {}) == ["--issuer", address]
    given = {"SANDBOX_ISSUER": "http://localhost:8400/"}
    assert side_by_side.portal_options(address, given) == [
        "--issuer",
        "http://localhost:8400",
        "--backchannel-url",
        address,
    ]


@pytest.mark.parametrize(
    ("option", "environ", "port"),
    [
        (None, {}, 8400),
        (None, {"SANDBOX_PORT": ""}, 8400),
        (None, {"SANDBOX_PORT": "8410"}, 8410),
        (8500, {"SANDBOX_PORT": "8410"}, 8500),
    ],
)
def test_a_variable_moves_a_port_and_an_option_wins(
    option: int | None, environ: dict[str, str], port: int
) -> None:
    """What the sandbox obeys alone is obeyed by the pair as well."""
    assert side_by_side.port_of("SANDBOX_PORT", option, environ) == port


@pytest.mark.parametrize("written", ["0", "65536", "-1", "x", "\u0663"])
def test_what_is_no_port_is_refused_by_name(written: str) -> None:
    """Each of the two must know where the other is, so that 0 will not do."""
    with pytest.raises(side_by_side.CannotStart, match="PES_PORTAL_PORT must be a number"):
        side_by_side.port_of("PES_PORTAL_PORT", None, {"PES_PORTAL_PORT": written})


def test_the_ready_clients_redirect_to_where_the_portal_is() -> None:
    """The sandbox hears of a portal that moved, unless it was told of one already."""
    assert side_by_side.sandbox_environ(8501, {"HOME": "/x"}) == {
        "HOME": "/x",
        "SANDBOX_PORTAL_URL": "http://127.0.0.1:8501",
    }
    for given in (
        {"SANDBOX_PORTAL_URL": "http://portal.example"},
        {"PES_PORTAL_PUBLIC_URL": "http://portal.example/"},
    ):
        told = side_by_side.sandbox_environ(8501, given)
        assert told["SANDBOX_PORTAL_URL"] == "http://portal.example"


async def test_a_taken_pair_says_how_to_start_another() -> None:
    """The way out is a whole command, with data of its own."""
    with socket.socket() as holder:
        holder.bind((side_by_side.HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(side_by_side.CannotStart) as refused:
            await side_by_side.run_pair(port, port - 1, ephemeral=True)
    way = f"SANDBOX_DATA=.sandbox-2 SANDBOX_PORT={port + 100} PES_PORTAL_PORT={port + 99} make run"
    assert way in str(refused.value)
