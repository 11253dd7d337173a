"""`/ailleurs`: what an applicant does outside the enrolment, simulated (R-28, R-30, R-48, R-50).

Each page takes an identification number, acts at once and says what came of it; what is sent is
read in the post box. Nothing typed here is ever put in an address.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.identifiers import Nas
from sandbox.domain.model import Organisation
from sandbox.domain.terms import EX_OFFICIO_FUNCTIONS, OfficerFunction
from sandbox.services import invitations, revenue
from sandbox.services.enrolment_form import Problem
from sandbox.services.ports import Tx
from sandbox.web import belongings
from sandbox.web.arrivals import desk_of
from sandbox.web.forms import Form, read_form
from sandbox.web.pages import render, space_of
from sandbox.world.surroundings import World

NUMBER = "numero_identification"
CALLERS = (
    *(function.value for function in OfficerFunction if function in EX_OFFICIO_FUNCTIONS),
    OfficerFunction.NONE.value,
)
"""Functions a caller may claim; `aucune` shows what the agent answers anyone else."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a step: problems of fields, or an answer for the page to tell."""

    problems: tuple[Problem, ...] = ()
    answer: dict[str, Any] = field(default_factory=dict)
    organisation: Organisation | None = None


Step = Callable[[Tx, World, Organisation, Form], Awaitable[Heard]]


def _bad(name: str, exc: BadInput) -> Problem:
    return Problem(name, exc.message_id, dict(exc.values), exc.cite)


async def _of_number(tx: Tx, form: Form) -> Organisation | Problem:
    typed = form.text(NUMBER)
    if not typed:
        return Problem(NUMBER, "elsewhere.numero_missing", cite="R-24")
    try:
        return await revenue.organisation_by_number(tx, typed)
    except BadInput as exc:
        return _bad(NUMBER, exc)
    except NotFound:
        return Problem(NUMBER, "elsewhere.numero_unknown", cite="R-24")


def _nas_problems(typed: str) -> tuple[Problem, ...]:
    if not typed:
        return (Problem("nas", "elsewhere.impotnet.nas_missing", cite="R-28"),)
    try:
        Nas.parse(typed)
    except BadInput as exc:
        return (_bad("nas", exc),)
    return ()


def _missing(page: str, form: Form) -> tuple[Problem, ...]:
    """What is missing or malformed beside the number."""
    if page == "invitation" and form.text("fonction") not in CALLERS:
        return (Problem("fonction", "elsewhere.invitation.fonction_missing", cite="R-47"),)
    if page == "impotnet":
        return _nas_problems(form.text("nas"))
    if page == "adresse" and not form.text("adresse"):
        return (Problem("adresse", "elsewhere.adresse.adresse_missing", cite="R-50"),)
    return ()


async def _ask_invitation(tx: Tx, world: World, organisation: Organisation, form: Form) -> Heard:
    caller = OfficerFunction(form.text("fonction"))
    heard = await invitations.request_by_phone(tx, world, organisation.id, caller)
    standing = await invitations.current(tx, world, organisation.id)
    return Heard(answer={"heard": heard, "standing": standing, "today": world.today})


async def _ask_notice(tx: Tx, world: World, organisation: Organisation, form: Form) -> Heard:
    return Heard(answer={"heard": await revenue.reissue_notice(tx, world, organisation.id)})


async def _ask_code(tx: Tx, world: World, organisation: Organisation, form: Form) -> Heard:
    issued = await revenue.issue_impotnet_code(tx, world, organisation.id, form.text("nas"))
    return Heard(answer={"heard": issued})


async def _move(tx: Tx, world: World, organisation: Organisation, form: Form) -> Heard:
    try:
        moved = await revenue.change_address(tx, world, organisation.id, form.text("adresse"))
    except BadInput as exc:
        return Heard((_bad("adresse", exc),))
    return Heard(answer={"heard": moved})


_PAGES: dict[str, Step] = {
    "invitation": _ask_invitation,
    "avis": _ask_notice,
    "impotnet": _ask_code,
    "adresse": _move,
}
"""Every step by the last part of its address, in the order they are listed."""


_ASKED = {
    "invitation": "invitation",
    "avis": "avis",
    "impotnet": "code_impotnet",
    "adresse": "invitation",
}
"""The question of the enrolment that each step helps to answer."""


async def _prefilled(request: Request) -> dict[str, str]:
    """What a link filled in: the number of an organisation it named by its id, a function."""
    wanted, caller = (request.query_params.get(name, "") for name in ("organisation", "fonction"))
    typed = {"fonction": caller} if caller in CALLERS else {}
    if not wanted:
        return typed
    async with desk_of(request).look(space_of(request)) as (tx, _):
        found = await tx.get(Organisation, wanted)
    return {**typed, NUMBER: str(found.revenue_number)} if found else typed


def _draw(
    request: Request, page: str, typed: dict[str, str], heard: Heard, status: int = 200
) -> Response:
    return render(
        request,
        f"elsewhere/{page}.html",
        status,
        page=page,
        typed=typed,
        problems=heard.problems,
        organisation=heard.organisation,
        callers=CALLERS,
        back=f"/inscription/identifiants#{_ASKED[page]}"
        if belongings.current(request)
        else "/inscription",
        **{"heard": None, "standing": None, "today": None, **heard.answer},
    )


def _pair(page: str, step: Step) -> list[Route]:
    """The two routes of a page."""

    async def show(request: Request) -> Response:
        return _draw(request, page, await _prefilled(request), Heard())

    async def submit(request: Request) -> Response:
        form = await read_form(request)
        typed = {name: form.text(name) for name in (NUMBER, "fonction", "adresse")}
        async with desk_of(request).work(space_of(request)) as (tx, world):
            found = await _of_number(tx, form)
            missing = _missing(page, form)
            if isinstance(found, Problem):
                heard = Heard((found, *missing))
            elif missing:
                heard = Heard(missing)
            else:
                heard = await step(tx, world, found, form)
                heard = Heard(heard.problems, heard.answer, found)
        return _draw(request, page, typed, heard, 422 if heard.problems else 200)

    path = f"/ailleurs/{page}"
    return [Route(path, show, methods=["GET"]), Route(path, submit, methods=["POST"])]


async def index(request: Request) -> Response:
    """The steps there are."""
    return render(request, "elsewhere/index.html", pages=tuple(_PAGES))


def routes() -> list[Route]:
    """The routes of these pages."""
    pairs = [route for page, step in _PAGES.items() for route in _pair(page, step)]
    return [Route("/ailleurs", index, methods=["GET"]), *pairs]
