"""`/classe/places/{n}`: one learner, step by step, and what his trainer can do for him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.classrooms import Seat
from sandbox.domain.model import JournalEntry
from sandbox.domain.scenarios import Scenario
from sandbox.services import class_board, class_links
from sandbox.services.enrolment_form import Problem
from sandbox.web import class_guard, class_views
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.class_doings import HERE, doings, note, noted, scenario_of
from sandbox.web.class_hall import done_and_gone
from sandbox.web.forms import read_form
from sandbox.web.guided import page_of_rows
from sandbox.web.pages import language, render, words
from sandbox.web.qr import qr

FACTS = 8
"""Last facts told of a place."""
_ARE_FOR_ALL = ("ajouter", "terminer")


@dataclass(frozen=True, slots=True)
class _Place:
    seat: Seat
    last: int  # number of the last place of the class
    scenario: Scenario | None
    class_name: str


async def _place(request: Request) -> _Place:
    """The place that the address names; 404 for one that is not there."""
    scenario, seats, name = await scenario_of(request)
    number = request.path_params["place"]
    for seat in seats:
        if seat.place == number:
            return _Place(seat, max(each.place for each in seats), scenario, name)
    raise HTTPException(404)


async def _page(
    request: Request,
    status: int = 200,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
) -> Response:
    desk, lang = desk_of(request), language(request)
    place = await _place(request)
    scenario = place.scenario
    view = await class_board.view(desk, place.seat, scenario)
    async with desk.look(place.seat.id) as (tx, world):
        last = await tx.find(JournalEntry, order="-seq", limit=FACTS)
        today = world.now
    link = class_links.learners_link(desk.site, place.seat.id)
    return render(
        request,
        "training/place.html",
        status,
        nav="training",
        name=place.class_name,
        line=class_views.line(view, scenario, lang, words(lang)),
        last_place=place.last,
        steps=class_views.step_states(view.progress, scenario.steps if scenario else ()),
        state=view.enrolment_state.value if view.enrolment_state else "",
        facts=last,
        strayed=view.progress.strayed,
        stumbles=place.seat.stumbles,
        today=today,
        acts=view.acts,
        pages=page_of_rows(),
        link=link,
        code=qr(link),
        inside=desk.site.prefix(place.seat.id),
        here=f"{HERE}/places/{place.seat.place}",
        hall_page=HERE,
        problems=problems,
        typed=typed or {},
        said=told(request),
        noted=noted(request),
    )


async def show(request: Request) -> Response:
    """GET: where this learner is, what happened last, what could be done now."""
    return await _page(request)


async def act(request: Request) -> Response:
    """POST: something done for this place alone."""
    form = await read_form(request)
    place = await _place(request)
    doing = doings().get(form.text("geste"))
    here = f"{HERE}/places/{place.seat.place}"
    if doing is None or form.text("geste") in _ARE_FOR_ALL:
        return go(request, here)
    done = await doing(request, form, place.seat.place)
    if isinstance(done, Problem):
        return await _page(request, 422, (done,), form)
    if isinstance(done, str):
        if form.text("de") == "tableau":  # asked for on the board: stay there
            return done_and_gone(request, done)
        tell(request, done)
        return go(request, here)
    note(request, done)
    return go(request, here)


def routes() -> list[Route]:
    """The routes of a place."""
    guard = class_guard.for_trainers
    return [
        Route(HERE + "/places/{place:number}", guard(show), methods=["GET"]),
        Route(HERE + "/places/{place:number}", guard(act), methods=["POST"]),
    ]
