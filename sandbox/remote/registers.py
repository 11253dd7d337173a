"""Organisations, people, accounts and mandates: what a test needs, without the seed."""

from collections.abc import Mapping
from typing import Any, Self

from sandbox.remote.answers import Answer, segment
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on

__tracebackhide__ = passes_on


class Organisation(Answer):
    """An organisation, with what the registers know of it."""

    id: str
    name: str

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._connection = connection

    def change(self, **fields: Any) -> Self:
        """Change what is given; the rest stays."""
        path = f"/organisations/{segment(self.id)}"
        self._told = self._connection.patch(path, fields)
        return self


class Person(Answer):
    """Somebody, with or without an account."""

    id: str
    given_name: str
    family_name: str
    email: str


class Account(Answer):
    """An account; `password` is told when it is created, and when one is issued again."""

    id: str
    user_code: str
    state: str
    persona: str
    password: str | None
    memberships: list[dict[str, Any]]
    standing: dict[str, Any] | None

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._connection = connection

    def act(self, act: str) -> Self:
        """Do to it what an office does; what it is then.

        Acts: `unlock`, `suspend`, `reactivate`, `close`, `reissue` (a temporary password),
        `activate`.
        """
        told = self._connection.post(f"/accounts/{segment(self.id)}/{segment(act)}")
        self._told = {**told, "password": told.get("password") or self.get("password")}
        return self


class Mandate(Answer):
    """What lets an account act for an organisation that is not its own."""

    id: str
    account: str
    organisation: str
    starts_on: str
    ends_on: str | None
    in_effect: bool

    def __init__(self, connection: Connection, told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._connection = connection

    def revoke(self) -> Self:
        """End it at once."""
        self._told = self._connection.post(f"/mandates/{segment(self.id)}/revoke")
        return self


def ref_of(thing: "Answer | str") -> str:
    """The reference of a thing that is given as itself or by a reference."""
    return thing if isinstance(thing, str) else str(thing["id"])
