"""From the seed to enrolments, dossiers, registrations and accounts that are ready to use."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import (
    AccountState,
    EnrolmentState,
    SubscriptionState,
)
from sandbox.domain.model import (
    Account,
    Dossier,
    DossierItem,
    Enrolment,
    ItemState,
    Mandate,
    Membership,
    Person,
    Subscription,
)
from sandbox.domain.terms import Actor, Channel, Release, Role
from sandbox.seeding.ready import EnrolmentSeed, ReadyAccount, ReadyOrganisation
from sandbox.seeding.registers import Letter, Past, ago, organisation_id
from sandbox.services.enrolment_form import SECRET_FIELDS
from sandbox.world.surroundings import World

_TEMPORARY = frozenset(
    {AccountState.BLOCKED, AccountState.TEMPORARY, AccountState.TEMPORARY_EXPIRED}
)


def _moment(world: World, days: int) -> datetime:
    return world.now - timedelta(days=days)


def enrolment_id(seed_id: str) -> str:
    """The id of the enrolment of an organisation of `seed/ready`."""
    return f"enr_{seed_id.lower()}"


def account_id(handle: str) -> str:
    """The id of a ready account: the same in every space."""
    return f"acc_{handle.replace('-', '_')}"


def person_id(handle: str) -> str:
    """The id of the person behind a ready account."""
    return f"per_{handle.replace('-', '_')}"


def enrolled(world: World, ready: ReadyOrganisation, rse: ReadyAccount) -> list[object]:
    """Enrolment, dossier and registration of one organisation; `rse` holds its first account."""
    seed, of = ready.enrolment, ready.organisation
    id_ = organisation_id(of.id)
    last = min(
        days
        for days in (seed.transmitted_days_ago, seed.activated_days_ago, seed.ended_days_ago)
        if days is not None
    )
    activated = seed.activated_days_ago
    rows: list[object] = [
        Enrolment(
            id=enrolment_id(of.id),
            number=world.chance.draft_number(),
            state=seed.state,
            origin=seed.origin,
            opened_at=_moment(world, seed.transmitted_days_ago),
            touched_at=_moment(world, last),
            legal_form=of.legal_form,
            answers={k: v for k, v in seed.answers.items() if k not in SECRET_FIELDS},
            organisation_id=id_,
            account_id=account_id(rse.handle),
            decision=seed.decision.to_dict(),
            row_id=seed.decision.row_id,
            transmitted_at=_moment(world, seed.transmitted_days_ago),
            activated_at=_moment(world, activated) if activated is not None else None,
            refusal_reason=seed.refusal_reason,
        )
    ]
    if seed.dossier is not None:
        rows += _dossier(world, of.id, seed)
    if ready.subscription is not None:
        rows.append(_subscription(world, ready, rse))
    return rows


def _dossier(world: World, seed_id: str, seed: EnrolmentSeed) -> list[object]:
    if seed.dossier is None:
        return []
    dossier = Dossier(
        id=f"dos_{seed_id.lower()}",
        enrolment_id=enrolment_id(seed_id),
        organisation_id=organisation_id(seed_id),
        state=seed.dossier,
        opened_on=ago(world, seed.transmitted_days_ago),
        mandatory=seed.decision.release is Release.DOCUMENTS,
    )
    received = ago(world, max(seed.transmitted_days_ago - 5, 0))
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
            zip(seed.decision.documents, seed.items, strict=True), 1
        )
    ]
    return [dossier, *items]


def _subscription(world: World, ready: ReadyOrganisation, rse: ReadyAccount) -> Subscription:
    seed, of = ready.subscription, ready.organisation
    if seed is None:
        raise ValueError(f"{of.id} has no registration")
    requested, answered = seed.requested_days_ago, seed.answered_days_ago
    return Subscription(
        id=f"sub_{of.id.lower()}",
        organisation_id=organisation_id(of.id),
        state=seed.state,
        account_id=account_id(rse.handle) if requested is not None else "",
        requested_at=_moment(world, requested) if requested is not None else None,
        answered_at=_moment(world, answered) if answered is not None else None,
        reason=seed.reason,
    )


def awaiting(seed_id: str) -> Subscription:
    """The registration of an organisation that was informed before it enrolled."""
    return Subscription(
        f"sub_{seed_id.lower()}", organisation_id(seed_id), SubscriptionState.NOT_ELIGIBLE
    )


def account(
    world: World,
    ready: ReadyAccount,
    hashed: str,
    organisations: Mapping[str, ReadyOrganisation],
) -> list[object]:
    """Person, account, memberships and mandates of one ready account."""
    temporary = ready.state in _TEMPORARY or ready.closed_reason == "INSCRIPTION_REFUSEE"
    locked = ready.state is AccountState.LOCKED
    holder = account_id(ready.handle)
    created = _moment(world, ready.created_days_ago)
    rows: list[object] = [
        Person(
            id=person_id(ready.handle),
            given_name=ready.given_name,
            family_name=ready.family_name,
            email=ready.email,
            telephone=ready.telephone,
            persona=ready.handle,
            updated_at=created,
        ),
        Account(
            id=holder,
            person_id=person_id(ready.handle),
            user_code=ready.user_code,
            state=ready.state,
            password_hash=hashed,
            must_change=temporary,
            temporary_until=_temporary_until(world, ready, organisations),
            failures=world.conventions.lockout_failures if locked else 0,
            closed_reason=ready.closed_reason,
            created_at=created,
        ),
    ]
    for place, (seed_id, role) in enumerate(ready.roles, 1):
        rows.append(
            Membership(
                id=f"mbr_{ready.handle.replace('-', '_')}_{place}",
                account_id=holder,
                organisation_id=organisation_id(seed_id),
                role=role,
                enrolment_id=enrolment_id(seed_id),
            )
        )
    for place, given in enumerate(ready.mandates, 1):
        rows.append(
            Mandate(
                id=f"mdt_{ready.handle.replace('-', '_')}_{place}",
                account_id=holder,
                organisation_id=organisation_id(given.organisation_id),
                starts_on=ago(world, given.since_days),
                ends_on=ago(world, -given.days_left),
            )
        )
    return rows


def _temporary_until(
    world: World, ready: ReadyAccount, organisations: Mapping[str, ReadyOrganisation]
) -> datetime | None:
    """The end of a temporary password: counted from the activation, over already if expired."""
    if ready.state not in (AccountState.TEMPORARY, AccountState.TEMPORARY_EXPIRED):
        return None
    activated = organisations[ready.roles[0][0]].enrolment.activated_days_ago or 0
    life = timedelta(days=world.conventions.temporary_password_days)
    end = _moment(world, activated) + life
    return min(end, world.now) if ready.state is AccountState.TEMPORARY_EXPIRED else end


def rse_of(seed_id: str, accounts: tuple[ReadyAccount, ...]) -> ReadyAccount:
    """The first account that is RSE of an organisation; raises `LookupError` if none is."""
    for each in accounts:
        if (seed_id, Role.RSE) in each.roles:
            return each
    raise LookupError(f"no ready account is RSE of {seed_id}")


def history(world: World, ready: ReadyOrganisation, rse: ReadyAccount) -> list[Past]:
    """What happened to an enrolment since it was transmitted, and what was sent."""
    seed, of = ready.enrolment, ready.organisation
    enrolment, id_ = enrolment_id(of.id), organisation_id(of.id)

    def fact(
        days: int, event: Event, actor: Actor, letter: Letter | None = None, **data: object
    ) -> Past:
        return Past(days, event, actor, enrolment, id_, enrolment, data, letter)

    row = seed.decision.row_id
    past = [
        fact(
            seed.transmitted_days_ago,
            Event.ENROLMENT_TRANSMITTED,
            Actor.APPLICANT,
            row=row,
            reason=seed.decision.reason,
            origin=seed.origin.value,
            kind=of.kind.value,
        )
    ]
    named = {"organisation": of.name}
    if seed.activated_days_ago is not None:
        actor = Actor.SYSTEM if seed.decision.release is Release.AUTO else Actor.REVENU
        holder = person_id(rse.handle)
        told = Letter(Channel.EMAIL, "activation_confirmee", named, holder)
        event = Event.ENROLMENT_ACTIVATED
        past.append(fact(seed.activated_days_ago, event, actor, told, row=row))
    if seed.ended_days_ago is None:
        return past
    if seed.state is EnrolmentState.REFUSED:
        why = {**named, "motif_key": f"refusal.{seed.refusal_reason}"}
        told = Letter(Channel.LETTER, "inscription_refusee", why)
        event, reason = Event.ENROLMENT_REFUSED, seed.refusal_reason
        past.append(fact(seed.ended_days_ago, event, Actor.REVENU, told, reason=reason))
    else:
        told = Letter(Channel.LETTER, "inscription_desactivee", named)
        past.append(fact(seed.ended_days_ago, Event.ENROLMENT_DEACTIVATED, Actor.RSE, told))
    return past
