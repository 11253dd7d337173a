"""The agent of Revenu Québec: contact, documents, decision (R-33, R-59, R-66, R-67, R-71, R-72).

Nothing activates an enrolment by itself: a contact, or a complete dossier, brings it to review,
and the agent decides (A-09). A contact is not enough where documents are required (A-07).
"""

from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.identifiers import refuse_any_nas
from sandbox.domain.lifecycles import EnrolmentEvent, EnrolmentState
from sandbox.domain.model import DossierItem, Enrolment
from sandbox.domain.terms import Actor, Channel
from sandbox.services import accounts, calendar, dossiers, subscriptions
from sandbox.services.enrolment_moves import begin, move, record, tell, touch
from sandbox.services.ports import Tx
from sandbox.services.tenure import deactivate, restore, suspend
from sandbox.world.surroundings import World

__all__ = [
    "MOST_NOTE",
    "REFUSAL_REASONS",
    "accept_document",
    "activate",
    "approve",
    "ask_more",
    "deactivate",
    "log_contact",
    "note_call",
    "receive_document",
    "refuse",
    "reject_document",
    "restore",
    "suspend",
]

REFUSAL_REASONS = ("pieces_insuffisantes", "identite_non_prouvee", "autorite_non_prouvee", "autre")
"""Why the agent may refuse an enrolment (a convention: the guide names no refusal, A-36)."""

MOST_NOTE = 300
"""Characters of what an agent notes of a call."""

_DEFERRED = (EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS, EnrolmentState.DEFERRED_DOCUMENTS)
_AWAITED = (*_DEFERRED, EnrolmentState.UNDER_REVIEW)


async def log_contact(tx: Tx, world: World, enrolment_id: str, note: str = "") -> Enrolment:
    """Record that Revenu Québec reached the applicant; the enrolment goes to review (R-33).

    `note` says what was said, in at most `MOST_NOTE` characters; `BadInput` for one that is longer
    or holds a NAS.
    """
    said = _said(note)
    enrolment = await begin(tx, world, enrolment_id)
    enrolment = await move(tx, world, enrolment, EnrolmentEvent.LOG_CONTACT)
    fact = await record(tx, world, Event.CONTACT_LOGGED, Actor.REVENU, enrolment, **said)
    await tell(tx, world, enrolment, fact, Channel.CALL, "contact_de_revenu_quebec")
    await record(tx, world, Event.ENROLMENT_UNDER_REVIEW, Actor.SYSTEM, enrolment, by="contact")
    return enrolment


async def note_call(tx: Tx, world: World, enrolment_id: str, note: str = "") -> Enrolment:
    """Record one more call to the applicant, about an enrolment in whatever state.

    Only where Revenu Québec's contact is awaited does it move anything (`log_contact`): elsewhere
    the call is a line of the log and of the post, as where documents alone release (A-07).
    """
    said = _said(note)
    enrolment = await begin(tx, world, enrolment_id)
    if enrolment.state is EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS:
        return await log_contact(tx, world, enrolment_id, note)
    if enrolment.transmitted_at is None:
        raise NotAllowed(
            "enrolment-not-transmitted",
            "error.enrolment_not_transmitted",
            hint="Transmit the enrolment first; a draft has no file.",
            cite="R-33",
        )
    fact = await record(tx, world, Event.CONTACT_LOGGED, Actor.REVENU, enrolment, **said)
    await tell(tx, world, enrolment, fact, Channel.CALL, "appel_de_revenu_quebec")
    return await touch(tx, world, enrolment) if enrolment.state in _AWAITED else enrolment


def _said(note: str) -> dict[str, str]:
    """What the journal keeps of a note; raises `BadInput` for one that it may not keep."""
    refuse_any_nas(note)
    if len(note) > MOST_NOTE:
        raise BadInput("note-too-long", "error.note_too_long", values={"most": str(MOST_NOTE)})
    return {"note": note} if note else {}


async def receive_document(tx: Tx, world: World, item_id: str) -> Enrolment:
    """Record a document that arrived; the last one brings a deferred enrolment to review."""
    await calendar.run(tx, world)
    contents = await dossiers.receive(tx, world, item_id)
    enrolment = await tx.need(Enrolment, contents.dossier.enrolment_id)
    if contents.complete and enrolment.state in _DEFERRED:
        enrolment = await move(tx, world, enrolment, EnrolmentEvent.DOCUMENTS_COMPLETE)
        await record(
            tx, world, Event.ENROLMENT_UNDER_REVIEW, Actor.SYSTEM, enrolment, by="documents"
        )
        return enrolment
    return await touch(tx, world, enrolment)


async def receive_all(tx: Tx, world: World, enrolment_id: str) -> None:
    """Record the arrival of every document that is still awaited; nothing where none is."""
    contents = await dossiers.of_enrolment(tx, enrolment_id)
    for item in contents.awaited if contents else ():
        await receive_document(tx, world, item.id)


