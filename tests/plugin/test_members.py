"""docs/pytest.md says what the fixture can do: all of it, and nothing else."""

import re
from collections.abc import Iterator

import pytest

from sandbox import remote
from sandbox.pytest_plugin.space import ClicSequr
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "pytest.md").read_text(encoding="utf-8")
ACTED_UPON = (
    remote.Account,
    remote.Organisation,
    remote.Mandate,
    remote.Client,
    remote.Enrolment,
    remote.Classroom,
    remote.Session,
    remote.BrowserState,
    remote.Armed,
    remote.Tokens,
    remote.Trace,
)


def rows(header: str) -> Iterator[tuple[str, str]]:
    """Both cells of each row of the table that begins with this header."""
    table = PAGE.split(header, 1)[1].split("\n\n", 1)[0]
    for line in table.splitlines()[2:]:
        first, second = line.strip("|").split("|")
        yield first, second


def test_every_member_of_the_fixture_is_on_its_page(clicsequr: ClicSequr) -> None:
    """Every public name of the space of a test is in the table, and no other."""
    told = [
        name
        for first, _ in rows("| Of `clicsequr` |")
        for name in re.findall(r"`([a-z_]+)[`(]", first)
    ]
    assert sorted(told) == sorted(name for name in dir(clicsequr) if not name.startswith("_"))


def test_what_is_acted_upon_is_told_with_its_acts() -> None:
    """Every method of what a space gives is in the second table, and no other."""
    told = {
        first.strip(" `"): set(re.findall(r"`([a-z_]+)\(", second))
        for first, second in rows("| Of | What it does |")
    }
    there = {
        kind.__name__: {
            name
            for each in kind.__mro__
            if each.__module__.startswith("sandbox.remote")
            for name, value in vars(each).items()
            if callable(value) and not name.startswith("_")
        }
        for kind in ACTED_UPON
    }
    assert told == there


@pytest.mark.parametrize("act", ["unlock", "suspend", "reactivate", "close", "reissue", "activate"])
def test_the_acts_on_an_account_are_told(act: str) -> None:
    """The table names each."""
    (said,) = (second for first, second in rows("| Of | What it does |") if "Account" in first)
    assert act in said
