"""What is meant for one client: signed for it, and encrypted to it where it registered so.

Nested in the order signed, then encrypted (Core sections 10.2 and 16.14).
"""

import json
from functools import partial
from typing import Any

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand
from sandbox.oidc.jose.client_keys import encrypted
from sandbox.oidc.jose.compact import Unverified
from sandbox.oidc.jose.keys import signer_for
from sandbox.oidc.jose.minting import signed
from sandbox.oidc.made import Ingredients
from sandbox.oidc.refusals import Refusal
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_ALGS = {"id_token": "id_token_alg", "userinfo": "userinfo_alg", "authorization": "response_alg"}


async def sealed_for(
    tx: Tx,
    world: World,
    errand: Errand,
    client: RelyingParty,
    kind: str,
    claims: dict[str, Any],
) -> str:
    """These claims as a JWT for `client`; `kind` is `id_token`, `userinfo` or `authorization`.

    Userinfo that is encrypted but not signed is the JSON itself in a JWE (Core section 5.3.2).
    Raises `KeyMissing` and `DocumentMissing` for `errands.run`, `Refusal` without a key of the
    client to encrypt to.
    """
    return sealed(await prepared(tx, world, errand, client, kind, claims))


async def prepared(
    tx: Tx,
    world: World,
    errand: Errand,
    client: RelyingParty,
    kind: str,
    claims: dict[str, Any],
) -> Ingredients:
    """What `sealed` makes a JWT of; arguments and errors as of `sealed_for`."""
    alg = getattr(client, _ALGS[kind])
    signer = await signer_for(tx, client, alg, world.instant) if alg else None
    lock = partial(locked, errand, client, kind, cty="JWT" if signer else "")
    return Ingredients(claims, signer, client, lock)


def sealed(of: Ingredients) -> str:
    """The token that these ingredients make."""
    if of.signer is None:
        return of.lock(json.dumps(of.claims))
    return of.lock(signed(of.signer, of.claims, of.typ))


def locked(errand: Errand, client: RelyingParty, kind: str, text: str, cty: str = "JWT") -> str:
    """`text` encrypted to the client where it registered so, else as it is."""
    how = client.encryption(kind)
    if how is None:
        return text
    try:
        return encrypted(client, errand, text, how, cty)
    except Unverified as error:
        raise Refusal(
            "invalid_request",
            "The answer could not be encrypted to the client.",
            f"{error} Publish a key with use=enc that fits {how.alg}.",
            "OpenID Connect Core section 10.2",
            client_id=client.client_id,
        ) from None
