"""A learner's own pages: who is at this place, the steps, and a hand that calls the trainer."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.classrooms import Seat
from sandbox.domain.errors import NotAllowed
from sandbox.domain.model import JournalEntry, Organisation, Space
from sandbox.services import seating, spaces
from sandbox.services.enrolment_form import Problem
from sandbox.web import presence
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.forms import read_form
from sandbox.web.pages import render, session_of, space_of
from sandbox.web.training import scenarios_of


async def _here(request: Request) -> tuple[Space, Seat]:
    """The place and its seat; 404 in a space that is no place of a class."""
    space = await spaces.find(desk_of(request), space_of(request))
    seat = await seating.seat_of(desk_of(request), space) if space else None
    if space is None or seat is None:
        raise HTTPException(404)
    return space, seat


async def welcome(request: Request) -> Response:
    """GET /bienvenue: who sits here, the story, the papers of the character, what to do first."""
    return await _welcome(request)


async def _welcome(
    request: Request, status: int = 200, problems: tuple[Problem, ...] = ()
) -> Response:
    space, seat = await _here(request)
    steps = await presence.steps_of(
        desk_of(request), space, session_of(request), scenarios_of(request)
    )
    persona, organisation = None, None
    if steps is not None:
        wanted = steps.scenario.character
        persona = next((one for one in request.app.state.personas if one.id == wanted), None)
        async with desk_of(request).look(space.id) as (tx, _):
            organisation = await tx.get(Organisation, f"org_{wanted.lower()}")
    return render(
        request,
        "class/welcome.html",
        status,
        seat=seat,
        told_steps=steps,
        persona=persona,
        organisation=organisation,
        problems=problems,
        said=told(request),
    )


async def sit_down(request: Request) -> Response:
    """POST /bienvenue: take the place under a name, with the steps beside the pages."""
    form = await read_form(request)
    space, seat = await _here(request)
    name = form.text("nom") or seat.name
    if not name:
        return await _welcome(request, 422, (Problem("nom", "learner.name_missing"),))
    await seating.enter(desk_of(request), space, name)
    presence.show(session_of(request), True)
    return go(request, "/etapes")


async def all_steps(request: Request) -> Response:
    """GET /etapes: every step with what is expected, those done ticked."""
    space = await spaces.find(desk_of(request), space_of(request))
    steps = (
        await presence.steps_of(desk_of(request), space, session_of(request), scenarios_of(request))
        if space
        else None
    )
    if steps is None or space is None:
        raise HTTPException(404)
    seat = await seating.seat_of(desk_of(request), space)
    return render(
        request,
        "class/all_steps.html",
        told_steps=steps,
        seat=seat,
        shown=presence.shown(session_of(request)),
        said=told(request),
    )


async def choose(request: Request) -> Response:
    """POST /etapes: show the steps beside the pages, hide them, or stop playing alone."""
    form = await read_form(request)
    wanted = form.text("etapes")
    if wanted == "quitter":
        presence.end_alone(session_of(request))
        return go(request, "/")
    presence.show(session_of(request), wanted == "montrer")
    return go(request, "/etapes")


async def begin_alone(request: Request) -> Response:
    """POST /etapes/{scenario}: play a scenario in this space, in this browser, without a class."""
    await read_form(request)
    scenario = scenarios_of(request).get(request.path_params["scenario"])
    space = await spaces.find(desk_of(request), space_of(request))
    if scenario is None or space is None or space.hall:
        raise HTTPException(404)
    if scenario.days:  # the calendar of a space that others share is not ours to move
        raise NotAllowed("scenario-moves-time", "error.scenario_moves_time", hint="Make a class.")
    async with desk_of(request).look(space.id) as (tx, _):
        last = await tx.find(JournalEntry, order="-seq", limit=1)
    presence.begin_alone(session_of(request), scenario.id, last[0].seq if last else 0)
    return go(request, "/etapes")


async def hand(request: Request) -> Response:
    """POST /main-levee: ask the trainer to come, or no longer."""
    form = await read_form(request)
    space, _ = await _here(request)
    up = form.text("main") != "baisser"
    await seating.raise_hand(desk_of(request), space, up)
    tell(request, "learner.hand.up" if up else "learner.hand.down")
    return go(request, "/etapes")


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/bienvenue", welcome, methods=["GET"]),
        Route("/bienvenue", sit_down, methods=["POST"]),
        Route("/etapes", all_steps, methods=["GET"]),
        Route("/etapes", choose, methods=["POST"]),
        Route("/etapes/{scenario}", begin_alone, methods=["POST"]),
        Route("/main-levee", hand, methods=["POST"]),
    ]
