"""Childcare services and what the registers hold of them; made without the seed."""

from typing import Any

from sandbox.control.identity_fields import given
from sandbox.control.operations import Call, Operation
from sandbox.control.organisation_models import (
    EnrolmentInForce,
    InvitationTold,
    OfficerTold,
    OrganisationChanges,
    OrganisationFile,
    OrganisationsTold,
    OrganisationTold,
    OrganisationWanted,
    RevenueTold,
)
from sandbox.domain.model import Invitation, Organisation, RevenueFile
from sandbox.services import founding, invitations, references, registry, subscriptions
from sandbox.services.founding import Entered, InvitationWanted, OfficerWanted
from sandbox.services.in_force import enrolment_of
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


def _front(of: Organisation) -> dict[str, Any]:
    return {name: getattr(of, name) for name in OrganisationTold.model_fields}


async def _file(
    tx: Tx, world: World, of: Organisation, issued: str | None = None
) -> OrganisationFile:
    held = await tx.get(RevenueFile, of.id) or RevenueFile(of.id, return_filed=False)
    sent = await tx.find(Invitation, organisation_id=of.id, order="-issued_on")
    latest = next((each for each in sent if each.state != "annulee"), sent[0] if sent else None)
    enrolment = await enrolment_of(tx, of.id)
    subscription = await subscriptions.of(tx, of.id)
    return OrganisationFile(
        **_front(of),
        revenue=RevenueTold(**{n: getattr(held, n) for n in RevenueTold.model_fields}),
        officers=[
            OfficerTold(**{n: getattr(each, n) for n in OfficerTold.model_fields})
            for each in await registry.officers(tx, of.id)
        ],
        invitation=_invitation(world, latest, issued) if latest else None,
        enrolment=EnrolmentInForce(
            id=enrolment.id, number=enrolment.number, state=enrolment.state.value
        )
        if enrolment
        else None,
        subscription=subscription.state.value if subscription else None,
    )


def _invitation(world: World, held: Invitation, number: str | None) -> InvitationTold:
    return InvitationTold(
        id=held.id,
        number=number,
        state=invitations.seen(world, held).value,
        issued_on=held.issued_on,
        last_valid_on=held.last_valid_on,
    )


def _wanted(sent: OrganisationChanges) -> dict[str, Any]:
    """The fields sent, as `services.founding` takes them."""
    fields = given(sent)
    if "revenue" in fields:
        fields["revenue"] = given(sent.revenue)
    if "officers" in fields:
        fields["officers"] = tuple(OfficerWanted(**each.model_dump()) for each in sent.officers)
    if sent.invitation is not None:
        fields["invitation"] = InvitationWanted(**sent.invitation.model_dump())
    return fields


async def listed(call: Call) -> OrganisationsTold:
    """GET: every childcare service, by name."""
    async with call.desk.look(call.space) as (tx, _):
        found = await tx.find(Organisation, order="name")
    return OrganisationsTold(organisations=[OrganisationTold(**_front(each)) for each in found])


async def enter(call: Call) -> OrganisationFile:
    """POST: enter one in the registers."""
    wanted = _wanted(call.sent(OrganisationWanted))
    async with call.desk.work(call.space) as (tx, world):
        return await _told(tx, world, await founding.enter(tx, world, wanted))


async def _told(tx: Tx, world: World, entered: Entered) -> OrganisationFile:
    return await _file(tx, world, entered.organisation, entered.invitation)


async def show(call: Call) -> OrganisationFile:
    """GET: one, with all that is held of it."""
    async with call.desk.look(call.space) as (tx, world):
        return await _file(tx, world, await references.organisation(tx, call.named()))


async def change(call: Call) -> OrganisationFile:
    """PATCH: correct the registers."""
    wanted = _wanted(call.sent(OrganisationChanges))
    async with call.desk.work(call.space) as (tx, world):
        held = await references.organisation(tx, call.named())
        return await _told(tx, world, await founding.change(tx, world, held, wanted))


OPERATIONS = (
    Operation(
        "GET",
        "/organisations",
        "listOrganisations",
        "Every childcare service.",
        listed,
        answer=OrganisationsTold,
    ),
    Operation(
        "POST",
        "/organisations",
        "enterOrganisation",
        "Enter a childcare service in the registers.",
        enter,
        body=OrganisationWanted,
        answer=OrganisationFile,
        status=201,
    ),
    Operation(
        "GET",
        "/organisations/{id}",
        "showOrganisation",
        "A childcare service by id, seed id or identification number, with its registers.",
        show,
        answer=OrganisationFile,
    ),
    Operation(
        "PATCH",
        "/organisations/{id}",
        "changeOrganisation",
        "Correct what the registers hold.",
        change,
        body=OrganisationChanges,
        answer=OrganisationFile,
    ),
)
