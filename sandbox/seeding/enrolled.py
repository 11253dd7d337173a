"""From the seed to enrolments, dossiers, registrations and accounts that are ready to use."""

from collections.abc import Mapping
from datetime import datetime

from sandbox.domain.lifecycles import SubscriptionState
from sandbox.domain.model import Account, Mandate, Membership, Person, Subscription
from sandbox.domain.terms import Role
from sandbox.seeding.ready import ReadyAccount, ReadyOrganisation
from sandbox.seeding.registers import organisation_id
from sandbox.services import past_enrolments
from sandbox.services.account_states import in_state
from sandbox.services.past import ago, moment
from sandbox.services.past_enrolments import Enrolled, PastEnrolment
from sandbox.world.surroundings import World


def enrolment_id(seed_id: str) -> str:
    """The id of the enrolment of an organisation of `seed/ready`."""
    return f"enr_{seed_id.lower()}"


def account_id(handle: str) -> str:
    """The id of a ready account: the same in every space."""
    return f"acc_{handle.replace('-', '_')}"


def person_id(handle: str) -> str:
    """The id of the person behind a ready account."""
    return f"per_{handle.replace('-', '_')}"


def past(world: World, ready: ReadyOrganisation, rse: ReadyAccount) -> PastEnrolment:
    """The enrolment of one organisation; `rse` holds its first account."""
    seed, of = ready.enrolment, ready.organisation
    return PastEnrolment(
        id=enrolment_id(of.id),
        number=world.chance.draft_number(),
        of=Enrolled(
            organisation_id(of.id),
            of.name,
            of.legal_form,
            of.kind,
            account_id(rse.handle),
            person_id(rse.handle),
        ),
        state=seed.state,
        origin=seed.origin,
        answers=seed.answers,
        decision=seed.decision,
        transmitted_days_ago=seed.transmitted_days_ago,
        activated_days_ago=seed.activated_days_ago,
        ended_days_ago=seed.ended_days_ago,
        refusal_reason=seed.refusal_reason,
        dossier_id=f"dos_{of.id.lower()}",
        dossier=seed.dossier,
        items=seed.items,
    )


def rows(world: World, ready: ReadyOrganisation, enrolment: PastEnrolment) -> list[object]:
    """Enrolment, dossier and registration of one organisation."""
    found = past_enrolments.rows(world, enrolment)
    if ready.subscription is not None:
        found.append(_subscription(world, ready, enrolment.of.account_id))
    return found


def _subscription(world: World, ready: ReadyOrganisation, applicant: str) -> Subscription:
    seed, of = ready.subscription, ready.organisation
    if seed is None:
        raise ValueError(f"{of.id} has no registration")
    requested, answered = seed.requested_days_ago, seed.answered_days_ago
    return Subscription(
        id=f"sub_{of.id.lower()}",
        organisation_id=organisation_id(of.id),
        state=seed.state,
        account_id=applicant if requested is not None else "",
        requested_at=moment(world, requested) if requested is not None else None,
        answered_at=moment(world, answered) if answered is not None else None,
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
    holder = account_id(ready.handle)
    created = moment(world, ready.created_days_ago)
    blank = Account(
        id=holder,
        person_id=person_id(ready.handle),
        user_code=ready.user_code,
        state=ready.state,
        password_hash=hashed,
        created_at=created,
    )
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
        in_state(
            world,
            blank,
            ready.state,
            activated_at=_activated_at(world, ready, organisations),
            closed_reason=ready.closed_reason,
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


def _activated_at(
    world: World, ready: ReadyAccount, organisations: Mapping[str, ReadyOrganisation]
) -> datetime:
    """When the first of its organisations was activated; now, if it never was."""
    if not ready.roles:
        return world.now
    return moment(world, organisations[ready.roles[0][0]].enrolment.activated_days_ago or 0)


def rse_of(seed_id: str, accounts: tuple[ReadyAccount, ...]) -> ReadyAccount:
    """The first account that is RSE of an organisation; raises `LookupError` if none is."""
    for each in accounts:
        if (seed_id, Role.RSE) in each.roles:
            return each
    raise LookupError(f"no ready account is RSE of {seed_id}")
