"""The Registre des entreprises: who is registered, in what function, with current coordinates."""

from dataclasses import replace

from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.domain.model import Officer, Organisation
from sandbox.domain.terms import EX_OFFICIO_FUNCTIONS, Actor, OfficerFunction
from sandbox.services import journal
from sandbox.services.answers import read_name
from sandbox.services.names import folded
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


async def update_officer(
    tx: Tx,
    world: World,
    organisation_id: str,
    *,
    given_name: str,
    family_name: str,
    function: OfficerFunction,
    up_to_date: bool = True,
) -> Officer:
    """Register a person in a function, or correct his entry (R-52, A-12).

    A function of office has one holder: who held it before is struck off. Partners are several.
    Raises `BadInput` for an unreadable name or for the function `aucune`.
    """
    await tx.need(Organisation, organisation_id)
    if function is OfficerFunction.NONE:
        raise BadInput(
            "function-unknown", "error.function_unknown", hint="Name a function.", cite="R-52"
        )
    given_name, family_name = read_name(given_name), read_name(family_name)
    name = folded(given_name, family_name)
    held = await tx.find(Officer, organisation_id=organisation_id, function=function)
    same = next((o for o in held if folded(o.given_name, o.family_name) == name), None)
    if function in EX_OFFICIO_FUNCTIONS:
        for other in held:
            if same is None or other.id != same.id:
                await tx.remove(Officer, id=other.id)
    if same is None:
        officer = Officer(
            id=world.chance.handle("off"),
            organisation_id=organisation_id,
            given_name=given_name,
            family_name=family_name,
            function=function,
            up_to_date=up_to_date,
        )
        await tx.add(officer)
    else:
        officer = replace(
            same, given_name=given_name, family_name=family_name, up_to_date=up_to_date
        )
        await tx.save(officer)
    await _record(tx, world, organisation_id, function, "entered" if up_to_date else "outdated")
    return officer


async def strike_off(tx: Tx, world: World, officer_id: str) -> None:
    """Remove a person from the register; raises `NotFound`."""
    officer = await tx.need(Officer, officer_id)
    await tx.remove(Officer, id=officer.id)
    await _record(tx, world, officer.organisation_id, officer.function, "struck_off")


async def officers(tx: Tx, organisation_id: str) -> list[Officer]:
    """The persons registered for an organisation."""
    return await tx.find(Officer, organisation_id=organisation_id, order="family_name")


async def _record(
    tx: Tx, world: World, organisation_id: str, function: OfficerFunction, change: str
) -> None:
    await journal.record(
        tx,
        world,
        Event.REGISTRY_UPDATED,
        Actor.REGISTRY,
        subject=organisation_id,
        organisation_id=organisation_id,
        function=function.value,
        change=change,
    )
