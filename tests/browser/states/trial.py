"""One test a state and a language, for the modules of `tests/browser/test_states_*.py`."""

from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser

from sandbox.remote import Sandbox
from tests.browser.states import State
from tests.browser.states.looking import LANGUAGES, look
from tests.live import running_sandbox


def each(states: Sequence[State]) -> pytest.MarkDecorator:
    """Parametrise a test by `state` and `lang`."""
    return pytest.mark.parametrize(
        ("state", "lang"),
        [
            pytest.param(state, lang, id=f"{state.route} {state.name} {lang}")
            for state in states
            for lang in LANGUAGES
        ],
    )


@pytest.fixture(scope="module")
def commanded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A running sandbox, in which each state gets a space of its own."""
    with (
        running_sandbox(tmp_path_factory.mktemp("states")) as server,
        Sandbox(server.base_url) as sandbox,
    ):
        yield sandbox


def hold(chromium: Browser, commanded: Sandbox, state: State, lang: str) -> None:
    """Fail with everything that axe found, that does not fit, or that the console said."""
    lines = look(chromium, commanded, state, lang).lines
    assert not lines, "\n".join(lines)
