"""The agent of Revenu Québec: nothing activates by itself, and each act leaves its traces."""

import pytest

from sandbox.domain.errors import BadInput, NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState, DossierState, EnrolmentState
from sandbox.domain.model import (
    Account,
    DossierItem,
    Enrolment,
    ItemState,
    JournalEntry,
    Mandate,
    Membership,
)
from sandbox.domain.terms import Channel, OfficerFunction, Role
from sandbox.services import dossiers, post, review
from sandbox.services.accounts import create
from sandbox.services.dossiers import Contents
from sandbox.services.people import find_or_create
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World
from tests.builders import PASSWORD, Sandbox, enrol, organisation, typed


async def deferred(tx: Tx, world: World, form: str, **changes: str | None) -> tuple[str, Contents]:
    """A transmitted enrolment that waits, and its dossier."""
    await organisation(tx, form)
    done = await enrol(tx, world, typed(form, **changes))
    contents = await dossiers.of_enrolment(tx, done.enrolment.id)
    assert contents is not None
    return done.enrolment.id, contents


async def test_a_contact_brings_to_review_and_the_agent_activates(sandbox: Sandbox) -> None:
    """The contact is logged; only the decision activates and closes the dossier (A-09)."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "PA", avis=None)
        assert contents.dossier.state is DossierState.OPTIONAL
        waiting = await review.log_contact(tx, world, key)
        assert waiting.state is EnrolmentState.UNDER_REVIEW
        assert (await tx.need(Account, waiting.account_id)).state is AccountState.BLOCKED
        active = await review.activate(tx, world, key)
        account = await tx.need(Account, active.account_id)
        ended = await dossiers.of_enrolment(tx, key)
        channels = [item.channel for item in await post.inbox(tx, world, "org")]
    assert active.state is EnrolmentState.ACTIVE
    assert active.activated_at == world.now
    assert account.state is AccountState.TEMPORARY
    assert account.temporary_until is not None
    assert ended is not None
    assert ended.dossier.state is DossierState.CLOSED
    assert channels == [Channel.EMAIL, Channel.LETTER, Channel.CALL, Channel.EMAIL]


async def test_a_contact_is_not_enough_where_documents_are_required(sandbox: Sandbox) -> None:
    """A non-profit waits for its documents, whoever calls (A-07)."""
    async with sandbox.work() as (tx, world):
        key, _ = await deferred(tx, world, "OB")
        with pytest.raises(NotAllowed):
            await review.log_contact(tx, world, key)


async def test_a_complete_dossier_brings_to_review(sandbox: Sandbox) -> None:
    """Item by item; the last one completes it, and accepting it activates (R-66, R-67)."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "OB")
        first, second = contents.items
        partial = await review.receive_document(tx, world, first.id)
        assert partial.state is EnrolmentState.DEFERRED_DOCUMENTS
        complete = await review.receive_document(tx, world, second.id)
        assert complete.state is EnrolmentState.UNDER_REVIEW
        await review.accept_document(tx, world, first.id)
        await review.activate(tx, world, key)
        ended = await dossiers.of_enrolment(tx, key)
    assert ended is not None
    assert ended.dossier.state is DossierState.ACCEPTED
    assert {item.state for item in ended.items} == {ItemState.ACCEPTED}


async def test_optional_documents_release_as_well_as_a_contact(sandbox: Sandbox) -> None:
    """Where either suffices, the documents alone bring to review (A-10)."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "PA", qui="mandataire")
        for item in contents.items:
            await review.receive_document(tx, world, item.id)
        enrolment = await review.activate(tx, world, key)
        ended = await dossiers.of_enrolment(tx, key)
    assert enrolment.state is EnrolmentState.ACTIVE
    assert ended is not None
    assert ended.dossier.state is DossierState.ACCEPTED


async def test_a_document_sent_back_takes_the_file_back(sandbox: Sandbox) -> None:
    """A mandatory document refused under review: waiting again, and a letter says why."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "OB")
        for item in contents.items:
            await review.receive_document(tx, world, item.id)
        back = await review.reject_document(tx, world, contents.items[0].id, "non_signe")
        assert back.state is EnrolmentState.DEFERRED_DOCUMENTS
        now = await dossiers.of_enrolment(tx, key)
        assert now is not None
        assert now.dossier.state is DossierState.TO_COMPLETE
        letter = (await post.inbox(tx, world, "org"))[0]
        again = await review.receive_document(tx, world, contents.items[0].id)
    assert "non signé" in "".join(post.read(letter).paragraphs)
    assert again.state is EnrolmentState.UNDER_REVIEW


