"""What one transaction sees of the world: its hands, its chance, its conventions."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import date, datetime

from sandbox.domain.conventions import Conventions
from sandbox.domain.model import Space
from sandbox.world.chance import Chance
from sandbox.world.clock import civil_date


@dataclass(frozen=True, slots=True)
class World:
    """Read once when a transaction opens, so that one transaction has one time."""

    space: Space
    now: datetime  # calendar hand, America/Toronto
    instant: datetime  # protocol hand, UTC
    chance: Chance
    conventions: Conventions = field(default_factory=Conventions)

    @property
    def today(self) -> date:
        """The civil date of the calendar hand."""
        return civil_date(self.now)

    def sealed(self, purpose: str, value: str) -> str:
        """A keyed digest of a number that must be recognised but not kept (domain 4.6)."""
        key = bytes.fromhex(self.space.secret)
        return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
