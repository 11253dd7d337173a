"""Signing keys of a space: made at need, kept as JWK rows, their objects cached in process.

A space begins without keys, so that creating one costs nothing. Whoever needs a key that is not
there raises `KeyMissing`; `with_keys` rolls back, makes it in a thread and runs the work again.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from joserfc.errors import UnsupportedAlgorithmError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry

from sandbox.domain.provider import KeyState, SigningKey
from sandbox.services.desk import Desk
from sandbox.services.ports import Tx

DEFAULT_ALG = "RS256"
"""What Core section 15.1 makes every provider support."""
ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")
"""`Ed25519` is the full name of what most libraries still call `EdDSA` (RFC 9864)."""
RSA_BITS = 2048

R = TypeVar("R")


class Registry(JWSRegistry):
    """joserfc's algorithms, confined to ours; `EdDSA` stays, since relying parties ask for it."""

    def get_alg(self, name: str) -> Any:
        """The algorithm, or `UnsupportedAlgorithmError`; `none` and HMAC are never among them."""
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(f"Algorithm '{name}' is not used here")
        return self.algorithms[name]


REGISTRY = Registry(strict_check_header=False)


class KeyMissing(Exception):
    """No active key of this space signs with `alg`."""

    def __init__(self, alg: str) -> None:
        super().__init__(alg)
        self.alg = alg


@dataclass(frozen=True, slots=True)
class Signer:
    """A key ready to sign."""

    kid: str
    alg: str
    key: Key


@lru_cache(maxsize=512)
def _imported(jwk: str) -> Key:
    return import_key(json.loads(jwk))


def key_object(row: SigningKey) -> Key:
    """The key of a row; importing an RSA key costs tens of milliseconds, once per process."""
    return _imported(json.dumps(row.jwk, sort_keys=True))


def public_jwk(row: SigningKey) -> dict[str, Any]:
    """What JWKS publishes of a key: never a private member."""
    return {**key_object(row).as_dict(private=False), "kid": row.kid, "use": "sig", "alg": row.alg}


async def signer(tx: Tx, alg: str) -> Signer:
    """The active key of an algorithm, or `KeyMissing`."""
    rows = await tx.find(SigningKey, alg=alg, state=KeyState.ACTIVE, order="-created_at", limit=1)
    if not rows:
        raise KeyMissing(alg)
    return Signer(rows[0].kid, alg, key_object(rows[0]))


async def published(tx: Tx) -> list[SigningKey]:
    """Keys that a relying party should know: those to come and those in use."""
    return await tx.find(
        SigningKey, state=(KeyState.PUBLISHED, KeyState.ACTIVE), order="created_at"
    )


def _generate(alg: str) -> Key:
    parameters: Any = {"use": "sig", "alg": alg}
    if alg == "RS256":
        return RSAKey.generate_key(RSA_BITS, parameters)
    if alg == "ES256":
        return ECKey.generate_key("P-256", parameters)
    return OKPKey.generate_key("Ed25519", parameters)


async def make(desk: Desk, space_id: str, alg: str) -> None:
    """Give the space an active key for `alg`, unless somebody else just did."""
    key = await asyncio.to_thread(_generate, alg)
    async with desk.work(space_id) as (tx, world):
        if await tx.count(SigningKey, alg=alg, state=KeyState.ACTIVE) == 0:
            await tx.add(
                SigningKey(
                    kid=key.thumbprint(),
                    alg=alg,
                    jwk=dict(key.as_dict(private=True)),
                    state=KeyState.ACTIVE,
                    created_at=world.instant,
                )
            )


async def with_keys(desk: Desk, space_id: str, attempt: Callable[[], Awaitable[R]]) -> R:
    """Run `attempt`, making the keys it misses; `attempt` must be safe to run again."""
    for _ in ALGORITHMS:
        try:
            return await attempt()
        except KeyMissing as missing:
            await make(desk, space_id, missing.alg)
    return await attempt()
