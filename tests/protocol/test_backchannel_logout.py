"""Back-Channel Logout 1.0 section 2.4: who is told of a logout, and with which token."""

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import OctKey, RSAKey

from sandbox.oidc.jose.algorithms import ENCRYPTIONS, SECRET_REGISTRY
from tests.protocol.cast import PORTAL_SECRET
from tests.protocol.house import SITE, House, claims_of
from tests.protocol.leaving import (
    header_of,
    only,
    register,
    send,
    signed_in,
    signed_out,
    token_in,
    tokens_in,
)
from tests.receiver import receiving

EVENT = "http://schemas.openid.net/event/backchannel-logout"


async def test_a_logout_token_is_what_section_2_4_asks(house: House) -> None:
    """One form, one token: typed, signed by a published key, about this session, without nonce."""
    async with receiving(200) as receiver:
        browser, id_token = await signed_in(house, receiver.uri)
        house.watch.forward(600)
        await browser.logout(id_token_hint=id_token)
        assert receiver.received == []
        assert await send(house) == 1
    mine, token = claims_of(id_token), token_in(receiver)
    claims = await house.read(token)
    assert header_of(token) == {
        "alg": "RS256",
        "typ": "logout+jwt",
        "kid": header_of(id_token)["kid"],
    }
    assert claims == {
        "iss": SITE,
        "aud": "portal",
        "iat": house.watch.now,
        "exp": house.watch.now + 120,
        "jti": claims["jti"],
        "events": {EVENT: {}},
        "sub": mine["sub"],
        "sid": mine["sid"],
        "simulation": True,
    }
    assert receiver.headers[0][":request"] == "POST /backchannel-logout HTTP/1.1"
    assert receiver.headers[0]["content-type"] == "application/x-www-form-urlencoded"


async def test_every_client_of_the_session_is_told_under_its_own_subject(house: House) -> None:
    """Each that asked to be told gets its own token; one that did not, or was not there, none."""
    async with receiving(200) as receiver:
        browser, first = await signed_in(house, receiver.uri)
        _, second = await signed_in(house, receiver.uri, "named", browser)
        await browser.code("edwards")
        await register(house, "posting", backchannel_logout_uri=receiver.uri)
        await browser.logout()
        assert await send(house) == 2
    told = {claims["aud"]: claims for claims in map(claims_of, tokens_in(receiver))}
    assert set(told) == {"portal", "named"}
    for id_token in (first, second):
        mine = claims_of(id_token)
        assert told[mine["aud"]]["sub"] == mine["sub"]
        assert told[mine["aud"]]["sid"] == mine["sid"]
    assert told["portal"]["sub"] != told["named"]["sub"]


@pytest.mark.parametrize("client_id", ["spa", "edwards"])
async def test_the_algorithm_is_that_of_the_id_tokens(house: House, client_id: str) -> None:
    """A client that has its ID tokens signed otherwise verifies its logout tokens the same way."""
    async with receiving(200) as receiver:
        id_token = await signed_out(house, receiver.uri, client_id)
        await send(house)
    token = token_in(receiver)
    assert header_of(token)["alg"] == header_of(id_token)["alg"] != "RS256"
    assert (await house.read(token))["sid"] == claims_of(id_token)["sid"]


async def test_a_client_with_hs256_verifies_by_its_secret(house: House) -> None:
    """Where the secret signs ID tokens it signs logout tokens too, and there is no kid."""
    await register(house, "portal", id_token_signed_response_alg="HS256")
    async with receiving(200) as receiver:
        await signed_out(house, receiver.uri)
        await send(house)
    token = token_in(receiver)
    assert header_of(token) == {"alg": "HS256", "typ": "logout+jwt"}
    key = OctKey.import_key(PORTAL_SECRET)
    assert jwt.decode(token, key, ["HS256"], registry=SECRET_REGISTRY).claims["aud"] == "portal"


async def test_a_client_with_encrypted_id_tokens_gets_encrypted_logout_tokens(house: House) -> None:
    """Nobody but the client reads that its person left."""
    key = RSAKey.generate_key(2048, {"use": "enc", "alg": "RSA-OAEP-256"})
    async with receiving(200) as receiver:
        browser, _ = await signed_in(house, receiver.uri)
        await register(
            house,
            "portal",
            jwks={"keys": [key.as_dict(private=False)]},
            id_token_encrypted_response_alg="RSA-OAEP-256",
        )
        await browser.logout()
        await send(house)
    opened = jwe.decrypt_compact(token_in(receiver), key, registry=ENCRYPTIONS).plaintext
    assert opened is not None
    assert (await house.read(opened.decode()))["events"] == {EVENT: {}}


async def test_a_client_without_a_key_to_encrypt_to_is_not_called(house: House) -> None:
    """The log says what is missing; the token is never sent readable instead."""
    async with receiving(200) as receiver:
        browser, _ = await signed_in(house, receiver.uri)
        await register(house, "portal", id_token_encrypted_response_alg="RSA-OAEP-256")
        await browser.logout()
        await send(house)
    assert receiver.received == []
    assert "use=enc" in (await only(house)).attempts[0]["problem"]


async def test_discovery_announces_logout_tokens(house: House) -> None:
    """Discovery says that logout tokens are sent, and that they carry the sid."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert told["backchannel_logout_supported"] is True
    assert told["backchannel_logout_session_supported"] is True
