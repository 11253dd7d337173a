"""Signing keys of a space: made at need, kept as JWK rows, their objects cached in process.

A space begins without keys, so that creating one costs nothing. Whoever needs a key that is not
there raises `KeyMissing`; `errands.run` rolls back, makes it in a thread and runs the work again.

A key is published before it signs, signs until a newer one does, and stays published until what
it signed has expired. All of it follows from the dates of the rows: nothing runs by a timer.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey, import_key

from sandbox.domain.events import Event
from sandbox.domain.provider import SigningKey
from sandbox.domain.terms import Actor
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.algorithms import ASYMMETRIC, SYMMETRIC
from sandbox.oidc.profile import ACCESS_LIFE, ID_TOKEN_LIFE, JWKS_AGE
from sandbox.services.desk import Desk
from sandbox.services.journal import record
from sandbox.services.ports import Tx

RSA_BITS = 2048
LEAD = 2 * JWKS_AGE
"""How long a new key is published before it signs: every cache has seen it by then."""
AFTERGLOW = max(ACCESS_LIFE, ID_TOKEN_LIFE) + JWKS_AGE
"""How long a retired key stays published: until the last token it signed has expired."""


class Phase(StrEnum):
    """Where a key is in its life."""

    PUBLISHED = "published"
    ACTIVE = "active"
    RETIRED = "retired"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


_UNPUBLISHED = frozenset({Phase.GONE, Phase.WITHDRAWN})


class KeyMissing(Exception):
    """No active key of this space signs with `alg`."""

    def __init__(self, alg: str) -> None:
        super().__init__(alg)
        self.alg = alg


@dataclass(frozen=True, slots=True)
class Signer:
    """A key ready to sign; a secret that both sides know has no `kid`.

    `alone`: it is the only published key of its algorithm.
    """

    kid: str | None
    alg: str
    key: Key
    alone: bool = False


@lru_cache(maxsize=512)
def _imported(jwk: str) -> Key:
    return import_key(json.loads(jwk))


def _held(jwk: dict[str, Any]) -> Key:
    return _imported(json.dumps(jwk, sort_keys=True))


def key_object(row: SigningKey) -> Key:
    """The key of a row; importing an RSA key costs tens of milliseconds, once per process."""
    return _held(row.jwk)


def public_jwk(row: SigningKey) -> dict[str, Any]:
    """What JWKS publishes of a key: never a private member."""
    return {**key_object(row).as_dict(private=False), "kid": row.kid, "use": "sig", "alg": row.alg}


def phases(rows: Sequence[SigningKey], instant: datetime) -> dict[str, Phase]:
    """The phase of each key by `kid`, at this instant of the protocol hand."""
    found = {}
    for row in rows:
        later = [
            other.used_from
            for other in rows
            if other.alg == row.alg
            and other.withdrawn_at is None
            and row.used_from < other.used_from <= instant
        ]
        if row.withdrawn_at is not None:
            found[row.kid] = Phase.WITHDRAWN
        elif row.used_from > instant:
            found[row.kid] = Phase.PUBLISHED
        elif not later:
            found[row.kid] = Phase.ACTIVE
        else:
            fresh = instant < min(later) + AFTERGLOW
            found[row.kid] = Phase.RETIRED if fresh else Phase.GONE
    return found


async def signer(tx: Tx, alg: str, instant: datetime) -> Signer:
    """The active key of an algorithm, or `KeyMissing`."""
    rows = await tx.find(SigningKey, alg=alg)
    now = phases(rows, instant)
    active = next((row for row in rows if now[row.kid] is Phase.ACTIVE), None)
    if active is None:
        raise KeyMissing(alg)
    alone = sum(phase not in _UNPUBLISHED for phase in now.values()) == 1
    return Signer(active.kid, alg, key_object(active), alone)


async def signer_for(tx: Tx, client: RelyingParty, alg: str, instant: datetime) -> Signer:
    """What signs for a client: a key of the space, or the client's own secret for HS256."""
    if alg in SYMMETRIC:  # Core section 10.1: the octets of client_secret
        return Signer(None, alg, OctKey.import_key(client.row.client_secret))
    return await signer(tx, alg, instant)


