"""What is added to the report of a test that fails: what happened in its space, in plain words."""

import pathlib

import pytest

from tests.plugin.conftest import Ran


def test_the_journal_of_the_space_is_in_the_report(session: Ran) -> None:
    """Each space has its section, in the language of the settings, without a secret."""
    source = """
        def test_fails(clicsequr, clicsequr_spaces):
            clicsequr_spaces("other", seed="empty")
            clicsequr.clock.advance(days=91)
            assert clicsequr is None
        """
    ran = session(source)
    ran.assert_outcomes(failed=1)
    ran.stdout.fnmatch_lines(
        [
            "*clicsequr: fails-*",
            "http://127.0.0.1:*/b/fails-*",
            "*journal:",
            "* Clock moved [[]clock.moved] calendar_from=*",
            "* Invitation expired [[]invitation.expired]*",
        ]
    )
    ran.stdout.fnmatch_lines(
        ["*clicsequr: other-fails-*", "*", "Nothing has happened there since it was made."]
    )
    french = session(source, "-o", "clicsequr_language=fr")
    french.stdout.fnmatch_lines(["* Horloge déplacée [[]clock.moved] *"])


@pytest.mark.parametrize(
    "call", ['fault("id-token-expird")', 'as_("rse-actf")', 'accounts["rse-actf"]', "post.nix()"]
)
def test_a_slip_of_the_test_is_shown_where_it_is(session: Ran, call: str) -> None:
    """The report has the line of the test and what was said to it; none of ours between."""
    ran = session(f"def test_fails(clicsequr):\n    clicsequr.{call}\n")
    ran.assert_outcomes(failed=1)
    told = ran.stdout.str()
    assert f">       clicsequr.{call}" in told or f">   clicsequr.{call}" in told
    assert "def send(" not in told
    assert "remote/" not in told.split("short test summary")[0].replace("remote/traces", "")


def test_the_steps_of_a_sign_in_are_in_the_report(session: Ran) -> None:
    """With the fault that struck and why something was refused, and nothing that is secret."""
    ran = session(
        """
        def test_fails(clicsequr):
            clicsequr.fault("id-token-expired")
            tokens = clicsequr.as_("rse-actif")
            clicsequr.http.post(
                "/oidc/token", data={"client_id": "spa", "grant_type": "authorization_code"}
            )
            with open("secrets", "w") as secrets:
                print(tokens.access_token, tokens.id_token, file=secrets)
            assert not tokens
        """
    )
    ran.assert_outcomes(failed=1)
    told = ran.stdout.str()
    section = told[told.index("clicsequr: fails-") :]
    assert "application > sandbox  POST /oidc/token  Authorization code redeemed" in section
    assert "id-token-expired: " in section
    assert "error=invalid_request" in section
    for secret in pathlib.Path("secrets").read_text(encoding="utf-8").split():
        assert secret not in section


def test_a_test_that_passes_is_told_nothing_of(session: Ran) -> None:
    """Nor one that fails without a space."""
    ran = session(
        """
        def test_passes(clicsequr):
            clicsequr.clock.advance(days=1)

        def test_fails():
            assert 1 == 2
        """,
        "-rA",
    )
    ran.assert_outcomes(passed=1, failed=1)
    ran.stdout.no_fnmatch_line("*clicsequr: *")


@pytest.mark.parametrize("mode", ["port", "asgi"])
def test_a_mistake_of_the_sandbox_fails_the_test_that_met_it(session: Ran, mode: str) -> None:
    """Even one that passes: the error is shown with where it was raised."""
    ran = session(
        """
        import pytest

        @pytest.fixture
        def broken(clicsequr_server, monkeypatch):
            async def breaks(*_):
                raise ZeroDivisionError("a mistake of ours")

            monkeypatch.setattr("sandbox.services.hands.read", breaks)

        def test_met(clicsequr, broken):
            with pytest.raises(Exception, match="500"):
                clicsequr.clock.now

        def test_fails_anyway(clicsequr, broken):
            clicsequr.clock.now

        def test_is_not_told_twice(clicsequr):
            clicsequr.clock.now
        """,
        f"--clicsequr-mode={mode}",
    )
    ran.assert_outcomes(passed=1, failed=2)
    ran.stdout.fnmatch_lines(
        [
            "*test_met*",
            "The sandbox made a mistake while it answered this test:",
            "*ZeroDivisionError: a mistake of ours",
            "*test_fails_anyway*",
            "*clicsequr: a mistake of the sandbox*",
            "*ZeroDivisionError: a mistake of ours",
        ]
    )
