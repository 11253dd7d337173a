"""A session that asks for nothing pays for nothing."""

from tests.plugin.conftest import Ran

HEAVY = ("starlette", "authlib", "joserfc", "pydantic", "httpx2", "uvicorn", "jinja2", "aiosqlite")


def test_nothing_heavy_is_imported_until_a_fixture_is_used(session: Ran) -> None:
    """The plugin is there, its marker too, and none of what a sandbox is made of."""
    ran = session(
        f"""
        import sys
        import pytest

        @pytest.mark.clicsequr(seed="empty")
        def test_without(pytestconfig):
            assert pytestconfig.pluginmanager.has_plugin("clicsequr")
            assert "sandbox.pytest_plugin" in sys.modules
            assert not set({HEAVY!r}) & set(sys.modules)
        """,
        "--strict-markers",
    )
    ran.assert_outcomes(passed=1)


def test_the_help_tells_the_options_and_the_settings(session: Ran) -> None:
    """Whoever asks pytest finds them there."""
    ran = session("", "--help")
    told = ran.stdout.str()
    for name in ("--clicsequr-url", "--clicsequr-token", "--clicsequr-mode", "--clicsequr-keep"):
        assert name in told
    for name in ("clicsequr_mode", "clicsequr_issuer", "clicsequr_language"):
        assert name in told


def test_the_marker_is_listed(session: Ran) -> None:
    """And its terms with it."""
    ran = session("", "--markers")
    ran.stdout.fnmatch_lines(["@pytest.mark.clicsequr(*seed=*"])
