"""A fault that was armed and never struck fails its test, and says why in so many words."""

from tests.plugin.conftest import Ran

WHERE = '"/.well-known/openid-configuration"'


def test_a_fault_that_never_struck_fails_its_test(session: Ran) -> None:
    """The failure names the fault, its scope, the line that armed it and what came instead."""
    ran = session(
        f"""
        def test_unmet(clicsequr):
            clicsequr.http.get("/oidc/jwks")
            clicsequr.fault("raw-status", endpoint="discovery")
            clicsequr.http.get("/oidc/jwks")

        def test_struck(clicsequr):
            clicsequr.fault("raw-status", endpoint="discovery")
            assert clicsequr.http.get({WHERE}).status_code == 503
        """
    )
    ran.assert_outcomes(passed=1, failed=1)
    ran.stdout.fnmatch_lines(
        [
            "The fault raw-status (endpoint discovery only), armed at *.py:3, never struck.",
            "  This space was asked: GET /oidc/jwks -> 200 (2 times).",
            "*arm it with optional=True.",
        ]
    )


def test_it_is_a_failure_of_the_test_not_of_its_teardown(session: Ran) -> None:
    """What the test's own line is, and an expected failure, mean what they always mean."""
    ran = session(
        """
        import pytest

        @pytest.mark.xfail(strict=True)
        def test_expected(clicsequr):
            clicsequr.fault("id-token-expired")

        @pytest.fixture
        def armed(clicsequr):
            clicsequr.faults.arm("id-token-expired", times=2)

        def test_armed_by_a_fixture(armed):
            pass

        async def test_asynchronous(clicsequr):
            clicsequr.fault("id-token-expired")
        """,
        "-o",
        "asyncio_mode=auto",
    )
    ran.assert_outcomes(xfailed=1, failed=2)
    ran.stdout.fnmatch_lines(["*armed at test_mine.py:9, never struck.", "*No application asked*"])


def test_what_may_stay_unmet(session: Ran) -> None:
    """An optional fault, one that struck once of many times, and one taken off after it struck."""
    ran = session(
        f"""
        def test_optional(clicsequr):
            clicsequr.fault("id-token-expired", optional=True)

        def test_once_of_three(clicsequr):
            clicsequr.fault("raw-status", times=3, status=500)
            assert clicsequr.http.get({WHERE}).status_code == 500

        def test_taken_off(clicsequr):
            with clicsequr.fault("raw-status", times=3):
                assert clicsequr.http.get({WHERE}).status_code == 503
            assert clicsequr.http.get({WHERE}).status_code == 200

        def test_cleared(clicsequr):
            clicsequr.fault("raw-status")
            clicsequr.http.get({WHERE})
            clicsequr.faults.disarm()

        def test_of_which_nothing_is_known(clicsequr, clicsequr_spaces):
            other = clicsequr_spaces("other")
            for space in (clicsequr, other):
                space.fault("raw-status")
            clicsequr.reset()
            other.delete()
        """
    )
    ran.assert_outcomes(passed=5)


def test_taking_it_off_is_no_way_around(session: Ran) -> None:
    """One that was disarmed before it struck is told like one that was left."""
    ran = session(
        """
        def test_disarmed(clicsequr):
            with clicsequr.fault("raw-status"):
                pass

        def test_cleared(clicsequr):
            clicsequr.fault("raw-status")
            clicsequr.faults.disarm()
        """
    )
    ran.assert_outcomes(failed=2)


def test_nothing_is_added_to_a_failure(session: Ran) -> None:
    """A test that fails already is told by its own error; one that is skipped stays skipped."""
    ran = session(
        """
        import pytest

        def test_fails(clicsequr):
            clicsequr.fault("id-token-expired")
            assert 1 == 2

        def test_skips(clicsequr):
            clicsequr.fault("id-token-expired")
            pytest.skip("not today")
        """
    )
    ran.assert_outcomes(failed=1, skipped=1)
    ran.stdout.no_fnmatch_line("*never struck*")
    ran.stdout.fnmatch_lines(["*assert 1 == 2*"])
