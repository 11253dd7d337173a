"""Authorization responses as a JWT that only this provider can make (JARM section 2.1)."""

from datetime import timedelta

from starlette.requests import Request

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.errands import Errand, run
from sandbox.oidc.jose.minting import seconds
from sandbox.oidc.jose.sealing import sealed_for
from sandbox.oidc.wire import desk_of, space_of

LIFE = timedelta(minutes=10)
"""How long a response may be believed, the most that JARM section 2.1 recommends: a relying party
reads its own watch."""


async def response_jwt(request: Request, client: RelyingParty, fields: dict[str, str]) -> str:
    """`fields` (`iss` among them) signed for the client, and encrypted where it registered so.

    Raises `Refusal` where it has no key to encrypt to.
    """
    desk, space = desk_of(request), space_of(request)

    async def attempt(errand: Errand) -> str:
        async with desk.look(space) as (tx, world):
            claims = {
                **fields,
                "aud": client.client_id,
                "exp": seconds(world.instant + LIFE),
            }
            return await sealed_for(tx, world, errand, client, "authorization", claims)

    return await run(request, attempt)
