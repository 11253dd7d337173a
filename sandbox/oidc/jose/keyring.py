"""The keys of a space as the pages show and turn them; `app` hands it over as `state.keyring`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.domain.errors import BadInput
from sandbox.oidc.jose import keys
from sandbox.oidc.jose.algorithms import ASYMMETRIC
from sandbox.services.desk import Desk


@dataclass(frozen=True, slots=True)
class KeyShown:
    """One key: nothing of it but its name, and where it is in its life."""

    kid: str
    alg: str
    phase: str
    used_from: datetime


class KeyRing:
    """Lists the keys of a space, publishes new ones, lets them sign, withdraws old ones."""

    async def shown(self, desk: Desk, space_id: str) -> Sequence[KeyShown]:
        """Every key of the space, newest first."""
        return [
            KeyShown(key.kid, key.alg, phase.value, key.used_from)
            for key, phase in await keys.keys_of(desk, space_id)
        ]

    async def rotate(self, desk: Desk, space_id: str, alg: str, *, emergency: bool) -> bool:
        """Publish a new key (see `keys.rotate`); False for an algorithm that is not ours."""
        if alg not in ASYMMETRIC:
            return False
        await keys.rotate(desk, space_id, alg, emergency=emergency)
        return True

    async def turn(
        self, desk: Desk, space_id: str, alg: str, *, emergency: bool, now: bool
    ) -> KeyShown:
        """The same for one who has to know the key; `now` lets it sign without its wait.

        Raises `BadInput` for an algorithm that is not ours.
        """
        if alg not in ASYMMETRIC:
            raise BadInput(
                "alg-unknown",
                "error.payload_refused",
                hint=f"alg is one of: {', '.join(ASYMMETRIC)}.",
                cite="RFC 7518 section 3.1",
            )
        key = await keys.rotate(desk, space_id, alg, emergency=emergency)
        if now:
            await keys.use_now(desk, space_id, key.kid)
        return next(each for each in await self.shown(desk, space_id) if each.kid == key.kid)

    async def use_now(self, desk: Desk, space_id: str, kid: str) -> None:
        """Let a published key sign from now on; raises `NotFound` for an unknown one."""
        await keys.use_now(desk, space_id, kid)
