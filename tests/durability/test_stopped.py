"""A server asked to stop closes its store and ends by itself, with status 0."""

import signal
import socket
from pathlib import Path

import pytest

from clients.side_by_side import answers
from tests.live import HOST, STOP_SECONDS, running_sandbox


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_cleanly(tmp_path, asked):
    """Nothing keeps the process alive, and the write-ahead log is merged into the database."""
    state = tmp_path / "state"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        server.process.send_signal(asked)
        assert server.process.wait(timeout=STOP_SECONDS) == 0, server.printed()
    assert "Traceback" not in server.printed()
    assert (state / "sandbox.db").stat().st_mode & 0o777 == 0o600
    assert not (state / "sandbox.db-wal").exists()


def test_nobody_who_waits_holds_the_server_back(tmp_path: Path) -> None:
    """A long poll is answered when the server is asked to stop, and its stop is no forced one."""
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(tmp_path / "state")) as server:
        with socket.create_connection((HOST, server.port), timeout=STOP_SECONDS) as caller:
            caller.sendall(
                f"GET /_sandbox/journal?after={2**53}&wait=60 HTTP/1.1\r\n"
                f"Host: {HOST}:{server.port}\r\nConnection: close\r\n\r\n".encode()
            )
            assert answers(f"{server.base_url}/_sandbox")  # served after what was sent before
            server.process.send_signal(signal.SIGTERM)
            answer = b"".join(iter(lambda: caller.recv(65_536), b""))
        assert server.process.wait(timeout=STOP_SECONDS) == 0, server.printed()
    assert answer.startswith(b"HTTP/1.1 200"), answer
    assert b'"entries":[]' in answer
    assert "exceeded" not in server.printed()
    assert "Traceback" not in server.printed()


def test_a_stream_that_is_open_ends_with_the_server(tmp_path: Path) -> None:
    """The reader of events sees the end of his stream, and the server stops as if alone."""
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(tmp_path / "state")) as server:
        with socket.create_connection((HOST, server.port), timeout=STOP_SECONDS) as reader:
            reader.sendall(
                b"GET /developper/traces/flux HTTP/1.1\r\n"
                + f"Host: {HOST}:{server.port}\r\n\r\n".encode()
            )
            came = b""
            while b"event: item" not in came:
                came += reader.recv(65_536)
            server.process.send_signal(signal.SIGTERM)
            came += b"".join(iter(lambda: reader.recv(65_536), b""))
        assert server.process.wait(timeout=STOP_SECONDS) == 0, server.printed()
    assert came.endswith(b"0\r\n\r\n"), "the stream is whole, not cut off"
    assert "exceeded" not in server.printed()
    assert "Traceback" not in server.printed()
