"""Which of a client's keys are taken, whatever it publishes."""

import base64
import json
from typing import Any

import pytest

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand
from sandbox.oidc.jose import client_keys
from sandbox.oidc.jose.compact import Unverified
from sandbox.oidc.jose.key_sets import MOST_KEYS
from sandbox.oidc.outbound import Documents, Reach
from tests.protocol.cast import client
from tests.protocol.signers import public

WHERE = "https://client.example/jwks"
WEAK = {"kty": "RSA", "e": "AQAB", "n": base64.urlsafe_b64encode(b"\xff" * 128).decode()}
SYMMETRIC = {"kty": "oct", "k": "AAAA"}


@pytest.fixture
def errand() -> Errand:
    """An errand that holds no document yet."""
    return Errand(Documents(Reach(), lambda: 0.0))


def kinds(metadata: dict[str, Any], errand: Errand) -> list[str]:
    """The kinds of the keys that are taken of a client."""
    party = RelyingParty(client("keyed", **metadata))
    return [key.key_type for key in client_keys._keys(party, errand)]


def test_what_is_no_key_or_too_weak_is_left_out(errand: Errand) -> None:
    """A set is not spoiled by one bad key: the good ones still verify."""
    listed = [WEAK, SYMMETRIC, 7, None, {}, {"kty": "EC"}, public("ec"), public("rsa")]
    assert kinds({"jwks": {"keys": listed}}, errand) == ["EC", "RSA"]


def test_only_so_many_keys_are_tried(errand: Errand) -> None:
    """A set of thousands would be slow to try, so that it is cut."""
    assert len(kinds({"jwks": {"keys": [public("ec")] * 1000}}, errand)) == MOST_KEYS


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"x", b"7", b"[" * 5000])
def test_what_is_no_set_is_told(
    errand: Errand, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    """What stands at the address may be anything; it is never an error of ours."""
    monkeypatch.setattr(Errand, "document", lambda *_, **__: body)
    with pytest.raises(Unverified, match="not a JWK Set"):
        kinds({"jwks_uri": WHERE}, errand)


def test_a_private_key_at_the_address_is_not_used(
    errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever published it has lost it."""
    body = json.dumps({"keys": [{**public("ec"), "d": "AAAA"}]}).encode()
    monkeypatch.setattr(Errand, "document", lambda *_, **__: body)
    assert kinds({"jwks_uri": WHERE}, errand) == []
