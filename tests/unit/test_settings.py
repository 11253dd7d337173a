"""Settings are read whole or refused with the variable's name."""

import pytest

from sandbox.domain.errors import BadInput
from sandbox.settings import Settings


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SANDBOX_ISSUER", "ftp://id.example"),
        ("SANDBOX_ISSUER", "https://id.example/idp"),
        ("SANDBOX_ISSUER", "https://id.example?x"),
        ("SANDBOX_ISSUER", "http://[::1"),
        ("SANDBOX_ISSUER", "http://a b"),
        ("SANDBOX_ISSUER", "http://a:99999"),
        ("SANDBOX_ISSUER", "http://gouv。qc。ca"),
        ("SANDBOX_ISSUER", "https://id.clicsequr.gouv.qc.ca."),
        ("SANDBOX_ISSUER", "https://authentification.QUEBEC.ca"),
        ("SANDBOX_PORTAL_URL", "zzz"),
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
    ],
)
def test_an_issuer_is_kept_letter_by_letter(issuer, base):
    """A compose name, an IPv6 address, a public name: each is the issuer as given."""
    assert Settings.from_environ({"SANDBOX_ISSUER": issuer}).base_url == base
