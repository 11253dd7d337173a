"""Faults that a person brings to the sign-in page: in the user code she types, or from a menu.

`FAUTE-ID-TOKEN-EXPIRED` signs in as the ready account and arms the fault once, for this sign-in
alone where its answer belongs to one (`arm` tells); a fault that is a state of an account signs in
as whoever is in that state. The password is that of the account, checked as ever.
"""

from dataclasses import dataclass

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Account, Person
from sandbox.services import faults
from sandbox.services.enrolment_form import Problem
from sandbox.services.faults import Scope
from sandbox.services.ports import Tx
from sandbox.world.faults import TRACED, Fault, Place, UnknownFault, carries_fault, fault
from sandbox.world.surroundings import World

READY = "rse-actif"
"""Persona of the account that signs in with a fault."""
_TYPED, _CHOSEN = "code_utilisateur", "faute"


@dataclass(frozen=True, slots=True)
class Carried:
    """Who signs in, and the fault to arm once she has; None if none was brought."""

    user_code: str
    fault: Fault | None = None
    by: str = ""  # `armed_by` of the fault


async def carried(tx: Tx, typed: str, chosen: str, *, asked: bool) -> Carried | Problem:
    """What was typed and chosen stand for, or what is wrong with it.

    `chosen` counts only in a space that has the menu. `asked`: an application waits, without which
    there is no answer that could be spoilt.
    """
    name, field = typed, _TYPED
    if not carries_fault(typed):
        if not (chosen and tx.space.fault_menu):
            return Carried(typed)
        name, field = chosen, _CHOSEN
    try:
        entry = fault(name)
    except UnknownFault as unknown:
        near = ", ".join(unknown.near)
        key = "signin.fault_unknown_near" if near else "signin.fault_unknown"
        return Problem(field, key, {"near": near})
    if entry.armable and not asked:
        return Problem(field, "signin.fault_needs_application")
    if field == _CHOSEN:
        return Carried(typed, entry, "menu") if entry.armable else Problem(field, _NOT_ARMED)
    code = await _code_of(tx, entry.persona or READY)
    if code is None:
        return Problem(field, "signin.fault_needs_account", {"persona": entry.persona or READY})
    return Carried(code, entry if entry.armable else None, "code")


_NOT_ARMED = "signin.fault_is_a_state"


async def _code_of(tx: Tx, persona: str) -> str | None:
    """The user code of a persona of this space; a code that is nobody's stands for itself."""
    people = await tx.find(Person, persona=persona, limit=1)
    accounts = await tx.find(Account, person_id=people[0].id, limit=1) if people else []
    if accounts:
        return str(accounts[0].user_code)
    try:
        return str(UserCode.parse(persona))
    except BadInput:
        return None


async def arm(tx: Tx, world: World, brought: Carried, trace: str) -> None:
    """Arm what was brought, once, for the sign-in of this trace.

    Where no answer tells of a trace (keys are fetched for everybody, a session ends for all its
    sign-ins) it is armed for whoever comes first. What can strike anywhere strikes at the token
    endpoint: a fault at the next redirection would only keep the person from going on.
    """
    entry = brought.fault
    if entry is None:
        return
    scope = Scope(
        trace=trace if TRACED.intersection(entry.endpoints) else "",
        endpoint="token" if entry.place is Place.RAW else "",
    )
    await faults.arm(tx, world, entry.id, scope=scope, by=brought.by)