async def accept_document(tx: Tx, world: World, item_id: str) -> Enrolment:
    """Find a document in order."""
    await calendar.run(tx, world)
    contents = await dossiers.accept_item(tx, world, item_id)
    return await touch(tx, world, await tx.need(Enrolment, contents.dossier.enrolment_id))


async def reject_document(tx: Tx, world: World, item_id: str, reason: str) -> Enrolment:
    """Send a document back, with a letter that says why.

    Where the dossier is mandatory, an enrolment under review goes back to waiting for documents.
    """
    await calendar.run(tx, world)
    contents = await dossiers.reject_item(tx, world, item_id, reason)
    enrolment = await tx.need(Enrolment, contents.dossier.enrolment_id)
    item = await tx.need(DossierItem, item_id)
    if contents.dossier.mandatory and enrolment.state is EnrolmentState.UNDER_REVIEW:
        enrolment = await move(tx, world, enrolment, EnrolmentEvent.ASK_MORE)
    enrolment = await touch(tx, world, enrolment)
    fact = await record(
        tx, world, Event.ENROLMENT_MORE_ASKED, Actor.REVENU, enrolment, reason=reason
    )
    await tell(
        tx,
        world,
        enrolment,
        fact,
        Channel.LETTER,
        "piece_non_conforme",
        document_key=f"state.document.{item.document.value}",
        motif_key=f"state.rejection.{reason}",
    )
    return enrolment


async def ask_more(tx: Tx, world: World, enrolment_id: str) -> Enrolment:
    """Ask for what is missing; the dossier becomes mandatory and a letter lists what is awaited.

    Allowed while documents have begun to arrive, or under review (then back to waiting).
    """
    enrolment = await begin(tx, world, enrolment_id)
    if enrolment.state is not EnrolmentState.DEFERRED_DOCUMENTS:
        enrolment = await move(tx, world, enrolment, EnrolmentEvent.ASK_MORE)
    contents = await dossiers.ask_more(tx, world, enrolment)
    enrolment = await touch(tx, world, enrolment)
    fact = await record(tx, world, Event.ENROLMENT_MORE_ASKED, Actor.REVENU, enrolment)
    await tell(
        tx,
        world,
        enrolment,
        fact,
        Channel.LETTER,
        "complement_demande",
        documents_keys=" ".join(
            f"state.document.{item.document.value}" for item in contents.awaited
        ),
    )
    return enrolment


async def activate(tx: Tx, world: World, enrolment_id: str) -> Enrolment:
    """Activate a verified enrolment and confirm it (R-60, R-67, R-68, R-72, R-73)."""
    enrolment = await begin(tx, world, enrolment_id)
    enrolment = await move(tx, world, enrolment, EnrolmentEvent.ACTIVATE, activated_at=world.now)
    await dossiers.accept(tx, world, enrolment)
    await accounts.activate(tx, world, enrolment.account_id, trace=enrolment.id)
    fact = await record(tx, world, Event.ENROLMENT_ACTIVATED, Actor.REVENU, enrolment)
    for channel in (Channel.LETTER, Channel.EMAIL):
        await tell(tx, world, enrolment, fact, channel, "activation_confirmee")
    await subscriptions.refresh(tx, world, enrolment.organisation_id)
    return enrolment


async def approve(tx: Tx, world: World, enrolment_id: str) -> Enrolment:
    """Activate an enrolment that awaits it, whatever it still waits for.

    All that is lacking comes first: the contact where that is enough, each document otherwise.
    """
    enrolment = await begin(tx, world, enrolment_id)
    if enrolment.state is EnrolmentState.DEFERRED_CONTACT_OR_DOCUMENTS:
        await log_contact(tx, world, enrolment_id)
    elif enrolment.state is EnrolmentState.DEFERRED_DOCUMENTS:
        contents = await dossiers.of_enrolment(tx, enrolment_id)
        for item in contents.awaited if contents else ():
            await receive_document(tx, world, item.id)
    return await activate(tx, world, enrolment_id)


async def refuse(tx: Tx, world: World, enrolment_id: str, reason: str) -> Enrolment:
    """Refuse an enrolment under review: its account and its dossier are closed."""
    if reason not in REFUSAL_REASONS:
        raise BadInput(
            "reason-unknown",
            "error.reason_unknown",
            hint=f"Send one of: {', '.join(REFUSAL_REASONS)}.",
            cite="A-36",
        )
    enrolment = await begin(tx, world, enrolment_id)
    enrolment = await move(tx, world, enrolment, EnrolmentEvent.REFUSE, refusal_reason=reason)
    await dossiers.close(tx, world, enrolment, Actor.REVENU)
    await accounts.close(
        tx,
        world,
        enrolment.account_id,
        reason="INSCRIPTION_REFUSEE",
        actor=Actor.REVENU,
        trace=enrolment.id,
    )
    fact = await record(tx, world, Event.ENROLMENT_REFUSED, Actor.REVENU, enrolment, reason=reason)
    await tell(
        tx,
        world,
        enrolment,
        fact,
        Channel.LETTER,
        "inscription_refusee",
        motif_key=f"refusal.{reason}",
    )
    return enrolment
