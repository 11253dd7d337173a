"""The stories that trainers tell over several days (domain, timelines T1 to T7)."""

from datetime import date, timedelta

from sandbox.domain.identifiers import InvitationNumber
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Officer, PostItem
from sandbox.domain.terms import Actor, Channel, OfficerFunction
from sandbox.services import dossiers, enrolment, invitations, post, registry, revenue, review
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World
from tests.builders import PASSWORD, TODAY, Sandbox, checked, enrol, organisation, typed

PRESIDENT, SECRETARY = OfficerFunction.PRESIDENT, OfficerFunction.SECRETARY


async def letter(tx: Tx, world: World, template: str) -> PostItem:
    """The newest letter of a template in the box."""
    items = await post.inbox(tx, world, "org")
    return next(i for i in items if i.channel is Channel.LETTER and i.template == template)


async def test_t1_a_day_late_is_a_day_too_late(sandbox: Sandbox) -> None:
    """F06 on 16 January instead of the 15th is deferred for want of an invitation."""
    number = InvitationNumber("K7R2M9XA")
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO", officer=PRESIDENT)
        await invitations.issue(
            tx, world, "org", Actor.REVENU, number=number, issued_on=date(2008, 10, 17)
        )
    await sandbox.on(TODAY + timedelta(days=1))
    async with sandbox.work() as (tx, world):
        assert (await enrol(tx, world, typed("SO"))).decision.row_id == "SO-3"


async def test_t2_a_call_a_letter_and_an_activation(sandbox: Sandbox) -> None:
    """F07 phones, reads the new number in his letter and is activated at once."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO", officer=PRESIDENT)
        await invitations.issue(
            tx,
            world,
            "org",
            Actor.REVENU,
            number=InvitationNumber("B4T8W2QZ"),
            issued_on=date(2008, 10, 16),
        )
        answered = await invitations.request_by_phone(tx, world, "org", PRESIDENT)
        assert answered.issued
        number = (await letter(tx, world, "invitation")).values["invitation"]
        done = await enrol(tx, world, typed("SO", invitation=number.lower()))
    assert done.decision.row_id == "SO-1"


async def test_t3_the_address_first(sandbox: Sandbox) -> None:
    """F12 is refused while mail comes back; once the address is changed the invitation is sent."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO", officer=PRESIDENT, returned_mail=True)
        first = await invitations.request_by_phone(tx, world, "org", PRESIDENT)
        await revenue.change_address(tx, world, "org", "2, rue Neuve\nMatane")
        second = await invitations.request_by_phone(tx, world, "org", PRESIDENT)
    assert [refusal.reason for refusal in first.refusals] == ["COURRIER_RETOURNE"]
    assert second.issued


async def test_t4_no_return_no_invitation(sandbox: Sandbox) -> None:
    """F09 never filed: he is told so, and enrols with a deferral all the same (A-29)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO", officer=PRESIDENT, return_filed=False, latest_notice=None)
        answered = await invitations.request_by_phone(tx, world, "org", PRESIDENT)
        done = await enrol(tx, world, typed("SO", avis=None, invitation=None))
    assert [refusal.reason for refusal in answered.refusals] == ["AUCUN_AVIS"]
    assert done.decision.row_id == "SO-4"


async def test_t5_the_register_is_brought_up_to_date(sandbox: Sandbox) -> None:
    """F10, a new secretary unknown to the register: refused, registered, invited, activated."""
    answers = typed("SO", fonction="secretaire")
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO", officer=PRESIDENT)
        await tx.add(Officer("ancienne", "org", "Rose", "Partie", SECRETARY, up_to_date=False))
        refused = await invitations.request_by_phone(tx, world, "org", SECRETARY)
        await registry.update_officer(
            tx, world, "org", given_name="Marguerite", family_name="Oulette", function=SECRETARY
        )
        assert (await invitations.request_by_phone(tx, world, "org", SECRETARY)).issued
        number = (await letter(tx, world, "invitation")).values["invitation"]
        done = await enrol(tx, world, {**answers, "invitation": number})
    assert [refusal.reason for refusal in refused.refusals] == ["REGISTRE_PAS_A_JOUR"]
    assert done.decision.row_id == "SO-1"


async def test_t6_a_draft_waits_for_the_mail(sandbox: Sandbox) -> None:
    """F03 saves without a notice, receives its number by mail, resumes and is activated."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        waiting = await checked(tx, world, typed("PA", avis=None))
        assert [warning.field for warning in waiting.warnings] == ["avis"]
        assert (await revenue.reissue_notice(tx, world, "org")).sent
    await sandbox.on(TODAY + timedelta(days=8))
    async with sandbox.work() as (tx, world):
        number = waiting.enrolment.number
        notice = {"avis": (await letter(tx, world, "avis_de_cotisation")).values["avis"]}
        await enrolment.save_answers(tx, world, number, notice, fields=["avis"])
        assert (await enrolment.check(tx, world, number)).warnings == ()
        done = await enrolment.transmit(tx, world, number, PASSWORD)
    assert done.decision.row_id == "PA-1"


async def test_t7_documents_for_one_a_call_for_the_other(sandbox: Sandbox) -> None:
    """F15 is released by its documents, F04 by a telephone contact alone."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP", officer=OfficerFunction.PARTNER)
        partner = await enrol(tx, world, typed("SP"))
        contents = await dossiers.of_enrolment(tx, partner.enrolment.id)
        assert contents is not None
        for item in contents.items:
            await review.receive_document(tx, world, item.id)
        by_documents = await review.activate(tx, world, partner.enrolment.id)

        await organisation(
            tx, "PA", key="f04", number="9900000046", return_filed=False, latest_notice=None
        )
        answers = typed("PA", numero_identification="9900000046", avis=None, code_impotnet=None)
        individual = await enrol(tx, world, answers)
        await review.log_contact(tx, world, individual.enrolment.id)
        by_contact = await review.activate(tx, world, individual.enrolment.id)
    assert (partner.decision.row_id, individual.decision.row_id) == ("SP-1", "PA-4")
    assert by_documents.state is by_contact.state is EnrolmentState.ACTIVE
