"""openid-client, unmodified, refuses what a fault spoils, for its own reason, and then goes on."""

from typing import Any

import httpx2
import pytest

from sandbox.world.faults import CATALOGUE
from tests.live import LiveServer
from tests.relying_parties import node

REFUSED = {
    "id-token-wrong-iss": '"iss" (issuer) claim value',
    "id-token-wrong-aud": '"aud" (audience) claim value',
    "id-token-missing-aud": '"aud" (audience) claim missing',
    "id-token-several-aud-without-azp": "additional untrusted audiences",
    "id-token-missing-sub": '"sub" (subject) claim missing',
    "id-token-wrong-sub": '"sub" property value',
    "id-token-missing-iat": '"iat" (issued at) claim missing',
    "id-token-expired": "expiration is past",
    "id-token-not-yet-valid": '"nbf" (not before)',
    "id-token-wrong-nonce": '"nonce" claim value',
    "id-token-missing-nonce": '"nonce" (nonce) claim missing',
    "id-token-signature-tampered": "signature verification failed",
    "id-token-alg-none": '"alg" header parameter',
    "id-token-hs256-public-key": "unsupported JWS algorithm",
    "id-token-unknown-kid": "no applicable keys",
    "id-token-unknown-crit": '"crit"',
    "id-token-auth-time-too-old": "since the last End-User authentication",
    "id-token-encrypted-to-another-key": "JWE decryption is not configured",
    "userinfo-other-sub": '"sub" property value',
    "userinfo-html": "content-type",
    "discovery-issuer-mismatch": "issuer does not match",
    "discovery-endpoint-missing": "as.token_endpoint",
    "jwks-unavailable": "HTTP response status code",
    "jwks-empty": "no applicable keys",
    "jwks-duplicate-kid": "multiple applicable keys",
    "id-token-no-kid-two-keys": "multiple applicable keys",  # last: two keys stay published
}
ACCEPTED = ("id-token-no-kid-one-key", "keys-rotated-before-signing")


@pytest.fixture(scope="module")
def seen(live_sandbox: LiveServer) -> dict[str, Any]:
    """What openid-client made of each fault, in a space of its own."""
    with httpx2.Client(base_url=live_sandbox.base_url) as http:
        made = http.post("/_sandbox/spaces", json={"hint_signs_in": True})
        assert made.status_code == 201, made.text
        space = made.json()
        given = {
            "issuer": space["issuer"],
            "clientId": "pes-portal",
            "clientSecret": "pes-portal-secret",
            "redirectUri": "http://127.0.0.1:8401/callback",
            "hint": "rse-actif",
            "faults": [ACCEPTED[0], *REFUSED, ACCEPTED[1]],
        }
        found = node.run("openid_client_faults.mjs", live_sandbox, given)
        board = http.get(f"{space['control']}/faults/armed").json()
    assert board["never_struck"] == []
    return found


@pytest.mark.parametrize(("fault", "words"), REFUSED.items())
def test_it_refuses(seen: dict[str, Any], fault: str, words: str) -> None:
    """The sign-in ends, and the library says why in its own words; the next one succeeds."""
    assert words in " ".join(seen[fault]["spoilt"]), seen[fault]
    assert CATALOGUE[fault].reason
    assert seen[fault]["next"] == []


@pytest.mark.parametrize("fault", ACCEPTED)
def test_it_goes_on(seen: dict[str, Any], fault: str) -> None:
    """What a correct party must live with, it lives with."""
    assert seen[fault] == {"spoilt": [], "next": []}
    assert not CATALOGUE[fault].reason
