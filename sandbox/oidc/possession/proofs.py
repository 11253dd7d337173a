"""DPoP proofs (RFC 9449 section 4): a JWT that its sender made for this very request.

The key is the one in the header: whoever shows a proof shows that he holds its private half, and
no more. Nothing else of the header is followed. Replay, nonces and what is bound to a key are in
`possession`.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from sandbox.oidc.jose.algorithms import REGISTRY
from sandbox.oidc.jose.compact import Unverified, claims_of, header_of
from sandbox.oidc.jose.key_sets import public_keys
from sandbox.oidc.jose.validity import Misdated, in_force
from sandbox.oidc.refusals import Refusal
from sandbox.services.site import authority

TYP = "dpop+jwt"
MAX_AGE = timedelta(seconds=60)
"""How long after its `iat` a proof may be shown. Ahead of it by `validity.LEEWAY`: FAPI 2.0
Security Profile section 5.3.2.1 wants watches that are 10 seconds apart to get on."""
MAX_JTI = 200
"""Greatest length of a `jti`, in characters."""
_UNRESERVED = re.compile(r"%(?:2[DEde]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")


class BadProof(Exception):
    """The proof is not one for this request; the message says why, without its content."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof whose signature is good and which was made for this request."""

    jkt: str  # SHA-256 thumbprint of its key (RFC 7638)
    jti: str
    uri: str
    nonce: str | None
    ath: str | None
    left: timedelta  # how long it could still be shown


@dataclass(frozen=True, slots=True)
class Expected:
    """What a proof has to be made for."""

    method: str
    addresses: Sequence[str]  # every spelling of the endpoint
    algorithms: Sequence[str]
    instant: datetime


def read_proof(token: str, expected: Expected) -> Proof:
    """The proof, checked as section 4.3 asks but for nonce, replay and access token."""
    try:
        header, claims = header_of(token), claims_of(token)
    except Unverified as problem:
        raise BadProof(str(problem)) from None
    key = _key(header, expected)
    try:
        jws.deserialize_compact(token, key, [header["alg"]], registry=REGISTRY)
    except (JoseError, ValueError, TypeError, AttributeError, KeyError):
        raise BadProof("Its signature is not by the key in its header.") from None
    jti, uri = _text(claims, "jti"), _text(claims, "htu")
    if len(jti) > MAX_JTI:
        raise BadProof("Its jti is too long.")
    if _text(claims, "htm") != expected.method:
        raise BadProof("Its htm is not the method of this request.")
    if plain_uri(uri) not in {plain_uri(address) for address in expected.addresses}:
        raise BadProof("Its htu is not the address of this endpoint.")
    nonce = _text(claims, "nonce") if "nonce" in claims else None
    ath = _text(claims, "ath") if "ath" in claims else None
    return Proof(key.thumbprint(), jti, uri, nonce, ath, _left(claims, expected.instant))


def _key(header: dict[str, Any], expected: Expected) -> Key:
    """The public key in the header, which is a key of ours in kind and strength."""
    if header.get("typ") != TYP:
        raise BadProof(f"Its typ is not {TYP}.")
    if header.get("alg") not in expected.algorithms:
        raise BadProof(f"Its alg is not one of {', '.join(expected.algorithms)}.")
    if "crit" in header:
        raise BadProof("It has a critical header that is not understood.")
    try:
        kept = public_keys("jwk", {"keys": [header.get("jwk")]})
    except Refusal as refusal:
        raise BadProof(f"Its {refusal.description}") from None
    return KeySet.import_key_set({"keys": [*kept["keys"]]}).keys[0]


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise BadProof(f"Its {name} is missing or is no text.")
    return value


def _left(claims: dict[str, Any], instant: datetime) -> timedelta:
    """How long the proof could still be shown, by its `iat`."""
    issued = claims.get("iat")
    if issued is None:
        raise BadProof("Its iat is missing.")
    try:
        in_force({"iat": issued, "nbf": claims.get("nbf")}, instant, MAX_AGE)
    except Misdated as problem:
        raise BadProof(str(problem)) from None
    age = instant.timestamp() - float(max(issued, 0))
    if age > MAX_AGE.total_seconds():
        raise BadProof("Its iat is too long ago.")
    return MAX_AGE - timedelta(seconds=age)


def plain_uri(uri: str) -> str:
    """An address as two spellings of it compare equal: without query and fragment, its host in
    small letters and without the default port, its path decoded where that changes nothing
    (RFC 3986 sections 6.2.2 and 6.2.3); what is malformed equals nothing.
    """
    try:
        parts = urlsplit(uri)
        host = authority(uri)
    except ValueError:
        return ""
    path = _UNRESERVED.sub(lambda found: chr(int(found[0][1:], 16)), parts.path or "/")
    path = _ENCODED.sub(lambda found: found[0].upper(), path)
    return f"{parts.scheme}://{host}{path}"


def hash_of(access_token: str) -> str:
    """`ath` of an access token (section 4.2)."""
    return urlsafe_b64encode(sha256(access_token.encode()).digest()).rstrip(b"=").decode()
