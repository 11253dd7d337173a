"""Clients that sign: their keys, always the same ones, and what they make with them."""

import base64
import hmac
import json
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from sandbox.domain.provider import Client
from sandbox.oidc.jose.algorithms import Signatures
from tests.protocol.cast import CALLBACK
from tests.protocol.house import S256, SITE, House

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SIGNS = Signatures(("RS256", "RS512", "PS256", "ES256", "EdDSA", "Ed25519", "HS256"))
_turn = count()


@cache
def key(kind: str) -> Key:
    """`rsa`, `ec`, `ec2` or `ed`; the same in every run."""
    if kind == "rsa":
        return RSAKey.import_key(json.loads(Path(__file__).with_name("rsa_key.json").read_text()))
    if kind == "ed":
        return OKPKey(ed25519.Ed25519PrivateKey.from_private_bytes(b"\x07" * 32), None)
    number = {"ec": 0xC1C5E9, "ec2": 0x5EC02D}[kind]
    return ECKey(ec.derive_private_key(number, ec.SECP256R1()), None)


def public(kind: str, **members: str) -> dict[str, Any]:
    """The public half of a key as a JWK."""
    return {**key(kind).as_dict(private=False), **members}


def key_set(*kinds: str) -> dict[str, Any]:
    """The JWK Set that a client with these keys registers."""
    return {"keys": [public(kind, kid=kind, use="sig") for kind in kinds]}


def encoded(value: object) -> str:
    """Base64url of JSON, or of bytes."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(
    claims: Mapping[str, Any] | bytes, kind: str = "ec", alg: str = "ES256", **header: Any
) -> str:
    """A compact JWS by a key of ours, or by a secret where `alg` is HS256."""
    signer = OctKey.import_key(kind) if alg == "HS256" else key(kind)
    payload = claims if isinstance(claims, bytes) else json.dumps(claims)
    return jws.serialize_compact({"alg": alg, **header}, payload, signer, [alg], registry=_SIGNS)


def keyed_hash(claims: Mapping[str, Any], secret: bytes) -> str:
    """A compact JWS by HS256 with any octets as the key, a public key among them."""
    signed_part = f"{encoded({'alg': 'HS256'})}.{encoded(claims)}"
    return f"{signed_part}.{encoded(hmac.digest(secret, signed_part.encode(), 'sha256'))}"


def unsigned(claims: Mapping[str, Any], alg: str = "none") -> str:
    """A JWT without a signature."""
    return f"{encoded({'alg': alg})}.{encoded(claims)}."


def assertion_claims(house: House, client_id: str, **changed: Any) -> dict[str, Any]:
    """Claims of a good client assertion, changed; those given as None are left out."""
    now = int(house.watch.now)
    told = {
        "iss": client_id,
        "sub": client_id,
        "aud": SITE,
        "exp": now + 60,
        "iat": now,
        "jti": f"jti-{next(_turn)}",
        **changed,
    }
    return {name: value for name, value in told.items() if value is not None}


def request_claims(house: House, asker: str, /, **changed: Any) -> dict[str, Any]:
    """Claims of a good request object that holds a whole request, changed as above."""
    now = int(house.watch.now)
    told = {
        "iss": asker,
        "aud": SITE,
        "exp": now + 300,
        "nbf": now,
        "iat": now,
        "response_type": "code",
        "client_id": asker,
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "state": "inside",
        "nonce": "n-inside",
        **S256,
        **changed,
    }
    return {name: value for name, value in told.items() if value is not None}


def asserted(assertion: str) -> dict[str, str]:
    """The parameters that carry an assertion."""
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}


async def enrol(house: House, *clients: Client) -> None:
    """Register clients of one test."""
    async with house.desk.work("default") as (tx, _):
        await tx.add(*clients)
