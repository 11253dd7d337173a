"""`/bureaux/ministere`: who may be informed, and the applications that wait for an answer.

Several rows are ticked and answered at once: each in a transaction of its own, so that one that
cannot be answered any more keeps none of the others back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import SandboxError
from sandbox.domain.lifecycles import EnrolmentState, SubscriptionState
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
from sandbox.services.ports import Not, Tx
from sandbox.web import offices_outcomes
from sandbox.web.arrivals import desk_of, go, told
from sandbox.web.forms import Form, read_form
from sandbox.web.offices import typed_again, written
from sandbox.web.offices_file import transmitted
from sandbox.web.offices_history import facts
from sandbox.web.offices_lists import grouped, sought
from sandbox.web.pages import language, render, space_of, words
from sandbox.world.surroundings import World

HERE = "/bureaux/ministere"
GROUPS = ("pending", "to_inform", "informed")
"""The parts of the list, the most pressing first."""
MOST_REASON = 300
_LATEST = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation as the ministry sees it."""

    organisation: Organisation
    enrolment: Enrolment | None
    subscription: Subscription | None
    applicant: Person | None = None

    @property
    def group(self) -> str:
        """Where it stands in the list."""
        waits = SubscriptionState.IN_PROCESS
        if self.subscription is not None and self.subscription.state is waits:
            return "pending"
        return "informed" if self.organisation.informed_on else "to_inform"

    @property
    def active(self) -> bool:
        """Whether its enrolment is active, the other condition of the e-service (R-78)."""
        return self.enrolment is not None and self.enrolment.state is EnrolmentState.ACTIVE


async def lines_of(tx: Tx) -> list[Line]:
    """Every organisation, the most pressing first."""
    latest: dict[str, Enrolment] = {}
    for enrolment in await transmitted(tx, Not("")):
        latest.setdefault(enrolment.organisation_id, enrolment)
    subscriptions = {s.organisation_id: s for s in await tx.find(Subscription)}
    accounts = {a.id: a for a in await tx.find(Account)}
    people = {p.id: p for p in await tx.find(Person)}
    found = []
    for organisation in await tx.find(Organisation, order="name"):
        applied = subscriptions.get(organisation.id)
        account = accounts.get(applied.account_id) if applied else None
        applicant = people.get(account.person_id) if account else None
        found.append(Line(organisation, latest.get(organisation.id), applied, applicant))
    return sorted(found, key=_pressing)


def _pressing(line: Line) -> tuple[int, str, bool]:
    """What has waited longest, then who would be let in by a notice, then the rest by name."""
    asked = line.subscription.requested_at if line.subscription else None
    waits = asked.isoformat() if asked and line.group == "pending" else ""
    return GROUPS.index(line.group), waits, not line.active


async def page(
    request: Request,
    status: int = 200,
    problems: Sequence[Problem] = (),
    form: Form | None = None,
) -> Response:
    """The list, page by page; `form` is the one that was refused, shown as it was."""
    asked = sought(request, GROUPS)
    async with desk_of(request).look(space_of(request)) as (tx, _):
        everyone = await lines_of(tx)
        names = tuple(event.value for event in ministry.EVENTS)
        latest = await tx.find(JournalEntry, name=names, order="-seq", limit=_LATEST)
    found = [
        line
        for line in everyone
        if asked.finds(line.organisation.name, str(line.organisation.revenue_number))
    ]
    listed = grouped(request, asked, GROUPS, [(line.group, line) for line in found])
    ticked = {*form.all("demande"), *form.all("service")} if form else set[str]()
    return render(
        request,
        "offices/ministry.html",
        status,
        nav="offices",
        groups=listed.groups,
        counts=listed.counts,
        page=listed.page,
        sought=asked,
        back=asked.query(page=str(listed.page.number) if listed.page.number > 1 else ""),
        latest=facts(latest, words(language(request))),
        names={line.organisation.id: line.organisation.name for line in everyone},
        ticked=ticked,
        all_ticked=request.query_params.get("coche", ""),
        typed=typed_again(form or {}),
        problems=problems,
        said=told(request),
        outcomes=offices_outcomes.noted(request),
    )


async def show(request: Request) -> Response:
    """The page of the ministry's agent."""
    return await page(request)


async def _answer(tx: Tx, world: World, subject: str, form: Form) -> str:
    accept = form.text("geste") == "accepter"
    await ministry.answer(tx, world, subject, accept, form.text("motif"))
    return "office.became.accept" if accept else "office.became.refuse"


async def _inform(tx: Tx, world: World, subject: str, form: Form) -> str:
    channels: Mapping[str, Channel] = {"lettre": Channel.LETTER, "courriel": Channel.EMAIL}
    await ministry.inform(tx, world, subject, channels[form.text("geste")])
    return "office.became.inform"


_ACTS = {
    "accepter": ("demande", _answer),
    "refuser": ("demande", _answer),
    "lettre": ("service", _inform),
    "courriel": ("service", _inform),
}
"""Value of `geste`: which boxes it is about, and what is done for each that is ticked."""


def unfit_reason(form: Form, at: str = "motif") -> list[Problem]:
    """What is wrong with the reason of a refusal."""
    if not form.text("motif"):
        return [Problem(at, "office.problem.refusal_missing", {"most": str(MOST_REASON)})]
    return written(form, "motif", MOST_REASON, "office.problem.refusal_too_long", at)


async def act_on_several(request: Request) -> Response:
    """Inform, accept or refuse all that is ticked; what became of each is told."""
    form = await read_form(request, many=("demande", "service"))
    if form.text("geste") not in _ACTS:
        return await page(request, 422, [Problem("", "office.problem.answer_missing")], form)
    box, do = _ACTS[form.text("geste")]
    problems = [] if form.all(box) else [Problem(box, f"office.problem.{box}_missing")]
    if form.text("geste") == "refuser":
        problems += unfit_reason(form)
    if problems:
        return await page(request, 422, problems, form)
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        names = {o.id: o.name for o in await tx.find(Organisation)}
        names |= {s.id: names[s.organisation_id] for s in await tx.find(Subscription)}
    outcomes = []
    for subject in dict.fromkeys(form.all(box)):
        try:
            async with desk.work(space) as (tx, world):
                became = await do(tx, world, subject, form)
        except SandboxError as refused:
            became = offices_outcomes.why_not(refused)
        outcomes.append((names.get(subject, "—"), became))
    offices_outcomes.note(request, outcomes)
    return go(request, HERE + sought(request, GROUPS).query())


def routes() -> list[Route]:
    """The routes of the list."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE, act_on_several, methods=["POST"]),
    ]
