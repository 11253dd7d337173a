"""The UserInfo endpoint (Core section 5.3): the claims of the scopes granted, as of now."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.events import Event
from sandbox.domain.terms import Actor
from sandbox.oidc.authorization.claims_request import asked_singly
from sandbox.oidc.errands import Errand, run
from sandbox.oidc.jose.sealing import prepared, sealed
from sandbox.oidc.made import made
from sandbox.oidc.protected.access import Access, admitted, presented_token
from sandbox.oidc.protected.bearers import pes_of
from sandbox.oidc.protected.claims import USERINFO, said
from sandbox.oidc.teaching import call_of
from sandbox.oidc.tokens.exchange import find_client
from sandbox.oidc.wire import NOT_STORED, desk_of, fresh_json, space_of
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


async def userinfo(request: Request) -> Response:
    """GET or POST, with the token in the header or in a form.

    JSON, or a JWT for a client that registered to have it signed or encrypted.
    """
    shown = await presented_token(request)
    desk, space = desk_of(request), space_of(request)

    async def attempt(errand: Errand) -> dict[str, Any] | str:
        async with desk.work(space) as (tx, world):
            issuer = desk.site.issuer(space)
            access = await admitted(request, tx, world, shown, "openid", frozenset({issuer}))
            noted = made(request)
            noted.client_id, noted.trace = access.token.client_id, access.token.trace
            noted.account_id = access.token.account_id
            claims = await _claims(tx, world, access, call_of(request))
            client = await find_client(tx, access.token.client_id)
            if client is None or not (client.userinfo_alg or client.encryption(USERINFO)):
                return claims
            whole = {"iss": issuer, "aud": client.client_id, **claims}
            of = noted.userinfo = await prepared(tx, world, errand, client, USERINFO, whole)
            return sealed(of)

    told = await run(request, attempt)
    if isinstance(told, str):
        return Response(told, media_type="application/jwt", headers=NOT_STORED)
    return fresh_json(told)


async def _claims(tx: Tx, world: World, access: Access, call: dict[str, Any]) -> dict[str, Any]:
    """What is told, with its line in the journal; `call` says how it was asked."""
    bearer, singly = access.bearer, asked_singly(access.token, USERINFO)
    if "pes" in access.scopes or "pes" in singly:
        bearer = replace(bearer, pes=await pes_of(tx, world, bearer))
    claims = {
        **said(bearer, access.scopes, USERINFO, singly),
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
        **call,
    )
    return claims
