"""What a test is given: a space of its own, and ways to reach it."""

import pytest

from tests.plugin.conftest import Ran

BOTH = pytest.mark.parametrize("mode", ["port", "asgi"])


@BOTH
def test_each_test_has_a_fresh_space_over_one_server(session: Ran, mode: str) -> None:
    """Two tests share the server and nothing else; what they made is gone afterwards."""
    ran = session(
        """
        import pytest

        spaces = []

        @pytest.mark.parametrize("turn", [1, 2])
        def test_alone(clicsequr, clicsequr_server, turn):
            assert clicsequr.issuer.startswith(clicsequr_server.url + "/b/")
            assert len(clicsequr.organisations) > 10
            clicsequr.clock.advance(days=turn)
            assert clicsequr.clock.calendar.read().offset_seconds == turn * 86_400
            spaces.append(clicsequr.id)

        def test_afterwards(clicsequr_server):
            from sandbox.remote.sandbox import Sandbox

            with Sandbox(clicsequr_server.url, transport=clicsequr_server.transport) as sandbox:
                assert [space.id for space in sandbox.spaces()] == ["default"]
            assert len(set(spaces)) == 2
        """,
        f"--clicsequr-mode={mode}",
    )
    ran.assert_outcomes(passed=3)


@BOTH
def test_the_settings_choose_the_mode(session: Ran, pytester: pytest.Pytester, mode: str) -> None:
    """By the file of settings as by an option."""
    pytester.makeini(f"[pytest]\nclicsequr_mode = {mode}\n")
    ran = session(
        f"""
        def test_mode(clicsequr_server):
            assert clicsequr_server.running.mode == {mode!r}
        """
    )
    ran.assert_outcomes(passed=1)


def test_a_setting_that_is_none_is_refused(session: Ran, pytester: pytest.Pytester) -> None:
    """Before any test is run."""
    pytester.makeini("[pytest]\nclicsequr_mode = socket\n")
    ran = session("def test_none(): pass")
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    ran.stderr.fnmatch_lines(["*clicsequr_mode is one of port, asgi.*"])


def test_an_issuer_of_ones_own_without_a_socket(session: Ran, pytester: pytest.Pytester) -> None:
    """Its control API asks for a token, which the fixtures know."""
    pytester.makeini(
        "[pytest]\nclicsequr_mode = asgi\nclicsequr_issuer = https://clicsequr.exemple.test\n"
    )
    ran = session(
        """
        def test_issuer(clicsequr):
            assert clicsequr.issuer.startswith("https://clicsequr.exemple.test/b/issuer-")
            found = clicsequr.http.get("/.well-known/openid-configuration").json()
            assert found["issuer"] == clicsequr.issuer
            assert clicsequr.clock.advance(days=1).applied >= 0
        """
    )
    ran.assert_outcomes(passed=1)


@BOTH
def test_it_is_reached_by_every_kind_of_client(session: Ran, mode: str) -> None:
    """By its own client, by clients of the test in either style, by the application itself."""
    ran = session(
        """
        import httpx2
        import urllib.request

        WHERE = "/.well-known/openid-configuration"

        def test_here(clicsequr):
            assert clicsequr.http.get(WHERE).json()["issuer"] == clicsequr.issuer
            with httpx2.Client(transport=clicsequr.transport) as mine:
                assert mine.get(clicsequr.issuer + WHERE).status_code == 200

        async def test_asynchronous(clicsequr):
            for transport in (
                clicsequr.async_transport, httpx2.ASGITransport(app=clicsequr.app)
            ):
                async with httpx2.AsyncClient(transport=transport) as mine:
                    assert (await mine.get(clicsequr.issuer + WHERE)).status_code == 200

        def test_over_the_socket(clicsequr, clicsequr_server):
            if clicsequr_server.running.mode == "port":
                with urllib.request.urlopen(clicsequr.issuer + WHERE) as answer:
                    assert answer.status == 200
        """,
        f"--clicsequr-mode={mode}",
        "-o",
        "asyncio_mode=auto",
    )
    ran.assert_outcomes(passed=3)


def test_the_marker_says_how_the_space_is_made(session: Ran) -> None:
    """The nearest marker has the last word, and the rest of the farther one stays."""
    ran = session(
        """
        import pytest

        pytestmark = pytest.mark.clicsequr(seed="empty", fault_menu=True)

        def test_as_the_module_says(clicsequr):
            told = clicsequr.told
            assert (told.seed, told.fault_menu, told.hint_signs_in) == ("empty", True, True)

        @pytest.mark.clicsequr(seed="full", hint_signs_in=False)
        def test_as_it_says_itself(clicsequr):
            told = clicsequr.told
            assert (told.seed, told.fault_menu, told.hint_signs_in) == ("full", True, False)

        @pytest.mark.clicsequr(colour="red")
        def test_unknown(clicsequr):
            pass
        """
    )
    ran.assert_outcomes(passed=2, errors=1)
    ran.stdout.fnmatch_lines(["*no term colour*Known: seed, chance*"])


def test_a_test_may_have_several_spaces(session: Ran) -> None:
    """From the factory, by a fork, a snapshot or a class; each its own, all are deleted."""
    ran = session(
        """
        def test_several(clicsequr, clicsequr_spaces):
            other = clicsequr_spaces("other", seed="empty")
            assert len(other.organisations) == 0
            clicsequr.clock.advance(days=2)
            fork, again = clicsequr.fork(), clicsequr_spaces("again", snapshot=clicsequr.snapshot())
            for copy in (fork, again):
                assert copy.clock.calendar.read().offset_seconds == 2 * 86_400
            assert len({space.id for space in (clicsequr, other, fork, again)}) == 4
            (seat,) = clicsequr.sandbox.create_class(names=["Ana"]).places
            assert seat.space.clock.calendar.read().offset_seconds == 0

        def test_afterwards(clicsequr_server, clicsequr):
            from sandbox.remote.sandbox import Sandbox

            with Sandbox(clicsequr_server.url, transport=clicsequr_server.transport) as sandbox:
                assert {space.id for space in sandbox.spaces()} == {"default", clicsequr.id}
        """
    )
    ran.assert_outcomes(passed=2)


def test_what_a_test_draws_is_the_same_in_the_next_run(session: Ran) -> None:
    """The name of the test seeds its space: a failure repeats."""
    source = """
        def test_draws(clicsequr):
            made = clicsequr.person(
                given_name="Anne", family_name="Onyme", email="anne@exemple.test"
            )
            print(f"drawn {made.id}")
        """
    drawn = [
        next(line for line in session(source, "-s").outlines if "drawn" in line) for _ in range(2)
    ]
    assert drawn[0] == drawn[1]


def test_a_unittest_may_use_it(session: Ran) -> None:
    """By a fixture of its class."""
    ran = session(
        """
        import unittest
        import pytest

        class Case(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _space(self, clicsequr):
                self.space = clicsequr

            def test_it(self):
                self.assertIn("/b/", self.space.issuer)

            def test_unmet(self):
                self.space.fault("id-token-expired")
        """
    )
    ran.assert_outcomes(passed=1, failed=1)
