"""`/bureaux/ministere`: who was informed, and the applications that wait for an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import without_nas
from sandbox.domain.lifecycles import SubscriptionState
from sandbox.domain.model import Account, Enrolment, Organisation, Person, Subscription
from sandbox.domain.terms import Channel
from sandbox.services import ministry
from sandbox.services.enrolment_form import Problem
from sandbox.services.ports import Not, Tx
from sandbox.web.arrivals import desk_of, told
from sandbox.web.forms import Form, read_form
from sandbox.web.offices import act, written
from sandbox.web.pages import render, space_of
from sandbox.world.surroundings import World

HERE = "/bureaux/ministere"
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation as the ministry sees it."""

    organisation: Organisation
    enrolment: Enrolment | None
    subscription: Subscription | None
    applicant: Person | None = None


async def _lines(tx: Tx) -> list[Line]:
    latest: dict[str, Enrolment] = {}
    for enrolment in await tx.find(Enrolment, transmitted_at=Not(None), order="transmitted_at"):
        latest[enrolment.organisation_id] = enrolment
    subscriptions = {s.organisation_id: s for s in await tx.find(Subscription)}
    accounts = {a.id: a for a in await tx.find(Account)}
    people = {p.id: p for p in await tx.find(Person)}
    lines = []
    for organisation in await tx.find(Organisation, order="name"):
        found = subscriptions.get(organisation.id)
        account = accounts.get(found.account_id) if found else None
        applicant = people.get(account.person_id) if account else None
        lines.append(Line(organisation, latest.get(organisation.id), found, applicant))
    return lines


async def page(
    request: Request,
    status: int = 200,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Applications to answer first, then every organisation and its notice.

    `typed` holds the reasons that were refused, by the id of their control.
    """
    async with desk_of(request).look(space_of(request)) as (tx, _):
        lines = await _lines(tx)
    waits = SubscriptionState.IN_PROCESS
    pending = [line for line in lines if line.subscription and line.subscription.state is waits]
    return render(
        request,
        "offices/ministry.html",
        status,
        nav="offices",
        lines=lines,
        pending=pending,
        problems=problems,
        typed=typed or {},
        said=told(request),
    )


async def show(request: Request) -> Response:
    """The page of the ministry's agent."""
    return await page(request)


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
    """Tell an organisation that it may apply."""
    form = await read_form(request)
    return await act(request, form, request.path_params["organisation"], "inform", _inform, HERE)


async def withdraw(request: Request) -> Response:
    """Take the notice back."""
    form = await read_form(request)
    of = request.path_params["organisation"]
    return await act(request, form, of, "withdraw", _withdraw, HERE)


def _unfit(form: Form, at: str) -> list[Problem]:
    """What is wrong with the reason of a refusal."""
    if not form.text("motif"):
        return [Problem(at, "office.problem.refusal_missing", {"most": str(_LONGEST_REASON)})]
    return written(form, "motif", _LONGEST_REASON, "office.problem.refusal_too_long", at)


async def answer(request: Request) -> Response:
    """Accept or refuse an application; a refusal says why."""
    form = await read_form(request)
    subject = request.path_params["subscription"]
    decided = form.text("reponse")
    if decided not in ("accepter", "refuser"):
        return await page(request, 422, (Problem("", "office.problem.answer_missing"),))
    if decided == "refuser" and (problems := _unfit(form, f"motif-{subject}")):
        typed = {f"motif-{subject}": without_nas(form.text("motif"))}
        return await page(request, 422, problems, typed)
    did = "accept" if decided == "accepter" else "answer_refuse"
    return await act(request, form, subject, did, _answer, HERE)


def routes() -> list[Route]:
    """The routes of this office."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE + "/demande/{subscription}", answer, methods=["POST"]),
        Route(HERE + "/{organisation}/informer", inform, methods=["POST"]),
        Route(HERE + "/{organisation}/retirer", withdraw, methods=["POST"]),
    ]
