"""`/former`: what training is here, the scenarios, a class to make, and the classes that exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.classrooms import MOST_NAME
from sandbox.domain.scenarios import Scenario
from sandbox.services import classes
from sandbox.services.enrolment_form import Problem
from sandbox.web import class_guard
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.forms import Form, FormStale, read_form, whole_number
from sandbox.web.guided import page_of_rows
from sandbox.web.pages import render, space_of

HERE = "/former"
MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Wanted:
    """The class that a form asks for, or what is wrong with it."""

    name: str
    places: int
    days: int
    scenario: Scenario | None
    names: tuple[str, ...]
    problems: tuple[Problem, ...] = field(default=())


def scenarios_of(request: Request) -> Mapping[str, Scenario]:
    """The scenarios that the seeds tell, by id; none in a sandbox without seeds."""
    found: Mapping[str, Scenario] = getattr(request.app.state, "scenarios", {})
    return found


def asked_for(form: Form, scenarios: Mapping[str, Scenario]) -> Wanted:
    """Read the form of a class; every problem at once, each at its field."""
    problems: list[Problem] = []
    name = form.text("nom")
    if not 1 <= len(name) <= MOST_NAME:
        problems.append(Problem("nom", "training.problem.name", {"most": str(MOST_NAME)}))
    names = tuple(line.strip() for line in form.text("noms").splitlines() if line.strip())
    if any(len(one) > MOST_NAME for one in names):
        problems.append(Problem("noms", "training.problem.long_name", {"most": str(MOST_NAME)}))
    places = whole_number(form.text("places") or str(len(names) or ""), classes.MOST_PLACES)
    if not places:
        problems.append(
            Problem("places", "training.problem.places", {"most": str(classes.MOST_PLACES)})
        )
    elif len(names) > places:
        values = {"names": str(len(names)), "places": str(places)}
        problems.append(Problem("noms", "training.problem.names", values))
    chosen = form.text("scenario")
    if chosen and chosen not in scenarios:
        problems.append(Problem("scenario", "training.problem.scenario"))
    days = whole_number(form.text("jours"), MOST_DAYS)
    if not days:
        problems.append(Problem("jours", "training.problem.days", {"most": str(MOST_DAYS)}))
    return Wanted(name, places, days, scenarios.get(chosen), names, tuple(problems))


async def _page(
    request: Request,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> Response:
    desk = desk_of(request)
    async with desk.look(space_of(request)) as (tx, _):
        in_class = tx.space.hall not in ("", tx.space.id)
    may = not in_class and class_guard.is_trainer(request)
    return render(
        request,
        "training/front.html",
        status,
        nav="training",
        scenarios=list(scenarios_of(request).values()),
        pages=page_of_rows(),
        halls=await classes.halls(desk) if may else [],
        may=may,
        in_class=in_class,
        token_needed=not may and not in_class,
        typed={"places": "12", "jours": "7", **(typed or {})},
        problems=problems,
        site=desk.site,
        said=told(request),
        most=classes.MOST_PLACES,
    )


async def front(request: Request) -> Response:
    """GET: everything a trainer begins with; `?scenario=` chooses one in the form."""
    chosen = request.query_params.get("scenario", "")
    known = chosen if chosen in scenarios_of(request) else ""
    return await _page(request, typed={"scenario": known} if known else None)


async def make(request: Request) -> Response:
    """POST: make a class, whole or not at all, and be led to its hall."""
    form = await read_form(request)
    await class_guard.refuse_learners(request)
    if form.text("geste") == "jeton":
        if class_guard.show_token(request, form.text("jeton")):
            tell(request, "training.did.token")
            return go(request, HERE)
        return await _page(request, 403, problems=(Problem("jeton", "training.problem.token"),))
    if not class_guard.is_trainer(request):
        return await _page(request, 403, problems=(Problem("jeton", "training.problem.no_token"),))
    wanted = asked_for(form, scenarios_of(request))
    if wanted.problems:
        return await _page(request, 422, dict(form), wanted.problems)
    made = await classes.create(
        desk_of(request),
        name=wanted.name,
        scenario=wanted.scenario,
        places=wanted.places,
        names=wanted.names,
        life=timedelta(days=wanted.days),
        fill=request.app.state.contents["full"],
    )
    return class_guard.opened(request, made.hall.id, **{class_guard.KEY: made.key})


async def reopen(request: Request) -> Response:
    """POST /former/classes/{hall}: be let in by the trainer's rights, where the key is lost."""
    await read_form(request)
    await class_guard.refuse_learners(request)
    if not class_guard.is_trainer(request):
        raise FormStale("trainer-only", "training.problem.no_token")
    hall = request.path_params["hall"]
    classroom = await classes.of_hall(desk_of(request), hall)
    return class_guard.opened(request, hall, **{class_guard.LET_IN: classroom.key_hash})


async def scenario(request: Request) -> Response:
    """GET /former/scenarios/{id}: the whole scenario, to read before the class and to print."""
    found = scenarios_of(request).get(request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    return render(
        request,
        "training/scenario.html",
        nav="training",
        scenario=found,
        pages=page_of_rows(),
    )


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route(HERE, front, methods=["GET"]),
        Route(HERE, make, methods=["POST"]),
        Route(HERE + "/classes/{hall}", reopen, methods=["POST"]),
        Route(HERE + "/scenarios/{id}", scenario, methods=["GET"]),
    ]
