"""Honest tokens: what the provider always builds first."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from joserfc import jwt

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.algorithms import REGISTRY, SECRET_REGISTRY, SYMMETRIC
from sandbox.oidc.jose.keys import Signer
from sandbox.oidc.profile import ID_TOKEN_LIFE
from sandbox.world.surroundings import World

_HASHES = {
    "RS256": hashlib.sha256,
    "PS256": hashlib.sha256,
    "ES256": hashlib.sha256,
    "HS256": hashlib.sha256,
    "EdDSA": hashlib.sha512,
    "Ed25519": hashlib.sha512,
}


def seconds(moment: datetime) -> int:
    """A NumericDate (RFC 7519 section 2)."""
    return int(moment.timestamp())


def half_hash(value: str, alg: str) -> str:
    """`at_hash` of an access token: the left half of its hash (Core section 3.1.3.6)."""
    digest = _HASHES[alg](value.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def subject(world: World, client: RelyingParty, account_id: str) -> str:
    """The `sub` of an account for a client (Core section 8).

    Of the account and not of the person: whoever enrols types the name of the RSE, and must not
    become the subject of somebody who bears it. Keyed by the secret of the space, so that it is
    stable as long as the space is, and tells nothing of what another sector calls the account.
    """
    if client.pairwise:
        return world.sealed(f"sub:{client.sector}", account_id)
    return world.sealed("sub", account_id)


def id_token_claims(
    *,
    issuer: str,
    subject: str,
    client_id: str,
    instant: datetime,
    auth_time: datetime,
    authentication: dict[str, Any],
    nonce: str = "",
    at_hash: str = "",
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Claims of an ID token (Core section 2).

    `authentication` holds `acr`, `amr` and `sid` as of the sign-in. `azp` is not due while the
    only audience is the party the token is issued to.
    """
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "iat": seconds(instant),
        "exp": seconds(instant + ID_TOKEN_LIFE),
        "auth_time": seconds(auth_time),
        "acr": authentication["acr"],
        "amr": list(authentication["amr"]),
        "sid": authentication["sid"],
        "simulation": True,
    }
    if nonce:
        claims["nonce"] = nonce
    if at_hash:
        claims["at_hash"] = at_hash
    return {**(more or {}), **claims}


def signed(signer: Signer, claims: dict[str, Any], typ: str = "JWT") -> str:
    """A compact JWS of these claims."""
    header = {"alg": signer.alg, "typ": typ}
    if signer.kid is not None:
        header["kid"] = signer.kid
    registry = SECRET_REGISTRY if signer.alg in SYMMETRIC else REGISTRY
    return jwt.encode(header, claims, signer.key, [signer.alg], registry=registry)
