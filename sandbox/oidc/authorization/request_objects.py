"""Request objects: an authorization request as a JWT (Core section 6, RFC 9101).

A signed one is for us and from the client: `iss`, `aud`, its dates and its algorithm are checked
as strictly as an assertion's. An unsigned one says no more than a plain query does, so it is taken
from a client that registered no `request_object_signing_alg` (any will do, Registration section 2)
or registered `none`; never from one that must sign, nor under FAPI 2.0.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.oidc.authorization.asked import PARAMETERS
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand
from sandbox.oidc.jose.algorithms import ASYMMETRIC, HIGH_ASSURANCE, SIGNING, SYMMETRIC
from sandbox.oidc.jose.client_keys import verified
from sandbox.oidc.jose.compact import Unverified, claims_of, header_of, typ_of
from sandbox.oidc.jose.validity import Misdated, in_force
from sandbox.oidc.refusals import Refusal
from sandbox.oidc.wire import MANY
from sandbox.world.surroundings import World

UNSIGNED = "none"
TYP = "oauth-authz-req+jwt"
"""The `typ` of RFC 9101 section 10.8: such an object holds the whole request."""
MAX_LIFE = timedelta(hours=1)
"""How far ahead `exp` may be where it is demanded."""
_NESTED = ("request", "request_uri")
_CITE = "RFC 9101 section 6"


@dataclass(frozen=True, slots=True)
class RequestObject:
    """What an object asks: parameters by name, those that may be repeated with all their values."""

    params: dict[str, tuple[str, ...]]
    whole: bool  # RFC 9101 section 6.3: nothing outside of it counts


def allowed_algorithms(client: RelyingParty) -> tuple[str, ...]:
    """What a request object of this client may be signed with, `none` among them."""
    asked = (client.request_object_alg,) if client.request_object_alg else (UNSIGNED, *ASYMMETRIC)
    kinds: tuple[str, ...] = (UNSIGNED, *SIGNING)
    if client.high_assurance:
        kinds = HIGH_ASSURANCE
    elif client.must_sign_requests:
        kinds = SIGNING
    if client.public:
        kinds = tuple(alg for alg in kinds if alg not in SYMMETRIC)
    return tuple(alg for alg in asked if alg in kinds)


def read_object(
    token: str, client: RelyingParty, errand: Errand, world: World, issuer: str
) -> RequestObject:
    """The parameters of a request object that this client made for this issuer.

    Raises `Refusal` (`invalid_request_object`), and `DocumentMissing` for `errands.run`.
    """
    allowed = allowed_algorithms(client)
    try:
        if token.count(".") == 4:
            raise Unverified("Encrypted request objects are not supported; discovery lists none.")
        header = header_of(token)
        if typ_of(header) not in ("jwt", TYP):
            raise Unverified(f"Its typ is neither JWT nor {TYP}: it was made for something else.")
        if header.get("alg") == UNSIGNED:
            claims = _unsigned(token, allowed)
        else:
            signing = tuple(alg for alg in allowed if alg != UNSIGNED)
            claims = verified(client, errand, token, signing)
        _check_parties(claims, client, issuer, signed=header.get("alg") != UNSIGNED)
        strict = client.must_sign_requests or client.high_assurance
        left = in_force(claims, world.instant, MAX_LIFE if strict else None)
        if strict and left is None:
            raise Misdated("It has no exp.")
        params = _params(claims)
    except (Unverified, Misdated) as problem:
        raise _refused(str(problem), " ".join(allowed)) from None
    whole = strict or typ_of(header) == TYP
    return RequestObject(params, whole)


def _unsigned(token: str, allowed: tuple[str, ...]) -> dict[str, Any]:
    if UNSIGNED not in allowed:
        raise Unverified("It is not signed, and this client must sign.")
    if not token.endswith("."):
        raise Unverified("It says alg none and has a signature.")
    return claims_of(token)


def _check_parties(
    claims: Mapping[str, Any], client: RelyingParty, issuer: str, *, signed: bool
) -> None:
    """From whom and for whom: to be said where it is signed, never wrong where it is not."""
    if claims.get("iss") != client.client_id and (signed or "iss" in claims):
        raise Unverified("Its iss is not the client_id.")
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if issuer not in named and (signed or "aud" in claims):
        raise Unverified("Its aud does not name this issuer.")
    if claims.get("sub") == client.client_id:  # RFC 9101 section 10.8
        raise Unverified("Its sub is the client_id: that makes it a client assertion.")


def _params(claims: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The claims as parameters of a request; those without a value count as omitted."""
    for name in _NESTED:
        if name in claims:
            raise Unverified(f"It holds {name}: a request object names no other.")
    found = {name: _values(name, told) for name, told in claims.items() if name in PARAMETERS}
    if any("\0" in value for values in found.values() for value in values):
        raise Unverified("A parameter holds a NUL character.")
    return {name: kept for name, values in found.items() if (kept := tuple(filter(None, values)))}


def _values(name: str, told: Any) -> tuple[str, ...]:
    """A claim as the texts that its parameter would have (Core section 6.1)."""
    if told is None:
        return ()
    if isinstance(told, str):
        return (told,)
    if isinstance(told, int) and not isinstance(told, bool):
        return (str(told),)
    if isinstance(told, dict):
        return (json.dumps(told),)
    if name in MANY and isinstance(told, list) and all(isinstance(one, str) for one in told):
        return tuple(told)
    raise Unverified(f"Its {name} is not of a kind that the parameter can have.")


def _refused(why: str, allowed: str) -> Refusal:
    refusal = Refusal(
        "invalid_request_object",
        "The request object is not accepted.",
        f"{why} Sign it with a registered key, with iss = client_id and aud = issuer.",
        _CITE,
    )
    refusal.expected = {"request_object_signing_alg": allowed or UNSIGNED}
    return refusal
