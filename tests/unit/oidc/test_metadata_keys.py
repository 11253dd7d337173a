"""Key sets by value: public keys only, none that is weak."""

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


def test_a_refusal_never_repeats_a_key() -> None:
    """A private key that was sent by mistake reaches neither the wire nor the journal."""
    private = RSA.as_dict(private=True)
    told = refusal(jwks={"keys": [private]})
    assert str(private["d"]) not in f"{told.facts()} {told.body()}"
