"""A sandbox on a port of the loopback, in this process, and commands given to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from sandbox.cli import main
from sandbox.inprocess import Mode, Running, start


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


Give = Callable[..., Ended]
"""Give a command, word by word."""


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """One sandbox for the tests of a file."""
    with start(Mode.PORT) as server:
        yield server


@pytest.fixture
def give(
    running: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Give:
    """Give commands to it, as a shell would."""
    monkeypatch.setenv("SANDBOX_URL", running.url)
    monkeypatch.delenv("SANDBOX_CONTROL_TOKEN", raising=False)

    def give(*words: object) -> Ended:
        try:
            status = main([str(word) for word in words])
        except SystemExit as refused:
            status = int(refused.code or 0)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return give


@pytest.fixture
def space(give: Give) -> Iterator[str]:
    """The name of a space of the test's own."""
    made = give("space", "create", "--hint-signs-in", "--only", "id")
    assert made.status == 0, made.err
    yield made.out.strip()
    give("space", "delete", made.out.strip())
