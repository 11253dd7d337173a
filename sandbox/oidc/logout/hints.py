"""ID tokens that come back as `id_token_hint`: ours, meant for a known client, of any age.

Authlib looks at the signature alone, so that an ID token of another issuer that shares a key, or
a token of another kind, would pass (RP-Initiated Logout section 4, Core section 3.1.2.1).
"""

import json
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from sandbox.domain.provider import SigningKey
from sandbox.oidc.jose.algorithms import (
    REGISTRY,
    SECRET_REGISTRY,
    SIGNING,
    SYMMETRIC,
    Signatures,
)
from sandbox.oidc.jose.keys import key_object
from sandbox.oidc.tokens.exchange import find_client
from sandbox.services.ports import Tx

MAX_HINT = 16 * 1024
"""Greatest length of a hint, in characters."""
_EITHER = Signatures(SIGNING)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a valid hint says."""

    subject: str
    client_id: str
    sid: str


async def read_hint(tx: Tx, issuer: str, token: str, *, withdrawn: bool = False) -> Hint | None:
    """The hint, or None if it is not an ID token of this issuer; an expired one is accepted.

    Keys that were retired still verify: the token was honest when it was issued. With `withdrawn`
    those that were withdrawn do too: anybody may have signed it, so that it proves nothing, and
    tells no more than parameters would. Where a client has its ID tokens signed by its secret, so
    are its hints.
    """
    if len(token) > MAX_HINT:
        return None
    try:
        unverified = jws.extract_compact(token.encode(), registry=_EITHER)
        header = unverified.headers()
        alg, typ = header.get("alg"), header.get("typ", "JWT")
        if not isinstance(alg, str) or not isinstance(typ, str) or typ.upper() != "JWT":
            return None
        if alg in SYMMETRIC:
            claims = await _by_secret(tx, token, alg, json.loads(unverified.payload))
        else:
            rows = await tx.find(SigningKey, alg=alg)
            believed = [row for row in rows if withdrawn or row.withdrawn_at is None]
            claims = _by_key(token, alg, header.get("kid"), believed)
    except (JoseError, ValueError, TypeError, RecursionError):
        return None
    if claims is None or claims.get("iss") != issuer:
        return None
    audience, subject, sid = claims.get("aud"), claims.get("sub"), claims.get("sid", "")
    timed = isinstance(claims.get("exp"), int) and isinstance(claims.get("iat"), int)
    if not timed or not isinstance(audience, str) or not isinstance(subject, str):
        return None
    return Hint(subject, audience, sid if isinstance(sid, str) else "")


def _by_key(token: str, alg: str, kid: Any, rows: list[SigningKey]) -> dict[str, Any] | None:
    """Claims of a token that one of our keys signed, or None.

    The key is chosen by `kid` among ours; nothing in the header (`jwk`, `jku`, `x5u`) is followed.
    """
    for row in rows:
        if kid in (row.kid, None):
            return jwt.decode(token, key_object(row), [alg], registry=REGISTRY).claims
    return None


async def _by_secret(tx: Tx, token: str, alg: str, unverified: Any) -> dict[str, Any] | None:
    """Claims of a token that the secret of its audience signed, or None (Core section 10.1).

    Only of a client that is registered so: nobody else's ID tokens are ever signed by a secret.
    """
    audience = unverified.get("aud") if isinstance(unverified, dict) else None
    client = await find_client(tx, audience) if isinstance(audience, str) else None
    if client is None or client.id_token_alg != alg:
        return None
    key = client.row.client_secret
    return jwt.decode(token, OctKey.import_key(key), [alg], registry=SECRET_REGISTRY).claims
