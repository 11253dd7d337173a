"""An RSE adds somebody to the people of an organisation (domain 4.8, A-21).

The user code leaves by e-mail and the temporary password by letter, so that nobody holds both by
chance. Who has an account already keeps it, and is told so.
"""

from dataclasses import dataclass

from sandbox.domain.errors import NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, JournalEntry, Membership, Organisation, Person
from sandbox.domain.terms import Channel, Role
from sandbox.services import accounts, people, post
from sandbox.services.in_force import enrolment_of
from sandbox.services.members import as_rse, note
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.world.clock import civil_date
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class NewMember:
    """Whom an RSE adds."""

    given_name: str
    family_name: str
    email: str
    role: Role


async def add(
    tx: Tx,
    world: World,
    *,
    by: str,
    organisation_id: str,
    new: NewMember,
    prepared: PreparedPassword,
) -> Account:
    """Add a person; a new account's code and temporary password leave by e-mail and letter.

    A person who has an account already keeps it, and her codes: an e-mail tells her. Raises
    `NotAllowed` for who is no RSE (`by` is an account), and for a person who belongs to the
    organisation.
    """
    await as_rse(tx, world, by, organisation_id)
    enrolment = await enrolment_of(tx, organisation_id)
    person = await people.find_or_create(
        tx, world, given_name=new.given_name, family_name=new.family_name, email=new.email
    )
    known = await tx.find(Account, person_id=person.id)
    living = [account for account in known if account.state is not AccountState.CLOSED]
    for account in living:
        if await tx.one(Membership, account_id=account.id, organisation_id=organisation_id):
            raise NotAllowed(
                "member-already", "error.member_already", hint="She belongs to it already."
            )
    if living:
        here = Membership(
            id=world.chance.handle("mbr"),
            account_id=living[0].id,
            organisation_id=organisation_id,
            role=new.role,
            enrolment_id=enrolment.id if enrolment else "",
        )
        await tx.add(here)
        fact = await note(tx, world, Event.MEMBER_ADDED, here, by)
        organisation = await tx.need(Organisation, organisation_id)
        code = {
            "code_utilisateur": living[0].user_code.masked,
            "organisation": organisation.name,
        }
        await _write(tx, world, person, fact, Channel.EMAIL, "acces_ajoute", code)
        return living[0]
    made = await accounts.create(
        tx,
        world,
        person=person,
        organisation_id=organisation_id,
        role=new.role,
        enrolment_id=enrolment.id if enrolment else "",
        prepared=prepared,
        active=True,
    )
    held = await tx.one(Membership, account_id=made.id)
    assert held is not None
    fact = await note(tx, world, Event.MEMBER_ADDED, held, by)
    code = {"code_utilisateur": str(made.user_code)}
    await _write(tx, world, person, fact, Channel.EMAIL, "code_utilisateur", code)
    until = civil_date(made.temporary_until or world.now)
    letter = {
        "mot_de_passe": prepared.clear,
        "personne": person.name,
        "valide_jusqu_au_on": until.isoformat(),
    }
    template = "mot_de_passe_d_un_nouvel_utilisateur"
    await _write(tx, world, person, fact, Channel.LETTER, template, letter)
    return made


async def _write(
    tx: Tx,
    world: World,
    person: Person,
    fact: JournalEntry,
    channel: Channel,
    template: str,
    values: dict[str, str],
) -> None:
    """Post one item to the person, at the address of the organisation."""
    await post.send(
        tx,
        world,
        organisation_id=fact.organisation_id,
        channel=channel,
        template=template,
        values=values,
        event=fact,
        person_id=person.id,
    )
