"""The UserInfo endpoint (Core section 5.3): the claims of the scopes granted, as of now."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.events import Event
from sandbox.domain.terms import Actor
from sandbox.oidc.access import admitted, presented_token
from sandbox.oidc.bearers import pes_of
from sandbox.oidc.claims import USERINFO, said
from sandbox.oidc.wire import desk_of, fresh_json, space_of
from sandbox.services.journal import record


async def userinfo(request: Request) -> Response:
    """GET or POST, with the token in the header or in a form."""
    value = await presented_token(request)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        access = await admitted(tx, world, value, "openid")
        bearer = access.bearer
        if "pes" in access.scopes:
            bearer = replace(bearer, pes=await pes_of(tx, world, bearer))
        claims = {
            **said(bearer, access.scopes, USERINFO),
            "sub": bearer.subject,
            "simulation": True,
        }
        await record(
            tx,
            world,
            Event.USERINFO_SERVED,
            Actor.CLIENT,
            subject=access.token.family,
            organisation_id=bearer.organisation.id,
            trace=access.token.trace,
            client_id=access.token.client_id,
            claims=sorted(claims),
        )
    return fresh_json(claims)
