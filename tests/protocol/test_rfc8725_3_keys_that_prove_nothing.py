"""Keys of clients that prove nothing or cannot receive (RFC 8725 sections 3.4 and 3.5)."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from sandbox.domain.events import Event
from tests.protocol.asserting import ask, known
from tests.protocol.cast import CALLBACK, client
from tests.protocol.house import VERIFIER, House
from tests.protocol.signers import assertion_claims, encoded, enrol, public

KEYS = "https://client.example/jwks"
ZERO = urlsafe_b64encode(bytes(32)).decode().rstrip("=")
SIGNS = {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": KEYS}
UNFIT: dict[str, list[dict[str, Any]]] = {
    "ECDH-ES": [
        {"kty": "OKP", "crv": "X25519", "x": ZERO},
        {"kty": "OKP", "crv": "Ed25519", "x": public("ed")["x"]},
        {**public("ec"), "key_ops": ["sign"]},
        {**public("ec"), "key_ops": "verify"},
        {"kty": "EC", "crv": "P-256", "x": ZERO, "y": ZERO},
    ],
    "RSA-OAEP": [
        {"kty": "RSA", "n": "xw", "e": "Aw"},
        {"kty": "RSA", "n": urlsafe_b64encode(b"\xff" * 64).decode(), "e": "AQAB"},
        {"kty": "RSA", "n": urlsafe_b64encode(b"\xff" * 25_000).decode(), "e": "AQAB"},
        {"kty": "RSA", "n": 5, "e": [1]},
    ],
}


@pytest.mark.parametrize("alg", ["EdDSA", "Ed25519"])
async def test_a_point_of_small_order_signs_nothing(
    house: House, published: dict[str, bytes], alg: str
) -> None:
    """Under such a key anybody can make a signature, the empty one among them."""
    await enrol(house, client("hollow", **SIGNS))
    hollow = {"kty": "OKP", "crv": "Ed25519", "x": ZERO}
    published[KEYS] = json.dumps({"keys": [hollow]}).encode()
    claims = assertion_claims(house, "hollow")
    forged = f"{encoded({'alg': alg})}.{encoded(claims)}.{encoded(bytes(64))}"
    assert not known(await ask(house, forged))


@pytest.mark.parametrize(
    ("alg", "key"), [(alg, key) for alg, keys in UNFIT.items() for key in keys]
)
async def test_a_key_that_cannot_receive_is_a_refusal(
    house: House, published: dict[str, bytes], alg: str, key: dict[str, Any]
) -> None:
    """An answer that finds no key to be encrypted to is told as such, never a fault of ours."""
    await enrol(
        house,
        client(
            "locked",
            token_endpoint_auth_method="none",
            jwks_uri=KEYS,
            id_token_encrypted_response_alg=alg,
        ),
    )
    published[KEYS] = json.dumps({"keys": [key]}).encode()
    code = await house.browser().code("locked")
    form = {"client_id": "locked", "grant_type": "authorization_code", "code": code}
    form |= {"redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    refused = await house.http.post("/oidc/token", data=form)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    (fact,) = await house.journal(Event.TOKEN_REFUSED)
    assert "no key to encrypt to" in fact.data["hint"]
