"""What an access token says of itself: as a JWT (RFC 9068), and at introspection (RFC 7662).

Opaque by default. A client that registered `access_token_format` as `jwt` gets JWTs, and so does
whoever asks for a token for a resource of somebody else, which has no other way to read it. The
row is kept either way, so that a JWT is revoked, introspected and used as an opaque token is.
"""

from typing import Any

from sandbox.domain.provider import Token
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.algorithms import ASYMMETRIC, DEFAULT_ALG
from sandbox.oidc.jose.keys import Signer
from sandbox.oidc.jose.minting import seconds, signed
from sandbox.oidc.protected.claims import ACCESS_TOKEN, Bearer, said
from sandbox.oidc.tokens.delegation import act_of, subject_of
from sandbox.oidc.tokens.resources import audience, granted, own
from sandbox.world.surroundings import World

FORMAT = "format"
"""Where a token keeps how it was made, among its `params`; left out: opaque."""
JWT = "jwt"
TYP = "at+jwt"
"""RFC 9068 section 2.1: no ID token can be taken for one, nor the other way round."""
_KEPT = ("acr", "amr", "sid", "jti", "cnf")
"""What a token says of itself as it was kept."""


def alg_for(client: RelyingParty) -> str:
    """What signs the access tokens of a client: as its ID tokens, but never by its secret, which
    the resource does not know.
    """
    return client.id_token_alg if client.id_token_alg in ASYMMETRIC else DEFAULT_ALG


def may_be_jwt(client: RelyingParty) -> bool:
    """Whether a token of this client may have to be signed."""
    return client.access_token_format == JWT or bool(client.resources)


def is_jwt(client: RelyingParty, issuer: str, row: Token) -> bool:
    """Whether this token is made as a JWT: for a client or a resource that wants it, or because
    this very one was asked for as a JWT.
    """
    if JWT in (client.access_token_format, row.params.get(FORMAT)):
        return True
    return not own(issuer, row.scope).issuperset(granted(row))


def facts(world: World, issuer: str, client: RelyingParty, row: Token) -> dict[str, Any]:
    """What a token says of itself; `client` is the one it was issued to."""
    told: dict[str, Any] = {
        "iss": issuer,
        "sub": subject_of(world, client, row),
        "aud": audience(issuer, row),
        "client_id": row.client_id,
        "iat": seconds(row.issued_at),
        "exp": seconds(row.expires_at),
        "simulation": True,
        **{name: row.params[name] for name in _KEPT if name in row.params},
    }
    act = act_of(world, client, row)
    if act is not None:
        told["act"] = act
    if row.scope:
        told["scope"] = row.scope
    if row.auth_time is not None:
        told["auth_time"] = seconds(row.auth_time)
    return told


def jwt_of(
    world: World,
    issuer: str,
    client: RelyingParty,
    row: Token,
    bearer: Bearer | None,
    signer: Signer,
) -> str:
    """The token as a JWT (RFC 9068 section 2)."""
    more = said(bearer, row.scope.split(), ACCESS_TOKEN) if bearer is not None else {}
    return signed(signer, {**more, **facts(world, issuer, client, row)}, TYP)
