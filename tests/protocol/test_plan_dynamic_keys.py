"""Certification plan Dynamic: keys behind an address, and keys that change on either side."""

import json
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from sandbox.oidc.jose.keys import LEAD, rotate
from tests.protocol import suite_checks as check
from tests.protocol.party import Party
from tests.protocol.suite import PLACE, Suite, Variant, rsa_key

KEYS = f"{PLACE}/client1_jwks"


@pytest.fixture
def variant() -> Variant:
    """Clients register themselves, with keys that sign their assertions."""
    return Variant(auth="private_key_jwt", dynamic=True)


async def test_oidcc_server_rotate_keys(suite: Suite) -> None:
    """After a rotation the new key is published beside the old one, then signs, and both verify."""
    party = await suite.client()
    first = await party.sign_in(suite.person())
    before = {key["kid"] for key in await suite.keys()}
    drawn = await rotate(suite.house.desk, "default", "RS256")
    after = {key["kid"] for key in await suite.keys()}
    assert after == before | {drawn.kid}
    assert drawn.kid not in before
    suite.house.watch.forward(LEAD.total_seconds())
    second = await party.sign_in(suite.person())
    assert second.header["kid"] == drawn.kid
    check.signed_token(first.tokens["id_token"], await suite.keys())


def _named(name: str) -> RSAKey:
    """A key of the client that bears a kid."""
    return RSAKey.import_key({**rsa_key(name).as_dict(private=True), "kid": name})


def _key_set(name: str) -> bytes:
    return json.dumps({"keys": [_named(name).as_dict(private=False)]}).encode()


async def _with_keys_elsewhere(suite: Suite, published: dict[str, bytes], **metadata: Any) -> Party:
    """A client that registers the address of its keys."""
    published[KEYS] = _key_set("first")
    party = await suite.client(jwks_uri=KEYS, **metadata)
    party.key = _named("first")
    return party


async def test_oidcc_registration_jwks_uri(suite: Suite, published: dict[str, bytes]) -> None:
    """A client authenticates with keys that the provider reads at its address."""
    party = await _with_keys_elsewhere(suite, published)
    await party.sign_in(suite.person())


async def test_oidcc_refresh_token_rp_key_rotation(
    suite: Suite, published: dict[str, bytes]
) -> None:
    """A client that replaced its keys refreshes with the new one, and the old one is over."""
    kinds = ["authorization_code", "refresh_token"]
    party = await _with_keys_elsewhere(suite, published, grant_types=kinds)
    scope = "openid offline_access"
    first = await party.redeem(await party.ask(suite.person(), scope=scope, prompt="consent"))
    published[KEYS] = _key_set("second")
    party.key = _named("second")
    suite.house.watch.forward(60)
    form = {"grant_type": "refresh_token", "refresh_token": first.tokens["refresh_token"]}
    tokens = check.token_response(await party.token(form))
    _, claims = await party.read(tokens, "")
    assert claims["sub"] == first.claims["sub"]
    party.key = _named("first")
    again = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    refused = check.json_of(await party.token(again), 401)
    assert refused["error"] == "invalid_client"
