"""The enrolment journey: begin by one of two paths, answer step by step, resume (design 6).

Every page is fetched by GET under an address without any number; every form posts to the address
of its page, so that a wrong answer is shown where it was given and a language link always works.
"""

from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.domain.errors import NotFound
from sandbox.domain.model import Enrolment
from sandbox.domain.terms import LegalForm, Origin
from sandbox.services import drafts
from sandbox.services.enrolment_form import (
    SECRET_FIELDS,
    Problem,
    Question,
    Step,
    questions_for,
)
from sandbox.web import belongings, enrolling
from sandbox.web.arrivals import desk_of, go
from sandbox.web.asking import gone
from sandbox.web.forms import Form, read_form
from sandbox.web.pages import language, render, space_of, words
from sandbox.web.wording import put

STEPS = (*(step.value for step in Step), "verification", "accuse")
"""What the progress shows, in order."""


async def start(request: Request) -> Response:
    """GET /inscription: the two access paths (R-13), what to have at hand, what is under way.

    An application may have sent the person here (prompt=create): `?demande=` says which one.
    """
    arrived = await enrolling.arrival(request)
    if arrived.gone:
        return gone(request, arrived)
    return go(request, "/inscription") if arrived.given else await _start_page(request)


async def _start_page(request: Request, problems: tuple[Problem, ...] = ()) -> Response:
    t = words(language(request))
    needs = [
        (
            form.value,
            [
                put(question, {}, {}, t)
                for question in questions_for(form)
                if question.step is Step.IDENTIFIERS
            ],
        )
        for form in LegalForm
    ]
    return await enrolling.page_on_the_way(
        request,
        "journey/start.html",
        422 if problems else 200,
        problems=problems,
        origins=[origin.value for origin in Origin],
        needs=needs,
        drafts=belongings.drafts(request),
        files=belongings.files(request),
    )


async def begin(request: Request) -> Response:
    """POST /inscription: open a draft by the path chosen."""
    form = await read_form(request)
    try:
        origin = Origin(form.text("origine"))
    except ValueError:
        missing = Problem("origine", "journey.resume.path_missing", {}, "R-13")
        return await _start_page(request, (missing,))
    signin = (await enrolling.sent_by(request)).trace
    async with desk_of(request).work(space_of(request)) as (tx, world):
        opened = await drafts.open_draft(tx, world, origin, signin)
    belongings.take_up(request, opened.number)
    return go(request, "/inscription/service")


async def resume_form(request: Request) -> Response:
    """GET /inscription/reprendre: ask for the number of the draft, or of what was transmitted."""
    return render(request, "journey/resume.html", nav="enrol", problems=(), value="")


async def resume(request: Request) -> Response:
    """POST /inscription/reprendre: go on where the draft was left, or follow the enrolment."""
    form = await read_form(request)
    typed = form.text("numero")
    if not typed:
        return _not_resumed(request, "", "journey.resume.empty")
    try:
        async with desk_of(request).look(space_of(request)) as (tx, _):
            found = await drafts.by_number(tx, typed)
    except NotFound:
        belongings.put_down(request, drafts.read_number(typed))
        return _not_resumed(request, typed, "journey.resume.unknown")
    if found.state not in drafts.OPEN_STATES:
        belongings.put_down(request, found.number)
        return go(request, f"/inscription/dossier/{belongings.add_file(request, found.number)}")
    belongings.take_up(request, found.number)
    return go(request, where_to_go_on(found))


def _not_resumed(request: Request, value: str, message_id: str) -> Response:
    problems = (Problem("numero", message_id),)
    return render(request, "journey/resume.html", 422, nav="enrol", problems=problems, value=value)


def where_to_go_on(enrolment: Enrolment) -> str:
    """Path of the first step that lacks an answer, else of the check page."""
    lacking = {problem.field for problem in drafts.missing(enrolment)}
    for question in questions_for(enrolment.legal_form):
        if question.field in lacking:
            return f"/inscription/{question.step.value}"
    if enrolment.legal_form is None:
        return f"/inscription/{Step.SERVICE.value}"
    return "/inscription/verification"


