"""Signing keys of a space: listed, turned; never a private member."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.services.desk import Desk


class Key(Protocol):
    """What is told of one key."""

    @property
    def kid(self) -> str:
        """Its thumbprint, as in JWKS."""

    @property
    def alg(self) -> str:
        """What it signs with."""

    @property
    def phase(self) -> str:
        """Where it is in its life."""

    @property
    def used_from(self) -> datetime:
        """When it begins to sign, by the protocol hand."""


class KeyRing(Protocol):
    """What `app` puts at `state.keyring`."""

    async def shown(self, desk: Desk, space_id: str) -> Sequence[Key]:
        """Every key of the space, newest first."""

    async def turn(self, desk: Desk, space_id: str, alg: str, *, emergency: bool, now: bool) -> Key:
        """Publish a new key; raises `BadInput` for an algorithm that is not ours."""


class KeyTold(Told):
    """One key."""

    kid: str
    alg: str
    phase: str = Field(description="published, active, retired, gone or withdrawn.")
    used_from: datetime


class KeysTold(Told):
    """Every key of the space, newest first; none before one is needed."""

    keys: list[KeyTold]


class Rotation(Payload):
    """Which key is turned, and how."""

    alg: str = Field("RS256", max_length=40)
    emergency: bool = Field(
        False, description="All others of the algorithm are withdrawn; the new one signs at once."
    )
    now: bool = Field(
        False, description="Sign at once, without the time that caches are given to see it."
    )


def _told(key: Key) -> KeyTold:
    return KeyTold(kid=key.kid, alg=key.alg, phase=key.phase, used_from=key.used_from)


async def listed(call: Call) -> KeysTold:
    """GET: every key."""
    ring: KeyRing = call.of_app("keyring")
    found = await ring.shown(call.desk, call.space)
    return KeysTold(keys=[_told(key) for key in found])


async def rotate(call: Call) -> KeyTold:
    """POST: publish a new key, or let the one that waits sign."""
    sent = call.sent(Rotation)
    ring: KeyRing = call.of_app("keyring")
    return _told(
        await ring.turn(call.desk, call.space, sent.alg, emergency=sent.emergency, now=sent.now)
    )


OPERATIONS = (
    Operation("GET", "/keys", "listKeys", "Signing keys.", listed, answer=KeysTold),
    Operation(
        "POST",
        "/keys/rotate",
        "rotateKeys",
        "Publish a new signing key.",
        rotate,
        body=Rotation,
        answer=KeyTold,
        status=201,
        optional_body=True,
    ),
)
