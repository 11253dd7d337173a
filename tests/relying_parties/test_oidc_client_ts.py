"""The npm package oidc-client-ts, unmodified, as a single-page application in Chromium.

The page is of another origin than the sandbox: whatever it reads, it reads by CORS.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import OpenPage
from tests.live import LiveServer
from tests.relying_parties import node, spa
from tests.relying_parties.person import PASSWORD
from tests.relying_parties.rotation import lasting_sandbox, rotate

USER_CODE = "RSEACT24"
SCOPE = "openid profile entreprise"


@pytest.fixture(scope="module")
def application() -> Iterator[spa.Application]:
    """The application, on a free port."""
    node.executable()
    with spa.serving() as found:
        yield found


@pytest.fixture(scope="module")
def sandbox(
    application: spa.Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """A sandbox whose ready browser client is registered for that port."""
    folder = tmp_path_factory.mktemp("oidc-client-ts")
    with lasting_sandbox(folder, SANDBOX_PORTAL_URL=application.origin) as server:
        yield server


@pytest.fixture
def page(application: spa.Application, sandbox: LiveServer, browser_page: OpenPage) -> Page:
    """A browser at the application, signed out."""
    application.settings = {"issuer": sandbox.base_url, "clientId": "spa", "scope": SCOPE}
    opened = browser_page()
    start(opened, application)
    return opened


def start(page: Page, application: spa.Application) -> None:
    """Open the application and wait until it has read its settings."""
    page.goto(application.url)
    expect(page.locator("#state")).to_have_text("déconnecté")


def sign_in(page: Page) -> dict[str, Any]:
    """Through the sandbox's own form and back; the user as the library keeps it."""
    page.evaluate("void party.signinRedirect()")
    page.fill("[name=code_utilisateur]", USER_CODE)
    page.fill("[name=mot_de_passe]", PASSWORD)
    page.click("form:has([name=mot_de_passe]) [type=submit]")
    expect(page.locator("#state")).to_have_text("connecté")
    return user(page)


def user(page: Page) -> dict[str, Any]:
    """The user as the library keeps it."""
    found: dict[str, Any] = page.evaluate("party.getUser()")
    return found


def header_of(token: str) -> dict[str, Any]:
    """The header of a JWT."""
    part = token.split(".")[0]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def test_signs_in_and_reads_userinfo_across_origins(page: Page, sandbox: LiveServer) -> None:
    """Discovery, token and userinfo are all read from the page, whose profile has the role."""
    profile = sign_in(page)["profile"]
    assert profile["iss"] == sandbox.base_url
    assert profile["role"] == "RSE"
    assert profile["simulation"] is True


def test_renews_silently_in_a_frame(page: Page) -> None:
    """Without a refresh token the library asks with prompt=none in a frame of the page."""
    first = sign_in(page)
    assert first["refresh_token"] is None
    page.evaluate("party.signinSilent()")
    second = user(page)
    assert second["access_token"] != first["access_token"]
    assert second["profile"]["sub"] == first["profile"]["sub"]
    assert second["profile"]["auth_time"] == first["profile"]["auth_time"]


def test_renews_by_refresh_token_and_gives_it_up(
    application: spa.Application, page: Page, sandbox: LiveServer
) -> None:
    """With offline_access it refreshes by CORS, the token rotates, and both can be revoked."""
    application.settings["scope"] = f"{SCOPE} offline_access"
    start(page, application)
    first = sign_in(page)
    page.evaluate("party.signinSilent()")
    second = user(page)
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert second["profile"]["auth_time"] == first["profile"]["auth_time"]
    page.evaluate("party.revokeTokens()")
    bearer = {"Authorization": f"Bearer {second['access_token']}"}
    assert httpx2.get(f"{sandbox.base_url}/oidc/userinfo", headers=bearer).status_code == 401


def test_signs_out_at_the_provider(application: spa.Application, page: Page) -> None:
    """The library leaves with the ID token, comes back, and the next sign-in shows the form."""
    sign_in(page)
    page.evaluate("void party.signoutRedirect()")
    expect(page.locator("#state")).to_have_text("déconnecté")
    assert page.url == application.url
    page.evaluate("void party.signinRedirect()")
    expect(page.locator("[name=mot_de_passe]")).to_be_visible()


def test_a_refusal_is_read_by_its_name(page: Page, application: spa.Application) -> None:
    """prompt=none with nobody signed in comes back as login_required, state and all."""
    page.evaluate("void party.signinRedirect({ prompt: 'none' })")
    expect(page.locator("#state")).to_have_text("refusé")
    assert page.evaluate("problem.error") == "login_required"


def test_binds_its_tokens_to_a_key_in_the_browser(
    application: spa.Application, sandbox: LiveServer, unwatched: Page
) -> None:
    """With DPoP and the server's nonce, across origins, from the code to the refresh token."""
    asked = {
        "redirect_uris": [application.url],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": True,
        "dpop_nonce_required": True,
    }
    told = httpx2.post(f"{sandbox.base_url}/oidc/register", json=asked).json()
    scope = f"{SCOPE} offline_access"
    application.settings = {
        "issuer": sandbox.base_url,
        "clientId": told["client_id"],
        "scope": scope,
        "dpop": True,
    }
    start(unwatched, application)
    first = sign_in(unwatched)
    assert first["token_type"].lower() == "dpop"
    assert unwatched.evaluate("userinfo()")["role"] == "RSE"
    unwatched.evaluate("party.signinSilent()")
    second = user(unwatched)
    assert second["refresh_token"] != first["refresh_token"]
    assert unwatched.evaluate("userinfo()")["sub"] == first["profile"]["sub"]
    bearer = {"Authorization": f"Bearer {second['access_token']}"}
    assert httpx2.get(f"{sandbox.base_url}/oidc/userinfo", headers=bearer).status_code == 401


@pytest.mark.parametrize("how", ["--now", "--emergency"])
def test_survives_a_rotation(
    page: Page, application: spa.Application, sandbox: LiveServer, how: str
) -> None:
    """The page renews silently with the new key, and signs out with the ID token it got then."""
    first = sign_in(page)
    kid = rotate(sandbox, how)
    page.evaluate("party.signinSilent()")
    second = user(page)
    assert header_of(second["id_token"])["kid"] == kid != header_of(first["id_token"])["kid"]
    page.evaluate("void party.signoutRedirect()")
    expect(page.locator("#state")).to_have_text("déconnecté")
    assert page.url == application.url
