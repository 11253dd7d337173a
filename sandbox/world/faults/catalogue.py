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
from sandbox.world.faults.kinds import Fault

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
    found = CATALOGUE.get(id_.lower().replace("_", "-"))
    if found is None:
        raise UnknownFault(id_[:80])
    return found


def persona_code(fault_id: str) -> str:
    """The user code that carries a fault."""
    return _PREFIX + fault_id.upper()
