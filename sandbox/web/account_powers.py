"""`/compte/procurations/…` and `/compte/desactivation/…`: who else may act, and the end of it all.

Only an RSE gives or revokes a mandate and deactivates the enrolment; the services hold the rule,
the pages say why not to anybody else (domain 4.8).
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import NotFound
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, Organisation
from sandbox.services import given_mandates, members, tenure
from sandbox.services.enrolment_form import Problem
from sandbox.services.in_force import enrolment_of
from sandbox.services.signin_outcomes import Problems
from sandbox.web.account_guard import Mine, done, shown, taken
from sandbox.web.arrivals import ENDED_HERE, desk_of, go, signed_in, told
from sandbox.web.forms import Form
from sandbox.web.leaving import frames_left, leave
from sandbox.web.pages import prefix_of, render, space_of
from sandbox.web.pages import session_of as browser_of

_MANDATES, _END = "/compte/procurations", "/compte/desactivation"


async def _page(
    request: Request,
    mine: Mine,
    status: int = 200,
    problems: tuple[Problem, ...] = (),
    typed: Form | None = None,
) -> Response:
    of = mine.organisation.id
    async with desk_of(request).look(space_of(request)) as (tx, world):
        given = await given_mandates.given(tx, world, of)
        colleagues = await given_mandates.colleagues(tx, of, mine.session.account_id)
    return render(
        request,
        "account/mandates.html",
        status,
        nav="signin",
        mine=mine,
        given=given,
        colleagues=colleagues,
        elsewhere=given_mandates.ELSEWHERE,
        longest=given_mandates.LONGEST_RESTRICTION,
        problems=problems,
        typed=typed or {},
        said=told(request),
    )


async def show_mandates(request: Request, mine: Mine) -> Response:
    """GET: the mandates of the organisation, and the form that gives one."""
    return await _page(request, mine)


async def give_mandate(request: Request, mine: Mine, form: Form) -> Response:
    """POST: let a colleague, or the account of a user code, act for the organisation."""
    asked = given_mandates.Asked(
        holder=form.text("titulaire"),
        user_code=form.text("code_utilisateur"),
        starts_on=form.text("debut"),
        ends_on=form.text("fin"),
        restriction=form.text("restriction"),
    )
    async with desk_of(request).work(space_of(request)) as (tx, world):
        outcome = await given_mandates.give(
            tx,
            world,
            by=mine.session.account_id,
            organisation_id=mine.organisation.id,
            asked=asked,
        )
    if isinstance(outcome, Problems):
        return await _page(request, mine, 422, outcome.problems, form)
    return done(request, mine, _MANDATES, "account.mandates.given")


async def revoke_mandate(request: Request, mine: Mine, form: Form) -> Response:
    """POST: end the mandate that the form names (`procuration`), with what it opened."""
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await given_mandates.revoke(
            tx,
            world,
            by=mine.session.account_id,
            organisation_id=mine.organisation.id,
            mandate_id=form.text("procuration"),
        )
    return done(request, mine, _MANDATES, "account.mandates.revoked")


async def _end_page(
    request: Request, mine: Mine, status: int = 200, problems: tuple[Problem, ...] = ()
) -> Response:
    return render(request, "account/end.html", status, nav="signin", mine=mine, problems=problems)


async def show_end(request: Request, mine: Mine) -> Response:
    """GET: what deactivating the enrolment takes away."""
    return await _end_page(request, mine)


async def end(request: Request, mine: Mine, form: Form) -> Response:
    """POST: deactivate the enrolment, once it was confirmed; what acts for it is signed out."""
    request.state.back = f"{prefix_of(request)}/compte"  # the page asks again, and cannot help
    of = mine.organisation.id
    if form.text("confirmer") != "oui":
        missing = Problem("confirmer", "account.end.confirm_missing")
        return await _end_page(request, mine, 422, (missing,))
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await members.as_rse(tx, world, mine.session.account_id, of)
        enrolment = await enrolment_of(tx, of)
        if enrolment is None:
            raise NotFound("enrolment-unknown", "error.enrolment_not_known")
        await tenure.deactivate(tx, world, enrolment.id)
    if await signed_in(request) is None:  # who acts for another service goes on there
        leave(request, mine.session)
    browser_of(request)[ENDED_HERE] = enrolment.id
    return go(request, f"{_END}/faite")


async def ended(request: Request) -> Response:
    """GET: what was deactivated, to the browser that did it until somebody else signs in there."""
    async with desk_of(request).look(space_of(request)) as (tx, _):
        enrolment = await tx.get(Enrolment, str(browser_of(request).get(ENDED_HERE, "")))
        if enrolment is None or enrolment.state is not EnrolmentState.DEACTIVATED:
            return go(request, "/compte")
        organisation = await tx.need(Organisation, enrolment.organisation_id)
    frames = await frames_left(request)
    return render(
        request,
        "account/ended.html",
        nav="signin",
        enrolment=enrolment,
        organisation=organisation,
        goes_on=await signed_in(request) is not None,
        frames=frames,
        framed=[frame.origin for frame in frames],
    )


def routes() -> list[Route]:
    """The routes of these pages."""
    given, over = _MANDATES + "/{organisation}", _END + "/{organisation}"
    return [
        Route(given, shown(show_mandates), methods=["GET"]),
        Route(given, taken(give_mandate, _MANDATES), methods=["POST"]),
        Route(given + "/revoquer", taken(revoke_mandate, _MANDATES), methods=["POST"]),
        Route(_END + "/faite", ended, methods=["GET"]),
        Route(over, shown(show_end, rse_only=True), methods=["GET"]),
        Route(over, taken(end, _END), methods=["POST"]),
    ]
