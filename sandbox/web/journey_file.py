"""The file of an enrolment as its own person follows it, from the transmission to the end.

Its address says only the rank of the file among those that this browser may follow: the one it
transmitted, the one whose number was typed here, the one of whoever gave the right password.
Another browser is answered as if there were no file.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.domain.errors import Conflict, NotAllowed, NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState, DossierState, EnrolmentState
from sandbox.domain.model import (
    Account,
    Enrolment,
    JournalEntry,
    Organisation,
    Person,
    PostItem,
    Receipt,
)
from sandbox.domain.terms import Release
from sandbox.guide.engine import Decision
from sandbox.services import calendar, dossiers, drafts, lacking, post, review, traces
from sandbox.services.dossiers import Contents
from sandbox.services.ports import Tx
from sandbox.web import belongings, enrolling
from sandbox.web.arrivals import desk_of, go, tell, told
from sandbox.web.decisions import view_of
from sandbox.web.forms import read_form
from sandbox.web.pages import language, render, space_of, words
from sandbox.web.wording import WAYS
from sandbox.world.surroundings import World

_SAID = (
    Event.CONTACT_LOGGED,
    Event.DOCUMENT_RECEIVED,
    Event.DOCUMENT_REJECTED,
    Event.DOSSIER_COMPLETED,
    Event.ENROLMENT_MORE_ASKED,
    Event.ENROLMENT_TRANSMITTED,
    Event.ENROLMENT_ACTIVATED,
    Event.ENROLMENT_REFUSED,
    Event.ENROLMENT_EXPIRED,
    Event.ENROLMENT_SUSPENDED,
    Event.ENROLMENT_RESTORED,
    Event.ENROLMENT_DEACTIVATED,
)
"""What a person is told of the file, among all that the journal holds of it."""

STEPS = {
    True: ("transmise", "active", "session", "pes"),
    False: ("transmise", "attente", "verification", "active", "session", "pes"),
}
"""The way of an enrolment: activated at once, or deferred."""


@dataclass(frozen=True, slots=True)
class PersonsFile:
    """Everything its person is told of one enrolment."""

    enrolment: Enrolment
    organisation: Organisation
    account: Account
    holder: Person
    contents: Contents | None
    told: tuple[tuple[JournalEntry, PostItem | None], ...]  # newest first, with its letter

    @property
    def at(self) -> str:
        """The step of `STEPS` that the enrolment is at; empty once it has ended."""
        state = self.enrolment.state
        if state is EnrolmentState.ACTIVE:
            return "session" if self.account.state in _NOT_YET_SIGNED_IN else "pes"
        return _AT.get(state, "")


_NOT_YET_SIGNED_IN = (AccountState.TEMPORARY, AccountState.TEMPORARY_EXPIRED)
_AT = {
    EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS: "attente",
    EnrolmentState.DEFERRED_DOCUMENTS: "attente",
    EnrolmentState.UNDER_REVIEW: "verification",
}


async def _read(tx: Tx, world: World, number: str) -> PersonsFile:
    """The file of a transmitted enrolment; raises `NotFound` for a draft and for nothing."""
    enrolment = await drafts.by_number(tx, number)
    if enrolment.transmitted_at is None:
        raise NotFound("enrolment-unknown", "error.enrolment_unknown")
    organisation = await tx.need(Organisation, enrolment.organisation_id)
    account = await tx.need(Account, enrolment.account_id)
    entries = await tx.find(
        JournalEntry, trace=enrolment.id, name=tuple(str(event) for event in _SAID), order="-seq"
    )
    letters = {item.event_id: item for item in await post.inbox(tx, world, organisation.id)}
    return PersonsFile(
        enrolment=enrolment,
        organisation=organisation,
        account=account,
        holder=await tx.need(Person, account.person_id),
        contents=await dossiers.of_enrolment(tx, enrolment.id),
        told=tuple((entry, letters.get(entry.id)) for entry in entries),
    )


def _number(request: Request) -> str:
    """The number of the file that the address names, empty if this browser follows none such."""
    kept, rank = belongings.files(request), request.path_params["rang"]
    return kept[rank - 1] if 1 <= rank <= len(kept) else ""


def _no_file(request: Request) -> Response:
    return render(request, "journey/no_file.html", 404, nav="enrol")


async def show(request: Request) -> Response:
    """GET /inscription/dossier/{rang}: where the file stands, what lacks, what is next."""
    number = _number(request)
    if not number:
        return _no_file(request)
    async with desk_of(request).work(space_of(request)) as (tx, world):
        await calendar.run(tx, world)
        try:
            file = await _read(tx, world, number)
        except NotFound:
            return _no_file(request)
        last, today = calendar.last_day(world, file.enrolment), world.today
        receipt = await tx.get(Receipt, file.enrolment.id)
    enrolment, t = file.enrolment, words(language(request))
    decision = Decision.from_dict(enrolment.decision) if enrolment.decision else None
    steps = STEPS[decision is not None and decision.release is Release.AUTO]
    own = belongings.receipts(request)
    return await enrolling.page_on_the_way(
        request,
        "journey/file.html",
        rank=request.path_params["rang"],
        file=file,
        decision=view_of(decision, t) if decision else None,
        steps=[t(f"dossier.step.{name}") for name in steps] if file.at in steps else [],
        at=steps.index(file.at) + 1 if file.at in steps else 0,
        lacks=lacking.lacking(enrolment, file.contents),
        unanswered=lacking.unanswered(enrolment),
        got_at={**WAYS, "reconnaissance": f"/bureaux/revenu/{file.organisation.id}#registres"},
        sentence=_sentence(file),
        last=last,
        today=today,
        receipt_path=f"/inscription/accuse/{own.index(number) + 1}"
        if receipt and number in own
        else "",
        trace_path=f"{traces.PAGES}/{enrolment.id}",
        said=told(request),
    )


def _sentence(file: PersonsFile) -> str:
    """The key, under `dossier.sentence`, of where the file stands in one sentence."""
    state = file.enrolment.state
    if state is not EnrolmentState.DEFERRED_DOCUMENTS:
        return state.value
    asked_again = file.contents is not None and any(item.reason for item in file.contents.items)
    if file.contents and (asked_again or file.contents.dossier.state is DossierState.TO_COMPLETE):
        return "a_completer"
    return state.value


async def act(request: Request) -> Response:
    """POST /inscription/dossier/{rang}: send a document, or all, or be called; simulated.

    What Revenu Québec would note of it is noted at once, by the services of its agent.
    """
    form = await read_form(request)
    number = _number(request)
    if not number:
        return _no_file(request)
    piece, said = form.text("piece"), "dossier.did.nothing"
    try:
        async with desk_of(request).work(space_of(request)) as (tx, world):
            await calendar.run(tx, world)
            file = await _read(tx, world, number)
            if form.text("appel"):
                await review.log_contact(tx, world, file.enrolment.id)
                said = "dossier.did.called"
            elif piece == "toutes":
                await review.receive_all(tx, world, file.enrolment.id)
                said = "dossier.did.sent_all"
            elif file.contents and any(item.id == piece for item in file.contents.awaited):
                await review.receive_document(tx, world, piece)
                said = "dossier.did.sent"
    except NotFound:
        return _no_file(request)
    except (NotAllowed, Conflict):  # from another tab, or by the agent, in the meantime
        said = "dossier.did.nothing"
    tell(request, said)
    return go(request, f"/inscription/dossier/{request.path_params['rang']}")


def routes() -> list[BaseRoute]:
    """The pages of the file; they come before the steps, which match any word."""
    path = "/inscription/dossier/{rang:number}"
    return [Route(path, show, methods=["GET"]), Route(path, act, methods=["POST"])]
