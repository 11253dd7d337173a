"""The description of the endpoints tells of all of them, and of nothing else."""

from starlette.routing import Route

from sandbox.oidc import routes
from sandbox.oidc.openapi import OPERATIONS, PATH, description
from sandbox.oidc.wire import Door
from tests.protocol.house import House

STORED = "/oidc/authorize/{id}"
"""Steps of a request that waits: only the sandbox's own pages lead there."""


def answered() -> dict[str, set[str]]:
    """Methods by path, as the routes have them."""
    found = {}
    for route in routes():
        assert isinstance(route, Route)
        door = route.endpoint
        assert isinstance(door, Door)
        if not route.path.startswith(STORED):
            found[route.path] = {method.lower() for method in door.methods}
    return found


def test_every_route_is_described() -> None:
    """A new endpoint cannot be forgotten, and a removed one leaves the description."""
    assert {path: set(operations) for path, operations in OPERATIONS.items()} == answered()


async def test_each_space_serves_its_own(house: House) -> None:
    """The server named is the issuer of the space."""
    told = (await house.http.get(PATH)).json()
    assert told == description("http://127.0.0.1:8400")
    assert (await house.http.get(f"/b/nowhere{PATH}")).status_code == 404
