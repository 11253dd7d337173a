"""A token about to be signed: what a fault changes one thing of, and how it is then made.

Signed here octet by octet, since no library makes what is wrong on purpose.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from joserfc.jwk import Key

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.algorithms import REGISTRY, SECRET_REGISTRY, SYMMETRIC
from sandbox.oidc.made import Ingredients, Lock


@dataclass(frozen=True, slots=True)
class Draft:
    """A token in the making.

    Without a `key` it is not signed: it has an empty signature (`alg` `none`), or is bare JSON
    where it has no header either. A key that is octets is an HMAC secret, whatever it was meant
    to be.
    """

    header: dict[str, Any]
    claims: dict[str, Any]
    key: Key | bytes | None
    lock: Lock
    client: RelyingParty
    alone: bool = False  # no other key of this algorithm is published
    broken: bool = False  # one octet of the signature is altered
    options: Mapping[str, int] = field(default_factory=dict)  # chosen by who armed the fault

    def saying(self, **claims: Any) -> "Draft":
        """The same with other claims."""
        return replace(self, claims={**self.claims, **claims})

    def without(self, *names: str) -> "Draft":
        """The same without these claims."""
        kept = {name: value for name, value in self.claims.items() if name not in names}
        return self.with_claims(kept)

    def with_claims(self, claims: dict[str, Any]) -> "Draft":
        """The same with these claims and no others."""
        return replace(self, claims=claims)

    def headed(self, **header: Any) -> "Draft":
        """The same with other members of the header; None takes one away."""
        told = {**self.header, **header}
        return replace(
            self, header={name: value for name, value in told.items() if value is not None}
        )


Forge = Callable[[Draft], Draft | None]
"""The draft with its one defect; None if it has nothing that this fault can spoil."""


def drafted(of: Ingredients, options: Mapping[str, int] | None = None) -> Draft:
    """The honest draft."""
    header: dict[str, Any] = {}
    if of.signer is not None:
        header = {"alg": of.signer.alg, "typ": of.typ}
        header |= {"kid": of.signer.kid} if of.signer.kid is not None else {}
    key = of.signer.key if of.signer is not None else None
    alone = of.signer is not None and of.signer.alone
    return Draft(header, of.claims, key, of.lock, of.client, alone, options=options or {})


def finished(draft: Draft) -> str:
    """The token of a draft: signed, and locked as the draft says."""
    return draft.lock(_signed(draft) if draft.header else json.dumps(draft.claims))


def _signed(draft: Draft) -> str:
    text = f"{_part(draft.header)}.{_part(draft.claims)}"
    signature = b""
    if isinstance(draft.key, bytes):
        signature = hmac.digest(draft.key, text.encode(), "sha256")
    elif draft.key is not None:
        alg = draft.header["alg"]
        registry = SECRET_REGISTRY if alg in SYMMETRIC else REGISTRY
        signature = registry.get_alg(alg).sign(text.encode(), draft.key)
    if draft.broken:
        signature = bytes([signature[0] ^ 1]) + signature[1:]
    return f"{text}.{_encoded(signature)}"


def _part(told: dict[str, Any]) -> str:
    return _encoded(json.dumps(told, separators=(",", ":")).encode())


def _encoded(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
