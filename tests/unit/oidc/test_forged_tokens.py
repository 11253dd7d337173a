"""Each fault of a token changes one thing of the honest draft, and nothing else."""

import json
from base64 import urlsafe_b64decode
from dataclasses import fields, replace
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from sandbox.domain.provider import Client
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.compact import claims_of, header_of
from sandbox.oidc.jose.keys import Signer
from sandbox.oidc.made import Ingredients
from sandbox.oidc.tampering import id_token, logout
from sandbox.oidc.tampering.drafts import Draft, drafted, finished
from tests.protocol.cast import NOON

KEY = RSAKey.generate_key(2048)
ID_CLAIMS: dict[str, Any] = {
    "iss": "http://127.0.0.1:8400",
    "sub": "Aabc",
    "aud": "portal",
    "iat": 1_000_000,
    "exp": 1_000_600,
    "auth_time": 999_990,
    "acr": "urn:clicsequr-sandbox:acr:1",
    "amr": ["pwd"],
    "sid": "sid_1",
    "simulation": True,
    "nonce": "n-1",
    "at_hash": "Zyx",
}
LOGOUT_CLAIMS: dict[str, Any] = {"events": {"e": {}}, "iss": "i", "aud": "portal", "sid": "s"}

CHANGED: dict[str, set[str]] = {
    "id-token-wrong-iss": {"iss"},
    "id-token-wrong-aud": {"aud"},
    "id-token-missing-aud": {"aud"},
    "id-token-aud-with-a-stranger": {"aud", "azp"},  # `azp` is what several audiences ask for
    "id-token-several-aud-without-azp": {"aud"},
    "id-token-wrong-azp": {"azp"},
    "id-token-missing-sub": {"sub"},
    "id-token-wrong-sub": {"sub"},
    "id-token-missing-iat": {"iat"},
    "id-token-expired": {"iat", "exp", "auth_time"},  # a token of an hour ago, whole
    "id-token-not-yet-valid": {"nbf"},
    "id-token-iat-in-the-future": {"iat", "exp"},
    "id-token-wrong-nonce": {"nonce"},
    "id-token-missing-nonce": {"nonce"},
    "id-token-wrong-at-hash": {"at_hash"},
    "id-token-signature-tampered": {"broken"},
    "id-token-alg-none": {"header.alg", "header.kid", "key"},
    "id-token-hs256-public-key": {"header.alg", "key"},
    "id-token-unknown-kid": {"header.kid"},
    "id-token-no-kid-two-keys": {"header.kid"},
    "id-token-no-kid-one-key": {"header.kid"},
    "id-token-unknown-crit": {"header.crit", "header.urn:clicsequr-sandbox:unknown"},
    "id-token-wrong-typ": {"header.typ"},
    "id-token-auth-time-too-old": {"auth_time"},
    "id-token-acr-lower-than-asked": {"acr"},
    "id-token-simulation-missing": {"simulation"},
    "id-token-oversized": {"padding"},
    "id-token-encrypted-to-another-key": {"lock"},
    "keys-rotated-before-signing": set(),  # the key is changed before the token is made
    "logout-token-alg-none": {"header.alg", "header.kid", "key"},
    "logout-token-wrong-alg": set(),  # so is this one's
    "logout-token-wrong-aud": {"aud"},
    "logout-token-wrong-iss": {"iss"},
    "logout-token-no-event": {"events"},
    "logout-token-wrong-event": {"events"},
    "logout-token-with-nonce": {"nonce"},
    "logout-token-unknown-sid": {"sid"},
    "logout-token-sent-twice": set(),
}
FORGES = {**id_token.FORGES, **logout.FORGES}


def as_it_is(text: str) -> str:
    """Not encrypted."""
    return text


def ingredients(claims: dict[str, Any], **metadata: Any) -> Ingredients:
    """An honest token of a client that registered this."""
    client = RelyingParty(Client("portal", "secret", metadata, NOON))
    return Ingredients(claims, Signer("k-1", "RS256", KEY, alone=True), client, as_it_is)


def differences(honest: Draft, spoilt: Draft) -> set[str]:
    """What a spoilt draft has otherwise: claims by name, members of the header, other fields."""
    found: set[str] = set()
    for name in (each.name for each in fields(Draft)):
        was, now = getattr(honest, name), getattr(spoilt, name)
        if name in ("claims", "header"):
            prefix = "header." if name == "header" else ""
            found |= {
                prefix + key for key in {*was, *now} if (key, was.get(key)) != (key, now.get(key))
            }
        elif was is not now and was != now:
            found.add(name)
    return found


def test_the_table_names_every_forge() -> None:
    """No fault of a token is left out of this file."""
    assert CHANGED.keys() == FORGES.keys()


@pytest.mark.parametrize("fault", CHANGED)
def test_one_thing_is_changed(fault: str) -> None:
    """What differs from the honest draft is what the fault says."""
    claims = LOGOUT_CLAIMS if fault.startswith("logout") else ID_CLAIMS
    honest = drafted(ingredients(claims))
    spoilt = FORGES[fault](honest)
    assert spoilt is not None
    assert differences(honest, spoilt) == CHANGED[fault]


def test_an_honest_draft_makes_the_token_it_describes() -> None:
    """Header and claims of the token are those of the draft."""
    draft = drafted(ingredients(ID_CLAIMS))
    token = finished(draft)
    assert header_of(token) == {"alg": "RS256", "typ": "JWT", "kid": "k-1"}
    assert claims_of(token) == ID_CLAIMS


def test_what_is_not_there_cannot_be_spoilt() -> None:
    """A token without a nonce has no wrong one, and a client's secret has no public half."""
    bare = drafted(ingredients({**ID_CLAIMS, "nonce": ""}))
    assert id_token.FORGES["id-token-wrong-nonce"](bare) is None
    assert id_token.FORGES["id-token-missing-nonce"](bare.without("nonce")) is None
    by_secret = replace(bare, header={"alg": "HS256", "typ": "JWT"}, key=b"secret")
    for fault in ("unknown-kid", "no-kid-two-keys", "no-kid-one-key", "hs256-public-key"):
        assert id_token.FORGES[f"id-token-{fault}"](by_secret) is None
    two = replace(bare, alone=False)
    assert id_token.FORGES["id-token-no-kid-one-key"](two) is None


def test_the_size_of_an_oversized_token_is_chosen() -> None:
    """It is as many KiB as were asked for."""
    draft = drafted(ingredients(ID_CLAIMS), {"kilobytes": 16})
    spoilt = id_token.FORGES["id-token-oversized"](draft)
    assert spoilt is not None
    assert len(spoilt.claims["padding"]) == 16 * 1024


@pytest.mark.parametrize(
    ("metadata", "alg"),
    [
        ({}, "RSA-OAEP"),
        ({"id_token_encrypted_response_alg": "ECDH-ES"}, "ECDH-ES"),
        ({"id_token_encrypted_response_alg": "RSA-OAEP-256"}, "RSA-OAEP-256"),
    ],
)
def test_a_token_for_another_key_is_encrypted_as_registered(
    metadata: dict[str, str], alg: str
) -> None:
    """Five parts, whose header names the algorithm that the client registered."""
    spoilt = id_token.FORGES["id-token-encrypted-to-another-key"](
        drafted(ingredients(ID_CLAIMS, **metadata))
    )
    assert spoilt is not None
    header, *rest = finished(spoilt).split(".")
    assert len(rest) == 4
    assert json.loads(urlsafe_b64decode(header + "=="))["alg"] == alg
