"""A command that follows ends once when its reader leaves, whoever tells it of that."""

import os
import signal

import pytest

from sandbox.cli import reader


def test_two_signals_end_a_command_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A write to the closed pipe sends one and the watch another, perhaps on the way out."""
    read, write = os.pipe()
    monkeypatch.setattr(reader, "_pipe", lambda: write)
    told = 0
    before = signal.getsignal(signal.SIGPIPE)
    try:
        with reader.ends_with_its_reader():
            for _ in range(2):
                try:
                    signal.raise_signal(signal.SIGPIPE)
                except reader.NobodyReads:
                    told += 1
        assert told == 1
        assert signal.getsignal(signal.SIGPIPE) == before
    finally:
        os.close(read)
        os.close(write)
