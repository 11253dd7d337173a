"""What the sandbox says when it starts: the addresses as others name them."""

from dataclasses import replace
from pathlib import Path

from sandbox.app import open_desk
from sandbox.serving import banner, portal_moved
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


async def test_a_portal_that_moved_since_the_data_was_made_is_said(tmp_path: Path):
    """The ready clients of an older folder redirect to the old address: one is told, with a way."""
    made = Settings(data=str(tmp_path), portal_url="http://127.0.0.1:8401")
    desk = await open_desk(made)
    try:
        assert await portal_moved(desk, made) == ""
        told = await portal_moved(desk, replace(made, portal_url="http://127.0.0.1:8501"))
        assert "redirects to http://127.0.0.1:8401/callback," in told
        assert "not to http://127.0.0.1:8501; give SANDBOX_DATA another folder" in told
    finally:
        await desk.store.close()
