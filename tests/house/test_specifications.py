"""The page of specifications is true: each has a state, its tests exist, and none is left out."""

import re

import pytest

from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "specifications.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(test_[a-z0-9_]+\.py)`", PAGE))
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.partition("## Beyond")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| Specification")
]


def test_every_specification_has_a_state() -> None:
    """Whole, partial or absent; what is partial says what is left out."""
    assert len(ROWS) > 30
    assert {row[1] for row in ROWS} == {"whole", "partial", "absent"}
    assert not [row[0] for row in ROWS if row[1] == "partial" and not row[2]]


@pytest.mark.parametrize("row", [row for row in ROWS if row[1] != "absent"], ids=lambda row: row[0])
def test_what_is_there_is_held_by_tests(row: list[str]) -> None:
    """No claim without a test."""
    assert re.search(r"`test_", row[3]), row[0]


def test_every_test_of_the_protocol_is_named() -> None:
    """A file of tests/protocol belongs to a specification, or is said to go beyond."""
    there = {path.name for path in (ROOT / "tests" / "protocol").glob("test_*.py")}
    assert there == NAMED
