"""RFC 8414 section 3: one issuer with a path, read through a proxy and by another name."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from sandbox.services.desk import Desk
from sandbox.services.site import Site
from sandbox.storage import SqliteStore
from sandbox.world.clock import Clock
from tests.protocol.cast import fill
from tests.protocol.house import House, Watch

PUBLIC = "https://proxy.example/clicsequr"
INNER = "http://sandbox:8400"
CALLED = {
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "introspection_endpoint",
    "revocation_endpoint",
    "registration_endpoint",
    "pushed_authorization_request_endpoint",
    "device_authorization_endpoint",
}
"""What back ends call; whatever else is an address is visited by a browser."""


@pytest.fixture
async def proxied() -> AsyncIterator[House]:
    """A provider whose issuer has a path and whose back ends come by another name."""
    watch = Watch()
    desk = Desk(await SqliteStore.open(None), Clock(watch.read), site=Site(PUBLIC, INNER))
    try:
        await fill(desk)
        await fill(desk, "classe-1")
        yield House(desk, watch)
    finally:
        await desk.store.close()


@pytest.mark.parametrize(
    ("path", "space"),
    [
        ("/clicsequr/.well-known/openid-configuration", ""),
        ("/.well-known/openid-configuration", ""),
        ("/.well-known/openid-configuration/clicsequr", ""),
        ("/.well-known/oauth-authorization-server/clicsequr", ""),
        ("/clicsequr/.well-known/oauth-authorization-server", ""),
        ("/clicsequr/b/classe-1/.well-known/openid-configuration", "/b/classe-1"),
        ("/b/classe-1/.well-known/openid-configuration", "/b/classe-1"),
        ("/.well-known/oauth-authorization-server/clicsequr/b/classe-1", "/b/classe-1"),
        ("/.well-known/oauth-authorization-server/b/classe-1", "/b/classe-1"),
    ],
)
async def test_metadata_is_found_by_every_form_of_the_address(
    proxied: House, path: str, space: str
) -> None:
    """Appended or inserted, with the path of the issuer or stripped of it: the same issuer."""
    told = (await proxied.http.get(path)).json()
    assert told["issuer"] == PUBLIC + space
    assert told["authorization_endpoint"] == f"{PUBLIC}{space}/oidc/authorize"
    assert told["token_endpoint"] == f"{PUBLIC}{space}/oidc/token"


async def test_a_back_end_is_led_to_the_endpoints_by_its_own_name(proxied: House) -> None:
    """Asked at the back-channel base, what back ends call is there; the issuer never changes."""
    address = "/b/classe-1/.well-known/openid-configuration"
    told = (await proxied.http.get(address, headers={"Host": "sandbox:8400"})).json()
    assert told["issuer"] == f"{PUBLIC}/b/classe-1"
    addresses = {
        name: value for name, value in told.items() if name.endswith(("_endpoint", "_uri"))
    }
    for name, value in addresses.items():
        base = INNER if name in CALLED else PUBLIC
        assert value.startswith(f"{base}/b/classe-1/oidc/"), name
        served = await proxied.http.options(urlsplit(value).path)
        assert served.status_code == 204, name


@pytest.mark.parametrize("host", ["evil.example", "proxy.example", "sandbox:8400.evil.example"])
async def test_no_other_host_is_ever_repeated(proxied: House, host: str) -> None:
    """A Host header that is not the back-channel base's leaves every address at the issuer."""
    answer = await proxied.http.get(
        "/.well-known/openid-configuration",
        headers={"Host": host, "X-Forwarded-Host": "sandbox:8400"},
    )
    for name, value in answer.json().items():
        if name.endswith(("_endpoint", "_uri")):
            assert value.startswith(f"{PUBLIC}/oidc/"), name
