"""Honest first, then tamper: what stands behind every door of the provider.

The honest answer is always built, and what it did is written. Only then is the board looked at,
and the oldest fault that fits this answer spoils one thing in it. A fault that cannot spoil it (an
ID token that is not there) waits for one that it can.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.provider import ArmedFault
from sandbox.oidc.made import Made, made
from sandbox.oidc.wire import desk_of, space_of
from sandbox.services import faults

Act = Callable[[], Awaitable[Response]]
"""What has to be done, once the fault has struck, to have the spoilt answer."""


@dataclass(frozen=True, slots=True)
class Honest:
    """An honest answer about to leave."""

    request: Request
    endpoint: str
    response: Response
    made: Made
    options: dict[str, Any]  # of the armed fault


Spoiler = Callable[[Honest], Response | Act | None]
"""The spoilt answer, or how to come by it; None if this answer has nothing to spoil."""


@cache
def spoilers() -> Mapping[str, Spoiler]:
    """Every spoiler by the id of its fault."""
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

    return {
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


async def tampered(request: Request, endpoint: str, response: Response) -> Response:
    """The answer, spoilt by at most one armed fault."""
    noted = made(request)
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        waiting = await faults.waiting(tx, endpoint, noted.client_id, noted.trace)
    for armed in waiting:
        honest = Honest(request, endpoint, response, noted, armed.options)
        spoilt = spoilers()[armed.fault](honest)
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
