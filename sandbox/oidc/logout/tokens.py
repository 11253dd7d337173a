"""Logout tokens: what tells a client that a session is over (Back-Channel Logout section 2.4)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand
from sandbox.oidc.jose.keys import signer_for
from sandbox.oidc.jose.minting import seconds, subject
from sandbox.oidc.jose.sealing import locked, sealed
from sandbox.oidc.made import Ingredients
from sandbox.oidc.profile import LOGOUT_TOKEN_LIFE
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

EVENT = "http://schemas.openid.net/event/backchannel-logout"
"""The one member of `events`; its value is an empty object."""
TYP = "logout+jwt"
"""Explicit typing, so that no other token passes for one (section 2.4)."""


@dataclass(frozen=True, slots=True)
class LogoutToken:
    """A token ready to be sent, and what a developer may read of it."""

    text: str
    header: dict[str, Any]
    claims: dict[str, Any]
    times: int = 1  # how often it is sent in one attempt


def logout_claims(
    *, issuer: str, subject: str, client_id: str, sid: str, jti: str, instant: datetime
) -> dict[str, Any]:
    """Claims of a logout token; never a `nonce`, so that it is no ID token (section 2.4)."""
    return {
        "iss": issuer,
        "aud": client_id,
        "iat": seconds(instant),
        "exp": seconds(instant + LOGOUT_TOKEN_LIFE),
        "jti": jti,
        "events": {EVENT: {}},
        "sub": subject,
        "sid": sid,
        "simulation": True,
    }


async def logout_token(
    tx: Tx,
    world: World,
    errand: Errand,
    *,
    issuer: str,
    client: RelyingParty,
    account_id: str,
    sid: str,
) -> Ingredients:
    """A token for one client: signed, and encrypted, as its ID tokens are (section 2.4).

    Raises `KeyMissing` and `DocumentMissing` for `errands`.
    """
    key = await signer_for(tx, client, client.id_token_alg, world.instant)
    claims = logout_claims(
        issuer=issuer,
        subject=subject(world, client, account_id),
        client_id=client.client_id,
        sid=sid,
        jti=world.chance.handle("jti"),
        instant=world.instant,
    )
    return Ingredients(claims, key, client, partial(locked, errand, client, "id_token"), TYP)


def made_of(of: Ingredients) -> LogoutToken:
    """The honest token; raises `DocumentMissing`, and `Refusal` if it cannot be encrypted."""
    if of.signer is None:
        raise RuntimeError("A logout token is always signed.")
    header = {"alg": of.signer.alg, "typ": TYP}
    header |= {"kid": of.signer.kid} if of.signer.kid else {}
    return LogoutToken(sealed(of), header, of.claims)
