"""Account holders made on command, in any state of the lifecycle and for any organisations.

Where an organisation has no enrolment in force, the one that the account presupposes is made with
it (see `presupposed`). Where it has one, the account must go with it: an active account of an
enrolment that is still awaited is refused, for it could never come about (A-22).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import (
    LIVE_ENROLMENT,
    PENDING_ENROLMENT,
    AccountState,
    EnrolmentState,
)
from sandbox.domain.model import (
    Account,
    Enrolment,
    Membership,
    Officer,
    Organisation,
    Person,
)
from sandbox.domain.terms import Actor, Role
from sandbox.services import calendar, people, presupposed, references, subscriptions
from sandbox.services.account_states import CLOSED_BY, in_state
from sandbox.services.in_force import enrolment_of
from sandbox.services.journal import record
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

PLAINLY_CLOSED = "COMPTE_FERME"
"""The reason of an account that was closed without its enrolment."""

_STAND_IN = ("Camille", "Boisvert-Lenoir")
"""The RSE of an organisation without any officer, where only a user is asked for (A-21)."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the account is to one organisation, by a name that `references` knows."""

    organisation: str
    role: Role = Role.RSE
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class HolderWanted:
    """The account to make; `person` are the fields of a new one, `person_id` names one there is."""

    person: Mapping[str, Any] = field(default_factory=dict)
    person_id: str | None = None
    persona: str | None = None
    places: tuple[Place, ...] = ()
    state: AccountState = AccountState.ACTIVE
    closed_reason: str = ""
    user_code: str | None = None


async def make(tx: Tx, world: World, wanted: HolderWanted, prepared: PreparedPassword) -> Account:
    """Make the account with all that its state presupposes.

    Raises `NotFound` for an unknown person or organisation, `Conflict` for a user code or a handle
    that is taken, `NotAllowed` where the enrolment of an organisation does not go with the state.
    """
    reason = wanted.closed_reason
    if wanted.state is AccountState.CLOSED:
        reason = reason or PLAINLY_CLOSED
    elif reason:
        raise BadInput(
            "reason-unknown",
            "error.reason_unknown",
            hint=f"A closed_reason goes with the state {AccountState.CLOSED.value} alone.",
        )
    await calendar.run(tx, world)
    organisations = [await references.organisation(tx, each.organisation) for each in wanted.places]
    if len({each.id for each in organisations}) < len(organisations):
        raise BadInput("organisation-twice", "error.taken", hint="Name each organisation once.")
    person = await _person(tx, world, wanted)
    making = replace(
        _Making(tx, world, prepared, wanted.state, reason),
        code=await _code(tx, world, wanted.user_code),
    )
    return await making.account(person, organisations, wanted.places)


