"""A client that registers, with the rest of its metadata as it should be."""

from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from sandbox.oidc.refusals import Refusal
from sandbox.oidc.registration.metadata import Registered, registered
from sandbox.oidc.registration.uris import Addresses

CALLBACK = "https://portail.invalid/retour"
RSA = RSAKey.generate_key(2048, auto_kid=True)
EC = ECKey.generate_key("P-256", auto_kid=True)
EDWARDS = OKPKey.generate_key("Ed25519", auto_kid=True)


def keys(*found: Key, **more: Any) -> dict[str, Any]:
    """A JWK Set of public keys."""
    return {"keys": [{**key.as_dict(private=False), **more} for key in found]}


def kept(**members: Any) -> Registered:
    """What is registered of a client of the code flow with these members."""
    return registered({"redirect_uris": [CALLBACK], **members}, Addresses())


def refusal(**members: Any) -> Refusal:
    """How these members are refused."""
    with pytest.raises(Refusal) as caught:
        kept(**members)
    assert caught.value.error in ("invalid_client_metadata", "invalid_redirect_uri") or (
        "software_statement" in caught.value.error
    )
    assert caught.value.status == 400
    assert caught.value.hint
    assert caught.value.cite
    assert caught.value.description.isascii()
    return caught.value
