"""Debian's Apache with mod_auth_openidc registers itself, and is told of logouts elsewhere."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.live import PAUSE_SECONDS, LiveServer, free_port, running_sandbox
from tests.relying_parties import apache
from tests.relying_parties.person import PASSWORD
from tests.relying_parties.plain_browser import USER_CODE, PlainBrowser

SCOPE = "openid profile entreprise"
TRIES = 200


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own."""
    apache.executable()
    with running_sandbox(tmp_path_factory.mktemp("logout")) as server:
        yield server


@pytest.fixture(scope="module")
def metadata(sandbox: LiveServer) -> dict[str, Any]:
    """What the sandbox says of itself."""
    address = f"{sandbox.base_url}/.well-known/openid-configuration"
    found: dict[str, Any] = httpx2.get(address).json()
    return found


@pytest.fixture(scope="module")
def site(metadata: dict[str, Any]) -> Iterator[LiveServer]:
    """A site whose module knows the sandbox's metadata, and has no client yet."""
    with apache.outside_pytest() as folder:
        directives = apache.registering(folder / "metadata", metadata, SCOPE)
        with apache.running_apache(free_port(), folder, directives) as server:
            yield server


def signed_in(sandbox: LiveServer, site: LiveServer) -> PlainBrowser:
    """A browser that was sent from the sandbox to the site, and is signed in there."""
    browser = PlainBrowser()
    asked = {"iss": sandbox.base_url, "target_link_uri": f"{site.base_url}/protege/"}
    page = browser.visit(str(httpx2.URL(f"{site.base_url}/callback", params=asked)))
    assert page.text == "site/protege", f"{page.text}\n{site.printed()}"
    return browser


def let_in(site: LiveServer, browser: PlainBrowser) -> bool:
    """Whether the module has a session for this browser, rather than a list of providers."""
    return browser.http.get(f"{site.base_url}/protege/").text == "site/protege"


def soon(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within ten seconds."""
    for _ in range(TRIES):
        if true():
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def test_registers_itself_at_a_third_partys_word(sandbox: LiveServer, site: LiveServer) -> None:
    """Told the issuer and a page, the module registers, signs the person in and shows the page."""
    with signed_in(sandbox, site) as browser:
        assert browser.signed_in == 1
        assert let_in(site, browser)


def test_is_told_when_the_person_signs_out_elsewhere(
    sandbox: LiveServer, metadata: dict[str, Any], site: LiveServer
) -> None:
    """The logout token ends the module's session, and that of no other browser."""
    with signed_in(sandbox, site) as browser, signed_in(sandbox, site) as bystander:
        browser.leave(metadata["end_session_endpoint"])
        told = soon(lambda: not let_in(site, browser))
        assert told, site.printed() + sandbox.printed()
        assert let_in(site, bystander)


@pytest.fixture
def cookie_site(metadata: dict[str, Any]) -> Iterator[LiveServer]:
    """A site that is told of logouts in the browser alone."""
    port = free_port()
    callback = f"http://127.0.0.1:{port}/callback"
    asked = {
        "redirect_uris": [callback],
        "frontchannel_logout_uri": f"{callback}?logout=get",
        "frontchannel_logout_session_required": True,
    }
    told = httpx2.post(metadata["registration_endpoint"], json=asked).json()
    known = apache.knowing(metadata["issuer"], told["client_id"], told["client_secret"], SCOPE)
    with apache.outside_pytest() as folder, apache.running_apache(port, folder, known) as server:
        yield server


def test_is_told_in_the_browser(
    metadata: dict[str, Any], cookie_site: LiveServer, unwatched: Page
) -> None:
    """The page that says goodbye loads the module in a frame, which forgets its session."""
    page = unwatched  # the module forbids to show the frame it answers in
    protected = f"{cookie_site.base_url}/protege/"
    page.goto(protected)
    page.fill("[name=code_utilisateur]", USER_CODE)
    page.fill("[name=mot_de_passe]", PASSWORD)
    page.click("form:has([name=mot_de_passe]) [type=submit]")
    expect(page.locator("body")).to_have_text("site/protege")
    page.goto(metadata["end_session_endpoint"])
    with page.expect_response(lambda answer: "logout=get" in answer.url) as told:
        page.click("form:has([name=confirmation]) [type=submit]")
    assert told.value.status == 200
    page.goto(protected)
    expect(page.locator("[name=mot_de_passe]")).to_be_visible()
