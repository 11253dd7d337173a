"""From the seed to what the registers of Revenu Québec and of the Registraire hold."""

from datetime import date, timedelta

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import InvitationState
from sandbox.domain.model import Invitation, Officer, Organisation, RevenueFile
from sandbox.domain.terms import Actor, Channel
from sandbox.seeding.stories import OrganisationSeed
from sandbox.services.past import Letter, Past, ago
from sandbox.services.references import organisation_of_seed
from sandbox.world.surroundings import World


def organisation_id(seed_id: str) -> str:
    """The id of an organisation of the seed: the same in every space."""
    return organisation_of_seed(seed_id)


def registers(world: World, of: OrganisationSeed, used_by: str = "") -> list[object]:
    """Organisation, revenue file, officers and invitation; `used_by` is an enrolment's id."""
    id_ = organisation_id(of.id)
    informed = of.informed_days_ago
    rows: list[object] = [
        Organisation(
            id=id_,
            name=of.name,
            legal_form=of.legal_form,
            kind=of.kind,
            revenue_number=of.revenue_number,
            address=of.address,
            email=of.email,
            telephone=of.telephone,
            neq=of.neq,
            persona=of.id if of.id.startswith("F") else "",
            informed_on=ago(world, informed) if informed is not None else None,
            informed_by=of.informed_by,
        ),
        RevenueFile(
            organisation_id=id_,
            nas=of.nas,
            impotnet_code=of.impotnet_code,
            latest_notice=of.latest_notice,
            return_filed=of.return_filed,
            returned_mail=of.returned_mail,
            standing=of.standing,
        ),
    ]
    rows += [
        Officer(
            f"off_{of.id.lower()}_{place}",
            id_,
            each.given_name,
            each.family_name,
            each.function,
            each.up_to_date,
        )
        for place, each in enumerate(of.officers, 1)
    ]
    if of.invitation is not None:
        rows.append(_invitation(world, of, used_by))
    return rows


def _last_valid(world: World, of: OrganisationSeed) -> date:
    """The last day of an invitation: the 90th after its issue (R-42, A-14)."""
    if of.invitation is None:
        raise ValueError(f"{of.id} has no invitation")
    issued = ago(world, of.invitation.issued_days_ago)
    return issued + timedelta(days=world.conventions.invitation_days)


def _invitation(world: World, of: OrganisationSeed, used_by: str) -> Invitation:
    if of.invitation is None:
        raise ValueError(f"{of.id} has no invitation")
    issued, last = ago(world, of.invitation.issued_days_ago), _last_valid(world, of)
    arrived = issued + timedelta(days=world.conventions.mail_days)
    state = InvitationState.VALID if arrived <= world.today else InvitationState.IN_TRANSIT
    if last < world.today:
        state = InvitationState.EXPIRED
    if used_by:
        state = InvitationState.USED
    return Invitation(
        id=f"inv_{of.id.lower()}",
        organisation_id=organisation_id(of.id),
        number_hash=world.sealed("invitation", of.invitation.number),
        state=state,
        issued_on=issued,
        last_valid_on=last,
        delivered_on=arrived,
        enrolment_id=used_by,
    )


def history(world: World, of: OrganisationSeed) -> list[Past]:
    """What happened to the registers before today: an invitation, the ministry's notice."""
    id_ = organisation_id(of.id)
    past = []
    if of.invitation is not None:
        last = _last_valid(world, of)
        day = of.invitation.issued_days_ago
        values = {
            "organisation": of.name,
            "invitation": str(of.invitation.number),
            "emise_on": ago(world, day).isoformat(),
            "valide_jusqu_au_on": last.isoformat(),
        }
        subject = f"inv_{of.id.lower()}"
        past.append(
            Past(
                day,
                Event.INVITATION_ISSUED,
                Actor.REVENU,
                subject,
                id_,
                data={"last_valid_on": last.isoformat()},
                letter=Letter(Channel.LETTER, "invitation", values),
            )
        )
        if last < world.today:
            after = (world.today - last).days - 1
            past.append(Past(after, Event.INVITATION_EXPIRED, Actor.CLOCK, subject, id_))
    if of.informed_days_ago is not None and of.informed_by is not None:
        past.append(
            Past(
                of.informed_days_ago,
                Event.MINISTRY_INFORMED,
                Actor.MINISTRY,
                id_,
                id_,
                data={"channel": of.informed_by.value},
                letter=Letter(of.informed_by, "avis_du_ministere", {"organisation": of.name}),
            )
        )
    return past
