"""An enrolment that was transmitted before, as it stands: its rows, and what happened meanwhile.

The seed and whoever makes an account on command tell their stories by this one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import DossierState, EnrolmentState
from sandbox.domain.model import Dossier, DossierItem, Enrolment, ItemState
from sandbox.domain.terms import Actor, Channel, LegalForm, Origin, Release, ServiceKind
from sandbox.guide.engine import Decision
from sandbox.services.enrolment_form import SECRET_FIELDS
from sandbox.services.past import Letter, Past, ago, moment
from sandbox.world.surroundings import World

_DAYS_IN_THE_MAIL = 5


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The organisation of an enrolment, and the account and the person of its RSE."""

    organisation_id: str
    name: str
    legal_form: LegalForm
    kind: ServiceKind
    account_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class PastEnrolment:
    """An enrolment, decided by the guide when it was transmitted, and what became of it since."""

    id: str
    number: str
    of: Enrolled
    state: EnrolmentState
    origin: Origin
    answers: Mapping[str, str]
    decision: Decision
    transmitted_days_ago: int
    activated_days_ago: int | None
    ended_days_ago: int | None  # refused, expired or deactivated
    refusal_reason: str
    dossier_id: str
    dossier: DossierState | None
    items: tuple[ItemState, ...]


def rows(world: World, past: PastEnrolment) -> list[object]:
    """The enrolment, its dossier and the documents of it."""
    activated = past.activated_days_ago
    last = min(
        days
        for days in (past.transmitted_days_ago, activated, past.ended_days_ago)
        if days is not None
    )
    if past.state is EnrolmentState.EXPIRED:  # nobody touched it: that is why
        last = past.transmitted_days_ago
    enrolment = Enrolment(
        id=past.id,
        number=past.number,
        state=past.state,
        origin=past.origin,
        opened_at=moment(world, past.transmitted_days_ago),
        touched_at=moment(world, last),
        legal_form=past.of.legal_form,
        answers={k: v for k, v in past.answers.items() if k not in SECRET_FIELDS},
        organisation_id=past.of.organisation_id,
        account_id=past.of.account_id,
        decision=past.decision.to_dict(),
        row_id=past.decision.row_id,
        transmitted_at=moment(world, past.transmitted_days_ago),
        activated_at=moment(world, activated) if activated is not None else None,
        refusal_reason=past.refusal_reason,
    )
    return [enrolment, *_dossier(world, past)]


def _dossier(world: World, past: PastEnrolment) -> list[object]:
    if past.dossier is None:
        return []
    dossier = Dossier(
        id=past.dossier_id,
        enrolment_id=past.id,
        organisation_id=past.of.organisation_id,
        state=past.dossier,
        opened_on=ago(world, past.transmitted_days_ago),
        mandatory=past.decision.release is Release.DOCUMENTS,
    )
    received = ago(world, max(past.transmitted_days_ago - _DAYS_IN_THE_MAIL, 0))
    items = [
        DossierItem(
            id=f"{dossier.id}.{place}",
            dossier_id=dossier.id,
            document=demand.document,
            precision=demand.precision,
            state=state,
            received_on=None if state is ItemState.ASKED else received,
        )
        for place, (demand, state) in enumerate(
            zip(past.decision.documents, past.items, strict=True), 1
        )
    ]
    return [dossier, *items]


def history(past: PastEnrolment) -> list[Past]:
    """What happened to an enrolment since it was transmitted, and what was sent."""
    of, row = past.of, past.decision.row_id

    def fact(
        days: int, event: Event, actor: Actor, letter: Letter | None = None, **data: object
    ) -> Past:
        return Past(days, event, actor, past.id, of.organisation_id, past.id, data, letter)

    told = [
        fact(
            past.transmitted_days_ago,
            Event.ENROLMENT_TRANSMITTED,
            Actor.APPLICANT,
            row=row,
            reason=past.decision.reason,
            origin=past.origin.value,
            kind=of.kind.value,
        )
    ]
    named = {"organisation": of.name, "numero": past.number}
    if past.activated_days_ago is not None:
        actor = Actor.SYSTEM if past.decision.release is Release.AUTO else Actor.REVENU
        letter = Letter(Channel.EMAIL, "activation_confirmee", named, of.person_id)
        event = Event.ENROLMENT_ACTIVATED
        told.append(fact(past.activated_days_ago, event, actor, letter, row=row))
    if past.ended_days_ago is None:
        return told
    days = past.ended_days_ago
    if past.state is EnrolmentState.REFUSED:
        why = {**named, "motif_key": f"refusal.{past.refusal_reason}"}
        letter = Letter(Channel.LETTER, "inscription_refusee", why)
        reason = past.refusal_reason
        told.append(fact(days, Event.ENROLMENT_REFUSED, Actor.REVENU, letter, reason=reason))
    elif past.state is EnrolmentState.EXPIRED:
        told.append(fact(days, Event.ENROLMENT_EXPIRED, Actor.CLOCK))
    else:
        letter = Letter(Channel.LETTER, "inscription_desactivee", named)
        told.append(fact(days, Event.ENROLMENT_DEACTIVATED, Actor.RSE, letter))
    return told
