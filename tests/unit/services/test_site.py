"""Addresses come from the two configured bases, whatever a request says."""

import pytest

from sandbox.services.site import Site

PROXIED = Site("https://proxy.example/clicsequr", "http://sandbox:8400")
SAME = Site("http://localhost:8400")


@pytest.mark.parametrize(
    ("space", "prefix", "issuer"),
    [
        ("default", "/clicsequr", "https://proxy.example/clicsequr"),
        ("classe-1", "/clicsequr/b/classe-1", "https://proxy.example/clicsequr/b/classe-1"),
    ],
)
def test_the_path_of_the_issuer_is_before_every_space(space, prefix, issuer):
    """Links and issuers of every space begin with the path of the base."""
    assert PROXIED.prefix(space) == prefix
    assert PROXIED.issuer(space) == issuer
    assert PROXIED.url(space, "/oidc/token") == f"{issuer}/oidc/token"


@pytest.mark.parametrize(
    ("site", "host", "base"),
    [
        (PROXIED, "sandbox:8400", "http://sandbox:8400"),
        (PROXIED, "SANDBOX:8400", "http://sandbox:8400"),
        (PROXIED, "proxy.example", "https://proxy.example/clicsequr"),
        (PROXIED, "proxy.example:443", "https://proxy.example/clicsequr"),
        (PROXIED, "evil.example", "https://proxy.example/clicsequr"),
        (PROXIED, "sandbox:8400/@evil.example", "https://proxy.example/clicsequr"),
        (PROXIED, "", "https://proxy.example/clicsequr"),
        (SAME, "127.0.0.1:8400", "http://localhost:8400"),
        (Site("http://a.example", "http://b.example"), "b.example:80", "http://b.example"),
    ],
)
def test_only_a_known_host_changes_where_back_ends_go(site, host, base):
    """A Host that is the back-channel base's leads to that base; any other to the issuer."""
    reached = site.backchannel_url("default", "/oidc/token", host)
    assert reached == f"{base}/oidc/token"


def test_an_endpoint_has_one_spelling_for_each_base():
    """What an assertion may name as its audience: the issuer's spelling first."""
    assert PROXIED.spellings("x", "/oidc/token") == (
        "https://proxy.example/clicsequr/b/x/oidc/token",
        "http://sandbox:8400/b/x/oidc/token",
    )
    assert SAME.spellings("default", "/oidc/token") == ("http://localhost:8400/oidc/token",)


@pytest.mark.parametrize(
    ("path", "within"),
    [
        ("/clicsequr", "/"),
        ("/clicsequr/", "/"),
        ("/clicsequr/b/x/oidc", "/b/x/oidc"),
        ("/oidc/token", "/oidc/token"),
        ("/clicsequr-autre/x", "/clicsequr-autre/x"),
        ("/interne/clicsequr/x", "/x"),
    ],
)
def test_a_path_is_read_with_or_without_that_of_a_base(path, within):
    """A proxy may strip the path or pass it on, and the longer base wins."""
    site = Site("https://proxy.example/clicsequr", "http://sandbox/interne/clicsequr")
    assert site.within(path) == within
