"""The sample portal in this process, against an issuer that can be spoilt; and a browser."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette

from clients.pes_portal.app import create_app
from clients.pes_portal.settings import Settings
from tests.browser.chromium import (
    TIMEOUT_MS,
    browser_page,
    chromium,
    pytest_runtest_makereport,
)
from tests.relying_parties.fake_issuer import FakeIssuer
from tests.relying_parties.portal_browser import PORTAL, Watch

__all__ = ["browser_page", "chromium", "pytest_runtest_makereport"]


@pytest.fixture
def issuer() -> FakeIssuer:
    """An honest issuer, to be spoilt."""
    return FakeIssuer()


@pytest.fixture
def watch() -> Watch:
    """The watch of the portal."""
    return Watch()


@pytest.fixture
def portal(issuer: FakeIssuer, watch: Watch) -> Starlette:
    """The portal, whose only way to an issuer is the fake one."""
    return create_app(Settings(), watch, httpx2.ASGITransport(app=issuer.app))


@pytest.fixture
async def browser(portal: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser at the portal; it keeps cookies and follows no redirect by itself."""
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=portal), base_url=PORTAL
    ) as client:
        yield client


@pytest.fixture
def unwatched(chromium: Browser) -> Iterator[Page]:
    """A page of Chromium where an answer may be a refusal, which the library then goes on from."""
    context = chromium.new_context(locale="fr-CA")
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()
