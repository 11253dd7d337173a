"""A server asked to stop closes its store and ends by itself, with status 0."""

import signal

import pytest

from tests.live import STOP_SECONDS, running_sandbox


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
