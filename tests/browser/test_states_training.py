"""Every page of `states/training.py` in every state: axe finds nothing, everything fits."""

from playwright.sync_api import Browser

from sandbox.remote import Sandbox
from tests.browser.states import State, training
from tests.browser.states.trial import commanded, each, hold

__all__ = ["commanded"]


@each(training.STATES)
def test_nothing_is_found(chromium: Browser, commanded: Sandbox, state: State, lang: str) -> None:
    """Light at 1280 and 320 pixels, and dark."""
    hold(chromium, commanded, state, lang)
