"""Who there is in a space: created as a test needs it, listed, found by name."""

from collections.abc import Mapping
from typing import Any

from sandbox.remote.answers import Answer, Listing
from sandbox.remote.connection import Connection
from sandbox.remote.errors import passes_on
from sandbox.remote.registers import Account, Mandate, Organisation, Person, ref_of

__tracebackhide__ = passes_on


class Population:
    """The organisations, people, accounts and mandates of a space."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def organisation(self, **fields: Any) -> Organisation:
        """Create an organisation, with what the registers know of it."""
        return self._organisation(self.connection.post("/organisations", fields))

    def person(self, **fields: Any) -> Person:
        """Create somebody."""
        return Person(self.connection.post("/people", fields))

    def account(
        self,
        *,
        person: Person | Mapping[str, Any] | str,
        organisation: Organisation | str | None = None,
        **fields: Any,
    ) -> Account:
        """Create an account in any state; `person` is somebody's id or handle, or the fields of a
        person to create.
        """
        if isinstance(person, Person | str):
            fields["person_id"] = ref_of(person)
        else:
            fields["person"] = dict(person)
        if organisation is not None:
            fields["organisation"] = ref_of(organisation)
        return self._account(self.connection.post("/accounts", fields))

    def mandate(
        self, account: Account | str, organisation: Organisation | str, **fields: Any
    ) -> Mandate:
        """Let an account act for an organisation that is not its own."""
        sent = {"account": ref_of(account), "organisation": ref_of(organisation), **fields}
        return self._mandate(self.connection.post("/mandates", sent))

    @property
    def personas(self) -> Answer:
        """The ready accounts and the organisations to enrol, with the one password for all."""
        return Answer(self.connection.get("/personas"))

    @property
    def organisations(self) -> Listing[Organisation]:
        """The organisations; by id, seed id (`F06`) or identification number."""
        return Listing(self.connection, "/organisations", "organisations", self._organisation)

    @property
    def people(self) -> Listing[Person]:
        """The people."""
        return Listing(self.connection, "/people", "people", Person, ("id", "persona"))

    @property
    def accounts(self) -> Listing[Account]:
        """The accounts; by id, user code or persona."""
        return Listing(self.connection, "/accounts", "accounts", self._account)

    @property
    def mandates(self) -> Listing[Mandate]:
        """The mandates."""
        return Listing(self.connection, "/mandates", "mandates", self._mandate, ("id",))

    def _organisation(self, told: Mapping[str, Any]) -> Organisation:
        return Organisation(self.connection, told)

    def _account(self, told: Mapping[str, Any]) -> Account:
        return Account(self.connection, told)

    def _mandate(self, told: Mapping[str, Any]) -> Mandate:
        return Mandate(self.connection, told)
