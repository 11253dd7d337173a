"""Arming one fault, and what a strict party says of the sign-in that it spoils."""

from dataclasses import dataclass, field

from sandbox.domain.events import Event
from sandbox.services import faults
from sandbox.services.faults import Scope
from sandbox.world.faults import CATALOGUE, Fault, Place
from tests.protocol.cast import PORTAL_SECRET
from tests.protocol.house import House
from tests.strict import StrictParty, Tokens, Wrong, sign_in

_ANY = Scope()
SCOPE = "openid profile email entreprise offline_access"


def of(*places: Place) -> list[str]:
    """The ids of the faults of these places."""
    return [each.id for each in CATALOGUE.values() if each.place in places]


@dataclass
class Trial:
    """A house, and a strict party that signs people in."""

    house: House
    party: StrictParty = field(init=False)

    def __post_init__(self) -> None:
        self.anew()

    def anew(self) -> None:
        """A party that remembers nothing."""
        self.party = StrictParty(
            self.house.http, "portal", PORTAL_SECRET, now=self.house.watch.read
        )

    async def arm(
        self, fault: str, *, times: int = 1, space: str = "default", scope: Scope = _ANY
    ) -> None:
        """Arm a fault, for whom `scope` says."""
        async with self.house.desk.work(space) as (tx, world):
            await faults.arm(tx, world, fault, times=times, scope=scope, by="tests")

    async def left(self) -> int:
        """How many times the armed faults may still strike."""
        async with self.house.desk.look("default") as (tx, _):
            return sum(armed.times_left for armed in await faults.board(tx))

    async def sign_in(self, **params: str) -> Tokens:
        """A whole sign-in in a browser of its own."""
        return await sign_in(self.party, self.house.browser(), scope=SCOPE, **params)

    async def said(self, **params: str) -> str:
        """What the party finds wrong in a sign-in; empty if nothing."""
        try:
            await self.sign_in(**params)
        except Wrong as wrong:
            return wrong.reason
        return ""

    async def struck(self, fault: Fault) -> str:
        """Exactly one line of the journal tells that it struck; the trace it bears."""
        (fact,) = await self.house.journal(Event.FAULT_STRUCK)
        assert fact.data["fault"] == fault.id
        return fact.trace
