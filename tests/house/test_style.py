"""Style, layout and types, held by the same tools and settings as `make lint`."""

import subprocess
import sys

import pytest

from tests.house.tree import ROOT


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "--no-cache", "."],
        ["ruff", "format", "--no-cache", "--check", "."],
        ["mypy"],
    ],
    ids=["style", "layout", "types"],
)
def test_the_code_is_clean(command: list[str]) -> None:
    """Ruff and mypy find nothing to say about the sandbox, its clients and its tests."""
    found = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert found.returncode == 0, f"{found.stdout}{found.stderr}"
