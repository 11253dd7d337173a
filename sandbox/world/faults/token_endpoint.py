"""The token endpoint."""

from sandbox.world.faults.kinds import Fault

FAULTS: tuple[Fault, ...] = ()
