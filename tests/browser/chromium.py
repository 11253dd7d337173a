"""Real Chromium, as Debian ships it, driven by Playwright; skipped with a reason without it.

For the `conftest.py` of a folder of tests to import. The fixtures live one module long, not one
session: Playwright's synchronous interface keeps an event loop running in its thread, in which no
asynchronous test could run.
"""

import re
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.watch import Watch
from tests.house.tree import ROOT

TIMEOUT_MS = 10_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
FAILED = pytest.StashKey[bool]()


class OpenPage(Protocol):
    """Opens a page in a context of its own: no cookie is shared between two of them."""

    def __call__(self, *, javascript: bool = True, **options: Any) -> Page:
        """Options are those of Playwright's ``new_context`` (``viewport``, ``locale``...)."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, so that its pages are kept as pictures."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def found() -> str | None:
    """Where Chromium is on this machine, if it is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser as long as the block lasts; Playwright says so where there is none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of a module of tests."""
    if found() is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    with launched() as browser:
        yield browser


@pytest.fixture
def browser_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Open pages that may neither leave the loopback nor fail out of sight.

    The test fails at its end when one did. Pages of a failed test are kept under ``shots/``.
    """
    watch = Watch()
    contexts: list[BrowserContext] = []

    def open_page(*, javascript: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            **{"locale": "fr-CA", "java_script_enabled": javascript, **options}
        )
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_page
    pages = [page for context in contexts for page in context.pages]
    if request.node.stash.get(FAILED, False) or watch.complaints:
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        for number, page in enumerate(pages, 1):
            page.screenshot(path=ROOT / "shots" / f"{name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    assert not watch.complaints, "\n".join(watch.complaints)
