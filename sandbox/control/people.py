"""Natural persons: those who hold, or are to hold, an account."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from sandbox.control.identity_fields import Email, Id, Name, Telephone, given
from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.domain.model import Person
from sandbox.services import people


class PersonGiven(Payload):
    """A person; what is left out is drawn, and fictitious."""

    id: Id | None = None
    persona: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="A handle that `login_hint` may name: a-z, 0-9 and inner hyphens."
    )
    given_name: Name
    family_name: Name
    email: Email | None = None
    telephone: Telephone | None = None
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "fr-CA"


class PersonTold(Told):
    """A person."""

    id: str
    persona: str
    given_name: str
    family_name: str
    email: str
    telephone: str
    locale: str
    updated_at: datetime | None


class PeopleTold(Told):
    """Every person of this space."""

    people: list[PersonTold]


def told(person: Person) -> PersonTold:
    """What is told of a person."""
    return PersonTold(**{name: getattr(person, name) for name in PersonTold.model_fields})


def wanted(sent: PersonGiven) -> dict[str, str | None]:
    """The fields sent, as `services.people.enter` takes them."""
    fields = given(sent)
    return {"id_" if name == "id" else name: value for name, value in fields.items()}


async def listed(call: Call) -> PeopleTold:
    """GET: every person, by family name."""
    async with call.desk.look(call.space) as (tx, _):
        found = await tx.find(Person, order="family_name")
    return PeopleTold(people=[told(each) for each in found])


async def enter(call: Call) -> PersonTold:
    """POST: add one."""
    fields = wanted(call.sent(PersonGiven))
    async with call.desk.work(call.space) as (tx, world):
        made = await people.enter(tx, world, **fields)  # type: ignore[arg-type]
        return told(await tx.need(Person, made.id))


OPERATIONS = (
    Operation("GET", "/people", "listPeople", "Every person.", listed, answer=PeopleTold),
    Operation(
        "POST",
        "/people",
        "enterPerson",
        "Add a person.",
        enter,
        body=PersonGiven,
        answer=PersonTold,
        status=201,
    ),
)