async def published(tx: Tx, instant: datetime) -> list[SigningKey]:
    """Keys that a relying party should know: those to come, in use, and not long retired."""
    rows = await tx.find(SigningKey, order="created_at")
    now = phases(rows, instant)
    return [row for row in rows if now[row.kid] not in _UNPUBLISHED]


async def keys_of(desk: Desk, space_id: str) -> list[tuple[SigningKey, Phase]]:
    """Every key of a space with its phase, newest first."""
    async with desk.look(space_id) as (tx, world):
        rows = await tx.find(SigningKey, order="-used_from")
        now = phases(rows, world.instant)
    return [(row, now[row.kid]) for row in rows]


def _generate(alg: str) -> Key:
    parameters: Any = {"use": "sig", "alg": alg}
    if alg in ("RS256", "PS256"):
        return RSAKey.generate_key(RSA_BITS, parameters)
    if alg == "ES256":
        return ECKey.generate_key("P-256", parameters)
    return OKPKey.generate_key("Ed25519", parameters)


async def _drawn(desk: Desk, alg: str, created_at: datetime, used_from: datetime) -> SigningKey:
    if alg not in ASYMMETRIC:
        raise ValueError(f"No key of ours signs with {alg}")
    jwk = desk.spare_keys.take(alg)
    if jwk is None:
        jwk = dict((await asyncio.to_thread(_generate, alg)).as_dict(private=True))
    kid = _held(jwk).thumbprint()
    desk.spare_keys.made(kid)
    return SigningKey(kid, alg, jwk, created_at, used_from)


async def make(desk: Desk, space_id: str, alg: str) -> None:
    """Give the space an active key for `alg`, unless somebody else just did."""
    async with desk.look(space_id) as (_, world):
        instant = world.instant
    row = await _drawn(desk, alg, instant, instant)
    async with desk.work(space_id) as (tx, world):
        now = phases(await tx.find(SigningKey, alg=alg), world.instant)
        if Phase.ACTIVE not in now.values():
            await tx.add(row)


async def rotate(desk: Desk, space_id: str, alg: str, *, emergency: bool = False) -> SigningKey:
    """Publish a new key for `alg` that signs after `LEAD`, or return the one already published.

    In an emergency the new key signs at once and every other one of this algorithm is withdrawn:
    no longer published, and nothing signed with it is believed here.
    """
    async with desk.look(space_id) as (_, world):
        instant = world.instant
    drawn = await _drawn(desk, alg, instant, instant + (timedelta(0) if emergency else LEAD))
    async with desk.work(space_id) as (tx, world):
        rows = await tx.find(SigningKey, alg=alg)
        now = phases(rows, world.instant)
        waiting = next((row for row in rows if now[row.kid] is Phase.PUBLISHED), None)
        if waiting is not None and not emergency:
            return waiting
        others = [row for row in rows if row.withdrawn_at is None] if emergency else []
        for row in others:
            await tx.save(replace(row, withdrawn_at=world.instant))
        await tx.add(drawn)
        fact = Event.KEYS_WITHDRAWN if emergency else Event.KEY_PUBLISHED
        withdrawn = [row.kid for row in others]
        await record(tx, world, fact, Actor.SYSTEM, subject=drawn.kid, alg=alg, withdrawn=withdrawn)
    return drawn


async def use_now(desk: Desk, space_id: str, kid: str) -> SigningKey:
    """Let a published key sign from now on, without waiting for its date."""
    async with desk.work(space_id) as (tx, world):
        row = await tx.need(SigningKey, kid)
        if row.used_from > world.instant:
            row = replace(row, used_from=world.instant)
            # A hand that stands still must not leave two keys active at one instant.
            before = world.instant - timedelta(microseconds=1)
            for other in await tx.find(SigningKey, alg=row.alg, used_from=world.instant):
                await tx.save(replace(other, used_from=before))
            await tx.save(row)
            await record(tx, world, Event.KEY_USED, Actor.SYSTEM, subject=kid, alg=row.alg)
    return row
