"""States of an account, and what becomes of one in the middle of a sign-in."""

from sandbox.world.faults.kinds import Fault

FAULTS: tuple[Fault, ...] = ()
