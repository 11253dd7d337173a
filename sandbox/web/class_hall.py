"""`/classe` in a hall: the class live, and what its trainer does for everybody at once."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.services import class_board, class_links, classes
from sandbox.services.enrolment_form import Problem
from sandbox.web import class_flow, class_guard, class_views
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.class_doings import HERE, doings, note, noted, scenario_of
from sandbox.web.forms import read_form
from sandbox.web.guided import page_of_rows
from sandbox.web.pages import language, render, session_of, space_of, words


async def enter(request: Request) -> Response:
    """GET /classe/entrer?cle=: keep the key in the cookie of the hall, out of the address."""
    return await _key_shown(request, request.query_params.get("cle", ""))


async def enter_typed(request: Request) -> Response:
    """POST /classe/entrer: the same with a key that was typed, or the whole link of it."""
    form = await read_form(request)
    typed = form.text("cle")
    return await _key_shown(request, typed.rpartition("cle=")[2])


async def _key_shown(request: Request, key: str) -> Response:
    desk, hall = desk_of(request), space_of(request)
    classroom = await classes.of_hall(desk, hall)  # no hall: 404
    if not key or not classes.fits(key, classroom):
        return class_guard.closed(request, wrong=bool(key))
    session_of(request)[class_guard.KEY] = key
    return go(request, HERE)


async def _page(
    request: Request,
    status: int = 200,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
) -> Response:
    desk, hall, lang = desk_of(request), space_of(request), language(request)
    scenario, _, name = await scenario_of(request)
    board = await class_board.board(desk, hall, scenario)
    listed = class_views.lines(board, scenario, lang, words(lang))
    key = class_guard.key_of(request)
    return render(
        request,
        "training/hall.html",
        status,
        nav="training",
        name=name,
        scenario=scenario,
        lines=listed,
        count=class_views.count(listed),
        pages=page_of_rows(),
        offered=class_views.offered(board),
        trainers_link=class_links.trainers_link(desk.site, hall, key) if key else "",
        here=HERE,
        problems=problems,
        typed=typed or {},
        said=told(request),
        noted=noted(request),
    )


async def show(request: Request) -> Response:
    """GET: the board, the same whether it updates itself or is read again by hand."""
    return await _page(request)


async def act(request: Request) -> Response:
    """POST: something done for every place, told place by place on the page that follows."""
    form = await read_form(request)
    doing = doings().get(form.text("geste"))
    if doing is None:
        return go(request, HERE)
    done = await doing(request, form, None)
    if isinstance(done, Problem):
        return await _page(request, 422, (done,), form)
    if isinstance(done, str):
        return done_and_gone(request, done)
    note(request, done)
    return go(request, HERE)


def done_and_gone(request: Request, key: str) -> Response:
    """303 to the board with what was done, or out of a hall that is no more."""
    if key != "class.did.ended":
        tell(request, key)
        return go(request, HERE)
    session_of(request).clear()
    site = desk_of(request).site
    answer = go(request, "")
    answer.headers["location"] = site.prefix("default") + "/former"
    return answer


def routes() -> list[Route]:
    """The routes of the hall itself."""
    guard = class_guard.for_trainers
    return [
        Route(HERE + "/entrer", enter, methods=["GET"]),
        Route(HERE + "/entrer", enter_typed, methods=["POST"]),
        Route(HERE, guard(show), methods=["GET"]),
        Route(HERE, guard(act), methods=["POST"]),
        Route(HERE + "/flux", guard(class_flow.flow), methods=["GET"]),
    ]
