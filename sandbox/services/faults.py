"""The board of armed faults: armed by name, for whom, how many times; and what became of them.

Nothing here knows how an answer is spoilt. A fault is armed whole or not at all, strikes by a
guarded update exactly as often as it may, and leaves a line in the journal each time. One that is
taken off the board without having struck is told, for its test proved nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.domain.provider import ArmedFault, Client
from sandbox.domain.terms import Actor
from sandbox.services.journal import record
from sandbox.services.ports import After, Tx
from sandbox.world.faults import ENDPOINTS, Fault, UnknownFault, fault
from sandbox.world.surroundings import World

MOST_ARMED = 200
"""Faults on the board of one space: each is looked at by every request."""
MOST_TIMES = 1_000_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a fault may strike: empty means any."""

    client_id: str = ""
    endpoint: str = ""
    trace: str = ""


_ANY = Scope()


def known(name: str) -> Fault:
    """The fault of this name; raises `BadInput` that tells what is near it."""
    try:
        found = fault(name)
    except UnknownFault as error:
        near = f" Did you mean: {', '.join(error.near)}?" if error.near else ""
        raise BadInput(
            "fault-unknown",
            "error.fault_unknown",
            hint=f"There is no such fault.{near} GET /_sandbox/faults lists them all.",
        ) from None
    if not found.armable:
        raise BadInput(
            "fault-not-armable",
            "error.fault_unknown",
            hint=f"{found.id} is a state of an account: sign in as {found.persona}, or create an "
            "account in this state.",
        )
    return found


async def arm(
    tx: Tx,
    world: World,
    name: str,
    *,
    times: int = 1,
    scope: Scope = _ANY,
    by: str,
    options: Mapping[str, int] | None = None,
) -> ArmedFault:
    """Arm a fault; raises `BadInput` for an unknown fault, endpoint, option or number, `NotFound`
    for a client that is not registered.
    """
    entry = known(name)
    if not 1 <= times <= MOST_TIMES:
        raise _refused(f"times is a number from 1 to {MOST_TIMES}.")
    if scope.endpoint and scope.endpoint not in entry.endpoints:
        where = entry.endpoints if scope.endpoint in ENDPOINTS else ENDPOINTS
        raise _refused(f"{entry.id} cannot strike there. endpoint is one of: {', '.join(where)}.")
    if scope.client_id:
        await tx.need(Client, scope.client_id)
    if await tx.count(ArmedFault) >= MOST_ARMED:
        raise _refused(f"A space holds {MOST_ARMED} armed faults at most: disarm some.")
    armed = ArmedFault(
        id=world.chance.handle("flt"),
        fault=entry.id,
        armed_at=world.instant,
        armed_by=by,
        times=times,
        times_left=times,
        client_id=scope.client_id,
        endpoint=scope.endpoint,
        trace=scope.trace,
        options=chosen(entry, options or {}),
    )
    await tx.add(armed)
    await _note(tx, world, Event.FAULT_ARMED, armed, times=times)
    return armed


def chosen(entry: Fault, given: Mapping[str, int]) -> dict[str, int]:
    """Every option of a fault, as given or by default; `BadInput` for a strange one."""
    known_names = [option.name for option in entry.options]
    if strange := sorted(set(given) - set(known_names)):
        told = f"Known: {', '.join(known_names)}." if known_names else "It has none."
        raise _refused(f"{entry.id} has no option {strange[0][:40]}. {told}")
    values = {option.name: given.get(option.name, option.default) for option in entry.options}
    for option in entry.options:
        if not option.least <= values[option.name] <= option.most:
            raise _refused(f"{option.name} is a number from {option.least} to {option.most}.")
    return values


def _refused(hint: str) -> BadInput:
    return BadInput("fault-refused", "error.fault_refused", hint=hint)


async def board(tx: Tx) -> list[ArmedFault]:
    """Every fault that was armed and not taken off, oldest first."""
    return await tx.find(ArmedFault, order="armed_at")


async def waiting(tx: Tx, endpoint: str, client_id: str, trace: str) -> list[ArmedFault]:
    """The faults that may strike an answer of this endpoint, oldest first."""
    return [
        armed
        for armed in await tx.find(ArmedFault, times_left=After(0), order="armed_at")
        if armed.endpoint in ("", endpoint)
        and endpoint in fault(armed.fault).endpoints
        and armed.client_id in ("", client_id)
        and armed.trace in ("", trace)
    ]


async def strike(
    tx: Tx, world: World, armed: ArmedFault, *, endpoint: str, client_id: str, trace: str
) -> bool:
    """Let a fault strike once; False if others were faster and none of its times is left."""
    row: ArmedFault | None = armed
    while row is not None and row.times_left > 0:
        where, to = {"times_left": row.times_left}, {"times_left": row.times_left - 1}
        if await tx.claim(ArmedFault, row.id, where=where, to=to):
            await record(
                tx,
                world,
                Event.FAULT_STRUCK,
                Actor.SYSTEM,
                subject=row.id,
                trace=trace,
                fault=row.fault,
                endpoint=endpoint,
                client_id=client_id,
            )
            return True
        row = await tx.get(ArmedFault, armed.id)
    return False


async def disarm(tx: Tx, world: World, ids: Sequence[str] | None = None) -> list[ArmedFault]:
    """Take faults off the board (all of them if None); those taken, as they stood.

    Raises `NotFound` for one that is not on it.
    """
    taken = await board(tx) if ids is None else [await tx.need(ArmedFault, id_) for id_ in ids]
    for armed in taken:
        await tx.remove(ArmedFault, id=armed.id)
        fact = Event.FAULT_DISARMED if armed.struck else Event.FAULT_NEVER_STRUCK
        await _note(tx, world, fact, armed, struck=armed.struck)
    return taken


async def _note(tx: Tx, world: World, fact: Event, armed: ArmedFault, **data: Any) -> None:
    await record(
        tx,
        world,
        fact,
        Actor.SYSTEM,
        subject=armed.id,
        trace=armed.trace,
        fault=armed.fault,
        client_id=armed.client_id,
        by=armed.armed_by,
        **data,
    )
