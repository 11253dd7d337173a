"""What holds for every test: under CI, nothing is skipped and nothing is expected to fail.

A test may skip where a tool (Chromium, Node) is missing on someone's machine. A CI that skips
proves nothing, so with ``CI`` set in the environment a skip or an expected failure is reported
as a failure, with its reason.
"""

import fcntl
import os
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.live import PORTAL_PORT, LiveServer, running_portal, running_sandbox

if TYPE_CHECKING:  # the house tests read files only: they need not load the application
    from starlette.applications import Starlette

    from sandbox.services.desk import Desk

pytest_plugins = ("pytester",)

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
"""Noon in Toronto of the day on which the tests in process stand still."""
UNDER_CI = os.environ.get("CI", "").lower() not in {"", "0", "false", "no"}


def as_failure(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skipped `report` into a failed one that says why it was skipped."""
    if report.outcome != "skipped":
        return
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        del report.wasxfail
        reason = f"expected to fail: {expected}"
    else:
        location = report.longrepr
        reason = str(location[2] if isinstance(location, tuple) else location)
    report.outcome = "failed"
    report.longrepr = f"Not allowed under CI: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Refuse a skipped test under CI."""
    report = yield
    if UNDER_CI:
        as_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse a skipped module under CI."""
    report = yield
    if UNDER_CI:
        as_failure(report)
    return report


@pytest.fixture(scope="session")
def live_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox in a process of its own, on a free port, with its state in memory.

    One for all the tests of a worker: a test that needs a world of its own works in a space.
    """
    with running_sandbox(tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture(scope="module")
def portal_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The one port the ready client is registered for; one worker at a time may have it."""
    with (tmp_path_factory.getbasetemp().parent / "portal.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield PORTAL_PORT


@pytest.fixture(scope="module")
def live_portal(
    live_sandbox: LiveServer, portal_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The sample portal in a process of its own, as a relying party of `live_sandbox`."""
    folder = tmp_path_factory.mktemp("portal")
    with running_portal(folder, live_sandbox, portal_port) as server:
        yield server


@pytest.fixture
async def desk() -> AsyncIterator["Desk"]:
    """A desk over a store in memory, its default space seeded, its clock stopped at `NOON`."""
    from sandbox.app import open_desk
    from sandbox.settings import Settings
    from sandbox.world.clock import Clock

    settings = Settings(data="", secret="tests")
    opened = await open_desk(settings, Clock(lambda: NOON.timestamp()))
    yield opened
    await opened.store.close()


@pytest.fixture
def application(desk: "Desk") -> "Starlette":
    """The whole sandbox over `desk`, to be called in process."""
    from sandbox.app import create_app
    from sandbox.settings import Settings

    return create_app(Settings(data="", secret="tests"), desk=desk)
