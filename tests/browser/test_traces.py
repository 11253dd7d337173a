"""The traces in Chromium: a step appears by itself, and the page fits a phone and a desk."""

import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.test_journey import DESK, PHONE, SMALL_TARGETS, fits
from tests.browser.test_signin_steps import CALLBACK, PASSWORD, asked
from tests.live import LiveServer, running_sandbox

HERE = "/developper/traces"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own, whose latest trace is ours."""
    with running_sandbox(tmp_path_factory.mktemp("traces-browser")) as server:
        yield server


def latest(sandbox: LiveServer) -> str:
    """The id of the newest sign-in."""
    with urllib.request.urlopen(f"{sandbox.base_url}/_sandbox/traces") as answer:
        listed: list[dict[str, Any]] = json.load(answer)["traces"]
    return next(str(each["id"]) for each in listed if each["kind"] == "signin")


def test_a_step_appears_without_reading_the_page_again(
    browser_page: OpenPage, sandbox: LiveServer
) -> None:
    """The person signs in in one window; the developer sees it in another, already open."""
    person = browser_page()
    person.goto(asked(sandbox))
    developer = browser_page()
    developer.goto(f"{sandbox.base_url}{HERE}/{latest(sandbox)}")
    developer.locator("[data-live-said]").wait_for(state="visible")
    assert developer.locator(".step").count() == 1
    developer.evaluate("window.sameDocument = true")
    person.locator("#code_utilisateur").fill("RSEACT24")
    person.locator("#mot_de_passe").fill(PASSWORD)
    with person.expect_request(f"{CALLBACK}?*"):
        person.keyboard.press("Enter")
    developer.locator(".step h3", has_text="Code d’autorisation délivré").wait_for()
    assert developer.locator(".step").count() == 3
    assert developer.evaluate("window.sameDocument") is True
    ids = developer.locator(".step").evaluate_all("steps => steps.map(step => step.id)")
    assert len(ids) == len(set(ids))


def test_a_trace_appears_on_the_list_without_reading_it_again(
    browser_page: OpenPage, sandbox: LiveServer
) -> None:
    """A sign-in that begins comes on top, once, and moves there again when it goes on."""
    developer = browser_page()
    developer.goto(f"{sandbox.base_url}{HERE}")
    developer.locator("[data-live-said]").wait_for(state="visible")
    person = browser_page()
    person.goto(asked(sandbox))
    id_ = latest(sandbox)
    developer.locator(f"#{id_}:first-child").wait_for()
    assert developer.locator(f"#{id_}").count() == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_trace_is_read_without_script_on_any_screen(
    browser_page: OpenPage, sandbox: LiveServer, lang: str, size: dict[str, int]
) -> None:
    """Nothing too wide nor too small to hit, its parameters a press away, its file alone too."""
    page = browser_page(viewport=size, javascript=False)
    page.goto(asked(sandbox, redirect_uri="https://ailleurs.exemple.invalid/retour-inconnu"))
    page.goto(f"{sandbox.base_url}{HERE}?lang={lang}")
    assert fits(page)
    assert page.evaluate(SMALL_TARGETS) == []
    page.locator(".items a").first.click()
    page.wait_for_url(re.compile(f"{HERE}/trc_"))
    for details in page.locator(".step details").all():
        details.locator("summary").click()
    assert fits(page)
    assert page.evaluate(SMALL_TARGETS) == []
    with page.expect_download() as download:
        page.locator("a[href$='/trace.html']").click()
    alone = browser_page(viewport=size, javascript=False)
    alone.set_content(download.value.path().read_text(encoding="utf-8"))
    assert fits(alone)
    assert alone.locator(".step--refused").count() == 1
