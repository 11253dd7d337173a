"""Which addresses the sandbox may call: public ones, its own machine where it lives there."""

import pytest

from sandbox.oidc.outbound import Reach

PUBLIC = ("8.8.8.8", "2606:4700::1111", "2a00:1450::5", "::ffff:8.8.8.8", "2002:808:808::1")
LOOPBACK = ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "2002:7f00:1::1")
INSIDE = (
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.8",
    "192.88.99.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::10.0.0.1",
    "::127.0.0.1",
    "::ffff:0:10.0.0.1",
    "::ffff:10.0.0.1",
    "2002:a00:1::1",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_called(address: str) -> None:
    """A relying party on the internet may be anywhere."""
    assert Reach().allows("client.example", address)


@pytest.mark.parametrize("address", LOOPBACK)
def test_the_own_machine_is_called_only_from_itself(address: str) -> None:
    """Every spelling of loopback is loopback: allowed where the issuer is there, nowhere else."""
    assert Reach(loopback=True).allows("client.example", address)
    assert not Reach().allows("client.example", address)
    assert not Reach(hosts=frozenset({"client.example"})).allows("client.example", address)


@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.parametrize("loopback", [True, False])
def test_no_network_inside_is_called(address: str, loopback: bool) -> None:
    """Private, local, special or translated: nothing that a name could lead inside to."""
    assert not Reach(loopback=loopback).allows("client.example", address)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "ff02::1"])
def test_a_host_that_is_named_leads_to_no_metadata(address: str) -> None:
    """SANDBOX_OUTBOUND_HOSTS opens private networks, never link-local ones."""
    reach = Reach(hosts=frozenset({"portal.internal"}))
    assert reach.allows("portal.internal", "10.1.2.3")
    assert not reach.allows("portal.internal", address)
