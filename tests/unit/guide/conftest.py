"""A copy of the guide for each test that spoils it."""

from pathlib import Path

import pytest

from tests.unit.guide.edits import Copy


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """The guide, copied."""
    return Copy(tmp_path / "guide")
