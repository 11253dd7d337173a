"""`/bureaux/revenu/{organisation}`: one file, from what was transmitted to what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.domain.errors import Conflict, NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import LIVE_ENROLMENT, PENDING_ENROLMENT, EnrolmentState
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
from sandbox.services import calendar, dossiers, file_checks, invitations, registry, review
from sandbox.services.dossiers import REJECTION_REASONS, Contents
from sandbox.services.enrolment_form import Problem
from sandbox.services.file_checks import Checked
from sandbox.services.in_force import enrolment_of
from sandbox.services.ports import Not, Tx
from sandbox.web import offices_checks
from sandbox.web.arrivals import desk_of, told
from sandbox.web.decisions import view_of
from sandbox.web.guide_paths import trail_from
from sandbox.web.offices import typed_again
from sandbox.web.offices_history import SHOWN, facts
from sandbox.web.pages import language, render, space_of, words
from sandbox.web.wording import Say
from sandbox.world.surroundings import World

HERE = "/bureaux/revenu/{organisation}"


@dataclass(frozen=True, slots=True)
class File:
    """Everything the agent sees of one organisation, and of one of its enrolments."""

    organisation: Organisation
    revenue: RevenueFile
    enrolments: tuple[Enrolment, ...]  # transmitted ones, newest first
    enrolment: Enrolment | None  # the one looked at: the latest, unless another was asked for
    in_force: Enrolment | None
    contents: Contents | None
    account: Account | None
    person: Person | None
    officers: tuple[Officer, ...]
    invitations: tuple[Invitation, ...]
    invited: Invitation | None
    history: tuple[JournalEntry, ...]
    calls: tuple[JournalEntry, ...]  # to the applicant, oldest first
    returned: tuple[JournalEntry, ...]  # documents of this enrolment that were sent back
    checked: Checked

    @property
    def asked(self) -> set[str]:
        """Ids of the reasons and of the boxes to tick that the present state calls for."""
        state = self.enrolment.state if self.enrolment else None
        asked = {"compris-invitation"} if self.invited else set()
        if state is EnrolmentState.UNDER_REVIEW:
            asked |= {"motif-refus", "compris-refus"}
        elif state is EnrolmentState.ACTIVE:
            asked.add("compris-suspension")
        judged = (ItemState.RECEIVED, ItemState.ACCEPTED)
        if self.contents and self.contents.dossier.state not in dossiers.ENDED:
            asked |= {f"motif-{item.id}" for item in self.contents.items if item.state in judged}
        return asked


async def transmitted(tx: Tx, of: str | Not) -> list[Enrolment]:
    """The enrolments that an organisation, or every one, transmitted, newest first.

    Where a calendar that stands still gives two the same moment, the one in force is the newer.
    """
    in_force = LIVE_ENROLMENT | PENDING_ENROLMENT
    found = await tx.find(Enrolment, transmitted_at=Not(None), organisation_id=of, order="id")
    found.sort(key=lambda one: (one.state in in_force, one.id), reverse=True)
    return sorted(found, key=attrgetter("transmitted_at"), reverse=True)


def _chosen(enrolments: Sequence[Enrolment], wanted: str) -> Enrolment | None:
    """The enrolment asked for, or the latest; raises `NotFound` for one that is not theirs."""
    if not wanted:
        return next(iter(enrolments), None)
    found = next((one for one in enrolments if one.id == wanted), None)
    if found is None:
        raise NotFound("enrolment-unknown", "errors.s404.reason", hint="Open the file again.")
    return found


async def read_file(tx: Tx, world: World, organisation_id: str, wanted: str = "") -> File:
    """Everything of one organisation, and of the enrolment of this id; raises `NotFound`."""
    organisation = await tx.need(Organisation, organisation_id)
    held = await tx.get(RevenueFile, organisation_id)
    enrolments = await transmitted(tx, organisation_id)
    chosen = _chosen(enrolments, wanted)
    account = await tx.get(Account, chosen.account_id) if chosen and chosen.account_id else None
    contents = await dossiers.of_enrolment(tx, chosen.id) if chosen else None
    journal = await tx.find(
        JournalEntry, organisation_id=organisation_id, order="-seq", limit=SHOWN
    )
    told = await tx.find(
        JournalEntry,
        organisation_id=organisation_id,
        name=(Event.CONTACT_LOGGED.value, Event.DOCUMENT_REJECTED.value),
        order="seq",
    )
    issued = await tx.find(Invitation, organisation_id=organisation_id, order="-issued_on")
    return File(
        organisation=organisation,
        revenue=held or RevenueFile(organisation_id, return_filed=False),
        enrolments=tuple(enrolments),
        enrolment=chosen,
        in_force=await enrolment_of(tx, organisation_id),
        contents=contents,
        account=account,
        person=await tx.get(Person, account.person_id) if account else None,
        officers=tuple(await registry.officers(tx, organisation_id)),
        invitations=tuple(issued),
        invited=await invitations.current(tx, world, organisation_id),
        history=tuple(journal),
        calls=tuple(one for one in told if one.name == Event.CONTACT_LOGGED.value),
        returned=tuple(
            one
            for one in told
            if one.name == Event.DOCUMENT_REJECTED.value and chosen and one.trace == chosen.id
        ),
        checked=await file_checks.check(
            tx, world, organisation, chosen, contents.items if contents else ()
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
    """One file; `?inscription=` looks at an earlier enrolment than the latest.

    `typed` is the form that was refused, to be shown as it was.
    """
    wanted = request.query_params.get("inscription", "")
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await calendar.run(tx, world)
        file = await read_file(tx, world, organisation_id, wanted)
    told_at = {p.field for p in problems if p.field.startswith(("motif-", "compris-"))}
    if told_at - file.asked:
        raise Conflict(
            "enrolment-moved-meanwhile",
            "error.conflict",
            hint="Someone else acted on this enrolment first; look at it again.",
        )
    lang = language(request)
    t = words(lang)
    stored = file.enrolment.decision if file.enrolment else {}
    known = offices_checks.Known(
        file.organisation,
        file.revenue,
        file.officers,
        file.invitations,
        file.enrolment,
        file.in_force,
        file.checked,
    )
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
        numbered={one.id: t("office.file.enrolment", number=one.number) for one in file.enrolments},
        sent_checks=offices_checks.lines(known, file.checked.sent, t, lang),
        conditions=offices_checks.lines(known, file.checked.conditions, t, lang),
        history=facts(file.history, t),
        whole=len(file.history) < SHOWN,
    )


async def show_file(request: Request) -> Response:
    """The file of the organisation in the path."""
    return await file_page(request, request.path_params["organisation"])


def routes() -> list[Route]:
    """The route of this page."""
    return [Route(HERE, show_file, methods=["GET"])]
