"""How a caller names what is there: by its id, by what a person knows it by, or by its character.

An unknown name is `NotFound`; its hint lists what is known, so that a typing error is seen at once.
"""

from collections.abc import Iterable

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.identifiers import RevenueNumber, UserCode
from sandbox.domain.model import Account, DossierItem, Enrolment, Organisation, Person
from sandbox.services.drafts import read_number
from sandbox.services.ports import Tx

MOST_LISTED = 30
"""How many known names a hint lists."""


def organisation_of_seed(name: str) -> str:
    """The id of the organisation of a seed id (`F06`): the same in every space."""
    return f"org_{name.lower()}"


async def organisation(tx: Tx, name: str) -> Organisation:
    """The organisation of an id, of a seed's id (`F06`) or of an identification number."""
    found = await tx.get(Organisation, name)
    if found is None:
        found = await tx.get(Organisation, organisation_of_seed(name))
    if found is None:
        try:
            found = await tx.one(Organisation, revenue_number=RevenueNumber.parse(name))
        except BadInput:
            found = None
    if found is None:
        known = [
            f"{each.id} ({each.revenue_number})"
            for each in await tx.find(Organisation, limit=MOST_LISTED)
        ]
        raise _unknown("organisation", known, await tx.count(Organisation))
    return found


async def account(tx: Tx, name: str) -> Account:
    """The account of an id, of a user code or of the handle of its holder (`rse-actif`)."""
    found = await tx.get(Account, name)
    if found is None:
        person = await tx.one(Person, persona=name) if name else None
        found = await tx.one(Account, person_id=person.id) if person else None
    if found is None:
        try:
            found = await tx.one(Account, user_code=UserCode.parse(name))
        except BadInput:
            found = None
    if found is None:
        accounts = await tx.find(Account, limit=MOST_LISTED)
        ids = tuple(each.person_id for each in accounts)
        people = {each.id: each.persona for each in await tx.find(Person, id=ids)} if ids else {}
        known = [people.get(each.person_id) or str(each.user_code) for each in accounts]
        raise _unknown("account", known, await tx.count(Account))
    return found


async def person(tx: Tx, name: str) -> Person:
    """The person of an id or of a handle."""
    found = await tx.get(Person, name)
    if found is None and name:
        found = await tx.one(Person, persona=name)
    if found is None:
        people = await tx.find(Person, limit=MOST_LISTED)
        raise _unknown("person", [each.id for each in people], await tx.count(Person))
    return found


async def enrolment(tx: Tx, name: str) -> Enrolment:
    """The enrolment of an id or of the number that a person notes."""
    found = await tx.get(Enrolment, name)
    if found is None:
        found = await tx.one(Enrolment, number=read_number(name))
    if found is None:
        known = [each.id for each in await tx.find(Enrolment, limit=MOST_LISTED)]
        raise _unknown("enrolment", known, await tx.count(Enrolment))
    return found


def document(items: Iterable[DossierItem], name: str) -> tuple[DossierItem, ...]:
    """The documents of a dossier of an id or of a name (`resolution_du_ca`), in order."""
    every = tuple(items)
    found = tuple(each for each in every if name in (each.id, each.document.value))
    if not found:
        known = [f"{each.document.value} ({each.id})" for each in every]
        raise _unknown("document", known, len(known))
    return found


def _unknown(kind: str, known: list[str], count: int) -> NotFound:
    """What is said of a name that is nobody's."""
    listed = ", ".join(known[:MOST_LISTED]) or "none yet"
    more = f" and {count - MOST_LISTED} more" if count > MOST_LISTED else ""
    return NotFound(
        f"{kind}-unknown",
        f"error.{kind}_not_known",
        hint=f"No {kind} has this name here. Known: {listed}{more}.",
        cite="docs/control.md",
    )
