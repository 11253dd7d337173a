"""Keys on command: listed, turned with or without their wait, withdrawn."""

from typing import Any

import httpx2
import pytest


async def rotated(http: httpx2.AsyncClient, **how: Any) -> dict[str, Any]:
    """A new key."""
    answer = await http.post("/_sandbox/keys/rotate", json=how)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def phases(http: httpx2.AsyncClient) -> dict[str, str]:
    """The phase of each key."""
    found = (await http.get("/_sandbox/keys")).json()["keys"]
    assert all(set(key) == {"kid", "alg", "phase", "used_from"} for key in found)
    return {key["kid"]: key["phase"] for key in found}


async def published(http: httpx2.AsyncClient) -> set[str]:
    """What relying parties read."""
    return {key["kid"] for key in (await http.get("/oidc/jwks")).json()["keys"]}


async def test_a_rotation_publishes_first_and_signs_later(http: httpx2.AsyncClient) -> None:
    """Nothing is signed by it before every cache may have seen it; asked again, it is the same."""
    await published(http)
    new = await rotated(http)
    assert (new["alg"], new["phase"]) == ("RS256", "published")
    assert new["kid"] in await published(http)
    assert (await rotated(http))["kid"] == new["kid"]
    assert "active" in (await phases(http)).values()


async def test_now_leaves_out_the_wait(http: httpx2.AsyncClient) -> None:
    """The new key signs at once and the old one stays published."""
    await published(http)
    (old,) = [kid for kid in await phases(http) if kid in await published(http)][:1]
    new = await rotated(http, alg="ES256", now=True)
    assert new["phase"] == "active"
    assert (await rotated(http, alg="ES256", now=True))["kid"] != new["kid"]
    assert (await phases(http))[new["kid"]] == "retired"
    assert {old, new["kid"]} <= await published(http)


async def test_an_emergency_withdraws_all_others(http: httpx2.AsyncClient) -> None:
    """What was signed before is believed no more."""
    old = await rotated(http, now=True)
    new = await rotated(http, emergency=True)
    assert new["phase"] == "active"
    assert (await phases(http))[old["kid"]] == "withdrawn"
    assert old["kid"] not in await published(http)


@pytest.mark.parametrize("alg", ["HS256", "none", "rs256", ""])
async def test_an_algorithm_that_has_no_key_is_refused(http: httpx2.AsyncClient, alg: str) -> None:
    """422, with those that have."""
    answer = await http.post("/_sandbox/keys/rotate", json={"alg": alg})
    assert answer.status_code == 422
    assert "RS256, PS256, ES256" in answer.json()["hint"]


async def test_nothing_private_is_told(http: httpx2.AsyncClient) -> None:
    """Neither when a key is made nor when it is listed."""
    await rotated(http, alg="ES256", now=True)
    assert '"d"' not in (await http.get("/_sandbox/keys")).text
