"""The people of an organisation, as its RSE manages them (domain 4.8, A-21).

An RSE adds users and other RSE, suspends and reactivates them. Nobody is removed, nobody acts on
himself, and an organisation keeps an RSE who can act. Every function checks who asks: what a page
shows is a courtesy, not the rule.
"""

from dataclasses import dataclass, replace

from sandbox.domain.errors import NotAllowed, NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, JournalEntry, Membership, Person
from sandbox.domain.terms import Actor, Channel, Role
from sandbox.services import accounts, people, post
from sandbox.services.in_force import enrolment_of
from sandbox.services.journal import record
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.services.session_ends import cut_off
from sandbox.services.standing import Position, position
from sandbox.world.clock import civil_date
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an organisation."""

    membership: Membership
    account: Account
    person: Person

    @property
    def usable(self) -> bool:
        """Whether the person can act: neither suspended here nor closed altogether."""
        return not self.membership.suspended and self.account.state is not AccountState.CLOSED


@dataclass(frozen=True, slots=True)
class NewMember:
    """Whom an RSE adds."""

    given_name: str
    family_name: str
    email: str
    role: Role


async def as_rse(tx: Tx, world: World, account_id: str, organisation_id: str) -> Position:
    """The place of an RSE in this organisation; `NotAllowed` for anybody else (A-20)."""
    held = await position(tx, world, account_id, organisation_id)
    if held is None or held.role is not Role.RSE:
        raise NotAllowed(
            "rse-only", "error.rse_only", hint="Only an RSE of this organisation may.", cite="A-20"
        )
    return held


async def of(tx: Tx, organisation_id: str) -> list[Member]:
    """Everybody of an organisation, RSE first, then by name."""
    found = []
    for membership in await tx.find(Membership, organisation_id=organisation_id):
        account = await tx.need(Account, membership.account_id)
        found.append(Member(membership, account, await tx.need(Person, account.person_id)))
    return sorted(found, key=lambda one: (one.membership.role is not Role.RSE, one.person.name))


async def rse_of(tx: Tx, organisation_id: str) -> list[Member]:
    """Whom to ask for what only an RSE may do: the RSE who can act, by name."""
    everybody = await of(tx, organisation_id)
    return [one for one in everybody if one.membership.role is Role.RSE and one.usable]


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

    A person who has an account already keeps it, and her codes. Raises `NotAllowed` for who is no
    RSE (`by` is an account), and for a person who belongs to the organisation.
    """
    await as_rse(tx, world, by, organisation_id)
    enrolment = await enrolment_of(tx, organisation_id)
    person = await people.find_or_create(
        tx, world, given_name=new.given_name, family_name=new.family_name, email=new.email
    )
    known = await tx.find(Account, person_id=person.id)
    for account in known:
        if await tx.one(Membership, account_id=account.id, organisation_id=organisation_id):
            raise NotAllowed(
                "member-already", "error.member_already", hint="She belongs to it already."
            )
    living = [account for account in known if account.state is not AccountState.CLOSED]
    if living:
        await tx.add(
            Membership(
                world.chance.handle("mbr"),
                living[0].id,
                organisation_id,
                new.role,
                enrolment.id if enrolment else "",
            )
        )
        await _told(tx, world, Event.MEMBER_ADDED, living[0].id, organisation_id, new.role, by)
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
    fact = await _told(tx, world, Event.MEMBER_ADDED, made.id, organisation_id, new.role, by)
    until = civil_date(made.temporary_until or world.now)
    for channel, template, values in (
        (Channel.EMAIL, "code_utilisateur", {"code_utilisateur": str(made.user_code)}),
        (
            Channel.LETTER,
            "mot_de_passe_d_un_nouvel_utilisateur",
            {
                "mot_de_passe": prepared.clear,
                "personne": person.name,
                "valide_jusqu_au_on": until.isoformat(),
            },
        ),
    ):
        await post.send(
            tx,
            world,
            organisation_id=organisation_id,
            channel=channel,
            template=template,
            values=values,
            event=fact,
            person_id=person.id,
        )
    return made


async def suspend(tx: Tx, world: World, *, by: str, organisation_id: str, member: str) -> None:
    """Keep a person from acting for the organisation; what she opened or granted for it ends.

    `member` is a membership. Raises `NotAllowed` for oneself and for who is suspended already.
    """
    await as_rse(tx, world, by, organisation_id)
    held = await _of(tx, organisation_id, member, by)
    if held.suspended:
        raise NotAllowed("member-suspended", "error.member_suspended", hint="Already suspended.")
    await tx.save(replace(held, suspended=True))
    await cut_off(tx, world, held.account_id, organisation_id, Actor.RSE)
    await _told(tx, world, Event.MEMBER_SUSPENDED, held.account_id, organisation_id, held.role, by)


async def reactivate(tx: Tx, world: World, *, by: str, organisation_id: str, member: str) -> None:
    """Let a suspended person act again; `NotAllowed` for who is not suspended."""
    await as_rse(tx, world, by, organisation_id)
    held = await _of(tx, organisation_id, member, by)
    if not held.suspended:
        raise NotAllowed("member-active", "error.member_active", hint="Not suspended.")
    await tx.save(replace(held, suspended=False))
    await _told(
        tx, world, Event.MEMBER_REACTIVATED, held.account_id, organisation_id, held.role, by
    )


async def _of(tx: Tx, organisation_id: str, member: str, by: str) -> Membership:
    """The membership, if it is of this organisation and not one's own."""
    held = await tx.get(Membership, member)
    if held is None or held.organisation_id != organisation_id:
        raise NotFound("member-unknown", "error.member_unknown", hint="Reload the page.")
    if held.account_id == by:
        raise NotAllowed("member-oneself", "error.member_oneself", hint="Another RSE may.")
    return held


async def _told(
    tx: Tx, world: World, event: Event, account_id: str, organisation_id: str, role: Role, by: str
) -> JournalEntry:
    return await record(
        tx,
        world,
        event,
        Actor.RSE,
        subject=account_id,
        organisation_id=organisation_id,
        role=role.value,
        by=by,
    )
