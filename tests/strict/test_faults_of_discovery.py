"""Each fault of discovery and keys: found for its reason, or lived with; the next is honest."""

import asyncio

import pytest

from sandbox.world.faults import CATALOGUE, Fault, Place
from tests.protocol.cast import PORTAL_SECRET
from tests.protocol.conftest import house as house
from tests.protocol.house import House
from tests.strict import StrictParty, sign_in
from tests.strict.arming import arm, refuses, struck

FAULTS = [each for each in CATALOGUE.values() if each.place is Place.DISCOVERY]
AT_ONCE = [each for each in FAULTS if each.id != "jwks-slow"]


def party(house: House) -> StrictParty:
    """A party of the client `portal` that has read nothing yet."""
    return StrictParty(house.http, "portal", PORTAL_SECRET, now=house.watch.read)


@pytest.mark.parametrize("fault", AT_ONCE, ids=lambda fault: fault.id)
async def test_each_is_found_once(house: House, fault: Fault) -> None:
    """Armed once, it strikes once, and a party that begins anew finds all in order."""
    await arm(house, fault.id)
    await refuses(house, party(house), fault.reason)
    assert await struck(house) == {fault.id: 1}
    await sign_in(party(house), house.browser())


async def test_slow_keys_are_not_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A party that waits no longer than it should gives up; the seconds are those asked for."""
    strict, waited = party(house), list[float]()

    async def outlasts_all_patience(seconds: float) -> None:
        waited.append(seconds)
        strict.enough.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("sandbox.oidc.tampering.lines.pause", outlasts_all_patience)
    await arm(house, "jwks-slow", seconds=90)
    await refuses(house, strict, CATALOGUE["jwks-slow"].reason)
    assert waited == [90]
    assert await struck(house) == {"jwks-slow": 1}
    await sign_in(party(house), house.browser())


async def test_keys_that_come_late_are_the_honest_ones(house: House) -> None:
    """Whoever does wait gets the answer as it would have been."""
    honest = (await house.http.get("/oidc/jwks")).json()
    await arm(house, "jwks-slow", seconds=0)
    assert (await house.http.get("/oidc/jwks")).json() == honest
    assert await struck(house) == {"jwks-slow": 1}


@pytest.mark.parametrize("fault", ["jwks-stale", "keys-rotated-before-signing"])
async def test_a_party_reads_the_keys_again_once(house: House, fault: str) -> None:
    """A key that it does not know makes it read the set again, and go on."""
    strict = party(house)
    if fault == "keys-rotated-before-signing":
        await sign_in(strict, house.browser())  # the keys of before are held
    await arm(house, fault)
    await sign_in(strict, house.browser())
    assert strict.keys_fetched == 2
    assert await struck(house) == {fault: 1}


@pytest.mark.parametrize("fault", [each for each in AT_ONCE if each.endpoints != ("token",)])
async def test_one_thing_is_changed_and_no_cache_keeps_it(house: House, fault: Fault) -> None:
    """The other members of the document are those of the honest one."""
    keys = "jwks" in fault.endpoints
    path = "/oidc/jwks" if keys else "/.well-known/openid-configuration"
    honest = await house.http.get(path)
    await arm(house, fault.id)
    spoilt = await house.http.get(path)
    assert spoilt.headers["cache-control"] == "no-store"
    assert honest.headers["cache-control"].startswith("public")
    if fault.id == "jwks-unavailable":
        assert spoilt.status_code == 503
    else:
        was, now = honest.json(), spoilt.json()
        changed = {name for name in was if was[name] != now.get(name)}
        assert len(changed) == 1
        assert now.keys() <= was.keys()
    assert (await house.http.get(path)).content == honest.content


async def test_a_twin_stands_beside_each_key(house: House) -> None:
    """Each name is there twice, with two different keys of one type."""
    await arm(house, "jwks-duplicate-kid")
    keys = (await house.http.get("/oidc/jwks")).json()["keys"]
    for twin, key in zip(keys[::2], keys[1::2], strict=True):
        assert [twin[name] for name in ("kid", "kty", "alg")] == [
            key[name] for name in ("kid", "kty", "alg")
        ]
        assert twin != key
