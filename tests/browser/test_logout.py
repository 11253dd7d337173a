"""Logout in Chromium: frames that tell applications, with and without script, and the log."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.live import LiveServer, running_sandbox
from tests.protocol.house import S256

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
USER_CODE, PASSWORD = "RSEACT24", "Flocon-Demo-2009"
LOOKS = 100
"""At the log, until the first attempt is in it: a key may have to be made for it."""
BODY = b"<!doctype html><html lang='fr'><link rel='icon' href='data:,'><title>app</title></html>"


@dataclass
class Application:
    """A relying party in a thread: it shows a page at every address and keeps what was asked."""

    asked: list[str] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)  # frames wait for it

    def __post_init__(self) -> None:
        application = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                application.asked.append(self.path)
                if self.path.startswith("/front"):
                    application.open.wait()
                with suppress(ConnectionError):  # a page that did not wait for its frame
                    self.send_response(200)
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                    self.send_header("Content-Length", str(len(BODY)))
                    self.end_headers()
                    self.wfile.write(BODY)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(503)
                self.end_headers()

            def log_request(self, *_: object) -> None:
                """Nothing: what was asked is kept."""

        self.open.set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"

    def frames(self) -> list[dict[str, str]]:
        """The queries with which its front-channel address was loaded."""
        told = [path for path in self.asked if path.startswith("/front")]
        return [dict(parse_qsl(urlsplit(path).query)) for path in told]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own."""
    with running_sandbox(tmp_path_factory.mktemp("logout-browser")) as server:
        yield server


@pytest.fixture
def application() -> Iterator[Application]:
    """A running application."""
    one = Application()
    thread = threading.Thread(target=one.server.serve_forever)
    thread.start()
    yield one
    one.open.set()
    one.server.shutdown()
    thread.join()
    one.server.server_close()


def registered(sandbox: LiveServer, application: Application) -> str:
    """The id of the application as a client that is told in both channels."""
    asked = {
        "client_name": "Garderie en ligne",
        "redirect_uris": [f"{application.address}/callback"],
        "post_logout_redirect_uris": [f"{application.address}/bye"],
        "frontchannel_logout_uri": f"{application.address}/front?app=1",
        "frontchannel_logout_session_required": True,
        "backchannel_logout_uri": f"{application.address}/back",
        "token_endpoint_auth_method": "none",
    }
    answer = httpx2.post(f"{sandbox.base_url}/oidc/register", json=asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["client_id"])


def sign_in(page: Page, sandbox: LiveServer, application: Application, lang: str = "fr") -> str:
    """A person in session at the application; its client id."""
    client_id = registered(sandbox, application)
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": f"{application.address}/callback",
        "scope": "openid",
        "state": "s",
        "ui_locales": lang,
        **S256,
    }
    page.goto(f"{sandbox.base_url}/oidc/authorize?{urlencode(asked)}")
    page.locator("[name=code_utilisateur]").fill(USER_CODE)
    page.locator("[name=mot_de_passe]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{application.address}/callback?**")
    return client_id


def leave(page: Page, sandbox: LiveServer, client_id: str, back: str, lang: str = "fr") -> None:
    """Ask to sign out, and say yes."""
    asked = {"client_id": client_id, "ui_locales": lang, "state": "s é"}
    if back:
        asked["post_logout_redirect_uri"] = back
    page.goto(f"{sandbox.base_url}/oidc/logout?{urlencode(asked)}")
    page.locator("main form button").click()


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways (WCAG 2.2, 1.4.10)."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def test_the_browser_goes_on_once_the_frames_are_loaded(
    browser_page: OpenPage, sandbox: LiveServer, application: Application
) -> None:
    """The application is told of issuer and session in its frame, and then shown again."""
    page = browser_page()
    client_id = sign_in(page, sandbox, application)
    leave(page, sandbox, client_id, f"{application.address}/bye")
    page.wait_for_url(f"{application.address}/bye?state=s+%C3%A9")
    (told,) = application.frames()
    assert told["app"] == "1"
    assert told["iss"] == sandbox.base_url
    assert told["sid"].startswith("sid_")


def test_a_frame_that_hangs_holds_nobody_up(
    browser_page: OpenPage, sandbox: LiveServer, application: Application
) -> None:
    """The page goes on after its wait, by the clock of the browser."""
    page = browser_page()
    page.clock.install()
    client_id = sign_in(page, sandbox, application)
    application.open.clear()
    leave(page, sandbox, client_id, f"{application.address}/bye")
    expect(page.locator("a[data-onward]")).to_be_visible()
    assert "/oidc/logout" in page.url
    page.clock.fast_forward(5_000)
    page.wait_for_url(f"{application.address}/bye?**")


def test_without_script_the_page_goes_on_by_itself(
    browser_page: OpenPage, sandbox: LiveServer, application: Application
) -> None:
    """The frames are loaded all the same, and the same wait leads back."""
    page = browser_page(javascript=False)
    client_id = sign_in(page, sandbox, application)
    leave(page, sandbox, client_id, f"{application.address}/bye")
    page.wait_for_url(f"{application.address}/bye?**")
    assert len(application.frames()) == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_page_of_leaving_fits_and_speaks(
    browser_page: OpenPage,
    sandbox: LiveServer,
    application: Application,
    lang: str,
    size: dict[str, int],
) -> None:
    """The list of sessions, the question, the farewell and the log fit a phone and a desk."""
    page = browser_page(viewport=size)
    client_id = sign_in(page, sandbox, application, lang)
    for path in ("/compte", "/bureaux/assistance/acc_rse_actif"):
        page.goto(f"{sandbox.base_url}{path}?lang={lang}")
        expect(page.locator("body")).to_contain_text("Garderie en ligne")
        assert fits(page), path
    page.goto(f"{sandbox.base_url}/oidc/logout?client_id={client_id}&ui_locales={lang}")
    assert fits(page)
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text(
        "Votre session est fermée" if lang == "fr" else "You are signed out"
    )
    expect(page.locator("main li")).to_have_text(["Garderie en ligne"])
    page.wait_for_load_state("load")  # of the page, its frames included
    assert len(application.frames()) == 1
    assert fits(page)
    details = page.locator("main ul.items > li").first.locator("details summary")
    for _ in range(LOOKS):
        page.goto(f"{sandbox.base_url}/developper/deconnexions?lang={lang}")
        if details.count():
            break
    details.click()
    expect(page.locator("main h3").first).to_contain_text("Garderie en ligne")
    assert fits(page)