@dataclass(frozen=True, slots=True)
class _Making:
    """One account on its way."""

    tx: Tx
    world: World
    prepared: PreparedPassword
    state: AccountState
    reason: str
    code: UserCode | None = None

    async def account(
        self, person: Person, organisations: list[Organisation], places: tuple[Place, ...]
    ) -> Account:
        """The account, its memberships and the enrolments behind them."""
        tx, world = self.tx, self.world
        key = world.chance.handle("acc")
        enrolments = [
            await self._enrolment(of, place.role, person, key)
            for of, place in zip(organisations, places, strict=True)
        ]
        activated = [each.activated_at for each in enrolments if each.activated_at is not None]
        account = in_state(
            world,
            Account(
                id=key,
                person_id=person.id,
                user_code=self.code or await _code(tx, world, None),
                state=self.state,
                password_hash=self.prepared.hashed,
                created_at=world.now,
            ),
            self.state,
            activated_at=min(activated, default=world.now),
            closed_reason=self.reason,
        )
        memberships = [
            Membership(
                id=world.chance.handle("mbr"),
                account_id=key,
                organisation_id=of.id,
                role=place.role,
                enrolment_id=enrolment.id,
                suspended=place.suspended,
            )
            for of, place, enrolment in zip(organisations, places, enrolments, strict=True)
        ]
        await tx.add(account, *memberships)
        await record(
            tx,
            world,
            Event.ACCOUNT_CREATED,
            Actor.TRAINER,
            subject=key,
            organisation_id=organisations[0].id if organisations else "",
            state=account.state.value,
            roles=[place.role.value for place in places],
        )
        for of in organisations:
            await subscriptions.refresh(tx, world, of.id)
        return account

    async def _enrolment(self, of: Organisation, role: Role, person: Person, key: str) -> Enrolment:
        """The enrolment behind a membership: the one in force, or one made for it."""
        closed_by = CLOSED_BY.get(self.reason)
        if closed_by is None:
            held = await enrolment_of(self.tx, of.id)
            if held is not None:
                return self._fitting(held)
        state = closed_by or (None if self.state is AccountState.BLOCKED else EnrolmentState.ACTIVE)
        if role is Role.RSE:
            return await self._enrol(of, person, key, state)
        return await self._enrol_by_another(of, state)

    async def _enrol(
        self, of: Organisation, rse: Person, key: str, state: EnrolmentState | None
    ) -> Enrolment:
        days = 0
        if self.state is AccountState.TEMPORARY_EXPIRED:
            days = self.world.conventions.temporary_password_days + 1
        elif state is EnrolmentState.EXPIRED:
            days = self.world.conventions.idle_expiry_days + 1
        return await presupposed.enrol(self.tx, self.world, of, rse, key, state, days_ago=days)

    async def _enrol_by_another(self, of: Organisation, state: EnrolmentState | None) -> Enrolment:
        """A user does not enrol his organisation: its RSE did, who has the same password."""
        tx, world = self.tx, self.world
        officer = await tx.one(Officer, organisation_id=of.id)
        names = (officer.given_name, officer.family_name) if officer else _STAND_IN
        rse = await people.enter(tx, world, given_name=names[0], family_name=names[1])
        states = {None: AccountState.BLOCKED, EnrolmentState.ACTIVE: AccountState.ACTIVE}
        another = replace(self, code=None, state=states.get(state, AccountState.CLOSED))
        if another.state is not AccountState.CLOSED:
            another = replace(another, reason="")
        account = await another.account(rse, [of], (Place(of.id),))
        held = await tx.one(Membership, account_id=account.id)
        assert held is not None
        return await tx.need(Enrolment, held.enrolment_id)

    def _fitting(self, held: Enrolment) -> Enrolment:
        """The enrolment in force, if an account in this state can be of it."""
        blocked = self.state is AccountState.BLOCKED
        if held.state in (PENDING_ENROLMENT if blocked else LIVE_ENROLMENT):
            return held
        raise NotAllowed(
            "account-not-coherent",
            "error.account_not_coherent",
            hint=f"Its enrolment {held.id} is '{held.state}': an account in state '{self.state}' "
            + ("needs one that awaits activation." if blocked else "needs one that is active."),
            cite="A-22",
        )


async def _person(tx: Tx, world: World, wanted: HolderWanted) -> Person:
    """The person there is, with a handle he may be given, or a new one."""
    if wanted.person_id is None:
        named = {"persona": wanted.persona} if wanted.persona is not None else {}
        return await people.enter(tx, world, **{**wanted.person, **named})
    person = await references.person(tx, wanted.person_id)
    if wanted.persona is None or wanted.persona == person.persona:
        return person
    handle = people.read_handle(wanted.persona)
    if person.persona or await tx.one(Person, persona=handle) is not None:
        raise people.taken("person", "persona")
    person = replace(person, persona=handle, updated_at=world.now)
    await tx.save(person)
    return person


async def _code(tx: Tx, world: World, wanted: str | None) -> UserCode:
    """The user code asked for, or one that is free."""
    if wanted is not None:
        code = UserCode.parse(wanted)
        if await tx.one(Account, user_code=code) is not None:
            raise people.taken("account", "user_code")
        return code
    while True:
        code = world.chance.user_code()
        if await tx.one(Account, user_code=code) is None:
            return code
