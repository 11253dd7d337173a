"""Key sets by value: public keys only, none that is weak."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest

from tests.unit.oidc.registering import EC, EDWARDS, RSA, kept, keys, refusal


def test_public_keys_are_kept_without_what_is_not_a_member_of_a_key() -> None:
    """A key set of several kinds comes back with the members of RFC 7517 and 7518."""
    found = kept(jwks=keys(RSA, EC, EDWARDS, xyz="ignored")).metadata["jwks"]
    assert found == keys(RSA, EC, EDWARDS)


@pytest.mark.parametrize(
    "jwks",
    [
        [],
        {},
        {"keys": {}},
        {"keys": []},
        {"keys": [7]},
        {"keys": [{}]},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [RSA.as_dict(private=True)]},
        {"keys": [EC.as_dict(private=True)]},
        {"keys": [{**EC.as_dict(private=False), "d": ""}]},
        {"keys": [{**RSA.as_dict(private=False), "k": "x"}]},
        {"keys": [{**RSA.as_dict(private=False), "n": "AQAB"}]},
        {"keys": [{**RSA.as_dict(private=False), "n": "é"}]},
        {"keys": [{**RSA.as_dict(private=False), "n": None}]},
        {"keys": [{**RSA.as_dict(private=False), "e": "AQ"}]},
        {"keys": [{**RSA.as_dict(private=False), "e": "Ag"}]},
        {"keys": [{**RSA.as_dict(private=False), "kid": 7}]},
        {"keys": [{**RSA.as_dict(private=False), "use": ["sig"]}]},
        {"keys": [{**RSA.as_dict(private=False), "x5c": [{"deep": 1}]}]},
        {"keys": [{**EC.as_dict(private=False), "crv": "secp256k1"}]},
        {"keys": [{**EC.as_dict(private=False), "x": EC.as_dict(private=False)["y"]}]},
        {"keys": [{**EC.as_dict(private=False), "crv": ["P-256"]}]},
        {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]},
        {"keys": [{"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}]},
        keys(*[EC] * 31),
    ],
)
def test_key_sets_that_are_refused(jwks: Any) -> None:
    """No private nor symmetric key, none that is weak, malformed or of an unknown kind."""
    assert refusal(jwks=jwks).error == "invalid_client_metadata"


_PRIME = 2**255 - 19
_EIGHTH = 0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F
_ROOT = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize(
    ("curve", "point"),
    [
        *(("Ed25519", y) for y in (0, 1, _ROOT, _PRIME - _ROOT, _PRIME - 1, _PRIME, _PRIME + 1)),
        *(("X25519", u) for u in (0, 1, _EIGHTH, _PRIME - 1, _PRIME, _PRIME + 1)),
    ],
)
def test_a_point_of_small_order_is_no_key(curve: str, point: int, sign: int) -> None:
    """Anybody signs under it, and every secret agreed with it is known (RFC 7748 section 6.1)."""
    x = urlsafe_b64encode((point | sign).to_bytes(32, "little")).decode().rstrip("=")
    told = refusal(jwks={"keys": [{"kty": "OKP", "crv": curve, "x": x}]})
    assert "small order" in told.description


def test_a_refusal_never_repeats_a_key() -> None:
    """A private key that was sent by mistake reaches neither the wire nor the journal."""
    private = RSA.as_dict(private=True)
    told = refusal(jwks={"keys": [private]})
    assert str(private["d"]) not in f"{told.facts()} {told.body()}"
