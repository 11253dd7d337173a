"""Entering childcare services in the registers on command, as a test or a trainer wants them.

What is left out is drawn, valid and fictitious. Nothing is checked for likelihood: the registers
may hold whatever a test needs, and the guide decides by what they hold. No number that could be a
real person's social insurance number is ever stored (domain 4.3).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.domain.identifiers import (
    AssessmentNotice,
    ImpotnetCode,
    InvitationNumber,
    Nas,
    RevenueNumber,
    UserCode,
)
from sandbox.domain.model import Invitation, Officer, Organisation, RevenueFile
from sandbox.domain.terms import (
    EX_OFFICIO_FUNCTIONS,
    Actor,
    Channel,
    LegalForm,
    OfficerFunction,
    ServiceKind,
)
from sandbox.services import invitations, ministry, subscriptions
from sandbox.services.answers import read_email, read_line, read_name, read_telephone
from sandbox.services.journal import record
from sandbox.services.people import taken
from sandbox.services.ports import Tx
from sandbox.services.revenue import read_address
from sandbox.world.clock import TORONTO
from sandbox.world.surroundings import World

MAX_NAME = 120
"""Greatest length of the name of an organisation, in characters."""

_NEQ_PREFIX = {
    LegalForm.INDIVIDUAL: "22",
    LegalForm.CORPORATION: "11",
    LegalForm.NON_PROFIT: "11",
    LegalForm.PARTNERSHIP: "33",
}
_WITH_NOTICE = (LegalForm.INDIVIDUAL, LegalForm.CORPORATION)


@dataclass(frozen=True, slots=True)
class OfficerWanted:
    """A person to enter in the register of enterprises."""

    given_name: str
    family_name: str
    function: OfficerFunction
    up_to_date: bool = True


@dataclass(frozen=True, slots=True)
class InvitationWanted:
    """An invitation to issue; its number is drawn and its day is today if left out."""

    number: str | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """An organisation as entered; `invitation` is the number just issued, which is kept nowhere."""

    organisation: Organisation
    invitation: InvitationNumber | None


async def enter(tx: Tx, world: World, given: Mapping[str, Any]) -> Entered:
    """Enter an organisation in both registers.

    `given` holds `name`, `legal_form` and what else is known: the fields of `Organisation` as
    typed, `revenue` (fields of `RevenueFile`), `officers` and `invitation`. Raises `BadInput` for
    an unreadable value, `Conflict` for an id or a number that is taken.
    """
    form: LegalForm = given["legal_form"]
    key = given.get("id") or world.chance.handle("org")
    if await tx.get(Organisation, key) is not None:
        raise taken("organisation", "id")
    columns = await _columns(tx, given)
    organisation = Organisation(
        id=key,
        **{
            "kind": ServiceKind.CPE
            if form is LegalForm.NON_PROFIT
            else ServiceKind.SUBSIDISED_DAYCARE,
            "revenue_number": columns.get("revenue_number") or await _free_number(tx, world),
            "address": "1, rue de l’Essai\nEssai (Québec)  H0H 0H0",
            "email": "info@service-de-garde.example",
            "telephone": "418 555-0100",
            "neq": f"{_NEQ_PREFIX[form]}00{world.chance.digits(6)}",
            **columns,
        },
    )
    held = RevenueFile(key, **(await _drawn(tx, world, form) | _file(given.get("revenue", {}))))
    officers = _officers(world, key, given.get("officers", ()))
    await tx.add(organisation, held, *officers)
    await _record(tx, world, Event.ORGANISATION_ENTERED, key, given)
    return await _proceed(tx, world, organisation, given)


async def change(
    tx: Tx, world: World, organisation: Organisation, given: Mapping[str, Any]
) -> Entered:
    """Correct the registers: what is left out stays, `officers` replace those there are.

    No letter is sent and nothing else follows, as it would from the acts of the offices; an
    `invitation` is issued and replaces the one before, and a `informed_on` of None takes the
    ministry's notice back.
    """
    columns = await _columns(tx, given, organisation.id)
    organisation = replace(organisation, **columns)
    await tx.save(organisation)
    if "revenue" in given:
        held = await tx.get(RevenueFile, organisation.id) or RevenueFile(organisation.id)
        await tx.put(replace(held, **_file(given["revenue"])))
    if "officers" in given:
        await tx.remove(Officer, organisation_id=organisation.id)
        await tx.add(*_officers(world, organisation.id, given["officers"]))
    await _record(tx, world, Event.ORGANISATION_CHANGED, organisation.id, given)
    return await _proceed(tx, world, organisation, given)


async def _proceed(
    tx: Tx, world: World, organisation: Organisation, given: Mapping[str, Any]
) -> Entered:
    """What the ministry says and what Revenu Québec sends."""
    if "informed_on" in given:
        day: date | None = given["informed_on"]
        channel = given.get("informed_by") or organisation.informed_by or Channel.LETTER
        if organisation.informed_on is not None:
            await ministry.withdraw(tx, world, organisation.id)
        if day is not None:
            await ministry.inform(tx, _on(world, day), organisation.id, channel)
    number = None
    wanted: InvitationWanted | None = given.get("invitation")
    if wanted is not None:
        number = await _number(tx, world, wanted)
        day = wanted.issued_on
        if day is not None:
            _on(world, day)
        await invitations.issue(
            tx, world, organisation.id, Actor.REVENU, number=number, issued_on=day
        )
    await subscriptions.refresh(tx, world, organisation.id)
    return Entered(await tx.need(Organisation, organisation.id), number)


async def _number(tx: Tx, world: World, wanted: InvitationWanted) -> InvitationNumber:
    """The number asked for, or one that was never issued here."""
    if wanted.number is None:
        while True:
            number = InvitationNumber.parse(world.chance.invitation_number())
            if await _never_issued(tx, world, number):
                return number
    number = InvitationNumber.parse(wanted.number)
    if not await _never_issued(tx, world, number):
        raise taken("invitation", "number")
    return number


async def _never_issued(tx: Tx, world: World, number: InvitationNumber) -> bool:
    sealed = world.sealed("invitation", number)
    return await tx.one(Invitation, number_hash=sealed) is None


def _on(world: World, day: date) -> World:
    """The world at noon of a day that is not to come; raises `BadInput`."""
    if day > world.today:
        raise BadInput(
            "day-to-come",
            "error.day_refused",
            hint=f"Send a day up to {world.today}, today by the calendar of this space.",
        )
    if day == world.today:
        return world
    return replace(world, now=datetime.combine(day, time(12), TORONTO))


async def _free_number(tx: Tx, world: World) -> RevenueNumber:
    while True:
        number = world.chance.revenue_number()
        if await tx.one(Organisation, revenue_number=number) is None:
            return number


async def _drawn(tx: Tx, world: World, form: LegalForm) -> dict[str, Any]:
    """What the tax file of an organisation of this form holds that has all it takes."""
    chance = world.chance
    drawn: dict[str, Any] = {}
    if form is LegalForm.INDIVIDUAL:
        drawn["nas"] = chance.nas()
        while await tx.one(RevenueFile, nas=drawn["nas"]) is not None:
            drawn["nas"] = chance.nas()
        drawn["impotnet_code"] = ImpotnetCode.parse(chance.word(8, UserCode.GLYPHS))
    if form in _WITH_NOTICE:
        drawn["latest_notice"] = AssessmentNotice.parse(f"AVIS{chance.word(6, UserCode.GLYPHS)}")
    return drawn


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda raw: read_line(raw, MAX_NAME),
    "legal_form": LegalForm,
    "kind": ServiceKind,
    "revenue_number": RevenueNumber.parse,
    "address": read_address,
    "email": read_email,
    "telephone": read_telephone,
    "neq": str,
}
_FILE_READERS: Mapping[str, Callable[[str], str]] = {
    "nas": Nas.parse,
    "impotnet_code": ImpotnetCode.parse,
    "latest_notice": AssessmentNotice.parse,
}


async def _columns(tx: Tx, given: Mapping[str, Any], own: str = "") -> dict[str, Any]:
    """The columns of the organisation that are given, in their canonical spelling."""
    read = {name: _READERS[name](given[name]) for name in given if name in _READERS}
    if "revenue_number" in read:
        other = await tx.one(Organisation, revenue_number=read["revenue_number"])
        if other is not None and other.id != own:
            raise taken("organisation", "revenue_number")
    return read


def _file(given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the tax file that are given; None says that there is none."""
    return {
        name: _FILE_READERS[name](value) if name in _FILE_READERS and value is not None else value
        for name, value in given.items()
    }


def _officers(world: World, key: str, wanted: tuple[OfficerWanted, ...]) -> list[Officer]:
    """The persons to register; a function of office has one holder (R-52)."""
    functions = [each.function for each in wanted]
    twice = [each for each in EX_OFFICIO_FUNCTIONS if functions.count(each) > 1]
    if twice or OfficerFunction.NONE in functions:
        raise BadInput(
            "function-unknown",
            "error.function_unknown",
            hint="Name a function for each officer; a function of office has one holder.",
            cite="R-52",
        )
    return [
        Officer(
            world.chance.handle("off"),
            key,
            read_name(each.given_name),
            read_name(each.family_name),
            each.function,
            each.up_to_date,
        )
        for each in wanted
    ]


async def _record(tx: Tx, world: World, event: Event, key: str, given: Mapping[str, Any]) -> None:
    fields = sorted(given)
    await record(tx, world, event, Actor.TRAINER, subject=key, organisation_id=key, fields=fields)
