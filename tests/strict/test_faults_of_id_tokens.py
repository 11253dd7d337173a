"""Each fault of the ID token: the party refuses for its reason, and the next token is honest."""

import pytest

from sandbox.domain.provider import Client
from sandbox.oidc.jose.compact import header_of
from sandbox.world.faults import CATALOGUE, Fault, Place
from tests.protocol.cast import PORTAL_SECRET, client
from tests.protocol.conftest import house as house
from tests.protocol.house import House
from tests.protocol.signers import key, public
from tests.strict import StrictParty, sign_in
from tests.strict.arming import arm, refuses, struck

FAULTS = [each for each in CATALOGUE.values() if each.place is Place.ID_TOKEN]
ASKED = {"max_age": "600", "acr_values": "urn:clicsequr-sandbox:acr:1"}


def party(house: House, **changes: object) -> StrictParty:
    """A party of the client `portal` that trusts the issuer as an audience."""
    told = {"now": house.watch.read, "trusted": ("http://127.0.0.1:8400",), **changes}
    return StrictParty(house.http, "portal", PORTAL_SECRET, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
async def test_each_is_found_once(house: House, fault: Fault) -> None:
    """Armed once, it strikes once, is found for its reason, and is over."""
    strict = party(house)
    await sign_in(strict, house.browser(), **ASKED)
    fresh = party(house)  # one that has read no key yet
    await arm(house, fault.id)
    await refuses(house, fresh, fault.reason, **ASKED)
    assert await struck(house) == {fault.id: 1}
    await sign_in(party(house), house.browser(), **ASKED)
    assert await struck(house) == {fault.id: 1}


@pytest.mark.parametrize("alg", ["ES256", "Ed25519"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
async def test_it_is_the_same_whatever_signs(house: House, fault: Fault, alg: str) -> None:
    """A token by another algorithm is spoilt as well, and found for the same reason."""
    async with house.desk.work("default") as (tx, _):
        await tx.put(client("portal", PORTAL_SECRET, id_token_signed_response_alg=alg))
    await arm(house, fault.id)
    await refuses(house, party(house, alg=alg), fault.reason, **ASKED)


async def test_a_fault_waits_for_a_token_that_it_can_spoil(house: House) -> None:
    """Without a nonce in the request there is none to spoil, so the fault stays armed."""
    await arm(house, "id-token-missing-nonce")
    await sign_in(party(house), house.browser(), nonce="")
    assert await struck(house) == {"id-token-missing-nonce": 0}
    await refuses(house, party(house), "id_token.nonce")


async def test_one_key_alone_is_what_a_token_without_kid_needs(house: House) -> None:
    """Once two keys are published the fault that needs one alone waits."""
    await arm(house, "id-token-no-kid-two-keys")
    await refuses(house, party(house), "id_token.kid")
    await arm(house, "id-token-no-kid-one-key")
    await sign_in(party(house), house.browser())
    assert await struck(house) == {"id-token-no-kid-two-keys": 1, "id-token-no-kid-one-key": 0}


async def encrypting(house: House) -> None:
    """Let the client have its ID tokens encrypted to its own key."""
    keys = {"keys": [public("rsa", kid="enc", use="enc")]}
    row: Client = client(
        "portal", PORTAL_SECRET, jwks=keys, id_token_encrypted_response_alg="RSA-OAEP"
    )
    async with house.desk.work("default") as (tx, _):
        await tx.put(row)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
async def test_an_encrypted_token_is_spoilt_inside(house: House, fault: Fault) -> None:
    """It is encrypted to the client's key as ever, unless that is the fault."""
    await encrypting(house)
    strict = party(house, opens=key("rsa"))
    await sign_in(strict, house.browser(), **ASKED)
    await arm(house, fault.id)
    await refuses(house, party(house, opens=key("rsa")), fault.reason, **ASKED)
    assert await struck(house) == {fault.id: 1}


async def test_a_spoilt_answer_keeps_all_the_rest(house: House) -> None:
    """Status, headers and other members of the token response are those of the honest one."""
    browser = house.browser()
    honest = await house.redeem(await browser.code())
    await arm(house, "id-token-wrong-typ")
    spoilt = await house.redeem(await browser.code())
    assert spoilt.status_code == honest.status_code
    assert spoilt.headers.keys() == honest.headers.keys()
    assert spoilt.headers["cache-control"] == honest.headers["cache-control"]
    assert spoilt.json().keys() == honest.json().keys()
    assert header_of(spoilt.json()["id_token"])["typ"] == "at+jwt"
