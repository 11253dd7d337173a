"""The mandates an organisation gave, and an RSE who gives or revokes them (domain 4.8).

Internal: to somebody of the organisation, named from the list of its people. External: to a person
of another one, named by his user code, as he told it himself. A mandate never makes an RSE, and
one account holds at most one for an organisation, so that nobody wonders which of two ends it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, Mandate, Membership, Person
from sandbox.services import mandates, members
from sandbox.services.answers import as_problem, read_line
from sandbox.services.enrolment_form import Problem
from sandbox.services.members import Member, as_rse
from sandbox.services.ports import Tx
from sandbox.services.signin_outcomes import Problems
from sandbox.world.surroundings import World

LONGEST_RESTRICTION = 120
"""Characters that say what a mandate is limited to."""

ELSEWHERE = "autre"
"""In the place of a colleague: somebody of another organisation, by his user code."""


class MandateStanding(StrEnum):
    """Where a mandate is today."""

    IN_EFFECT = "en_vigueur"
    TO_COME = "a_venir"
    ENDED = "echue"
    REVOKED = "revoquee"


@dataclass(frozen=True, slots=True)
class Given:
    """One mandate with who holds it; `days_left` counts its last day, None if it is open-ended."""

    mandate: Mandate
    person: Person
    internal: bool
    standing: MandateStanding
    days_left: int | None

    @property
    def revocable(self) -> bool:
        """Whether there is anything left to revoke."""
        return self.standing in (MandateStanding.IN_EFFECT, MandateStanding.TO_COME)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the RSE typed; `holder` is the account of a colleague, `ELSEWHERE`, or nothing yet."""

    holder: str
    user_code: str
    starts_on: str
    ends_on: str
    restriction: str


def standing_of(world: World, mandate: Mandate) -> MandateStanding:
    """Where a mandate is by the calendar hand."""
    if mandate.revoked_on is not None:
        return MandateStanding.REVOKED
    if mandate.starts_on > world.today:
        return MandateStanding.TO_COME
    ended = not mandates.in_effect(world, mandate)
    return MandateStanding.ENDED if ended else MandateStanding.IN_EFFECT


async def given(tx: Tx, world: World, organisation_id: str) -> list[Given]:
    """All that an organisation gave: what can be revoked first, then by end."""
    inside = {m.account_id for m in await tx.find(Membership, organisation_id=organisation_id)}
    told = []
    for mandate in await tx.find(Mandate, organisation_id=organisation_id):
        account = await tx.need(Account, mandate.account_id)
        person = await tx.need(Person, account.person_id)
        left = (mandate.ends_on - world.today).days + 1 if mandate.ends_on else None
        where = standing_of(world, mandate)
        told.append(Given(mandate, person, account.id in inside, where, left))
    return sorted(
        told, key=lambda one: (not one.revocable, one.mandate.ends_on or date.max, one.mandate.id)
    )


async def colleagues(tx: Tx, organisation_id: str, mine: str) -> list[Member]:
    """Who of the organisation can be given a mandate: everybody who can act, but oneself."""
    everybody = await members.of(tx, organisation_id)
    return [one for one in everybody if one.usable and one.account.id != mine]


async def give(
    tx: Tx, world: World, *, by: str, organisation_id: str, asked: Asked
) -> Mandate | Problems:
    """Give a mandate; `by` is the account of the RSE.

    Problems name `titulaire`, `code_utilisateur`, `debut`, `fin` and `restriction`, all at once.
    Raises `NotAllowed` for who is no RSE.
    """
    await as_rse(tx, world, by, organisation_id)
    found: list[Problem] = []
    holder = await _holder(tx, organisation_id, by, asked, found)
    if holder is not None and await _has_one(tx, world, holder.id, organisation_id):
        field = "code_utilisateur" if asked.holder == ELSEWHERE else "titulaire"
        found.append(Problem(field, "account.mandates.has_one"))
    first, last = _day(asked.starts_on, "debut", found), _day(asked.ends_on, "fin", found)
    if first is not None and first < world.today:
        found.append(Problem("debut", "account.mandates.past"))
    elif last is not None and last < (first or world.today):
        found.append(Problem("fin", "error.mandate_ends_before_start"))
    restriction = _restriction(asked.restriction, found)
    if found or holder is None:
        return Problems(tuple(found))
    return await mandates.give(
        tx,
        world,
        account_id=holder.id,
        organisation_id=organisation_id,
        starts_on=first,
        ends_on=last,
        restriction=restriction,
        by=by,
    )


async def revoke(
    tx: Tx, world: World, *, by: str, organisation_id: str, mandate_id: str
) -> Mandate:
    """End a mandate of the organisation at once; `by` is the account of the RSE.

    Raises `NotAllowed` for who is no RSE and for one that was revoked already, `NotFound` for
    another organisation's.
    """
    await as_rse(tx, world, by, organisation_id)
    mandate = await tx.get(Mandate, mandate_id)
    if mandate is None or mandate.organisation_id != organisation_id:
        raise NotFound("mandate-unknown", "error.mandate_not_here", hint="Reload the page.")
    return await mandates.revoke(tx, world, mandate_id, by=by)


async def _holder(
    tx: Tx, organisation_id: str, mine: str, asked: Asked, found: list[Problem]
) -> Account | None:
    """Who is to hold it, or the problem with him; an unknown and a closed code read the same."""
    if asked.holder != ELSEWHERE:
        for one in await colleagues(tx, organisation_id, mine):
            if one.account.id == asked.holder:
                return one.account
        found.append(Problem("titulaire", "account.mandates.holder_missing"))
        return None
    try:
        account = await tx.one(Account, user_code=UserCode.parse(asked.user_code))
    except BadInput:
        found.append(Problem("code_utilisateur", "account.mandates.code_malformed"))
        return None
    if account is None or account.state is AccountState.CLOSED:
        found.append(Problem("code_utilisateur", "account.mandates.code_unknown"))
        return None
    if await tx.count(Membership, account_id=account.id, organisation_id=organisation_id):
        found.append(Problem("code_utilisateur", "account.mandates.inside"))
        return None
    return account


def _day(typed: str, field: str, found: list[Problem]) -> date | None:
    """The day typed; None for nothing, or for what is no day (then a problem)."""
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        found.append(Problem(field, "account.mandates.day_malformed"))
        return None


def _restriction(typed: str, found: list[Problem]) -> str:
    """The words that restrict it in their canonical spelling; empty for none, or for a problem."""
    if not typed:
        return ""
    try:
        return read_line(typed, LONGEST_RESTRICTION)
    except BadInput as refused:
        found.append(as_problem("restriction", refused))
        return ""


async def _has_one(tx: Tx, world: World, account_id: str, organisation_id: str) -> bool:
    """Whether a mandate is in effect or to come."""
    held = await tx.find(Mandate, account_id=account_id, organisation_id=organisation_id)
    live = (MandateStanding.IN_EFFECT, MandateStanding.TO_COME)
    return any(standing_of(world, one) in live for one in held)
