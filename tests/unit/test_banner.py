"""What the sandbox says when it starts: the addresses as others name them."""

from sandbox.serving import banner
from sandbox.settings import Settings


def test_every_address_begins_with_the_issuer():
    """Behind a proxy under a path, pages, discovery and diagnosis are told by that path."""
    settings = Settings(issuer="https://proxy.example/clicsequr/", data="").checked()
    told = banner(settings)
    base = "https://proxy.example/clicsequr"
    assert f"  Pages          {base}/\n" in told
    assert f"  Discovery      {base}/.well-known/openid-configuration\n" in told
    assert f"{base}/comptes-prets" in told
    assert "  Listens on     127.0.0.1:8400;" in told
    assert f"{base}/developper/diagnostic" in told


def test_back_ends_are_told_where_they_read_discovery():
    """The back-channel base is said where there is one."""
    settings = Settings(backchannel_url="http://sandbox:8400", data="").checked()
    assert "  Back ends      http://sandbox:8400/.well-known/openid-configuration" in banner(
        settings
    )


def test_nothing_is_said_of_other_addresses_where_there_are_none():
    """On a laptop the address listened on is the issuer's."""
    told = banner(Settings(data=""))
    assert "Listens on" not in told
    assert "Back ends" not in told
