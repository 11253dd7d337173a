"""People: a natural person may hold several accounts, one per enrolment (A-20, A-23)."""

import unicodedata

from sandbox.domain.model import Person
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


def _folded(text: str) -> str:
    """Text as it is compared: composed, without case or repeated spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


async def find_or_create(
    tx: Tx,
    world: World,
    *,
    given_name: str,
    family_name: str,
    email: str,
    telephone: str = "",
) -> Person:
    """The person of this name and e-mail address, added if there is none yet.

    Names are compared without case, the address as typed. A person found is returned as stored: an
    enrolment never rewrites what is known of someone.
    """
    sought = (_folded(given_name), _folded(family_name))
    for known in await tx.find(Person, email=email.strip()):
        if (_folded(known.given_name), _folded(known.family_name)) == sought:
            return known
    person = Person(
        id=world.chance.handle("per"),
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        email=email.strip(),
        telephone=telephone.strip(),
        updated_at=world.now,
    )
    await tx.add(person)
    return person