async def open_here(request: Request, number: str) -> Enrolment | None:
    """The open draft with this number, if this browser opened or resumed it."""
    if number not in belongings.drafts(request):
        return None
    try:
        async with desk_of(request).look(space_of(request)) as (tx, world):
            return await drafts.draft(tx, world, number)
    except NotFound:
        belongings.put_down(request, number)
        return None


def no_draft(request: Request) -> Response:
    """The page of a browser without an open draft: resume one, or begin."""
    return render(request, "journey/no_draft.html", 404, nav="enrol")


def _step(request: Request) -> Step:
    """The step an address names; raises `HTTPException` 404 for another word."""
    try:
        return Step(request.path_params["etape"])
    except ValueError:
        raise HTTPException(404) from None


def _of_step(enrolment: Enrolment, step: Step) -> list[Question]:
    return [item for item in questions_for(enrolment.legal_form) if item.step is step]


async def show_step(request: Request) -> Response:
    """GET /inscription/{etape}: the questions of one step, with what is stored."""
    step = _step(request)
    enrolment = await open_here(request, belongings.current(request))
    if enrolment is None:
        return no_draft(request)
    if step is not Step.SERVICE and enrolment.legal_form is None:
        return go(request, f"/inscription/{Step.SERVICE.value}")
    back = request.query_params.get("depuis") == "verification"
    async with desk_of(request).look(space_of(request)) as (tx, world):
        invited = await drafts.invited(tx, world, enrolment)
    last = (invited.last_valid_on, world.today) if invited else None
    return _step_page(request, enrolment, step, {}, (), back_to_check=back, invited_until=last)


async def save_step(request: Request) -> Response:
    """POST /inscription/{etape}: store what is well formed, show every problem at once."""
    step = _step(request)
    form = await read_form(request)
    enrolment = await open_here(request, form.text("brouillon"))
    if enrolment is None:
        return no_draft(request)
    typed = {item.field: form.text(item.field) for item in _of_step(enrolment, step)}
    fields = [name for name in typed if not _kept(form, name, enrolment)]
    async with desk_of(request).work(space_of(request)) as (tx, world):
        saved = await drafts.save_answers(tx, world, enrolment.number, typed, fields=fields)
    belongings.take_up(request, enrolment.number)
    back = form.text("depuis") == "verification"
    if saved.problems:
        return _step_page(request, saved.enrolment, step, typed, saved.problems, back_to_check=back)
    if back or step is Step.RSE:
        return go(request, "/inscription/verification")
    following = list(Step)[list(Step).index(step) + 1]
    return go(request, f"/inscription/{following.value}")


def _kept(form: Form, name: str, enrolment: Enrolment) -> bool:
    """Whether a secret that is stored was left empty to be kept as it is."""
    stored = name in SECRET_FIELDS and name in enrolment.answers
    return stored and not form.text(name) and not form.text(f"retirer_{name}")


def _step_page(
    request: Request,
    enrolment: Enrolment,
    step: Step,
    typed: dict[str, str],
    problems: tuple[Problem, ...],
    *,
    back_to_check: bool,
    invited_until: tuple[date, date] | None = None,
) -> Response:
    t = words(language(request))
    asking = [put(item, enrolment.answers, typed, t) for item in _of_step(enrolment, step)]
    return render(
        request,
        "journey/step.html",
        422 if problems else 200,
        nav="enrol",
        step=step.value,
        steps=[t(f"journey.steps.{name}") for name in STEPS],
        at=STEPS.index(step.value) + 1,
        form=enrolment.legal_form.value if enrolment.legal_form else "",
        number=enrolment.number,
        asking=asking,
        problems=problems,
        back_to_check=back_to_check,
        invited_until=invited_until,
        previous=f"/inscription/{STEPS[STEPS.index(step.value) - 1]}"
        if step is not Step.SERVICE
        else "/inscription",
    )


def routes() -> list[BaseRoute]:
    """The pages of the journey up to the check; the step comes last, for it matches any word."""
    return [
        Route("/inscription", start, methods=["GET"]),
        Route("/inscription", begin, methods=["POST"]),
        Route("/inscription/reprendre", resume_form, methods=["GET"]),
        Route("/inscription/reprendre", resume, methods=["POST"]),
        Route("/inscription/{etape}", show_step, methods=["GET"]),
        Route("/inscription/{etape}", save_step, methods=["POST"]),
    ]
