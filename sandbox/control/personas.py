"""Who may be played: the accounts that have a handle, and the characters who are to enrol."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pydantic import Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Told
from sandbox.domain.errors import NotFound
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, Mandate, Membership, Organisation, Person
from sandbox.domain.terms import LegalForm
from sandbox.services.ports import Not, Tx
from sandbox.services.references import organisation_of_seed
from sandbox.services.standing import settled
from sandbox.world.surroundings import World


class Character(Protocol):
    """What `app` tells of a character of the seed: the seeds are not ours to read."""

    id: str
    organisation_id: str  # F06
    story: str
    expected_row: str
    answers: Mapping[str, str]
    before: tuple[str, ...]  # characters to enrol first


class PersonaTold(Told):
    """An account whose holder has a handle, which `login_hint` may name."""

    persona: str
    user_code: str
    name: str
    state: AccountState
    organisation: str = Field(description="Names of those it acts for.")
    note: str = Field(description="What it teaches, if the seed made it.")
    ready: bool = Field(description="The seed made it: its password is the shared one.")


class CharacterTold(Told):
    """A person of the stories, and what he types."""

    id: str
    organisation_id: str
    legal_form: LegalForm
    story: str
    expected_row: str
    before: list[str] = Field(description="Characters who enrol first, in the same call.")
    answers: dict[str, str]
    present: bool = Field(description="Its service is in the registers here; else it will be.")


class PersonasTold(Told):
    """Everybody who may be played in this space."""

    password: str = Field(description="Of the accounts that the seed made, published with it.")
    accounts: list[PersonaTold]
    characters: list[CharacterTold]


def characters(call: Call) -> Sequence[Character]:
    """The characters of the seed."""
    found: Sequence[Character] = call.of_app("personas")
    return found


def character(call: Call, name: str) -> Character:
    """The character of an id (`F06`, `x1`); raises `NotFound`."""
    for each in characters(call):
        if each.id == name.upper():
            return each
    known = ", ".join(each.id for each in characters(call))
    raise NotFound(
        "character-unknown",
        "error.character_not_known",
        hint=f"Known: {known}.",
        cite="docs/control.md",
    )


async def show(call: Call) -> PersonasTold:
    """GET: accounts with a handle, then characters."""
    ready = call.of_app("ready")
    async with call.desk.look(call.space) as (tx, world):
        accounts = await _accounts(tx, world, {each["persona"]: each for each in ready["accounts"]})
        here = {each.id: each for each in await tx.find(Organisation)}
    return PersonasTold(
        password=ready["password"],
        accounts=accounts,
        characters=[
            CharacterTold(
                id=each.id,
                organisation_id=organisation_of_seed(each.organisation_id),
                legal_form=LegalForm(each.answers["forme"]),
                story=each.story,
                expected_row=each.expected_row,
                before=list(each.before),
                answers=dict(each.answers),
                present=organisation_of_seed(each.organisation_id) in here,
            )
            for each in characters(call)
        ],
    )


async def _accounts(
    tx: Tx, world: World, ready: Mapping[str, Mapping[str, str]]
) -> list[PersonaTold]:
    named = {each.id: each for each in await tx.find(Person, persona=Not(""))}
    if not named:
        return []
    names = {each.id: each.name for each in await tx.find(Organisation)}
    acting: dict[str, dict[str, None]] = {}
    positions: list[Membership | Mandate] = [
        *await tx.find(Membership),
        *await tx.find(Mandate, revoked_on=None),
    ]
    for held in positions:
        acting.setdefault(held.account_id, {})[names[held.organisation_id]] = None
    told = []
    for account in await tx.find(Account, person_id=tuple(named), order="user_code"):
        person = named[account.person_id]
        made = ready.get(person.persona)
        is_ready = made is not None and made["user_code"] == account.user_code
        told.append(
            PersonaTold(
                persona=person.persona,
                user_code=str(account.user_code),
                name=person.name,
                state=settled(world, account)[0].state,
                organisation=", ".join(acting.get(account.id, ())),
                note=made["note"] if made is not None and is_ready else "",
                ready=is_ready,
            )
        )
    return told


OPERATIONS = (
    Operation(
        "GET",
        "/personas",
        "listPersonas",
        "The accounts that a login_hint may name, and the characters who are to enrol.",
        show,
        answer=PersonasTold,
    ),
)
