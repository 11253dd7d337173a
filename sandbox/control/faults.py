"""Faults: the catalogue, the board, arming and disarming."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.domain.provider import ArmedFault
from sandbox.services import faults
from sandbox.services.faults import MOST_TIMES, Scope
from sandbox.texts import say
from sandbox.world.faults import CATALOGUE, Fault, persona_code


class Words(Told):
    """A sentence in both languages."""

    fr: str
    en: str


class OptionTold(Told):
    """A number to choose."""

    name: str
    default: int
    least: int
    most: int
    unit: str


class FaultTold(Told):
    """One fault of the catalogue."""

    id: str
    place: str
    endpoints: list[str]
    defect: Words
    duty: Words = Field(description="What a correct relying party must do.")
    reason: str = Field(description="What a strict one finds wrong; empty: it must go on.")
    certification: str = Field(description="Module of the Foundation's plans that looks for it.")
    user_code: str = Field(description="User code that carries it on the sign-in page.")
    persona: str = Field(description="For a state of an account: who is in it.")
    options: list[OptionTold]


class CatalogueTold(Told):
    """The whole catalogue."""

    faults: list[FaultTold]


class ArmedTold(Told):
    """A fault on the board."""

    id: str
    fault: str
    armed_at: datetime
    armed_by: str
    times: int
    struck: int
    client_id: str
    endpoint: str
    trace: str
    options: dict[str, int]


class BoardTold(Told):
    """Every fault that was armed, and how often each struck."""

    armed: list[ArmedTold]
    never_struck: list[str] = Field(description="Ids of the armed faults that have not struck yet.")


class FaultWanted(Payload):
    """Which fault, for whom, how often."""

    fault: str = Field(max_length=120)
    times: Annotated[int, Field(ge=1, le=MOST_TIMES)] = 1
    client_id: str = Field("", max_length=200, description="Any client if left out.")
    endpoint: str = Field("", max_length=40, description="Wherever it can strike if left out.")
    trace: str = Field("", max_length=80, description="One sign-in alone.")
    options: dict[str, int] = Field(default_factory=dict)


def _words(key: str) -> Words:
    return Words(fr=say(key, "fr"), en=say(key, "en"))


def _entry(of: Fault) -> FaultTold:
    return FaultTold(
        id=of.id,
        place=of.place.value,
        endpoints=list(of.endpoints),
        defect=_words(f"fault.{of.id}.defect"),
        duty=_words(f"fault.{of.id}.duty"),
        reason=of.reason,
        certification=of.certification,
        user_code=persona_code(of.id),
        persona=of.persona,
        options=[
            OptionTold(name=o.name, default=o.default, least=o.least, most=o.most, unit=o.unit)
            for o in of.options
        ],
    )


def told(armed: ArmedFault) -> ArmedTold:
    """An armed fault as it stands."""
    return ArmedTold(
        id=armed.id,
        fault=armed.fault,
        armed_at=armed.armed_at,
        armed_by=armed.armed_by,
        times=armed.times,
        struck=armed.struck,
        client_id=armed.client_id,
        endpoint=armed.endpoint,
        trace=armed.trace,
        options=armed.options,
    )


def _board(found: list[ArmedFault]) -> BoardTold:
    return BoardTold(
        armed=[told(armed) for armed in found],
        never_struck=[armed.id for armed in found if not armed.struck],
    )


async def catalogue(call: Call) -> CatalogueTold:
    """GET: every fault there is."""
    return CatalogueTold(faults=[_entry(each) for each in CATALOGUE.values()])


async def board(call: Call) -> BoardTold:
    """GET: what is armed."""
    async with call.desk.look(call.space) as (tx, _):
        return _board(await faults.board(tx))


async def arm(call: Call) -> ArmedTold:
    """POST: arm one."""
    sent = call.sent(FaultWanted)
    scope = Scope(sent.client_id, sent.endpoint, sent.trace)
    async with call.desk.work(call.space) as (tx, world):
        return told(
            await faults.arm(
                tx,
                world,
                sent.fault,
                times=sent.times,
                scope=scope,
                by="control",
                options=sent.options,
            )
        )


async def disarm(call: Call) -> BoardTold:
    """DELETE: take one off the board; told as it stood."""
    async with call.desk.work(call.space) as (tx, world):
        return _board(await faults.disarm(tx, world, [call.named()]))


async def disarm_all(call: Call) -> BoardTold:
    """DELETE: clear the board; told as it stood."""
    async with call.desk.work(call.space) as (tx, world):
        return _board(await faults.disarm(tx, world))


OPERATIONS = (
    Operation(
        "GET", "/faults", "listFaults", "The catalogue of faults.", catalogue, answer=CatalogueTold
    ),
    Operation("GET", "/faults/armed", "listArmed", "What is armed.", board, answer=BoardTold),
    Operation(
        "POST",
        "/faults/armed",
        "armFault",
        "Arm a fault.",
        arm,
        body=FaultWanted,
        answer=ArmedTold,
        status=201,
    ),
    Operation(
        "DELETE",
        "/faults/armed",
        "disarmAll",
        "Clear the board, and tell what never struck.",
        disarm_all,
        answer=BoardTold,
    ),
    Operation(
        "DELETE",
        "/faults/armed/{id}",
        "disarmFault",
        "Take one fault off the board.",
        disarm,
        answer=BoardTold,
    ),
)
