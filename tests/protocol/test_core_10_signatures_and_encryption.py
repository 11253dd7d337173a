"""What is signed and encrypted for one client (Core sections 5.3.2, 10.1 and 10.2)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, Key, KeySet, OctKey, RSAKey

from sandbox.domain.provider import Client
from sandbox.oidc.jose.algorithms import ASYMMETRIC, ENCRYPTIONS, REGISTRY, SECRET_REGISTRY
from tests.protocol.cast import PORTAL_SECRET
from tests.protocol.house import House, claims_of

RSA = RSAKey.generate_key(2048, {"use": "enc", "kid": "enc-rsa"})
EC = ECKey.generate_key("P-256", {"use": "enc", "kid": "enc-ec"})
SIGNATURE = ECKey.generate_key("P-256", {"use": "sig", "kid": "sig"})


async def registered(house: House, **metadata: Any) -> None:
    """Give the client `portal` this metadata, and its keys by value."""
    keys = [key.as_dict(private=False) for key in (SIGNATURE, RSA, EC)]
    async with house.desk.work("default") as (tx, _):
        row = await tx.need(Client, "portal")
        told = {**row.metadata, "jwks": {"keys": keys}, **metadata}
        await tx.save(replace(row, metadata=told))


def opened(text: str, key: Key) -> str:
    """The content of a JWE."""
    content = jwe.decrypt_compact(text, key, registry=ENCRYPTIONS).plaintext
    return (content or b"").decode()


@pytest.mark.parametrize("alg", ["PS256", "ES256", "EdDSA", "Ed25519"])
async def test_an_id_token_is_signed_as_the_client_registered(house: House, alg: str) -> None:
    """Each algorithm has its own published key, made when it is first needed."""
    await registered(house, id_token_signed_response_alg=alg)
    tokens = await house.tokens()
    assert (
        jwt.decode(
            tokens["id_token"],
            KeySet.import_key_set((await house.http.get("/oidc/jwks")).json()),
            [alg],
            registry=REGISTRY,
        ).claims["aud"]
        == "portal"
    )


async def test_a_client_that_asks_gets_id_tokens_under_its_own_secret(house: House) -> None:
    """HS256 signs with the octets of client_secret and names no key (Core section 10.1)."""
    await registered(house, id_token_signed_response_alg="HS256")
    token = (await house.tokens())["id_token"]
    read = jwt.decode(token, OctKey.import_key(PORTAL_SECRET), ["HS256"], registry=SECRET_REGISTRY)
    assert read.claims["aud"] == "portal"
    assert "kid" not in read.header


@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("RSA-OAEP", RSA),
        ("RSA-OAEP-256", RSA),
        ("ECDH-ES", EC),
        ("ECDH-ES+A128KW", EC),
        ("ECDH-ES+A256KW", EC),
    ],
)
@pytest.mark.parametrize("enc", ["A128CBC-HS256", "A256GCM"])
async def test_an_id_token_is_encrypted_to_the_client(
    house: House, alg: str, key: Key, enc: str
) -> None:
    """Signed first, then encrypted to the client's encryption key, never to its signature key."""
    await registered(
        house, id_token_encrypted_response_alg=alg, id_token_encrypted_response_enc=enc
    )
    token = (await house.tokens())["id_token"]
    assert token.count(".") == 4
    assert (await house.read(opened(token, key)))["aud"] == "portal"


async def test_encryption_without_a_key_to_encrypt_to_is_refused(house: House) -> None:
    """Nothing goes out in clear that was to be encrypted, and the code is not lost."""
    await registered(house, id_token_encrypted_response_alg="RSA-OAEP-256", jwks={"keys": []})
    code = await house.browser().code()
    assert (await house.redeem(code)).json()["error"] == "invalid_request"
    await registered(house)
    assert (await house.redeem(code)).status_code == 200


@pytest.mark.parametrize("alg", ["RS256", "ES256", "HS256"])
async def test_userinfo_is_signed_for_a_client_that_registered_it(house: House, alg: str) -> None:
    """A signed answer says who speaks and to whom (Core section 5.3.2)."""
    tokens = await house.tokens(scope="openid email")
    await registered(house, userinfo_signed_response_alg=alg)
    answer = await house.userinfo(tokens["access_token"])
    assert answer.headers["content-type"] == "application/jwt"
    assert answer.headers["cache-control"] == "no-store"
    if alg == "HS256":
        read = jwt.decode(
            answer.text, OctKey.import_key(PORTAL_SECRET), [alg], registry=SECRET_REGISTRY
        ).claims
    else:
        read = await house.read(answer.text)
    assert (read["iss"], read["aud"]) == ("http://127.0.0.1:8400", "portal")
    assert read["email"] == "marguerite@exemple.invalid"
    assert read["sub"] == claims_of(tokens["id_token"])["sub"]


async def test_userinfo_is_encrypted_with_and_without_a_signature(house: House) -> None:
    """Alone it is the JSON itself in a JWE; with a signature, a JWT in a JWE."""
    tokens = await house.tokens()
    await registered(house, userinfo_encrypted_response_alg="ECDH-ES")
    bare = (await house.userinfo(tokens["access_token"])).text
    assert json.loads(opened(bare, EC))["simulation"] is True
    await registered(
        house, userinfo_encrypted_response_alg="ECDH-ES", userinfo_signed_response_alg="RS256"
    )
    nested = (await house.userinfo(tokens["access_token"])).text
    assert (await house.read(opened(nested, EC)))["simulation"] is True


def test_the_provider_never_signs_with_none() -> None:
    """`none` is no algorithm of ours, anywhere."""
    assert "none" not in ASYMMETRIC
