"""`/developper/fautes`: the catalogue of faults, the board of the space, arming and disarming."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput
from sandbox.domain.provider import Client
from sandbox.services import faults
from sandbox.services.enrolment_form import Problem
from sandbox.services.faults import MOST_TIMES, Scope
from sandbox.services.ports import Tx
from sandbox.web.arrivals import desk_of, go, signed_in, tell, told
from sandbox.web.forms import Form, read_form
from sandbox.web.pages import prefix_of, render, space_of
from sandbox.world.faults import (
    CATALOGUE,
    ENDPOINTS,
    Fault,
    armable_by_place,
    by_place,
    persona_code,
)

HERE = "/developper/fautes"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form of this page asks for, as typed."""

    fault: str = ""
    times: str = "1"
    client_id: str = ""
    endpoint: str = ""
    value: str = ""  # of the one option that a fault may have

    @classmethod
    def of(cls, form: Form) -> "Wanted":
        """The fields of the form."""
        return cls(
            form.text("faute"),
            form.text("fois") or "1",
            form.text("client"),
            form.text("point"),
            form.text("valeur"),
        )

    @property
    def entry(self) -> Fault | None:
        """The fault that is named, if it can be armed."""
        found = CATALOGUE.get(self.fault)
        return found if found is not None and found.armable else None


def _number(text: str, least: int, most: int) -> int | None:
    """The number that was typed, within its bounds; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return int(text) if least <= int(text) <= most else None


async def _problems(tx: Tx, wanted: Wanted) -> tuple[Problem, ...]:
    """What is wrong with the form, field by field."""
    entry = wanted.entry
    if entry is None:
        return (Problem("faute", "faults.problem.fault"),)
    found = []
    if _number(wanted.times, 1, MOST_TIMES) is None:
        found.append(Problem("fois", "faults.problem.number", _bounds(1, MOST_TIMES)))
    if wanted.client_id and await tx.get(Client, wanted.client_id[:200]) is None:
        found.append(Problem("client", "faults.problem.client"))
    if wanted.endpoint and wanted.endpoint not in entry.endpoints:
        where = {"endpoints": ", ".join(entry.endpoints)}
        found.append(Problem("point", "faults.problem.endpoint", where))
    if wanted.value and not entry.options:
        found.append(Problem("valeur", "faults.problem.no_option"))
    for option in entry.options:
        if wanted.value and _number(wanted.value, option.least, option.most) is None:
            bounds = _bounds(option.least, option.most)
            found.append(Problem("valeur", "faults.problem.number", bounds))
    return tuple(found)


def _bounds(least: int, most: int) -> dict[str, str]:
    return {"least": str(least), "most": str(most)}


async def _page(
    request: Request, wanted: Wanted, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    async with desk_of(request).look(space_of(request)) as (tx, _):
        board = await faults.board(tx)
        menu = tx.space.fault_menu
    waiting = [armed for armed in board if armed.times_left]
    spent = [armed for armed in board if not armed.times_left]
    return render(
        request,
        "front/faults.html",
        status,
        nav="develop",
        here=HERE,
        said=told(request),
        catalogue=by_place(),
        armable=armable_by_place(),
        code_of=persona_code,
        endpoints=ENDPOINTS,
        waiting=waiting,
        spent=spent,
        opened={armed.fault for armed in waiting} | {wanted.fault},
        menu=menu,
        someone=await signed_in(request) is not None,
        wanted=wanted,
        problems=problems,
    )


async def show(request: Request) -> Response:
    """The catalogue; `?faute=` fills in the form."""
    return await _page(request, Wanted(fault=request.query_params.get("faute", "")[:120]))


async def act(request: Request) -> Response:
    """Arm a fault (`armer`), take one off the board (`desarmer`), those that are spent
    (`retirer`), or all of them (`vider`).
    """
    form = await read_form(request)
    request.state.back = prefix_of(request) + HERE
    if form.text("geste") == "armer":
        return await _arm(request, Wanted.of(form))
    async with desk_of(request).work(space_of(request)) as (tx, world):
        match form.text("geste"):
            case "desarmer":
                taken = await _taken(tx, form.text("armee"))
                await faults.disarm(tx, world, taken)
            case "retirer":
                taken = [armed.id for armed in await faults.board(tx) if not armed.times_left]
                await faults.disarm(tx, world, taken)
            case "vider":
                taken = [armed.id for armed in await faults.disarm(tx, world)]
            case _:
                taken = []
    tell(request, "faults.did.disarmed" if taken else "faults.did.nothing")
    return go(request, HERE)


async def _taken(tx: Tx, id_: str) -> list[str]:
    """The armed fault of this id, if it is still on the board."""
    return [armed.id for armed in await faults.board(tx) if armed.id == id_]


async def _arm(request: Request, wanted: Wanted) -> Response:
    problems: tuple[Problem, ...] = ()
    async with desk_of(request).work(space_of(request)) as (tx, world):
        problems = await _problems(tx, wanted)
        entry = wanted.entry
        if entry is not None and not problems:
            value = {option.name: int(wanted.value) for option in entry.options if wanted.value}
            scope = Scope(wanted.client_id, wanted.endpoint)
            try:
                await faults.arm(
                    tx,
                    world,
                    entry.id,
                    times=int(wanted.times),
                    scope=scope,
                    by="page",
                    options=value,
                )
            except BadInput:  # nothing of the form is wrong: the board is full
                problems = (Problem("faute", "faults.problem.full"),)
    if problems:
        return await _page(request, wanted, problems, 422)
    tell(request, "faults.did.armed")
    return go(request, HERE)


def routes() -> list[Route]:
    """The routes of this page."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE, act, methods=["POST"]),
    ]
