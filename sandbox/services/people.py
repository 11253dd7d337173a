"""People: a natural person may hold several accounts, one per enrolment (A-20, A-23)."""

import re
import unicodedata

from sandbox.domain.errors import BadInput, Conflict
from sandbox.domain.events import Event
from sandbox.domain.identifiers import UserCode
from sandbox.domain.model import Person
from sandbox.domain.terms import Actor
from sandbox.services.answers import read_email, read_name, read_telephone
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def read_handle(raw: str) -> str:
    """A handle by which `login_hint` may name somebody, e.g. `rse-actif`; raises `BadInput`.

    What reads as a user code is none: the hint would be somebody else's.
    """
    if not _HANDLE.fullmatch(raw) or _reads_as_code(raw):
        raise BadInput(
            "persona-malformed",
            "error.text_malformed",
            hint="Send 1 to 60 of a-z, 0-9 and inner hyphens, which do not read as a user code.",
            cite="domain 4.7",
        )
    return raw


def _reads_as_code(raw: str) -> bool:
    try:
        UserCode.parse(raw)
    except BadInput:
        return False
    return True


async def enter(
    tx: Tx,
    world: World,
    *,
    given_name: str,
    family_name: str,
    email: str | None = None,
    telephone: str | None = None,
    locale: str = "fr-CA",
    id_: str | None = None,
    persona: str | None = None,
) -> Person:
    """Add a person, whoever else has the same name; an address left out is drawn.

    Raises `BadInput` for an unreadable value, `Conflict` for an id or a handle that is taken.
    """
    key = id_ or world.chance.handle("per")
    drawn = f"{persona or key.replace('_', '-')}@personnes.example"
    person = Person(
        id=key,
        given_name=read_name(given_name),
        family_name=read_name(family_name),
        email=read_email(email) if email is not None else drawn,
        telephone=read_telephone(telephone) if telephone is not None else "",
        locale=locale,
        persona=read_handle(persona) if persona is not None else "",
        updated_at=world.now,
    )
    if await tx.get(Person, key) is not None:
        raise taken("person", "id")
    if person.persona and await tx.one(Person, persona=person.persona) is not None:
        raise taken("person", "persona")
    await tx.add(person)
    await record(tx, world, Event.PERSON_ENTERED, Actor.TRAINER, subject=key)
    return person


def taken(kind: str, name: str) -> Conflict:
    """What is said of a name that another already has."""
    return Conflict(
        f"{kind}-taken",
        "error.taken",
        hint=f"Send another {name}: there is a {kind} of this one already.",
    )


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
