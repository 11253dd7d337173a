"""Discovery and keys."""

from sandbox.world.faults.kinds import Fault

FAULTS: tuple[Fault, ...] = ()
