"""The authorization response."""

from sandbox.world.faults.kinds import Fault

FAULTS: tuple[Fault, ...] = ()
