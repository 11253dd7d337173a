"""The catalogue of faults: what can be spoilt on command, where, and what must then happen.

Everything here is data. `services.faults` arms a fault and lets it strike; `oidc.tampering` holds
the pure functions that spoil an honest answer, one a fault. Words (the defect, the duty of a
correct relying party) are in `texts`, under `fault.<id>`.
"""

from sandbox.world.faults.catalogue import (
    CATALOGUE,
    UnknownFault,
    armable_by_place,
    by_place,
    carries_fault,
    fault,
    persona_code,
)
from sandbox.world.faults.kinds import ENDPOINTS, TRACED, Fault, Option, Place

__all__ = [
    "CATALOGUE",
    "ENDPOINTS",
    "TRACED",
    "Fault",
    "Option",
    "Place",
    "UnknownFault",
    "armable_by_place",
    "by_place",
    "carries_fault",
    "fault",
    "persona_code",
]
