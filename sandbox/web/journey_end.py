"""The end of the journey: the check page, the transmission, the receipt (R-36).

The receipt is fetched by GET after a 303, so that a reload never transmits again; its temporary
password is shown by the first GET alone. A `HEAD` shows nothing and therefore wipes nothing.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.domain.errors import NotFound
from sandbox.domain.lifecycles import (
    DEFERRED_ENROLMENT,
    LIVE_ENROLMENT,
    PENDING_ENROLMENT,
    EnrolmentState,
)
from sandbox.domain.model import Account, Enrolment, Organisation, Person
from sandbox.guide.engine import Decision
from sandbox.services import drafts, traces, transmission
from sandbox.services.enrolment_form import YES, Question, Step, questions_for
from sandbox.services.forecast import forecast
from sandbox.services.ports import Tx
from sandbox.web import belongings, enrolling
from sandbox.web.arrivals import desk_of, go
from sandbox.web.decisions import DecisionView, view_of
from sandbox.web.forecasts import put_forecast
from sandbox.web.forms import read_form
from sandbox.web.guide_paths import trail_from
from sandbox.web.journey import STEPS, no_draft, open_here
from sandbox.web.pages import language, render, space_of, words
from sandbox.web.wording import Say, answer_in_words, short_label


async def check(request: Request) -> Response:
    """GET /inscription/verification: every answer, what lacks and costs, what will come of it."""
    enrolment = await open_here(request, belongings.current(request))
    if enrolment is None:
        return no_draft(request)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        checked = await drafts.check(tx, world, enrolment.number)
    t = words(language(request))
    asking = questions_for(checked.enrolment.legal_form)
    foreseen = (
        None
        if checked.problems
        else forecast(checked.enrolment, invited=checked.invitation is not None)
    )
    return render(
        request,
        "journey/check.html",
        nav="enrol",
        steps=[t(f"journey.steps.{name}") for name in STEPS],
        at=STEPS.index("verification") + 1,
        number=checked.enrolment.number,
        problems=checked.problems,
        warnings=checked.warnings,
        foreseen=put_forecast(foreseen, t) if foreseen else None,
        invited_until=(checked.invitation.last_valid_on, world.today)
        if checked.invitation
        else None,
        hrefs={item.field: _change(request, item) for item in asking},
        sections=[
            {
                "step": step.value,
                "title": t(f"journey.steps.{step.value}"),
                "rows": _rows(request, checked.enrolment, step, t),
            }
            for step in Step
            if checked.enrolment.legal_form or step is Step.SERVICE
        ],
    )


def _change(request: Request, question: Question) -> str:
    """Address of the control of a question, from which saving returns to the check page."""
    prefix = desk_of(request).site.prefix(space_of(request))
    return f"{prefix}/inscription/{question.step.value}?depuis=verification#{question.field}"


def _rows(
    request: Request, enrolment: Enrolment, step: Step, t: Say
) -> list[tuple[str, str, str, str]]:
    rows = []
    for question in questions_for(enrolment.legal_form):
        if question.step is step and question.asked(enrolment.answers):
            label = short_label(question, t)
            answer = answer_in_words(question, enrolment.answers, t)
            rows.append((label, answer, _change(request, question), label))
    return rows


async def transmit(request: Request) -> Response:
    """POST /inscription/transmettre: the guide decides; a refusal is shown, nothing recorded.

    A second click, or a second tab, finds the draft transmitted and leads to the same receipt.
    """
    form = await read_form(request)
    number = form.text("brouillon")
    if number not in belongings.drafts(request):
        return no_draft(request)
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        enrolment = await drafts.by_number(tx, number)
    if enrolment.state is EnrolmentState.DRAFT:
        return go(request, "/inscription/verification")
    if enrolment.state is EnrolmentState.CHECKED:
        try:
            done = await transmission.submit(desk, space, number)
        except NotFound:  # transmitted by another tab in the meantime
            return _to_receipt(request, number)
        if done.receipt is None:
            t = words(language(request))
            view = view_of(done.decision, t)
            page = "journey/refused.html"
            trail = trail_from("/inscription/verification")
            return await enrolling.page_on_the_way(request, page, 422, decision=view, trail=trail)
    return _to_receipt(request, number)


def _to_receipt(request: Request, number: str) -> Response:
    belongings.put_down(request, number)
    belongings.add_file(request, number)
    return go(request, f"/inscription/accuse/{belongings.add_receipt(request, number)}")


async def back_to_check(request: Request) -> Response:
    """GET /inscription/transmettre: where a language link of the refusal leads."""
    return go(request, "/inscription/verification")


async def receipt(request: Request) -> Response:
    """GET /inscription/accuse/{rang}: the receipt of the nth enrolment transmitted from here."""
    kept = belongings.receipts(request)
    rank = request.path_params["rang"]
    if request.method == "HEAD" or not 1 <= rank <= len(kept):
        return render(request, "journey/no_receipt.html", 404, nav="enrol")
    number = kept[rank - 1]
    async with desk_of(request).work(space_of(request)) as (tx, world):
        shown = await transmission.show_receipt(tx, world, number)
        enrolment = await drafts.by_number(tx, number)
        if shown is None:
            return render(request, "journey/no_receipt.html", 404, nav="enrol")
        organisation = await tx.need(Organisation, enrolment.organisation_id)
        holder = await holder_of(tx, enrolment)
        days = world.conventions.temporary_password_days
    t = words(language(request))
    view = view_of(Decision.from_dict(enrolment.decision), t)
    fresh = bool(shown.temporary_password)
    return await enrolling.page_on_the_way(
        request,
        "journey/receipt.html",
        steps=[t(f"journey.steps.{name}") for name in STEPS] if fresh else [],
        at=len(STEPS),
        number=number,
        rank=rank,
        tone=tone(enrolment.state),
        state=t(f"state.enrolment.{enrolment.state.value}"),
        decision=view,
        trail=trail_from(f"/inscription/accuse/{rank}"),
        user_code=shown.user_code if fresh else shown.user_code.masked,
        password=shown.temporary_password,
        password_days=days,
        organisation=organisation.name,
        holder=holder,
        holder_is_other=enrolment.answers.get("rse_identique") != YES,
        transmitted_at=enrolment.transmitted_at,
        documents=view.documents,
        mandatory=view.mandatory,
        following=following(view),
        can_sign_in=enrolment.state in LIVE_ENROLMENT,
        file_path=f"/inscription/dossier/{belongings.add_file(request, number)}",
        post_path=f"/poste/{organisation.id}",
        trace_path=f"{traces.PAGES}/{enrolment.id}",
        agent_path=f"/bureaux/revenu/{organisation.id}"
        if enrolment.state in PENDING_ENROLMENT
        else "",
    )


async def holder_of(tx: Tx, enrolment: Enrolment) -> str:
    """Name of the RSE to whom the account belongs (A-23)."""
    account = await tx.need(Account, enrolment.account_id)
    return (await tx.need(Person, account.person_id)).name


def tone(state: EnrolmentState) -> str:
    """How the receipt opens: active, deferred, or the state it has come to since."""
    if state is EnrolmentState.ACTIVE:
        return "active"
    return "deferred" if state in DEFERRED_ENROLMENT else "later"


def following(view: DecisionView) -> tuple[str, ...]:
    """What comes next, as keys under `journey.receipt.next_` (R-33..R-35, R-60, R-67, R-78)."""
    if view.at_once:
        return ("signin", "pes")
    waiting = "documents" if view.mandatory else "contact"
    return (waiting, "confirmation", "signin", "pes")


def routes() -> list[BaseRoute]:
    """The pages of the end of the journey; they come before the steps, which match any word."""
    return [
        Route("/inscription/verification", check, methods=["GET"]),
        Route("/inscription/transmettre", back_to_check, methods=["GET"]),
        Route("/inscription/transmettre", transmit, methods=["POST"]),
        Route("/inscription/accuse/{rang:number}", receipt, methods=["GET"]),
    ]
