"""Keys of a space that is gone serve the next one, and no two spaces have one at a time."""

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.control.test_spaces import made

if TYPE_CHECKING:
    from sandbox.services.desk import Desk


async def kids(http: httpx2.AsyncClient, space: str) -> set[str]:
    """Names of the keys that a space publishes."""
    keys: list[dict[str, Any]] = (await http.get(f"/b/{space}/oidc/jwks")).json()["keys"]
    return {key["kid"] for key in keys}


@pytest.mark.parametrize("how", ["delete", "reset"])
async def test_the_next_space_takes_the_keys_of_one_that_is_gone(
    http: httpx2.AsyncClient, how: str
) -> None:
    """While both are there their keys differ; then they go on."""
    await made(http, id="un")
    await made(http, id="deux")
    first, second = await kids(http, "un"), await kids(http, "deux")
    assert not first & second
    if how == "delete":
        await http.delete("/b/un/_sandbox/space")
    else:
        await http.post("/b/un/_sandbox/space/reset")
    await made(http, id="trois")
    assert await kids(http, "trois") == first


async def test_a_key_that_a_fork_has_is_not_given_to_a_third(http: httpx2.AsyncClient) -> None:
    """The origin goes; its fork keeps the key for itself."""
    await made(http, id="un")
    key = await kids(http, "un")
    await made(http, id="fourche", fork_of="un")
    await http.delete("/b/un/_sandbox/space")
    await made(http, id="trois")
    assert not key & await kids(http, "trois")
    assert await kids(http, "fourche") == key


async def test_a_key_that_a_snapshot_has_is_not_given_to_a_third(http: httpx2.AsyncClient) -> None:
    """The space comes back with its key, and so does whatever else a snapshot brought."""
    await made(http, id="un")
    key = await kids(http, "un")
    snapshot = (await http.get("/b/un/_sandbox/space/snapshot")).json()
    await http.delete("/b/un/_sandbox/space")
    await made(http, id="deux")
    assert not key & await kids(http, "deux")
    await made(http, id="revenu", snapshot=snapshot)
    assert await kids(http, "revenu") == key
    await http.delete("/b/revenu/_sandbox/space")
    await made(http, id="trois")
    assert not key & await kids(http, "trois")


async def test_keys_are_never_handed_on_where_others_can_reach_the_sandbox(
    http: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """Without the setting a space that is gone takes its keys with it."""
    desk.spare_keys = type(desk.spare_keys)()
    await made(http, id="un")
    key = await kids(http, "un")
    await http.delete("/b/un/_sandbox/space")
    await made(http, id="deux")
    assert not key & await kids(http, "deux")
