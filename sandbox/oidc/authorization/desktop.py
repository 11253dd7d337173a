"""Whom one step of an authorization request deals with."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from sandbox.domain.provider import Session
from sandbox.services import sessions
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


@dataclass(slots=True)
class Desktop:
    """Whom we deal with: the transaction, the world, and what the browser's cookie holds.

    `entered` is the handle of a session that was opened in this transaction: the cookie holds it
    once the transaction is written, and not before.
    """

    tx: Tx
    world: World
    cookie: MutableMapping[str, Any]
    entered: str = ""

    def browser(self) -> str:
        """The handle that binds requests to this browser, made on demand."""
        if not self.cookie.get("browser"):
            self.cookie["browser"] = self.world.chance.token()
        return str(self.cookie["browser"])

    async def session(self) -> Session | None:
        """The live session of this browser."""
        return await sessions.session_of(self.tx, self.world, self.handle)

    @property
    def handle(self) -> str | None:
        """The raw handle of the session that this browser holds, if any."""
        return self.entered or self.cookie.get("sso")
