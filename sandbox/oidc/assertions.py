"""Clients that prove who they are by a signed assertion (RFC 7523 section 3, Core section 9).

The signature is believed first, then the claims, then the `jti` is taken: an assertion that was
shown is spent, whatever becomes of the request around it, so that whoever read it off a log or a
wire cannot show it again. Only what the client really signed is marked: a forgery burns no `jti`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.credentials import Credentials
from sandbox.oidc.errands import Errand
from sandbox.oidc.jose.algorithms import ASYMMETRIC, HIGH_ASSURANCE, SIGNING, SYMMETRIC
from sandbox.oidc.jose.client_keys import verified
from sandbox.oidc.jose.compact import Unverified, header_of, typ_of
from sandbox.oidc.jose.replay import taken
from sandbox.oidc.jose.validity import Misdated, in_force
from sandbox.oidc.profile import ASSERTION_METHODS, TOKEN
from sandbox.oidc.refusals import Refusal, invalid_client
from sandbox.services.ports import Tx
from sandbox.services.site import Site
from sandbox.world.surroundings import World

TYPES = ("jwt", "client-authentication+jwt")
"""What `typ` may be: a request object or a DPoP proof is no assertion (RFC 8725 section 3.11)."""
MAX_LIFE = timedelta(hours=1)
"""How far ahead `exp` may be; an assertion is made for one request, so minutes are plenty."""


def audiences(site: Site, space_id: str, path: str) -> tuple[str, ...]:
    """What an assertion shown at this endpoint may be made for, the issuer first.

    The token endpoint is among them at every endpoint (RFC 9126 section 2).
    """
    spellings = [*site.spellings(space_id, path), *site.spellings(space_id, TOKEN)]
    return tuple(dict.fromkeys([site.issuer(space_id), *spellings]))


async def proven(
    tx: Tx,
    world: World,
    errand: Errand,
    client: RelyingParty | None,
    shown: Credentials,
    names: Sequence[str],
) -> Credentials | Refusal:
    """The credentials with their assertion found good, or why it is not.

    `names` are the `audiences` of this endpoint. Credentials of another
    method, of an unknown client, or of one registered otherwise come back as they were: whoever
    authenticates refuses them. A refusal is a value, since a `jti` that was taken must be written.
    """
    if shown.method not in ASSERTION_METHODS or client is None:
        return shown
    if shown.method != client.auth_method:
        return shown
    allowed = _algorithms(client)
    try:
        claims = verified(client, errand, shown.secret, allowed)
        if typ_of(header_of(shown.secret)) not in TYPES:
            raise Unverified("Its typ is that of a JWT made for something else.")
    except Unverified as problem:
        sent = {"alg": str(header_of(shown.secret).get("alg", ""))[:20]}
        return _refused(str(problem), sent, {"alg": " ".join(allowed)})
    wrong = _claims_problem(claims, client, names)
    if wrong is not None:
        return wrong
    try:
        left = in_force(claims, world.instant, MAX_LIFE)
    except Misdated as problem:
        return _refused(str(problem), {}, {"now": world.instant.isoformat()})
    if left is None:
        return _refused("It has no exp.", {}, {"exp": "seconds since the epoch"})
    jti = f"{client.client_id}\0{claims['jti']}"
    if not await taken(tx, world, "assertion", jti, left):
        return _refused("Its jti was used before.", {}, {"jti": "a new one for each request"})
    return replace(shown, proven=True)


def _algorithms(client: RelyingParty) -> tuple[str, ...]:
    """What this client may sign with; HMAC is for `client_secret_jwt` and for nothing else."""
    asked = (client.assertion_alg,) if client.assertion_alg else SIGNING
    kinds: tuple[str, ...] = SYMMETRIC if client.auth_method == "client_secret_jwt" else ASYMMETRIC
    if client.high_assurance:
        kinds = HIGH_ASSURANCE
    return tuple(alg for alg in asked if alg in kinds)


def _claims_problem(
    claims: dict[str, Any], client: RelyingParty, names: Sequence[str]
) -> Refusal | None:
    """What is wrong with the claims of an assertion whose signature is good."""
    for name in ("iss", "sub"):
        if claims.get(name) != client.client_id:
            return _refused(f"Its {name} is not the client_id.", {}, {name: client.client_id})
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    named = [each for each in named if isinstance(each, str)] if isinstance(named, list) else []
    if client.high_assurance:
        # FAPI 2.0 section 5.3.2.1: the issuer as one text, so that an assertion which another
        # server was handed does not work here.
        names = names[:1]
        fits = audience == names[0]
    else:
        fits = bool(set(named) & set(names))
    if not fits:
        told = {"aud": " ".join(named)}
        return _refused("Its aud does not name this server.", told, {"aud": " ".join(names)})
    if not isinstance(claims.get("jti"), str) or not claims["jti"]:
        return _refused("It has no jti.", {}, {"jti": "a text that is new each time"})
    return None


def _refused(why: str, sent: dict[str, str], expected: dict[str, str]) -> Refusal:
    refusal = invalid_client(
        "The client assertion is not accepted.",
        f"{why} Sign iss = sub = client_id, aud, exp and a new jti with a registered key.",
        "RFC 7523 section 3",
    )
    refusal.sent = {name: text for name, text in sent.items() if text}
    refusal.expected = expected
    return refusal
