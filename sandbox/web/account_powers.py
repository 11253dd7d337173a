"""`/compte/procurations/…` and `/compte/desactivation/…`: who else may act, and the end of it all.

Only an RSE gives or revokes a mandate and deactivates the enrolment; the services hold the rule,
the pages say why not to anybody else (domain 4.8).
"""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, Mandate, Person
from sandbox.services import mandates, members, tenure
from sandbox.services.enrolment_form import Problem
from sandbox.services.in_force import enrolment_of
from sandbox.services.ports import Tx
from sandbox.web.account_guard import Mine, done, shown, taken, unfit
from sandbox.web.arrivals import desk_of, forget, go, told
from sandbox.web.forms import Form
from sandbox.web.pages import prefix_of, render, space_of

_MANDATES, _END = "/compte/procurations", "/compte/desactivation"
_MOST = 120


def _read_day(form: Form, name: str) -> date | Problem | None:
    typed = form.text(name)
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return Problem(name, "account.mandates.day_malformed")


async def _holder(tx: Tx, form: Form) -> Account | Problem:
    """The account of the user code typed; the same words for an unknown and a closed one."""
    try:
        code = UserCode.parse(form.text("code_utilisateur"))
    except BadInput:
        return Problem("code_utilisateur", "account.mandates.code_malformed")
    account = await tx.one(Account, user_code=code)
    if account is None or account.state is AccountState.CLOSED:
        return Problem("code_utilisateur", "account.mandates.code_unknown")
    return account


async def _page(
    request: Request,
    mine: Mine,
    status: int = 200,
    problems: tuple[Problem, ...] = (),
    typed: Form | None = None,
) -> Response:
    async with desk_of(request).look(space_of(request)) as (tx, world):
        given = []
        for mandate in await tx.find(Mandate, organisation_id=mine.organisation.id):
            account = await tx.need(Account, mandate.account_id)
            person = await tx.need(Person, account.person_id)
            given.append((mandate, person, mandates.in_effect(world, mandate)))
        today = world.today
    return render(
        request,
        "account/mandates.html",
        status,
        nav="signin",
        mine=mine,
        given=sorted(given, key=lambda each: (not each[2], each[0].starts_on, each[0].id)),
        today=today,
        problems=problems,
        typed=typed or {},
        said=told(request),
    )


async def show_mandates(request: Request, mine: Mine) -> Response:
    """GET: the mandates of the organisation, and the form that gives one."""
    return await _page(request, mine)


async def give_mandate(request: Request, mine: Mine, form: Form) -> Response:
    """POST: let the account of a user code act for the organisation."""
    starts, ends = _read_day(form, "debut"), _read_day(form, "fin")
    problems = [each for each in (starts, ends) if isinstance(each, Problem)]
    problems += unfit(form, "restriction", _MOST)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await members.as_rse(tx, world, mine.session.account_id, mine.organisation.id)
        holder = await _holder(tx, form)
        if isinstance(holder, Problem):
            problems.insert(0, holder)
        elif not problems:
            assert not isinstance(starts, Problem)
            assert not isinstance(ends, Problem)
            try:
                await mandates.give(
                    tx,
                    world,
                    account_id=holder.id,
                    organisation_id=mine.organisation.id,
                    starts_on=starts,
                    ends_on=ends,
                    restriction=form.text("restriction"),
                )
            except BadInput as refused:
                problems.append(Problem("fin", refused.message_id, dict(refused.values)))
    if problems:
        return await _page(request, mine, 422, tuple(problems), form)
    return done(request, mine, _MANDATES, "account.mandates.given")


async def revoke_mandate(request: Request, mine: Mine, form: Form) -> Response:
    """POST: end the mandate that the form names (`procuration`), with what it opened."""
    of = mine.organisation.id
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await members.as_rse(tx, world, mine.session.account_id, of)
        mandate = await tx.get(Mandate, form.text("procuration"))
        if mandate is None or mandate.organisation_id != of:
            raise NotFound("mandate-unknown", "error.mandate_not_here", hint="Reload the page.")
        await mandates.revoke(tx, world, mandate.id)
    return done(request, mine, _MANDATES, "account.mandates.revoked")


async def _end_page(
    request: Request, mine: Mine, status: int = 200, problems: tuple[Problem, ...] = ()
) -> Response:
    return render(request, "account/end.html", status, nav="signin", mine=mine, problems=problems)


async def show_end(request: Request, mine: Mine) -> Response:
    """GET: what deactivating the enrolment takes away."""
    return await _end_page(request, mine)


async def end(request: Request, mine: Mine, form: Form) -> Response:
    """POST: deactivate the enrolment, once it was confirmed; whoever did it is signed out."""
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
    forget(request)
    return go(request, f"{_END}/faite")


async def ended(request: Request) -> Response:
    """GET: the enrolment is deactivated."""
    return render(request, "account/ended.html", nav="signin")


def routes() -> list[Route]:
    """The routes of these pages."""
    given, over = _MANDATES + "/{organisation}", _END + "/{organisation}"
    return [
        Route(given, shown(show_mandates), methods=["GET"]),
        Route(given, taken(give_mandate, _MANDATES), methods=["POST"]),
        Route(given + "/revoquer", taken(revoke_mandate, _MANDATES), methods=["POST"]),
        Route(_END + "/faite", ended, methods=["GET"]),
        Route(over, shown(show_end), methods=["GET"]),
        Route(over, taken(end, _END), methods=["POST"]),
    ]
