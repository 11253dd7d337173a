"""`/bureaux/revenu`: the queue of Revenu Québec's agent, by what waits."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, Organisation
from sandbox.services import calendar
from sandbox.services.names import searchable
from sandbox.services.ports import Not
from sandbox.web.arrivals import desk_of, told
from sandbox.web.offices_file import transmitted
from sandbox.web.pages import render, space_of
from sandbox.world.clock import civil_date

_WAITS = {
    EnrolmentState.UNDER_REVIEW: "to_check",
    EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS: "contact",
    EnrolmentState.DEFERRED_DOCUMENTS: "documents",
}
GROUPS = ("to_check", "contact", "documents", "settled", "without")
"""The parts of the queue, the most pressing first."""
_LONGEST_SEARCH = 80


async def queue(request: Request) -> Response:
    """Every organisation, in the group of what its latest enrolment waits for.

    What has waited longest comes first; `?recherche=` keeps those whose name or identification
    number holds it, `?attente=` one group.
    """
    sought = searchable(request.query_params.get("recherche", "")[:_LONGEST_SEARCH])
    wanted = request.query_params.get("attente", "")
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await calendar.run(tx, world)
        organisations = await tx.find(Organisation, order="name")
        latest: dict[str, Enrolment] = {}
        for enrolment in await transmitted(tx, Not("")):
            latest.setdefault(enrolment.organisation_id, enrolment)
    groups: dict[str, list[tuple[Organisation, Enrolment | None]]] = {name: [] for name in GROUPS}
    for organisation in organisations:
        if sought not in searchable(f"{organisation.name} {organisation.revenue_number}"):
            continue
        current = latest.get(organisation.id)
        group = _WAITS.get(current.state, "settled") if current else "without"
        groups[group].append((organisation, current))
    for name in ("to_check", "contact", "documents"):
        groups[name].sort(key=lambda row: row[1].touched_at if row[1] else world.now)
    counts = {name: len(rows) for name, rows in groups.items()}
    shown = {wanted: groups[wanted]} if wanted in groups else groups
    return render(
        request,
        "offices/queue.html",
        nav="offices",
        groups=shown,
        counts=counts,
        wanted=wanted if wanted in groups else "",
        sought=request.query_params.get("recherche", "")[:_LONGEST_SEARCH],
        waited=lambda enrolment: (world.today - civil_date(enrolment.touched_at)).days,
        said=told(request),
    )


def routes() -> list[Route]:
    """The route of this page."""
    return [Route("/bureaux/revenu", queue, methods=["GET"])]
