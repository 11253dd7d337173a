"""Settings are read whole or refused with the variable's name."""

import pytest

from sandbox.domain.errors import BadInput
from sandbox.settings import Settings


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SANDBOX_ISSUER", "ftp://id.example"),
        ("SANDBOX_ISSUER", "https://id.example?x"),
        ("SANDBOX_ISSUER", "https://id.example?"),
        ("SANDBOX_ISSUER", "https://id.example/idp#x"),
        ("SANDBOX_ISSUER", "https://someone@id.example"),
        ("SANDBOX_ISSUER", "https://id.example/a//b"),
        ("SANDBOX_ISSUER", "https://id.example/a/../b"),
        ("SANDBOX_ISSUER", "https://id.example/a%2Fb"),
        ("SANDBOX_ISSUER", "https://id.example/é"),
        ("SANDBOX_ISSUER", "https://id.example\\@evil.example"),
        ("SANDBOX_BACKCHANNEL_URL", "sandbox:8400"),
        ("SANDBOX_BACKCHANNEL_URL", "http://x.gouv.qc.ca"),
        ("SANDBOX_BACKCHANNEL_URL", "http://127.0.0.1:8400/autre"),
        ("SANDBOX_ISSUER", "http://[::1"),
        ("SANDBOX_ISSUER", "http://a b"),
        ("SANDBOX_ISSUER", "http://a:99999"),
        ("SANDBOX_ISSUER", "http://gouv。qc。ca"),
        ("SANDBOX_ISSUER", "https://id.clicsequr.gouv.qc.ca."),
        ("SANDBOX_ISSUER", "https://authentification.QUEBEC.ca"),
        ("SANDBOX_PORTAL_URL", "zzz"),
        ("SANDBOX_PORTAL_URL", "http://127.0.0.1:8401/portail"),
        ("SANDBOX_PORTAL_BACKCHANNEL_URL", "pes_portal:8401"),
        ("SANDBOX_PORT", "-1"),
        ("SANDBOX_PORT", "65536"),
        ("SANDBOX_INVITATION_DAYS", "ninety"),
        ("SANDBOX_COLOUR", "red"),
    ],
)
def test_what_cannot_work_is_refused_by_name(variable, value):
    """A mistake is told at the start, never met later as an odd behaviour."""
    with pytest.raises(BadInput, match=variable):
        Settings.from_environ({variable: value})


@pytest.mark.parametrize(
    ("issuer", "base"),
    [
        ("", "http://127.0.0.1:8400"),
        ("https://id.example/", "https://id.example"),
        ("http://sandbox:8400", "http://sandbox:8400"),
        ("http://[::1]:8400", "http://[::1]:8400"),
        ("http://my_project_sandbox:8400", "http://my_project_sandbox:8400"),
        ("https://proxy.example/clicsequr/", "https://proxy.example/clicsequr"),
        ("HTTPS://Proxy.Example:443/Clic", "https://proxy.example/Clic"),
    ],
)
def test_an_issuer_is_kept_in_its_one_spelling(issuer, base):
    """A compose name, an IPv6 address, a path: as given, in the spelling of URL libraries."""
    assert Settings.from_environ({"SANDBOX_ISSUER": issuer}).base_url == base


def test_two_bases_that_a_host_header_cannot_tell_apart_are_refused():
    """One name for https and http looks the same in a request; the same base twice is one."""
    issuer = {"SANDBOX_ISSUER": "https://id.example"}
    with pytest.raises(BadInput, match="SANDBOX_BACKCHANNEL_URL"):
        Settings.from_environ({**issuer, "SANDBOX_BACKCHANNEL_URL": "http://id.example"})
    same = Settings.from_environ({**issuer, "SANDBOX_BACKCHANNEL_URL": "https://id.example/"})
    assert same.site.backchannel == ""


def test_the_address_of_the_command_line_is_no_setting_of_a_server() -> None:
    """SANDBOX_URL in the environment of a server is let pass and changes nothing."""
    assert Settings.from_environ({"SANDBOX_URL": "http://elsewhere"}) == Settings()
