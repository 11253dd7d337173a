"""Faults in a real Chromium: a response that arrives twice, and the pages that arm them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import httpx2
import pytest

from tests.browser.conftest import OpenPage
from tests.browser.test_journey import DESK, PHONE, SMALL_TARGETS, fits
from tests.live import LiveServer

PASSWORD = "Flocon-Demo-2009"
_ARRIVED = b'<!doctype html><title>Arrived</title><link rel="icon" href="data:,"><h1>Arrived</h1>'


@contextmanager
def _listening() -> Iterator[tuple[str, list[str]]]:
    """A redirect URI, and what arrived there in order."""
    arrived: list[str] = []

    class Callback(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/callback"):
                arrived.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(_ARRIVED)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Callback)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/callback", arrived
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_response_arrives_twice(
    browser_page: OpenPage, live_sandbox: LiveServer, javascript: bool
) -> None:
    """In the frame, then in the place of the page; within the policy of the page, by itself."""
    with _listening() as (uri, arrived), httpx2.Client(base_url=live_sandbox.base_url) as http:
        client = http.post("/oidc/register", json={"redirect_uris": [uri]}).json()
        asked = {
            "client_id": client["client_id"],
            "redirect_uri": uri,
            "response_type": "code",
            "scope": "openid",
            "state": "the-state",
        }
        page = browser_page(javascript=javascript)
        page.goto(f"{live_sandbox.base_url}/oidc/authorize?{urlencode(asked)}")
        page.fill("#code_utilisateur", "FAUTE-AUTHORIZATION-SENT-TWICE")
        page.fill("#mot_de_passe", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_url(f"{uri}?*")
        page.wait_for_load_state("networkidle")
        assert len(arrived) == 2
        assert arrived[0] == arrived[1]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_catalogue_fits_and_arms_without_a_script(
    browser_page: OpenPage, live_sandbox: LiveServer, lang: str, size: dict[str, int]
) -> None:
    """From an entry to the form that it fills in, and to the board."""
    made = httpx2.post(f"{live_sandbox.base_url}/_sandbox/spaces", json={"seed": "empty"}).json()
    page = browser_page(viewport=size, javascript=False)
    page.goto(f"{made['issuer']}/developper/fautes?lang={lang}")
    assert fits(page)
    assert not page.is_visible("#token-429")
    page.click("a[href='#lieu-token']")
    page.click("#lieu-token summary:has-text('token-429')")
    page.click("#token-429 a")
    assert page.input_value("#faute") == "token-429"
    page.fill("#valeur", "60")
    page.click("section[aria-labelledby=armer] button")
    assert "429" in page.inner_text("#armee-1")
    assert fits(page)
    assert page.evaluate(SMALL_TARGETS) == []
    page.goto(f"{made['issuer']}/developper/fautes#jwks-empty")
    assert page.is_visible("#jwks-empty")