async def test_an_optional_document_sent_back_does_not_undo_a_contact(sandbox: Sandbox) -> None:
    """The contact brought the file to review; a bad optional document leaves it there."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "PA", qui="mandataire")
        await review.log_contact(tx, world, key)
        await review.receive_document(tx, world, contents.items[0].id)
        same = await review.reject_document(tx, world, contents.items[0].id, "illisible")
        active = await review.activate(tx, world, key)
    assert same.state is EnrolmentState.UNDER_REVIEW
    assert active.state is EnrolmentState.ACTIVE


async def test_asking_for_more_makes_documents_mandatory(sandbox: Sandbox) -> None:
    """After a contact that did not suffice, the agent waits for documents (release becomes P)."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "PA", avis=None)
        await review.log_contact(tx, world, key)
        waiting = await review.ask_more(tx, world, key)
        assert waiting.state is EnrolmentState.DEFERRED_DOCUMENTS
        with pytest.raises(NotAllowed):
            await review.log_contact(tx, world, key)
        letter = (await post.inbox(tx, world, "org"))[0]
        back = await review.receive_document(tx, world, contents.items[0].id)
        now = await dossiers.of_enrolment(tx, key)
    assert letter.template == "complement_demande"
    assert back.state is EnrolmentState.UNDER_REVIEW
    assert now is not None
    assert now.dossier.mandatory


async def test_asking_for_more_of_a_complete_dossier_adds_a_document(sandbox: Sandbox) -> None:
    """Everything was received and still it is not enough: one more item is awaited."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "SP")
        for item in contents.items:
            await review.receive_document(tx, world, item.id)
        await review.ask_more(tx, world, key)
        now = await dossiers.of_enrolment(tx, key)
    assert now is not None
    assert len(now.items) == len(contents.items) + 1
    assert [item.state for item in now.awaited] == [ItemState.ASKED]


async def test_nothing_received_leaves_nothing_to_add_to(sandbox: Sandbox) -> None:
    """A dossier that still awaits everything is not one to complete."""
    async with sandbox.work() as (tx, world):
        key, _ = await deferred(tx, world, "OB")
        with pytest.raises(NotAllowed):
            await review.ask_more(tx, world, key)


async def test_a_refusal_closes_account_and_dossier_and_frees_the_place(sandbox: Sandbox) -> None:
    """After a refusal the service may enrol anew."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "SP")
        for item in contents.items:
            await review.receive_document(tx, world, item.id)
        refused = await review.refuse(tx, world, key, "pieces_insuffisantes")
        account = await tx.need(Account, refused.account_id)
        ended = await dossiers.of_enrolment(tx, key)
        letter = (await post.inbox(tx, world, "org"))[0]
        again = await enrol(tx, world, typed("SP"))
    assert refused.refusal_reason == "pieces_insuffisantes"
    assert (account.state, account.closed_reason) == (AccountState.CLOSED, "INSCRIPTION_REFUSEE")
    assert ended is not None
    assert ended.dossier.state is DossierState.CLOSED
    assert "ne suffisent pas" in "".join(post.read(letter).paragraphs)
    assert again.receipt is not None


