"""`/bureaux/ministere/{organisation}`: one childcare service at the ministry, and its history."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput
from sandbox.domain.lifecycles import SubscriptionState
from sandbox.domain.model import (
    Account,
    Enrolment,
    JournalEntry,
    Organisation,
    Person,
    Subscription,
)
from sandbox.domain.terms import Channel
from sandbox.services import ministry
from sandbox.services.enrolment_form import Problem
from sandbox.services.ports import Tx
from sandbox.web.arrivals import desk_of, told
from sandbox.web.forms import Form, read_form
from sandbox.web.offices import act, typed_again, unconfirmed
from sandbox.web.offices_file import transmitted
from sandbox.web.offices_history import facts
from sandbox.web.offices_ministry import HERE, Line, unfit_reason
from sandbox.web.pages import language, render, space_of, words
from sandbox.world.surroundings import World


async def _line(tx: Tx, organisation_id: str) -> Line:
    organisation = await tx.need(Organisation, organisation_id)
    latest: Enrolment | None = next(iter(await transmitted(tx, organisation_id)), None)
    applied = await tx.one(Subscription, organisation_id=organisation_id)
    account = await tx.get(Account, applied.account_id) if applied else None
    applicant = await tx.get(Person, account.person_id) if account else None
    return Line(organisation, latest, applied, applicant)


async def page(
    request: Request,
    organisation_id: str,
    status: int = 200,
    problems: Sequence[Problem] = (),
    form: Form | None = None,
) -> Response:
    """Its notice, its application, and all that was informed, asked and answered, in time order.

    `form` is the one that was refused. A problem of an act that the state no longer allows is not
    told: the page shows what holds now.
    """
    async with desk_of(request).look(space_of(request)) as (tx, _):
        line = await _line(tx, organisation_id)
        names = tuple(event.value for event in ministry.EVENTS)
        entries = await tx.find(JournalEntry, name=names, organisation_id=organisation_id)
    return render(
        request,
        "offices/ministry_file.html",
        status,
        nav="offices",
        line=line,
        history=facts(entries, words(language(request))),
        problems=problems,
        typed=typed_again(form or {}),
        said=told(request),
    )


async def show(request: Request) -> Response:
    """GET: one childcare service."""
    return await page(request, request.path_params["organisation"])


async def _inform(tx: Tx, world: World, of: str, form: Form) -> None:
    try:
        channel = Channel(form.text("moyen"))
    except ValueError:
        raise BadInput("channel-unknown", "office.problem.channel_missing") from None
    await ministry.inform(tx, world, of, channel)


async def _withdraw(tx: Tx, world: World, of: str, form: Form) -> None:
    await ministry.withdraw(tx, world, of)


async def _answer(tx: Tx, world: World, subject: str, form: Form) -> None:
    accept = form.text("reponse") == "accepter"
    await ministry.answer(tx, world, subject, accept, form.text("motif"))


async def inform(request: Request) -> Response:
    """POST: tell an organisation that it may apply."""
    form, of = await read_form(request), request.path_params["organisation"]
    return await act(request, form, of, "inform", _inform, f"{HERE}/{of}")


async def withdraw(request: Request) -> Response:
    """POST: take the notice back, once it was confirmed."""
    form, of = await read_form(request), request.path_params["organisation"]
    async with desk_of(request).look(space_of(request)) as (tx, _):
        informed = (await tx.need(Organisation, of)).informed_on is not None
    if informed and (problems := unconfirmed(form, "compris-retrait")):
        return await page(request, of, 422, problems, form)
    return await act(request, form, of, "withdraw", _withdraw, f"{HERE}/{of}")


async def answer(request: Request) -> Response:
    """POST: accept or refuse an application; a refusal says why."""
    form, subject = await read_form(request), request.path_params["subscription"]
    async with desk_of(request).look(space_of(request)) as (tx, _):
        applied = await tx.need(Subscription, subject)
    of, decided = applied.organisation_id, form.text("reponse")
    if applied.state is SubscriptionState.IN_PROCESS:
        if decided not in ("accepter", "refuser"):
            missing = Problem("", "office.problem.answer_missing")
            return await page(request, of, 422, [missing], form)
        if decided == "refuser" and (problems := unfit_reason(form)):
            return await page(request, of, 422, problems, form)
    did = "accept" if decided == "accepter" else "answer_refuse"
    return await act(request, form, subject, did, _answer, f"{HERE}/{of}")


def routes() -> list[Route]:
    """The routes of one childcare service."""
    return [
        Route(HERE + "/{organisation}", show, methods=["GET"]),
        Route(HERE + "/demande/{subscription}", answer, methods=["POST"]),
        Route(HERE + "/{organisation}/informer", inform, methods=["POST"]),
        Route(HERE + "/{organisation}/retirer", withdraw, methods=["POST"]),
    ]
