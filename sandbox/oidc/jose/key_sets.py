"""Key sets that a client registers by value: public keys only, and none that is too weak.

What is kept of a key is a closed list of members (RFC 7517 section 4, RFC 7518 section 6): a
private part that is sent by mistake is refused and never stored.
"""

from base64 import urlsafe_b64decode
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox.oidc.jose.algorithms import ENCRYPTION_ALGS
from sandbox.oidc.refusals import invalid_metadata

MOST_KEYS = 30
"""Keys that one set may hold: each is tried when a signature names none."""
RSA_BITS = range(2048, 4097)
"""Sizes of an RSA modulus: weaker ones prove nothing, larger ones are slow on purpose."""

_SECRET = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
_KEPT = ("kty", "use", "key_ops", "alg", "kid", "n", "e", "crv", "x", "y", "x5c", "x5t", "x5t#S256")
_LISTS = ("key_ops", "x5c")
_CURVES = {"EC": ("P-256", "P-384", "P-521"), "OKP": ("Ed25519", "X25519")}
_CITE = "RFC 7517 section 5"
_SIGN = 1 << 255
_PRIME = 2**255 - 19
_ROOT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ON_EDWARDS = frozenset({0, 1, _PRIME - 1, _ROOT, _PRIME - _ROOT})
"""The y of the points whose order divides eight."""
_SMALL_ON_MONTGOMERY = frozenset(
    {_PRIME - 1, *((1 + y) * pow(1 - y, -1, _PRIME) % _PRIME for y in _SMALL_ON_EDWARDS - {1})}
)
"""The same points as X25519 has them, u = (1 + y) / (1 - y) (RFC 7748 section 4.1), and the one of
its twist."""


def public_keys(member: str, value: Any) -> dict[str, list[dict[str, Any]]]:
    """The JWK Set with the members that are kept, or a refusal."""
    keys = value.get("keys") if isinstance(value, dict) else None
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_KEYS:
        raise invalid_metadata(
            member, "is not a JWK Set", f"Send an object whose keys are 1 to {MOST_KEYS}.", _CITE
        )
    return {"keys": [_public(member, key) for key in keys]}


def _public(member: str, key: Any) -> dict[str, Any]:
    if not isinstance(key, dict):
        raise invalid_metadata(member, "holds a key that is no object", "Send JWK objects.", _CITE)
    if key.get("kty") == "oct" or any(name in key for name in _SECRET):
        raise invalid_metadata(
            member,
            "holds a private or a symmetric key",
            "Send the public part alone, and take the key that was sent out of use.",
            "RFC 7591 section 2",
        )
    kept = {name: key[name] for name in _KEPT if name in key}
    for name, part in kept.items():
        found = part if name in _LISTS and isinstance(part, list) else [part]
        if not all(isinstance(each, str) for each in found):
            raise invalid_metadata(
                member, "holds a key with a member that is no text", "Send texts.", _CITE
            )
    _check_kind(member, kept)
    try:
        KeySet.import_key_set({"keys": [kept]})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise invalid_metadata(
            member,
            "holds a key that cannot be read",
            "Send the members of RFC 7518 section 6 for each kind of key.",
            "RFC 7518 section 6",
        ) from None
    return kept


def _check_kind(member: str, key: dict[str, Any]) -> None:
    kind = key.get("kty")
    if kind == "RSA":
        modulus, exponent = _number(key.get("n")), _number(key.get("e"))
        if modulus.bit_length() not in RSA_BITS:
            raise invalid_metadata(
                member,
                "holds an RSA key of a size that is not taken",
                f"Use {RSA_BITS.start} to {RSA_BITS.stop - 1} bits.",
                "RFC 7518 section 3.3",
            )
        if not 3 <= exponent < 2**32 or exponent % 2 == 0:
            raise invalid_metadata(
                member, "holds an RSA key with a strange exponent", "Use 65537.", _CITE
            )
    elif kind not in _CURVES or key.get("crv") not in _CURVES[kind]:
        raise invalid_metadata(
            member,
            "holds a key of a kind that is not supported",
            "Use RSA, EC on P-256, P-384 or P-521, or OKP with Ed25519 or X25519.",
            "RFC 7518 section 6",
        )
    elif kind == "OKP" and _of_small_order(key["crv"], key.get("x")):
        raise invalid_metadata(
            member,
            "holds a point of small order",
            "Use a key that was generated: with this one anybody's signature is good.",
            "RFC 8032 section 8.9",
        )


def _of_small_order(curve: str, x: Any) -> bool:
    """Whether a point proves nothing: its multiples are few, and known to all (RFC 7748 6.1)."""
    try:
        point = int.from_bytes(urlsafe_b64decode(x + "=" * (-len(x) % 4)), "little")
    except (TypeError, ValueError):
        return False  # no key at all, as importing it will tell
    if curve == "Ed25519":
        return (point & ~_SIGN) % _PRIME in _SMALL_ON_EDWARDS
    return (point & ~_SIGN) % _PRIME in _SMALL_ON_MONTGOMERY


def _number(text: Any) -> int:
    try:
        return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (TypeError, ValueError):
        return 0


def can_encrypt(jwks: dict[str, list[dict[str, Any]]], alg: str) -> bool:
    """Whether one of these keys can receive what is encrypted with `alg`."""
    if alg not in ENCRYPTION_ALGS:
        return False
    family = ("RSA",) if alg.startswith("RSA") else ("EC", "OKP")
    return any(
        key["kty"] in family
        and key.get("crv") != "Ed25519"
        and key.get("use", "enc") == "enc"
        and key.get("alg", alg) == alg
        for key in jwks["keys"]
    )
