"""A Python that lacks the dependencies: one line of advice, no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import __main__ as command

ROOT = Path(__file__).resolve().parents[2]


def test_a_python_without_the_dependencies_says_which_to_use():
    """Without site-packages nothing of a third party is found."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "sandbox", "serve", "--ephemeral", "--port", "0"],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not installed for" in done.stderr
    assert ".venv/bin/python -m sandbox" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_module_of_ours_that_is_missing_is_no_advice(monkeypatch: pytest.MonkeyPatch):
    """Our own mistake keeps its traceback."""

    def broken() -> int:
        raise ModuleNotFoundError("No module named 'sandbox.gone'", name="sandbox.gone")

    monkeypatch.setattr(command, "main", broken)
    with pytest.raises(ModuleNotFoundError):
        command.run()
