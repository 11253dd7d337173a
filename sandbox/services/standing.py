"""Where an account stands: for whom it may act now, and why it may not sign in.

Nothing runs in the background: a lock that has elapsed and a temporary password that has expired
are computed when asked, from the calendar hand.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import (
    ACCOUNT,
    AccountEvent,
    AccountState,
    EnrolmentState,
    advance,
)
from sandbox.domain.model import Account, Enrolment, Mandate, Membership, Organisation
from sandbox.domain.terms import Actor, Role
from sandbox.services.journal import record
from sandbox.services.mandates import in_effect
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

_CITES = {
    "IDENTIFIANTS_INVALIDES": "domain 4.7",
    "DEMANDE_ECHUE": "A-36",
    "INSCRIPTION_EN_ATTENTE": "A-22",
    "INSCRIPTION_REFUSEE": "domain 3",
    "INSCRIPTION_EXPIREE": "A-36",
    "COMPTE_VERROUILLE": "domain 4.7",
    "COMPTE_SUSPENDU": "domain 4.8",
    "COMPTE_FERME": "domain 3",
    "MOT_DE_PASSE_TEMPORAIRE": "domain 4.7",  # told only where no page can ask for another one
    "MOT_DE_PASSE_TEMPORAIRE_EXPIRE": "domain 4.7",
    "PROCURATION_TERMINEE": "domain 4.8",
}

_OF_ENROLMENT = {
    EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS: "INSCRIPTION_EN_ATTENTE",
    EnrolmentState.DEFERRED_DOCUMENTS: "INSCRIPTION_EN_ATTENTE",
    EnrolmentState.UNDER_REVIEW: "INSCRIPTION_EN_ATTENTE",
    EnrolmentState.SUSPENDED: "COMPTE_SUSPENDU",
    EnrolmentState.REFUSED: "INSCRIPTION_REFUSEE",
    EnrolmentState.EXPIRED: "INSCRIPTION_EXPIREE",
    EnrolmentState.DEACTIVATED: "COMPTE_FERME",
}
"""Why an account cannot act for an organisation, by the state of its enrolment."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Why a person may not sign in, and what to do next.

    `code` is stable; `message_id` and `action` are text keys (`standing.<code>.reason` and
    `.action`, code in lower case); `until` is the end of a lock, None until the help desk acts.
    """

    code: str
    message_id: str
    cite: str
    until: datetime | None = None
    action: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """What an account is to one organisation now."""

    organisation: Organisation
    role: Role
    enrolment: Enrolment | None  # the one behind the access
    mandate: Mandate | None = None
    suspended: bool = False

    @property
    def usable(self) -> bool:
        """Whether the account may act for this organisation now (R-78: enrolment active)."""
        active = self.enrolment is not None and self.enrolment.state is EnrolmentState.ACTIVE
        return active and not self.suspended


def stands(code: str, until: datetime | None = None) -> Standing:
    """The standing of a code of the closed list."""
    key = f"standing.{code.lower()}"
    return Standing(code, f"{key}.reason", _CITES[code], until, f"{key}.action")


def settled(world: World, account: Account) -> tuple[Account, tuple[Event, ...]]:
    """The account once what fell due by the calendar hand is applied, and the facts it makes."""
    facts: list[Event] = []
    if account.locked_until is not None and account.locked_until <= world.now:
        state = account.state
        if state is AccountState.LOCKED:
            state = advance(ACCOUNT, state, unlocking(account))
            facts.append(Event.ACCOUNT_UNLOCKED)
        account = replace(account, state=state, failures=0, locked_until=None)
    limit = account.temporary_until
    if account.state is AccountState.TEMPORARY and limit is not None and limit <= world.now:
        state = advance(ACCOUNT, account.state, AccountEvent.TEMPORARY_EXPIRES)
        account = replace(account, state=state)
        facts.append(Event.PASSWORD_EXPIRED)
    return account, tuple(facts)


def unlocking(account: Account) -> AccountEvent:
    """The event that unlocks an account, by the kind of its password."""
    return AccountEvent.UNLOCK_TEMPORARY if account.must_change else AccountEvent.UNLOCK


async def settle(tx: Tx, world: World, account: Account) -> Account:
    """Write what fell due for an account; the account as it now is."""
    now, facts = settled(world, account)
    if now != account:
        await tx.save(now)
    for fact in facts:
        await record(tx, world, fact, Actor.CLOCK, subject=account.id)
    return now


def lock_of(account: Account) -> Standing | None:
    """The lock on a settled account, if any; `until` is None until the help desk unlocks it."""
    if account.state is AccountState.LOCKED or account.locked_until is not None:
        return stands("COMPTE_VERROUILLE", account.locked_until)
    return None


async def standing(tx: Tx, world: World, account: Account) -> Standing | None:
    """Why this account may not sign in with its password, or None if it may."""
    by_itself = _by_itself(world, account)
    return by_itself or _why_nowhere(await positions(tx, world, account.id))


def barred(world: World, account: Account, held: tuple[Position, ...]) -> Standing | None:
    """The same, of an account whose positions are known."""
    return _by_itself(world, account) or _why_nowhere(held)


def _by_itself(world: World, account: Account) -> Standing | None:
    """Why an account may not sign in, whomever it could act for."""
    account, _ = settled(world, account)
    locked = lock_of(account)
    if locked is not None:
        return locked
    if account.state is AccountState.SUSPENDED:
        return stands("COMPTE_SUSPENDU")
    if account.state is AccountState.TEMPORARY_EXPIRED:
        return stands("MOT_DE_PASSE_TEMPORAIRE_EXPIRE")
    if account.state is AccountState.CLOSED:
        known = {"INSCRIPTION_REFUSEE", "INSCRIPTION_EXPIREE"}
        return stands(account.closed_reason if account.closed_reason in known else "COMPTE_FERME")
    if account.state is AccountState.BLOCKED:
        return stands("INSCRIPTION_EN_ATTENTE")
    return None


def _why_nowhere(held: tuple[Position, ...]) -> Standing | None:
    """Why an account with a good password can act for nobody, or None if it can."""
    if any(position.usable for position in held):
        return None
    if not held:
        return stands("PROCURATION_TERMINEE")
    first = next((p for p in held if not p.suspended), held[0])
    if first.suspended or first.enrolment is None:
        return stands("COMPTE_SUSPENDU")
    return stands(_OF_ENROLMENT.get(first.enrolment.state, "COMPTE_SUSPENDU"))


async def standing_for(
    tx: Tx, world: World, account_id: str, organisation_id: str
) -> Standing | None:
    """Why an account that may sign in may not act for one organisation now, or None if it may."""
    held = await positions(tx, world, account_id)
    return _why_nowhere(tuple(p for p in held if p.organisation.id == organisation_id))


async def positions(tx: Tx, world: World, account_id: str) -> tuple[Position, ...]:
    """Every organisation an account belongs to or holds a mandate for now, by name.

    A membership wins over a mandate for the same organisation.
    """
    memberships = await tx.find(Membership, account_id=account_id)
    mandates = [m for m in await tx.find(Mandate, account_id=account_id) if in_effect(world, m)]
    ids = {m.organisation_id for m in memberships} | {m.organisation_id for m in mandates}
    if not ids:
        return ()
    organisations = {o.id: o for o in await tx.find(Organisation, id=tuple(ids))}
    enrolments = await tx.find(Enrolment, organisation_id=tuple(ids))
    by_id = {enrolment.id: enrolment for enrolment in enrolments}
    active = {e.organisation_id: e for e in enrolments if e.state is EnrolmentState.ACTIVE}
    held = {
        m.organisation_id: Position(
            organisations[m.organisation_id], Role.USER, active.get(m.organisation_id), mandate=m
        )
        for m in mandates
    }
    for m in memberships:
        own = active.get(m.organisation_id) or by_id.get(m.enrolment_id)
        held[m.organisation_id] = Position(
            organisations[m.organisation_id], m.role, own, suspended=m.suspended
        )
    return tuple(sorted(held.values(), key=lambda p: (p.organisation.name, p.organisation.id)))


async def organisations_of(tx: Tx, world: World, account_id: str) -> tuple[Organisation, ...]:
    """The organisations an account may act for now, by name."""
    held = await positions(tx, world, account_id)
    return tuple(position.organisation for position in held if position.usable)


async def position(tx: Tx, world: World, account_id: str, organisation_id: str) -> Position | None:
    """What an account is to an organisation now; None if nothing, or nothing usable."""
    for held in await positions(tx, world, account_id):
        if held.organisation.id == organisation_id and held.usable:
            return held
    return None
