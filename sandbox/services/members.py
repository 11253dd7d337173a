"""The people of an organisation, as its RSE manages them (domain 3 and 4.8, A-21).

An RSE adds users and other RSE, suspends and reactivates them; a user he also makes an RSE or takes
out, another RSE never. Nobody acts on himself, so that an organisation keeps an RSE who can act.
Every function checks who asks: what a page shows is a courtesy, not the rule.
"""

from dataclasses import dataclass, replace

from sandbox.domain.errors import NotAllowed, NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, JournalEntry, Mandate, Membership, Person
from sandbox.domain.terms import Actor, Role
from sandbox.services import mandates
from sandbox.services.departures import let_go
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.services.session_ends import cut_off
from sandbox.services.standing import Position, position
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an organisation."""

    membership: Membership
    account: Account
    person: Person

    @property
    def usable(self) -> bool:
        """Whether the person can act: not suspended, here or altogether."""
        suspended = self.account.state is AccountState.SUSPENDED
        return not (self.membership.suspended or suspended)


async def as_rse(tx: Tx, world: World, account_id: str, organisation_id: str) -> Position:
    """The place of an RSE in this organisation; `NotAllowed` for anybody else (A-20)."""
    held = await position(tx, world, account_id, organisation_id)
    if held is None or held.role is not Role.RSE:
        raise NotAllowed(
            "rse-only", "error.rse_only", hint="Only an RSE of this organisation may.", cite="A-20"
        )
    return held


async def of(tx: Tx, organisation_id: str) -> list[Member]:
    """Everybody of an organisation whose account is not closed, RSE first, then by name."""
    found = []
    for membership in await tx.find(Membership, organisation_id=organisation_id):
        account = await tx.need(Account, membership.account_id)
        if account.state is AccountState.CLOSED:
            continue
        found.append(Member(membership, account, await tx.need(Person, account.person_id)))
    return sorted(found, key=lambda one: (one.membership.role is not Role.RSE, one.person.name))


async def rse_of(tx: Tx, organisation_id: str) -> list[Member]:
    """Whom to ask for what only an RSE may do: the RSE who can act, by name."""
    everybody = await of(tx, organisation_id)
    return [one for one in everybody if one.membership.role is Role.RSE and one.usable]


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
    await note(tx, world, Event.MEMBER_SUSPENDED, held, by)


async def reactivate(tx: Tx, world: World, *, by: str, organisation_id: str, member: str) -> None:
    """Let a suspended person act again; `NotAllowed` for who is not suspended."""
    await as_rse(tx, world, by, organisation_id)
    held = await _of(tx, organisation_id, member, by)
    if not held.suspended:
        raise NotAllowed("member-active", "error.member_active", hint="Not suspended.")
    await tx.save(replace(held, suspended=False))
    await note(tx, world, Event.MEMBER_REACTIVATED, held, by)


async def promote(tx: Tx, world: World, *, by: str, organisation_id: str, member: str) -> None:
    """Make a user an RSE; `NotAllowed` for who is one already, or is suspended."""
    await as_rse(tx, world, by, organisation_id)
    held = _user(await _of(tx, organisation_id, member, by))
    if held.suspended:
        raise NotAllowed("member-suspended", "error.member_suspended", hint="Reactivate her first.")
    held = replace(held, role=Role.RSE)
    await tx.save(held)
    await note(tx, world, Event.MEMBER_PROMOTED, held, by)


async def remove(tx: Tx, world: World, *, by: str, organisation_id: str, member: str) -> None:
    """Take a user out for good, with her mandates; what she opened or granted for it ends.

    Her account is closed where it serves nobody else. `NotAllowed` for an RSE, who is only
    suspended (domain 3).
    """
    await as_rse(tx, world, by, organisation_id)
    held = _user(await _of(tx, organisation_id, member, by))
    await cut_off(tx, world, held.account_id, organisation_id, Actor.RSE)
    for mandate in await tx.find(
        Mandate, account_id=held.account_id, organisation_id=organisation_id, revoked_on=None
    ):
        await mandates.revoke(tx, world, mandate.id, by=by)
    await note(tx, world, Event.MEMBER_REMOVED, held, by)
    await let_go(tx, world, held, reason="COMPTE_FERME", actor=Actor.RSE)


async def _of(tx: Tx, organisation_id: str, member: str, by: str) -> Membership:
    """The membership, if it is of this organisation and not one's own."""
    held = await tx.get(Membership, member)
    if held is None or held.organisation_id != organisation_id:
        raise NotFound("member-unknown", "error.member_unknown", hint="Reload the page.")
    if held.account_id == by:
        raise NotAllowed("member-oneself", "error.member_oneself", hint="Another RSE may.")
    return held


def _user(held: Membership) -> Membership:
    """The membership, if it is a user's: another RSE is only suspended and reactivated."""
    if held.role is Role.RSE:
        raise NotAllowed(
            "member-rse", "error.member_rse", hint="Suspend him instead.", cite="domain 3"
        )
    return held


async def note(tx: Tx, world: World, event: Event, of: Membership, by: str) -> JournalEntry:
    """The fact of an act of the account `by`, an RSE, on a member."""
    return await record(
        tx,
        world,
        event,
        Actor.RSE,
        subject=of.account_id,
        organisation_id=of.organisation_id,
        role=of.role.value,
        by=by,
    )
