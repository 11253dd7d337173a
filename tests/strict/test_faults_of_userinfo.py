"""Each fault of UserInfo: the party finds it for its reason, and the next answer is honest."""

import json
from typing import Any

import pytest
from joserfc import jwe

from sandbox.oidc.jose.compact import claims_of
from sandbox.world.faults import CATALOGUE, Fault, Place
from tests.protocol.cast import PORTAL_SECRET, client
from tests.protocol.conftest import house as house
from tests.protocol.house import House
from tests.protocol.signers import key, public
from tests.strict import StrictParty, sign_in
from tests.strict.arming import arm, refuses, struck

FAULTS = [each for each in CATALOGUE.values() if each.place is Place.USERINFO]
SCOPE = "openid profile email entreprise"
ASKED = frozenset(
    """name given_name family_name preferred_username locale zoneinfo updated_at
    email email_verified""".split()
)
CHANGED = {
    "userinfo-other-sub": {"sub"},
    "userinfo-missing-claims": ASKED,
    "userinfo-wrong-types": ASKED,
}
"""What differs in the answer to a client that asked for the scopes profile and email."""


@pytest.fixture
def party(house: House) -> StrictParty:
    """A party of the client `portal`."""
    return StrictParty(house.http, "portal", PORTAL_SECRET, now=house.watch.read)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
async def test_each_is_found_once(house: House, party: StrictParty, fault: Fault) -> None:
    """Armed once, it strikes once, is found for its reason, and the same token is good again."""
    await arm(house, fault.id)
    await refuses(house, party, fault.reason, scope=SCOPE)
    assert await struck(house) == {fault.id: 1}
    await sign_in(party, house.browser(), scope=SCOPE)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
async def test_a_refusal_is_not_spoilt(house: House, fault: Fault) -> None:
    """An answer that refuses honestly leaves as it is, and the fault stays armed."""
    await arm(house, fault.id)
    refused = await house.userinfo("of-nobody")
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["www-authenticate"]
    assert await struck(house) == {fault.id: 0}


TOLD: dict[str, dict[str, Any]] = {
    "json": {},
    "signed": {"userinfo_signed_response_alg": "RS256"},
    "encrypted": {
        "userinfo_encrypted_response_alg": "RSA-OAEP",
        "jwks": {"keys": [public("rsa", kid="enc", use="enc")]},
    },
}
"""How a client may have its answers."""


@pytest.mark.parametrize("how", TOLD)
@pytest.mark.parametrize("fault", CHANGED)
async def test_only_what_the_fault_says_is_changed(house: House, fault: str, how: str) -> None:
    """In JSON, and in the JWT of a client that has it signed or encrypted."""
    async with house.desk.work("default") as (tx, _):
        await tx.put(client("portal", PORTAL_SECRET, **TOLD[how]))
    token = (await house.tokens(scope="openid profile email"))["access_token"]
    honest = claims(await house.userinfo(token), how)
    await arm(house, fault)
    spoilt = claims(await house.userinfo(token), how)
    changed = {name for name in honest if honest[name] != spoilt.get(name)}
    assert changed == CHANGED[fault] & honest.keys()
    assert spoilt.keys() <= honest.keys()
    assert spoilt["simulation"] is True
    assert claims(await house.userinfo(token), how) == honest


def claims(answer: Any, how: str) -> dict[str, Any]:
    """What an answer of UserInfo tells."""
    assert answer.status_code == 200, answer.text
    if how == "signed":
        return claims_of(str(answer.text))
    text = answer.text
    if how == "encrypted":
        registry = jwe.JWERegistry(algorithms=["RSA-OAEP", "A128CBC-HS256"])
        text = jwe.decrypt_compact(text, key("rsa"), registry=registry).plaintext or b""
    found: dict[str, Any] = json.loads(text)
    return found
