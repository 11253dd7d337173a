"""The catalogue of faults: what can be spoilt on command, where, and what must then happen.

Everything here is data. `services.faults` arms a fault and lets it strike; `oidc.tampering` holds
the pure functions that spoil an honest answer, one a fault. Words (the defect, the duty of a
correct relying party) are in `texts`, under `fault.<id>`.
"""

from sandbox.world.faults.catalogue import CATALOGUE, UnknownFault, fault, persona_code
from sandbox.world.faults.kinds import ENDPOINTS, Fault, Option, Place

__all__ = [
    "CATALOGUE",
    "ENDPOINTS",
    "Fault",
    "Option",
    "Place",
    "UnknownFault",
    "fault",
    "persona_code",
]