@pytest.mark.parametrize("reason", ["", "parce que", "non_signe"])
async def test_a_refusal_needs_a_reason_of_the_list(sandbox: Sandbox, reason: str) -> None:
    """Neither an enrolment nor a document is refused for a reason that is not listed."""
    async with sandbox.work() as (tx, world):
        key, contents = await deferred(tx, world, "OB")
        with pytest.raises(BadInput):
            await review.refuse(tx, world, key, reason)
        await review.receive_document(tx, world, contents.items[0].id)
        with pytest.raises(BadInput):
            await review.reject_document(tx, world, contents.items[0].id, reason + "!")


async def test_what_never_arrived_is_neither_accepted_nor_sent_back(sandbox: Sandbox) -> None:
    """A document is judged once received, and received once."""
    async with sandbox.work() as (tx, world):
        _, contents = await deferred(tx, world, "OB")
        item = contents.items[0]
        with pytest.raises(NotAllowed):
            await review.accept_document(tx, world, item.id)
        with pytest.raises(NotAllowed):
            await review.reject_document(tx, world, item.id, "illisible")
        await review.receive_document(tx, world, item.id)
        with pytest.raises(NotAllowed):
            await review.receive_document(tx, world, item.id)
        assert (await tx.need(DossierItem, item.id)).received_on == world.today


@pytest.mark.parametrize("act", [review.activate, review.suspend, review.restore])
async def test_no_act_skips_a_state(sandbox: Sandbox, act: object) -> None:
    """A deferred enrolment is not activated, suspended or restored without a review."""
    async with sandbox.work() as (tx, world):
        key, _ = await deferred(tx, world, "OB")
        with pytest.raises(NotAllowed):
            await act(tx, world, key)  # type: ignore[operator]
        assert (await tx.need(Enrolment, key)).state is EnrolmentState.DEFERRED_DOCUMENTS


async def active(tx: Tx, world: World) -> Enrolment:
    """An individual's active enrolment."""
    await organisation(tx, "PA")
    return (await enrol(tx, world, typed("PA"))).enrolment


async def test_a_suspension_ends_when_it_is_lifted(sandbox: Sandbox) -> None:
    """A suspended enrolment counts as active for a second one, and can be restored (R-53)."""
    async with sandbox.work() as (tx, world):
        key = (await active(tx, world)).id
        suspended = await review.suspend(tx, world, key)
        second = await enrol(tx, world, typed("PA"))
        restored = await review.restore(tx, world, key)
    assert suspended.state is EnrolmentState.SUSPENDED
    assert second.decision.row_id == "P-3"
    assert restored.state is EnrolmentState.ACTIVE


async def test_a_deactivation_lets_everyone_go(sandbox: Sandbox) -> None:
    """Accounts that serve nobody else close, others lose this membership, mandates end."""
    async with sandbox.work() as (tx, world):
        enrolment = await active(tx, world)
        other = await organisation(
            tx, "SP", key="autre", number="9900000020", officer=OfficerFunction.PARTNER
        )
        person = await find_or_create(
            tx, world, given_name="Deux", family_name="Maisons", email="d@exemple.test"
        )
        both = await create(
            tx,
            world,
            person=person,
            organisation_id=other.id,
            role=Role.USER,
            enrolment_id="",
            prepared=PASSWORD,
            active=True,
        )
        await tx.add(Membership("m2", both.id, "org", Role.USER))
        await tx.add(Mandate("p1", both.id, "org", world.today))
        await review.deactivate(tx, world, enrolment.id)
        closed = await tx.need(Account, enrolment.account_id)
        kept = await tx.need(Account, both.id)
        memberships = await tx.find(Membership, account_id=both.id)
        mandate = await tx.need(Mandate, "p1")
        names = {entry.name for entry in await tx.find(JournalEntry)}
    assert (closed.state, closed.closed_reason) == (AccountState.CLOSED, "INSCRIPTION_DESACTIVEE")
    assert kept.state is AccountState.TEMPORARY
    assert [membership.organisation_id for membership in memberships] == ["autre"]
    assert mandate.revoked_on == world.today
    assert Event.ENROLMENT_DEACTIVATED.value in names
