"""The pytest plugin: one sandbox for a session, and a space of its own for each test.

Installed with the package, it is there in every session of pytest: nothing but pytest is imported
until a test asks for a fixture. See `docs/pytest.md`.
"""

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # these bring the whole sandbox with them
    from sandbox.pytest_plugin.server import Server
    from sandbox.pytest_plugin.space import ClicSequr
    from sandbox.pytest_plugin.spaces import Spaces

_MODES = ("port", "asgi")
_LANGUAGES = ("en", "fr")
_SPACES: pytest.StashKey["Spaces"] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tell the options and the settings of the plugin."""
    group = parser.getgroup("clicsequr", "a simulated clicSÉQUR for the tests")
    group.addoption(
        "--clicsequr-url",
        metavar="URL",
        default="",
        help="use the sandbox that runs there rather than one in this process",
    )
    group.addoption(
        "--clicsequr-token",
        metavar="TOKEN",
        default="",
        help="token of its control API (default: SANDBOX_CONTROL_TOKEN in the environment)",
    )
    group.addoption(
        "--clicsequr-mode",
        choices=_MODES,
        help="over a port of this machine, or in process without any socket (see clicsequr_mode)",
    )
    group.addoption(
        "--clicsequr-keep",
        action="store_true",
        help="keep the space of each test (of use with --clicsequr-url: look at it afterwards)",
    )
    parser.addini(
        "clicsequr_mode",
        "port: the sandbox listens on a free port of this machine; asgi: it has no socket and is "
        "reached by clicsequr.http, .transport and .app (default: port)",
        default="port",
    )
    parser.addini(
        "clicsequr_issuer",
        "base of the issuers of a sandbox without a socket (default: http://127.0.0.1:8400)",
        default="",
    )
    parser.addini(
        "clicsequr_language",
        "en or fr: what is reported of a failed test's space (default: en)",
        default="en",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and refuse a setting that is not one."""
    config.addinivalue_line(
        "markers",
        "clicsequr(*, seed='full', hint_signs_in=True, fault_menu=False, chance=..., label=..., "
        "snapshot=..., fork_of=...): terms of the space that the fixture clicsequr makes.",
    )
    for name, known in (("clicsequr_mode", _MODES), ("clicsequr_language", _LANGUAGES)):
        if config.getini(name) not in known:
            raise pytest.UsageError(f"{name} is one of {', '.join(known)}.")


@pytest.fixture(scope="session")
def clicsequr_server(request: pytest.FixtureRequest) -> Iterator["Server"]:
    """The sandbox of this session (of this worker, under pytest-xdist)."""
    from sandbox.pytest_plugin.server import elsewhere, in_process

    config = request.config
    if url := config.getoption("--clicsequr-url"):
        token = config.getoption("--clicsequr-token")
        opened = elsewhere(url, token or os.environ.get("SANDBOX_CONTROL_TOKEN", ""))
    else:
        mode = config.getoption("--clicsequr-mode") or config.getini("clicsequr_mode")
        opened = in_process(mode, config.getini("clicsequr_issuer"))
    with opened as server:
        yield server


@pytest.fixture
def clicsequr_spaces(
    request: pytest.FixtureRequest, clicsequr_server: "Server"
) -> Iterator["Spaces"]:
    """Makes spaces for this test: `clicsequr_spaces("other", seed="empty")`."""
    from sandbox.pytest_plugin.spaces import Spaces, terms_of

    spaces = Spaces(
        clicsequr_server,
        request.node.nodeid,
        worker=os.environ.get("PYTEST_XDIST_WORKER", ""),
        terms=terms_of(request.node.iter_markers("clicsequr")),
        keep=request.config.getoption("--clicsequr-keep"),
        language=request.config.getini("clicsequr_language"),
    )
    request.node.stash[_SPACES] = spaces
    try:
        yield spaces
    finally:
        del request.node.stash[_SPACES]
        spaces.close()


@pytest.fixture
def clicsequr(clicsequr_spaces: "Spaces") -> "ClicSequr":
    """A fresh space for this test alone; the marker `clicsequr` says how it is made."""
    return clicsequr_spaces()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test whose fault never struck, or that met a mistake of the sandbox; not one that
    fails already.
    """
    yield
    spaces = item.stash.get(_SPACES, None)
    if spaces is None or getattr(item, "_excinfo", None):  # a unittest keeps its failure there
        return
    if complaint := spaces.complaint():
        pytest.fail(complaint, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a failed test what happened in its spaces."""
    report = yield
    spaces = item.stash.get(_SPACES, None)
    if report.failed and spaces is not None:
        report.sections += spaces.sections()
    return report
