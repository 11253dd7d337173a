"""Honest first, then tamper: what stands behind every door of the provider.

The honest answer is always built, and what it did is written. Only then is the board looked at,
and the oldest fault that fits this answer spoils one thing in it. A fault that cannot spoil it (an
ID token that is not there) waits for one that it can.
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.provider import ArmedFault
from sandbox.oidc.made import Made, made
from sandbox.oidc.tampering import (
    accounts,
    authorization,
    discovery,
    id_token,
    logout,
    raw,
    refresh,
    token_endpoint,
    userinfo,
)
from sandbox.oidc.tampering.spoiling import Honest, Spoiler
from sandbox.oidc.wire import desk_of, space_of
from sandbox.services import faults

SPOILERS: Mapping[str, Spoiler] = {
    **authorization.SPOILERS,
    **token_endpoint.SPOILERS,
    **id_token.SPOILERS,
    **refresh.SPOILERS,
    **userinfo.SPOILERS,
    **discovery.SPOILERS,
    **logout.SPOILERS,
    **raw.SPOILERS,
    **accounts.SPOILERS,
}
"""Every spoiler by the id of its fault."""


async def tampered(request: Request, endpoint: str, response: Response) -> Response:
    """The answer, spoilt by at most one armed fault."""
    noted = made(request)
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        waiting = await faults.waiting(tx, endpoint, noted.client_id, noted.trace)
    for armed in waiting:
        honest = Honest(request, endpoint, response, noted, armed.options)
        spoilt = SPOILERS[armed.fault](honest)
        if spoilt is None or not await _strikes(request, endpoint, armed, noted):
            continue
        return spoilt if isinstance(spoilt, Response) else await spoilt()
    return response


async def _strikes(request: Request, endpoint: str, armed: ArmedFault, noted: Made) -> bool:
    async with desk_of(request).work(space_of(request)) as (tx, world):
        return await faults.strike(
            tx,
            world,
            armed,
            endpoint=endpoint,
            client_id=noted.client_id,
            trace=noted.trace,
        )
