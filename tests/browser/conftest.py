"""A sandbox and its portal, looked at in a real Chromium."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import (
    OpenPage,
    browser_page,
    chromium,
    pytest_runtest_makereport,
)
from tests.live import LiveServer, free_port, running_portal, running_sandbox

__all__ = ["OpenPage", "browser_page", "chromium", "pytest_runtest_makereport"]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, LiveServer]]:
    """A sandbox, and the portal on a free port that its ready client is registered for."""
    folder = tmp_path_factory.mktemp("pair")
    port = free_port()
    with (
        running_sandbox(folder, SANDBOX_PORTAL_URL=f"http://127.0.0.1:{port}") as sandbox,
        running_portal(folder, sandbox, port) as portal,
    ):
        yield sandbox, portal


@pytest.fixture(scope="module")
def portal(pair: tuple[LiveServer, LiveServer]) -> LiveServer:
    """The portal of the pair."""
    return pair[1]
