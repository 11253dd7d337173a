"""A sandbox in this process, commanded as a program would command it."""

from collections.abc import Iterator

import pytest

from sandbox.inprocess import Mode, Running, start
from sandbox.remote import Sandbox, Space


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """One sandbox for the tests of a file."""
    with start(Mode.ASGI) as server:
        yield server


@pytest.fixture
def sandbox(running: Running) -> Iterator[Sandbox]:
    """A client of it."""
    with Sandbox(running.url, running.token, running.transport) as client:
        yield client


@pytest.fixture
def space(sandbox: Sandbox) -> Iterator[Space]:
    """A space of the test's own, in which a hint signs in."""
    with sandbox.create_space(hint_signs_in=True) as made:
        yield made
