"""`/bureaux/revenu`: the queue of Revenu Québec's agent, by what waits."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, Organisation
from sandbox.services import calendar
from sandbox.services.ports import Not
from sandbox.web.arrivals import desk_of, told
from sandbox.web.offices_file import transmitted
from sandbox.web.offices_lists import grouped, sought
from sandbox.web.pages import render, space_of
from sandbox.world.clock import civil_date

_WAITS = {
    EnrolmentState.UNDER_REVIEW: "to_check",
    EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS: "contact",
    EnrolmentState.DEFERRED_DOCUMENTS: "documents",
}
GROUPS = ("to_check", "contact", "documents", "settled", "without")
"""The parts of the queue, the most pressing first."""

Row = tuple[Organisation, Enrolment | None]


async def queue(request: Request) -> Response:
    """Every organisation, in the group of what its latest enrolment waits for, page by page.

    What has waited longest comes first; `?recherche=` keeps those whose name or identification
    number holds it, `?attente=` one group.
    """
    asked = sought(request, GROUPS)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await calendar.run(tx, world)
        organisations = await tx.find(Organisation, order="name")
        latest: dict[str, Enrolment] = {}
        for enrolment in await transmitted(tx, Not("")):
            latest.setdefault(enrolment.organisation_id, enrolment)
    groups: dict[str, list[Row]] = {name: [] for name in GROUPS}
    for one in organisations:
        if asked.finds(one.name, str(one.revenue_number)):
            current = latest.get(one.id)
            group = _WAITS.get(current.state, "settled") if current else "without"
            groups[group].append((one, current))
    for name in ("to_check", "contact", "documents"):
        groups[name].sort(key=lambda row: row[1].touched_at if row[1] else world.now)
    rows = [(name, row) for name in GROUPS for row in groups[name]]
    listed = grouped(request, asked, GROUPS, rows)
    return render(
        request,
        "offices/queue.html",
        nav="offices",
        groups=listed.groups,
        counts=listed.counts,
        page=listed.page,
        sought=asked,
        waited=lambda enrolment: (world.today - civil_date(enrolment.touched_at)).days,
        said=told(request),
    )


def routes() -> list[Route]:
    """The route of this page."""
    return [Route("/bureaux/revenu", queue, methods=["GET"])]
