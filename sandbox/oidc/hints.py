"""ID tokens that come back as `id_token_hint`: ours, meant for a known client, of any age.

Authlib looks at the signature alone, so that an ID token of another issuer that shares a key, or
a token of another kind, would pass (RP-Initiated Logout section 4, Core section 3.1.2.1).
"""

from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from sandbox.domain.provider import SigningKey
from sandbox.oidc.algorithms import ASYMMETRIC, REGISTRY
from sandbox.oidc.keys import key_object
from sandbox.services.ports import Tx

MAX_HINT = 16 * 1024
"""Greatest length of a hint, in characters."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a valid hint says."""

    subject: str
    client_id: str
    sid: str


async def read_hint(tx: Tx, issuer: str, token: str) -> Hint | None:
    """The hint, or None if it is not an ID token of this issuer; an expired one is accepted.

    Keys that were retired still verify: the token was honest when it was issued. Withdrawn ones
    do not.
    """
    if len(token) > MAX_HINT:
        return None
    rows = await tx.find(SigningKey, withdrawn_at=None)
    claims = _verified(token, rows)
    if claims is None or claims.get("iss") != issuer:
        return None
    audience, subject, sid = claims.get("aud"), claims.get("sub"), claims.get("sid", "")
    timed = isinstance(claims.get("exp"), int) and isinstance(claims.get("iat"), int)
    if not timed or not isinstance(audience, str) or not isinstance(subject, str):
        return None
    return Hint(subject, audience, sid if isinstance(sid, str) else "")


def _verified(token: str, rows: list[SigningKey]) -> dict[str, Any] | None:
    """Claims of a token that one of these keys signed, or None.

    The key is chosen by `kid` among ours; nothing in the header (`jwk`, `jku`, `x5u`) is followed.
    """
    try:
        header = jws.extract_compact(token.encode(), registry=REGISTRY).headers()
        alg, kid, typ = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
        if alg not in ASYMMETRIC or not isinstance(typ, str) or typ.upper() != "JWT":
            return None
        for row in rows:
            if row.alg == alg and kid in (row.kid, None):
                return jwt.decode(token, key_object(row), [alg], registry=REGISTRY).claims
    except (JoseError, ValueError, TypeError, RecursionError):
        return None
    return None
