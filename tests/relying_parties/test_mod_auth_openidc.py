"""Debian's Apache with mod_auth_openidc, unmodified, before a site of three pages."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from tests.live import LiveServer, free_port
from tests.relying_parties import apache
from tests.relying_parties.plain_browser import PlainBrowser
from tests.relying_parties.rotation import lasting_sandbox, rotate

READY = ("pes-portal", "pes-portal-secret")
SCOPE = "openid profile entreprise pes offline_access"
METADATA = "/.well-known/oauth-authorization-server"


@pytest.fixture(scope="module")
def port() -> int:
    """The port of the site: the sandbox's ready client is registered for it."""
    apache.executable()
    return free_port()


@pytest.fixture(scope="module")
def sandbox(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own."""
    folder = tmp_path_factory.mktemp("mod-auth-openidc")
    with lasting_sandbox(folder, SANDBOX_PORTAL_URL=f"http://127.0.0.1:{port}") as server:
        yield server


@pytest.fixture(scope="module")
def site(port: int, sandbox: LiveServer) -> Iterator[LiveServer]:
    """The site, whose module is a client of the sandbox."""
    known = apache.knowing(sandbox.base_url, *READY, SCOPE)
    as_a_resource = {
        "OIDCOAuthClientID": READY[0],
        "OIDCOAuthClientSecret": READY[1],
        "OIDCOAuthServerMetadataURL": f"{sandbox.base_url}{METADATA}",
    }
    with (
        apache.outside_pytest() as folder,
        apache.running_apache(port, folder, {**known, **as_a_resource}) as server,
    ):
        yield server


@pytest.fixture
def browser() -> Iterator[PlainBrowser]:
    """A browser that nobody is signed in with."""
    with PlainBrowser() as found:
        yield found


def info(site: LiveServer, browser: PlainBrowser) -> dict[str, Any]:
    """What the module holds of the session."""
    found: dict[str, Any] = browser.visit(f"{site.base_url}/callback?info=json").json()
    return found


def test_a_protected_page_asks_for_a_sign_in(site: LiveServer, browser: PlainBrowser) -> None:
    """From the page to the sandbox's form and back to the page, with the claims in its hands."""
    page = browser.visit(f"{site.base_url}/protege/")
    assert (page.status_code, page.text) == (200, "site/protege"), site.printed()
    assert page.headers["x-role"] == "RSE"
    held = info(site, browser)
    assert held["userinfo"]["sub"] == page.headers["x-subject"]
    assert browser.visit(f"{site.base_url}/protege/").status_code == 200
    assert browser.signed_in == 1


def test_refreshes_its_access_token(site: LiveServer, browser: PlainBrowser) -> None:
    """At its refresh address the module takes new tokens and comes back to the page."""
    page = f"{site.base_url}/protege/"
    browser.visit(page)
    before = info(site, browser)
    query = urlencode({"refresh": page, "access_token": before["access_token"]})
    assert str(browser.visit(f"{site.base_url}/callback?{query}").url) == page
    after = info(site, browser)
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]


def test_signs_out_here_and_at_the_provider(site: LiveServer, browser: PlainBrowser) -> None:
    """The module leaves by the end session endpoint, and the form is shown again afterwards."""
    browser.visit(f"{site.base_url}/protege/")
    out = urlencode({"logout": f"{site.base_url}/"})
    assert browser.visit(f"{site.base_url}/callback?{out}").text == "site"
    browser.visit(f"{site.base_url}/protege/")
    assert browser.signed_in == 2


def test_asks_the_sandbox_what_a_bearer_token_is_worth(
    site: LiveServer, browser: PlainBrowser
) -> None:
    """As a resource server the module introspects a token, lets it in, and refuses another."""
    page = browser.visit(f"{site.base_url}/protege/")
    token = info(site, browser)["access_token"]
    api = f"{site.base_url}/api/"
    let_in = httpx2.get(api, headers={"Authorization": f"Bearer {token}"})
    assert (let_in.status_code, let_in.text) == (200, "site/api"), site.printed()
    assert let_in.headers["x-subject"] == page.headers["x-subject"]
    assert httpx2.get(api, headers={"Authorization": "Bearer autre"}).status_code == 401


@pytest.mark.parametrize("how", ["--now", "--emergency"])
def test_survives_a_rotation(
    sandbox: LiveServer, site: LiveServer, browser: PlainBrowser, how: str
) -> None:
    """A sign-in after the new key signs is let in: the module asks for the keys again."""
    page = f"{site.base_url}/protege/"
    assert browser.visit(page).status_code == 200
    rotate(sandbox, how)
    with PlainBrowser() as other:
        assert other.visit(page).text == "site/protege", site.printed()
        assert info(site, other)["id_token"]["iss"] == sandbox.base_url
    assert browser.visit(page).status_code == 200


def test_signs_out_after_an_emergency(
    sandbox: LiveServer, site: LiveServer, browser: PlainBrowser
) -> None:
    """What the module shows of the sign-in was signed with the lost key, so the person is asked."""
    browser.visit(f"{site.base_url}/protege/")
    rotate(sandbox, "--emergency")
    out = urlencode({"logout": f"{site.base_url}/"})
    assert browser.leave(f"{site.base_url}/callback?{out}").text == "site"
    browser.visit(f"{site.base_url}/protege/")
    assert browser.signed_in == 2
