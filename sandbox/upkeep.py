"""Commands on the state of a sandbox, running or not: its signing keys and its tokens.

They open the data folder beside a server that runs; a server reads its keys at each request, so
what is done here holds from its next answer on. A server whose state is in memory cannot be
reached so: its keys are on the page `/developper/cles`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TextIO

from sandbox import oidc
from sandbox.app import open_desk
from sandbox.domain.errors import BadInput, NotFound
from sandbox.services.client_registration import initial_access_token
from sandbox.services.desk import Desk
from sandbox.settings import Settings


def _on_state(settings: Settings, work: Callable[[Desk], Awaitable[None]]) -> int:
    """Run `work` over the state of the data folder; `NotFound` if there is none."""
    if settings.database is None or not settings.database.exists():
        raise NotFound(
            "no-state",
            "error.not_found",
            hint=f"There is no state in {settings.data or 'memory'}: set SANDBOX_DATA to the "
            "folder of the server, or start one.",
        )

    async def opened() -> None:
        desk = await open_desk(settings)
        try:
            await work(desk)
        finally:
            await desk.store.close()

    asyncio.run(opened())
    return 0


def list_keys(settings: Settings, space: str, out: TextIO) -> int:
    """Print one line a key: its phase, algorithm, `kid`, and from when it signs."""

    async def work(desk: Desk) -> None:
        for key, phase in await oidc.keys_of(desk, space):
            since = key.used_from.isoformat(timespec="seconds")
            print(f"{phase.value:<10} {key.alg:<8} {key.kid}  from {since}", file=out)

    return _on_state(settings, work)


def rotate_keys(
    settings: Settings, space: str, alg: str, out: TextIO, *, emergency: bool, now: bool
) -> int:
    """Publish a new key for `alg`; with `now` it signs at once beside the old ones, in an
    emergency the old ones are withdrawn.
    """
    if alg not in oidc.ASYMMETRIC:
        raise BadInput(
            "algorithm-unknown",
            "error.not_found",
            hint=f"No key of the sandbox signs with {alg}. Use one of: "
            f"{', '.join(oidc.ASYMMETRIC)}.",
        )

    async def work(desk: Desk) -> None:
        key = await oidc.rotate(desk, space, alg, emergency=emergency)
        if now:
            key = await oidc.use_now(desk, space, key.kid)
        since = key.used_from.isoformat(timespec="seconds")
        print(f"{key.alg} key {key.kid} is published and signs from {since}.", file=out)
        if emergency:
            print("Every other key of this algorithm is withdrawn.", file=out)

    return _on_state(settings, work)


def registration_token(settings: Settings, space: str, out: TextIO) -> int:
    """Print an initial access token for a space, alone on its line.

    It is the one that the settings give, which a server with the same settings takes in every
    space, state in memory or not; without any, the space's own, from the data folder.
    """
    if settings.registration_token:
        print(settings.registration_token, file=out)
        return 0

    async def work(desk: Desk) -> None:
        async with desk.look(space) as (_, world):
            print(initial_access_token(world), file=out)

    return _on_state(settings, work)
