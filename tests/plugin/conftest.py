"""Sessions of pytest of our own, each in a process of its own, with the plugin as installed."""

from collections.abc import Callable

import pytest

STRICT = ("-q", "-W", "error", "-o", "asyncio_default_fixture_loop_scope=function")
"""Options of every session; the last says what pytest-asyncio would otherwise warn of."""

Ran = Callable[..., pytest.RunResult]


@pytest.fixture
def session(pytester: pytest.Pytester) -> Ran:
    """Runs a module of tests, with warnings as errors; options of pytest may follow."""

    def run(source: str, *options: str, name: str = "test_mine") -> pytest.RunResult:
        pytester.makepyfile(**{name: source})
        return pytester.runpytest_subprocess(*STRICT, *options)

    return run
