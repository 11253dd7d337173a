"""Every fault, in the order of the catalogue, and how one is found by its name."""

from difflib import get_close_matches

from sandbox.world.faults import (
    accounts,
    authorization,
    discovery,
    id_token,
    logout,
    raw,
    refresh,
    token_endpoint,
    userinfo,
)
from sandbox.world.faults.kinds import Fault, Place

_PREFIX = "FAUTE-"

CATALOGUE: dict[str, Fault] = {
    each.id: each
    for module in (
        authorization,
        token_endpoint,
        id_token,
        refresh,
        userinfo,
        discovery,
        logout,
        raw,
        accounts,
    )
    for each in module.FAULTS
}
"""All faults by id."""


class UnknownFault(LookupError):
    """No fault bears this name; `near` are those it may have meant."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.near = tuple(get_close_matches(name, CATALOGUE, n=5, cutoff=0.5))


def fault(name: str) -> Fault:
    """The fault of this id, or of a user code that carries it (`FAUTE-ID-TOKEN-EXPIRED`).

    Raises `UnknownFault`.
    """
    id_ = name.strip()
    if id_.upper().startswith(_PREFIX):
        id_ = id_[len(_PREFIX) :]
    id_ = id_.lower().replace("_", "-")[:80]
    found = CATALOGUE.get(id_)
    if found is None:
        raise UnknownFault(id_)
    return found


def by_place() -> dict[str, list[Fault]]:
    """The whole catalogue, place by place."""
    return {
        place.value: [each for each in CATALOGUE.values() if each.place is place] for place in Place
    }


def armable_by_place() -> dict[str, list[Fault]]:
    """What can be armed, place by place; no place that has nothing."""
    found = {place: [each for each in all_ if each.armable] for place, all_ in by_place().items()}
    return {place: faults for place, faults in found.items() if faults}


def carries_fault(user_code: str) -> bool:
    """Whether what was typed as a user code carries a fault, known or not."""
    return user_code.strip().upper().startswith(_PREFIX)


def persona_code(fault_id: str) -> str:
    """The user code that carries a fault."""
    return _PREFIX + fault_id.upper()
