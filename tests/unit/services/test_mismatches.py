"""What came elsewhere is kept for its developer, bounded, apart for each space."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.services.mismatches import (
    KEPT,
    SPACES,
    Kind,
    Mismatches,
    differences,
    elsewhere,
    nearest,
    plain,
)
from sandbox.services.site import Site

SITE = Site("https://proxy.example/clicsequr", "http://sandbox:8400")
NOW = datetime(2009, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "host", "kind"),
    [
        ("/.well-known/openid-configuration", "proxy.example", None),
        ("/.well-known/openid-configuration", "sandbox:8400", None),
        ("/.well-known/openid-configuration", "localhost:8400", Kind.DISCOVERY),
        ("/oidc/token", "sandbox:8400", None),
        ("/oidc/token", "localhost:8400", Kind.BACK_END),
        ("/oidc/authorize", "sandbox:8400", Kind.BROWSER),
        ("/oidc/logout", "localhost", Kind.BROWSER),
        ("/pes/inscription", "localhost", Kind.BACK_END),
        ("/guide", "localhost", None),
    ],
)
def test_a_protocol_request_under_another_name_is_noticed(path, host, kind):
    """Back ends may come by either base, browsers by the issuer alone."""
    assert elsewhere(SITE, path, host) is kind


def test_one_cause_is_counted_and_not_repeated():
    """The same request under the same name is one line with a number and the latest time."""
    kept = Mismatches()
    for minute in range(3):
        when = NOW + timedelta(minutes=minute)
        kept.note_host("default", Kind.DISCOVERY, SITE, "localhost:8400", when)
    (one,) = kept.of("default")
    assert (one.times, one.last) == (3, NOW + timedelta(minutes=2))
    assert one.differs == ("name", "port")


def test_nobody_fills_the_memory():
    """Names, spaces and lengths are bounded, and the latest stay."""
    kept = Mismatches()
    for number in range(KEPT + 5):
        kept.note_host("default", Kind.BACK_END, SITE, f"h{number}" + "x" * 5000, NOW)
    assert len(kept.of("default")) == KEPT
    assert kept.of("default")[0].sent.startswith(f"h{KEPT + 4}x")
    assert all(len(one.sent) <= 200 for one in kept.of("default"))
    for number in range(SPACES):
        kept.note_host(f"s{number}", Kind.BACK_END, SITE, "h", NOW)
    assert kept.of("default") == []
    assert len(kept.of("s0")) == 1


def test_a_space_sees_its_own_alone():
    """What came to one space is nothing to another."""
    kept = Mismatches()
    kept.note_host("a", Kind.BACK_END, SITE, "h", NOW)
    assert kept.of("b") == []


@pytest.mark.parametrize(
    ("sent", "differs"),
    [
        ("http://127.0.0.1:8401/callback", ()),
        ("http://localhost:8401/callback", ("loopback",)),
        ("http://127.0.0.1:3000/callback", ("port",)),
        ("https://127.0.0.1:8401/callback", ("scheme",)),
        ("http://127.0.0.1:8401/callback/", ("slash",)),
        ("http://127.0.0.1:8401/Callback", ("path",)),
        ("http://portal:8401/callback", ("name",)),
        ("http://localhost/autre", ("loopback", "port", "path")),
        ("http://[::1", ("malformed",) * 3),
        ("http://127.0.0.1:99999/", ("malformed",) * 3),
    ],
)
def test_each_difference_of_two_addresses_is_named(sent, differs):
    """Scheme, the two names of the machine, name, port, trailing slash, path."""
    assert differences(sent, "http://127.0.0.1:8401/callback") == differs


def test_a_redirect_uri_is_compared_with_the_nearest_one():
    """The one that differs least is the one that was meant; a foreign one is nobody's."""
    ours = ["https://portal.example/cb", "http://127.0.0.1:8401/callback"]
    assert nearest("http://localhost:8401/callback", ours) == ours[1]
    assert nearest("https://evil.example:444/x", ours) is None
    assert nearest("http://localhost", []) is None


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://someone:secret@h/cb?code=x#y", "https://h/cb"),
        ("http://[::1", ""),
    ],
)
def test_nothing_private_is_kept_of_an_address(uri, shown):
    """User information, query and fragment are left out."""
    assert plain(uri) == shown
