"""Sessions of every kind: in parallel, over a sandbox that runs already, again and again."""

import httpx2
import pytest

from tests.live import LiveServer
from tests.plugin.conftest import Ran

SPACED = """
    import pytest

    @pytest.mark.parametrize("turn", range(8))
    def test_alone(clicsequr, clicsequr_server, turn):
        clicsequr.clock.advance(days=turn)
        assert clicsequr.clock.calendar.read().offset_seconds == turn * 86_400
"""


def spaces_of(server: LiveServer) -> list[str]:
    """Ids of the spaces that are made by tests of `SPACED`."""
    found = httpx2.get(server.base_url + "/_sandbox/spaces").json()["spaces"]
    return [space["id"] for space in found if space["id"].startswith("alone-")]


def test_each_worker_has_a_server_of_its_own(session: Ran) -> None:
    """In parallel and without a cache, as alone."""
    session(SPACED, "-n", "2", "-p", "no:cacheprovider").assert_outcomes(passed=8)


@pytest.mark.parametrize("asyncio_mode", ["auto", "strict"])
def test_asynchronous_tests_use_it_in_either_mode_of_pytest_asyncio(
    session: Ran, asyncio_mode: str
) -> None:
    """Its calls are short, and are served in another thread."""
    ran = session(
        """
        import asyncio
        import pytest

        @pytest.mark.asyncio
        async def test_asynchronous(clicsequr):
            async with asyncio.timeout(30):
                clicsequr.clock.advance(days=1)
                await asyncio.to_thread(clicsequr.clock.advance, days=1)
            assert clicsequr.clock.calendar.read().offset_seconds == 2 * 86_400
        """,
        "-o",
        f"asyncio_mode={asyncio_mode}",
    )
    ran.assert_outcomes(passed=1)


def test_a_sandbox_that_runs_is_used_and_left_as_it_was(
    session: Ran, live_sandbox: LiveServer
) -> None:
    """By several workers at once; nothing is started here."""
    ran = session(
        SPACED + "        assert clicsequr_server.running is None\n",
        "-n",
        "2",
        f"--clicsequr-url={live_sandbox.base_url}/",
    )
    ran.assert_outcomes(passed=8)
    assert spaces_of(live_sandbox) == []


def test_spaces_are_kept_if_asked_and_a_later_run_has_its_own(
    session: Ran, live_sandbox: LiveServer
) -> None:
    """A name that is taken is left alone."""
    url = f"--clicsequr-url={live_sandbox.base_url}"
    try:
        session(SPACED, url, "--clicsequr-keep", "-k", "alone").assert_outcomes(passed=8)
        kept = spaces_of(live_sandbox)
        assert len(kept) == 8
        session(SPACED, url).assert_outcomes(passed=8)
        assert spaces_of(live_sandbox) == kept
    finally:
        for space in spaces_of(live_sandbox):
            httpx2.delete(f"{live_sandbox.base_url}/b/{space}/_sandbox/space")


def test_what_only_a_server_here_can_do_says_so_elsewhere(
    session: Ran, live_sandbox: LiveServer
) -> None:
    """There is no application at hand of another process; its address does all the rest."""
    ran = session(
        """
        import pytest

        def test_elsewhere(clicsequr):
            with pytest.raises(LookupError, match="another process"):
                clicsequr.app
            assert clicsequr.http.get("/.well-known/openid-configuration").status_code == 200

        def test_unmet(clicsequr):
            clicsequr.fault("raw-status")
        """,
        f"--clicsequr-url={live_sandbox.base_url}",
    )
    ran.assert_outcomes(passed=1, failed=1)


def test_a_test_that_is_run_again_begins_anew(session: Ran, pytester: pytest.Pytester) -> None:
    """Whoever runs the phases of a test twice has a fresh space each time."""
    pytester.makeconftest(
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            for _ in range(2):
                for report in runtestprotocol(item, nextitem=nextitem, log=False):
                    item.ihook.pytest_runtest_logreport(report=report)
                item._initrequest()
            return True
        """
    )
    ran = session(
        """
        turns = []

        def test_again(clicsequr):
            turns.append(clicsequr.id)
            assert clicsequr.clock.calendar.read().offset_seconds == 0
            clicsequr.clock.advance(days=1)
            assert len(turns) == 2
        """
    )
    ran.assert_outcomes(passed=1, failed=1)
