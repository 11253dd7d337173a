"""What a fault is."""

from dataclasses import dataclass
from enum import StrEnum

ENDPOINTS = (
    "discovery",
    "jwks",
    "authorize",
    "token",
    "userinfo",
    "introspect",
    "revoke",
    "register",
    "par",
    "device_authorization",
    "logout",
    "logout_token",
    "pes",
)
"""Where a fault can strike; `logout_token` is the one that the sandbox itself sends."""

TRACED = frozenset({"authorize", "token", "userinfo"})
"""Endpoints whose answers belong to one sign-in, so that a fault can be armed for that one.

A logout token is not of them: a session is ended for all its sign-ins at once.
"""


class Place(StrEnum):
    """Families of the catalogue, by what is spoilt."""

    AUTHORIZATION = "authorization"
    TOKEN = "token"
    ID_TOKEN = "id_token"
    REFRESH = "refresh"
    USERINFO = "userinfo"
    DISCOVERY = "discovery"
    LOGOUT = "logout"
    RAW = "raw"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Option:
    """A number that whoever arms the fault may choose, within bounds."""

    name: str
    default: int
    least: int
    most: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry.

    `reason` is the one thing a strict relying party finds wrong, as `tests/strict` names it;
    empty where it must go on. `certification` is the module of the OpenID Foundation's plans for
    relying parties that looks for it, where there is one. `persona` is the ready account that is in
    this state, for what is a state of an account and is not armed.
    """

    id: str
    place: Place
    endpoints: tuple[str, ...]
    reason: str
    certification: str = ""
    options: tuple[Option, ...] = ()
    persona: str = ""

    @property
    def armable(self) -> bool:
        """Whether it is armed; a state of an account is had by signing in as somebody."""
        return not self.persona
