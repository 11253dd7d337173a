"""A client's own public keys, by value or by URI (Registration section 2, RFC 7591 section 2).

They verify its assertions, request objects and so on, and encrypt what is meant for it alone.
Nothing in the header of what it sent is followed (`jwk`, `jku`, `x5u`); `kid` only chooses.
"""

import json
from typing import Any

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, OctKey

from sandbox.oidc.clients import Encryption, RelyingParty
from sandbox.oidc.errands import Errand
from sandbox.oidc.jose.algorithms import ASYMMETRIC, ENCRYPTIONS, REGISTRY, SECRET_REGISTRY
from sandbox.oidc.jose.compact import Unverified, header_of, json_object
from sandbox.oidc.jose.key_sets import MOST_KEYS, public_keys
from sandbox.oidc.outbound import Unreachable
from sandbox.oidc.refusals import Refusal

_FAMILY = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}

MIN_SECRET = 32
"""Least length of a secret that is an HMAC key, in octets (RFC 7518 section 3.2)."""


def _keys(client: RelyingParty, errand: Errand, *, anew: bool = False) -> list[Key]:
    """The keys of the client; those that cannot be read, or are too weak, are left out."""
    listed: Any = client.jwks.get("keys", [])
    if client.jwks_uri:
        try:
            listed = json.loads(errand.document(client.jwks_uri, anew=anew))["keys"]
        except Unreachable as error:
            raise Unverified(f"The client's jwks_uri could not be read: {error}.") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Unverified("The client's jwks_uri is not a JWK Set.") from None
    found: list[Key] = []
    for each in listed[:MOST_KEYS] if isinstance(listed, list) else []:
        try:
            (kept,) = public_keys("jwks", {"keys": [each]})["keys"]
            found += KeySet.import_key_set({"keys": [kept]}).keys
        except (Refusal, JoseError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return found


def _fits(key: Key, alg: str, kid: str | None, use: str) -> bool:
    told = key.as_dict(private=False)
    family = "OKP" if alg.startswith("Ed") else _FAMILY.get(alg[:2])
    if use == "enc":
        family = "RSA" if alg.startswith("RSA") else None
    if family is not None and key.key_type != family:
        return False
    if use == "enc" and family is None and key.key_type not in ("EC", "OKP"):
        return False
    if told.get("use", use) != use or told.get("alg", alg) != alg:
        return False
    return kid is None or told.get("kid") in (kid, None)


def verified(
    client: RelyingParty, errand: Errand, token: str, algorithms: tuple[str, ...] = ASYMMETRIC
) -> dict[str, Any]:
    """Claims of a JWT that this client signed; raises `Unverified`.

    `algorithms` are those allowed; HS256 among them verifies by the client's secret, and only
    then. A `kid` that is not among the keys held makes `jwks_uri` be read once more.
    """
    header = header_of(token)
    alg, kid = header.get("alg"), header.get("kid")
    if not isinstance(alg, str) or alg not in algorithms:
        raise Unverified(f"Its algorithm is not one of {', '.join(algorithms)}.")
    if "crit" in header:
        raise Unverified("It has a critical header that is not understood.")
    if alg == "HS256":
        if len(client.row.client_secret.encode()) < MIN_SECRET:
            raise Unverified(f"The client has no secret of {MIN_SECRET} octets.")
        keys: list[Key] = [OctKey.import_key(client.row.client_secret)]
        return _claims(token, keys, alg)
    named = kid if isinstance(kid, str) else None
    keys = [key for key in _keys(client, errand) if _fits(key, alg, named, "sig")]
    if client.jwks_uri and not _matched(token, keys, alg):
        again = _keys(client, errand, anew=True)
        keys = [key for key in again if _fits(key, alg, named, "sig")]
    if not keys:
        raise Unverified("None of the client's keys fits its algorithm and kid.")
    return _claims(token, keys, alg)


def _matched(token: str, keys: list[Key], alg: str) -> bool:
    try:
        _claims(token, keys, alg)
    except Unverified:
        return False
    return True


def _claims(token: str, keys: list[Key], alg: str) -> dict[str, Any]:
    registry = SECRET_REGISTRY if alg == "HS256" else REGISTRY
    for key in keys:
        try:
            payload = jws.deserialize_compact(token, key, [alg], registry=registry).payload
        except (JoseError, ValueError, TypeError, RecursionError):
            continue
        return json_object(payload)
    raise Unverified("Its signature does not fit.")


def encrypted(client: RelyingParty, errand: Errand, text: str, how: Encryption, cty: str) -> str:
    """A compact JWE of `text` to a key of the client; raises `Unverified` if it has none."""
    for key in _keys(client, errand):
        if not _fits(key, how.alg, None, "enc"):
            continue
        header = {"alg": how.alg, "enc": how.enc}
        if cty:
            header["cty"] = cty
        if key.kid:
            header["kid"] = key.kid
        try:
            return str(jwe.encrypt_compact(header, text, key, registry=ENCRYPTIONS))
        except (JoseError, ValueError):  # a curve, an operation or a point that cannot receive
            continue
    raise Unverified("The client has no key to encrypt to.")
