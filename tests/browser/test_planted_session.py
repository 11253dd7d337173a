"""A session made on command, planted in Chromium as its users plant it: no form is shown."""

from typing import Any

import httpx2
import pytest

from tests.browser.conftest import OpenPage
from tests.live import LiveServer


def made(sandbox: LiveServer, prefix: str = "") -> dict[str, Any]:
    """What the control API answers: a session and the state of the browser that holds it."""
    wanted = {"login_hint": "rse-actif"}
    answer = httpx2.post(f"{sandbox.base_url}{prefix}/_sandbox/sessions", json=wanted)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["storage_state"]
    return found


@pytest.mark.parametrize("way", ["storage_state", "add_cookies"])
def test_the_persons_own_page_is_open(
    browser_page: OpenPage, pair: tuple[LiveServer, LiveServer], way: str
) -> None:
    """By a context that begins with the state, or by cookies added to one that is there."""
    sandbox, _ = pair
    state = made(sandbox)
    if way == "storage_state":
        page = browser_page(storage_state=state)
    else:
        page = browser_page()
        page.context.add_cookies(state["cookies"])
    page.goto(f"{sandbox.base_url}/compte")
    assert page.url == f"{sandbox.base_url}/compte"
    assert page.locator("main").get_by_text("Rosalie").count() >= 1
    assert page.locator("#mot_de_passe").count() == 0


def test_an_application_signs_the_person_in_without_a_form(
    browser_page: OpenPage, pair: tuple[LiveServer, LiveServer]
) -> None:
    """The sample portal sends the browser to the provider and has it back at once."""
    sandbox, portal = pair
    seen: list[str] = []
    page = browser_page(storage_state=made(sandbox))
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    page.goto(f"{portal.base_url}/login")
    page.wait_for_url(f"{portal.base_url}/**")
    assert not [url for url in seen if "/connexion" in url]
    assert page.get_by_text("Rosalie").count() >= 1


def test_a_session_of_a_space_is_of_that_space_alone(
    browser_page: OpenPage, pair: tuple[LiveServer, LiveServer]
) -> None:
    """The cookie goes with the path of its space; the default one asks for the password."""
    sandbox, _ = pair
    httpx2.post(f"{sandbox.base_url}/_sandbox/spaces", json={"id": "plante"})
    page = browser_page(storage_state=made(sandbox, "/b/plante"))
    page.goto(f"{sandbox.base_url}/b/plante/compte")
    assert page.url.endswith("/b/plante/compte")
    page.goto(f"{sandbox.base_url}/compte")
    assert page.locator("#mot_de_passe").count() == 1
