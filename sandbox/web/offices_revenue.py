"""`/bureaux/revenu`: the queue of Revenu Québec's agent, by what waits, and one file a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import Conflict
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import (
    Account,
    Enrolment,
    Invitation,
    ItemState,
    JournalEntry,
    Officer,
    Organisation,
    Person,
    RevenueFile,
)
from sandbox.domain.terms import FileStanding, OfficerFunction
from sandbox.guide.engine import Decision
from sandbox.services import calendar, dossiers, invitations, registry, review
from sandbox.services.dossiers import REJECTION_REASONS, Contents
from sandbox.services.enrolment_form import Problem
from sandbox.services.names import searchable
from sandbox.services.ports import Not, Tx
from sandbox.web.arrivals import desk_of, told
from sandbox.web.decisions import view_of
from sandbox.web.guide_paths import trail_from
from sandbox.web.offices import typed_again
from sandbox.web.pages import language, render, space_of, words
from sandbox.web.wording import Say
from sandbox.world.clock import civil_date
from sandbox.world.surroundings import World

_WAITS = {
    EnrolmentState.UNDER_REVIEW: "to_check",
    EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS: "contact",
    EnrolmentState.DEFERRED_DOCUMENTS: "documents",
}
GROUPS = ("to_check", "contact", "documents", "settled", "without")
"""The parts of the queue, the most pressing first."""
_HISTORY = 20
_LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class File:
    """Everything the agent sees of one organisation."""

    organisation: Organisation
    revenue: RevenueFile
    enrolments: tuple[Enrolment, ...]  # transmitted ones, newest first
    contents: Contents | None
    account: Account | None
    person: Person | None
    officers: tuple[Officer, ...]
    invitations: tuple[Invitation, ...]
    invited: Invitation | None
    history: tuple[JournalEntry, ...]
    calls: tuple[JournalEntry, ...]  # to the applicant, newest first

    @property
    def enrolment(self) -> Enrolment | None:
        """The enrolment the agent works on: the latest one."""
        return self.enrolments[0] if self.enrolments else None

    @property
    def reasons_asked(self) -> set[str]:
        """Ids of the lists of reasons that the present state calls for."""
        state = self.enrolment.state if self.enrolment else None
        asked = {"motif-refus"} if state is EnrolmentState.UNDER_REVIEW else set()
        judged = (ItemState.RECEIVED, ItemState.ACCEPTED)
        if self.contents and self.contents.dossier.state not in dossiers.ENDED:
            asked |= {f"motif-{item.id}" for item in self.contents.items if item.state in judged}
        return asked


async def _transmitted(tx: Tx, of: str | Not) -> list[Enrolment]:
    found = await tx.find(Enrolment, transmitted_at=Not(None), organisation_id=of)
    return sorted(found, key=attrgetter("transmitted_at", "id"), reverse=True)


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
        for enrolment in await _transmitted(tx, Not("")):
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


async def read_file(tx: Tx, world: World, organisation_id: str) -> File:
    """Everything of one organisation; raises `NotFound`."""
    organisation = await tx.need(Organisation, organisation_id)
    held = await tx.get(RevenueFile, organisation_id)
    enrolments = await _transmitted(tx, organisation_id)
    latest = enrolments[0] if enrolments else None
    account = await tx.get(Account, latest.account_id) if latest and latest.account_id else None
    return File(
        organisation=organisation,
        revenue=held or RevenueFile(organisation_id, return_filed=False),
        enrolments=tuple(enrolments),
        contents=await dossiers.of_enrolment(tx, latest.id) if latest else None,
        account=account,
        person=await tx.get(Person, account.person_id) if account else None,
        officers=tuple(await registry.officers(tx, organisation_id)),
        invitations=tuple(
            await tx.find(Invitation, organisation_id=organisation_id, order="-issued_on")
        ),
        invited=await invitations.current(tx, world, organisation_id),
        calls=tuple(
            await tx.find(
                JournalEntry,
                name=Event.CONTACT_LOGGED.value,
                organisation_id=organisation_id,
                order="-seq",
            )
        ),
        history=tuple(
            await tx.find(
                JournalEntry, organisation_id=organisation_id, order="-seq", limit=_HISTORY
            )
        ),
    )


def _reasons(t: Say) -> dict[str, list[tuple[str, str]]]:
    """What the lists of the page offer: values and words."""
    offered: dict[str, tuple[str, Iterable[str]]] = {
        "rejection": ("state.rejection", REJECTION_REASONS),
        "refusal": ("refusal", review.REFUSAL_REASONS),
        "standing": ("state.standing", FileStanding),
        "functions": ("state.function", (f for f in OfficerFunction if f != OfficerFunction.NONE)),
    }
    return {
        name: [(str(value), t(f"{key}.{value}")) for value in values]
        for name, (key, values) in offered.items()
    }


async def file_page(
    request: Request,
    organisation_id: str,
    status: int = 200,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
) -> Response:
    """One file: facts, documents, calls, decision, registers, invitations, history.

    `typed` is the form that was refused, to be shown as it was.
    """
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await calendar.run(tx, world)
        file = await read_file(tx, world, organisation_id)
    if any(p.field.startswith("motif-") and p.field not in file.reasons_asked for p in problems):
        raise Conflict(
            "enrolment-moved-meanwhile",
            "error.conflict",
            hint="Someone else acted on this enrolment first; look at it again.",
        )
    t = words(language(request))
    stored = file.enrolment.decision if file.enrolment else {}
    return render(
        request,
        "offices/file.html",
        status,
        nav="offices",
        file=file,
        problems=problems,
        typed=typed_again(typed or {}),
        said=told(request),
        decision=view_of(Decision.from_dict(stored), t) if stored else None,
        trail=trail_from(f"/bureaux/revenu/{organisation_id}"),
        reasons=_reasons(t),
        numbered=[
            (one.id, t("office.file.enrolment", number=one.number)) for one in file.enrolments
        ],
    )


async def show_file(request: Request) -> Response:
    """The file of the organisation in the path."""
    return await file_page(request, request.path_params["organisation"])


def routes() -> list[Route]:
    """The routes of these pages."""
    return [
        Route("/bureaux/revenu", queue, methods=["GET"]),
        Route("/bureaux/revenu/{organisation}", show_file, methods=["GET"]),
    ]
