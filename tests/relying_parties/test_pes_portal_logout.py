"""The sample portal is told by a real sandbox when a session ends elsewhere."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest

from tests.live import LiveServer, free_port, running_portal, running_sandbox
from tests.relying_parties.person import forms_of
from tests.relying_parties.plain_browser import USER_CODE, PlainBrowser

DESK = "/bureaux/assistance"
LOG = "/developper/deconnexions"
TRIES = 500


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


def signed_in(portal: LiveServer) -> PlainBrowser:
    """A browser that is signed in at the portal by way of the sandbox."""
    browser = PlainBrowser()
    page = browser.visit(f"{portal.base_url}/login")
    assert page.status_code == 200, page.text
    assert is_in(portal, browser)
    return browser


def is_in(portal: LiveServer, browser: PlainBrowser) -> bool:
    """Whether the portal shows the dashboard rather than its door."""
    return 'href="/login"' not in browser.http.get(portal.base_url).text


def soon_out(portal: LiveServer, browser: PlainBrowser) -> bool:
    """Whether the portal shows its door before long; each look is a request that takes its time."""
    return any(not is_in(portal, browser) for _ in range(TRIES))


def test_leaving_the_sandbox_leaves_the_portal(pair: tuple[LiveServer, LiveServer]) -> None:
    """The session of this browser is over at the portal too, and that of another one goes on."""
    sandbox, portal = pair
    with signed_in(portal) as browser, signed_in(portal) as bystander:
        browser.leave(f"{sandbox.base_url}/oidc/logout")
        assert soon_out(portal, browser), portal.printed()
        assert is_in(portal, bystander)
        log = bystander.http.get(sandbox.base_url + LOG).text
        assert "remis" in log
        assert f"{portal.base_url}/backchannel-logout" in log


def test_the_help_desk_ends_what_the_person_left_open(pair: tuple[LiveServer, LiveServer]) -> None:
    """An agent in another browser ends the sessions of an account, and the portal hears of it."""
    sandbox, portal = pair
    with signed_in(portal) as person, PlainBrowser() as agent:
        search = forms_of(agent.http.get(sandbox.base_url + DESK).text)[0]
        found = agent.http.post(
            sandbox.base_url + DESK,
            data={**search.fields, "recherche": USER_CODE},
            follow_redirects=True,
        )
        ends = next(each for each in forms_of(found.text) if each.action.endswith("/sessions"))
        every = re.findall(r'name="session" value="([^"]+)"', found.text)
        ticked = {**ends.fields, "session": every, "compris": "oui"}
        done = agent.http.post(urljoin(sandbox.base_url, ends.action), data=ticked)
        assert done.status_code == 303
        assert soon_out(portal, person), portal.printed()
