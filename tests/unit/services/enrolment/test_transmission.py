"""Transmission: everything at once or nothing, one winner, secrets gone, a receipt shown once."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pytest

from sandbox.domain.errors import NotAllowed, NotFound
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState, DossierState, EnrolmentState
from sandbox.domain.model import (
    Account,
    Dossier,
    Enrolment,
    Invitation,
    JournalEntry,
    Membership,
    Person,
    PostItem,
    Receipt,
)
from sandbox.domain.terms import Outcome, Role
from sandbox.guide.engine import Decision
from sandbox.services import dossiers, enrolment, post
from sandbox.services.enrolment_form import SECRET_FIELDS
from tests.builders import PASSWORD, Sandbox, checked, corporation, enrol, organisation, typed

KINDS = (Account, Membership, Person, Dossier, Receipt, PostItem)


async def counts(sandbox: Sandbox) -> dict[str, int]:
    """How many rows of what a transmission writes there are."""
    async with sandbox.desk.look("essai") as (tx, _):
        return {kind.__name__: await tx.count(kind) for kind in KINDS}


async def test_an_automatic_activation_opens_at_the_end_of_the_transaction(
    sandbox: Sandbox,
) -> None:
    """Active enrolment, usable temporary password, no dossier, a confirmation (R-34, A-25)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        done = await enrol(tx, world, typed("PA"))
        account = await tx.need(Account, done.enrolment.account_id)
        (membership,) = await tx.find(Membership)
        (item,) = await post.inbox(tx, world, "org")
        events = [entry.name for entry in await tx.find(JournalEntry, order="seq")]
        assert await dossiers.of_enrolment(tx, done.enrolment.id) is None
    assert done.decision.outcome is Outcome.AUTOMATIC
    assert done.enrolment.state is EnrolmentState.ACTIVE
    assert done.enrolment.activated_at == done.enrolment.transmitted_at == world.now
    assert account.state is AccountState.TEMPORARY
    assert account.temporary_until is not None
    assert (membership.role, membership.enrolment_id) == (Role.RSE, done.enrolment.id)
    assert item.template == "activation_confirmee"
    assert Event.ENROLMENT_TRANSMITTED.value in events
    assert Event.ENROLMENT_ACTIVATED.value in events


async def test_a_deferred_one_has_credentials_that_do_not_work_yet(sandbox: Sandbox) -> None:
    """Blocked account, receipt all the same, and a dossier of what the row lists (A-22)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "OB")
        done = await enrol(tx, world, typed("OB"))
        account = await tx.need(Account, done.enrolment.account_id)
        contents = await dossiers.of_enrolment(tx, done.enrolment.id)
    assert done.enrolment.state is EnrolmentState.DEFERRED_DOCUMENTS
    assert done.enrolment.activated_at is None
    assert account.state is AccountState.BLOCKED
    assert account.temporary_until is None
    assert done.receipt is not None
    assert done.receipt.user_code == account.user_code
    assert contents is not None
    assert contents.dossier.state is DossierState.REQUIRED
    assert [(item.document, item.precision) for item in contents.items] == [
        tuple(demand) for demand in done.decision.documents
    ]


async def test_the_decision_is_kept_as_it_was_taken(sandbox: Sandbox) -> None:
    """Row, reason and facts are read back from the enrolment as the guide gave them."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        done = await enrol(tx, world, typed("PA", avis=None))
    async with sandbox.desk.look("essai") as (tx, _):
        stored = await tx.need(Enrolment, done.enrolment.id)
    assert Decision.from_dict(stored.decision) == done.decision
    assert stored.row_id == "PA-3"


async def test_a_refusal_at_entry_records_nothing(sandbox: Sandbox) -> None:
    """The draft is handed back with its answers; only the journal has a line."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
    before = await counts(sandbox)
    async with sandbox.work() as (tx, world):
        done = await enrol(tx, world, typed("PA", nas=None))
        entries = await tx.find(JournalEntry, name=Event.ENROLMENT_REFUSED_AT_ENTRY.value)
    assert done.receipt is None
    assert done.enrolment.state is EnrolmentState.DRAFT
    assert done.enrolment.organisation_id == ""
    assert done.enrolment.answers["avis"] == "AVIS0001"
    assert [entry.data for entry in entries] == [{"row": "P-6", "reason": "NAS_REQUIS"}]
    assert await counts(sandbox) == before


async def test_a_refused_draft_is_corrected_and_sent_again(sandbox: Sandbox) -> None:
    """The number forgotten is added, the draft checked again, and it is accepted."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        number = (await enrol(tx, world, typed("PA", nas=None))).enrolment.number
        with pytest.raises(NotAllowed):
            await enrolment.transmit(tx, world, number, PASSWORD)
        given = {"nas": "000000141"}
        await enrolment.save_answers(tx, world, number, given, fields=["nas"])
        await enrolment.check(tx, world, number)
        done = await enrolment.transmit(tx, world, number, PASSWORD)
    assert done.decision.row_id == "PA-1"


async def test_what_was_tried_in_vain_is_forgotten_once_transmitted(sandbox: Sandbox) -> None:
    """Even as digests, foreign numbers are kept no longer than the draft."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        ready = await checked(tx, world, typed("SO", invitation="A2A2A2A2"))
        assert ready.enrolment.foreign_numbers
        done = await enrolment.transmit(tx, world, ready.enrolment.number, PASSWORD)
    assert done.enrolment.foreign_numbers == ()


@pytest.mark.parametrize("form", ["PA", "SO"])
async def test_secrets_are_gone_once_transmitted(sandbox: Sandbox, form: str) -> None:
    """No number that was typed, and no clear password, is left in rows or journal."""
    async with sandbox.work() as (tx, world):
        await (corporation(tx, world) if form == "SO" else organisation(tx, form))
        done = await enrol(tx, world, typed(form))
        rows: list[Mapping[str, Any]] = []
        rows += [asdict(row) for row in await tx.find(Enrolment)]
        rows += [asdict(row) for row in await tx.find(Account)]
        rows += [asdict(row) for row in await tx.find(Invitation)]
        rows += [asdict(row) for row in await tx.find(JournalEntry)]
        mail = [
            item for item in await post.inbox(tx, world, "org") if item.template != "invitation"
        ]
    assert not SECRET_FIELDS & set(done.enrolment.answers)
    assert done.enrolment.foreign_numbers == ()
    written = str(rows) + str([post.read(item) for item in mail])
    for secret in ("000000141", "ESSAI001", "AVIS0001", "K7R2M9XA", PASSWORD.clear):
        assert secret not in written
    assert done.receipt is not None
    assert done.receipt.user_code not in str([post.read(item) for item in mail])


async def test_the_receipt_shows_the_password_once(sandbox: Sandbox) -> None:
    """The first reading has it and wipes it; the next has all the rest (R-36)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        number = (await enrol(tx, world, typed("SP"))).enrolment.number
    shown = []
    for _ in range(2):
        async with sandbox.work() as (tx, world):
            shown.append(await enrolment.show_receipt(tx, world, number))
    assert [receipt.temporary_password for receipt in shown if receipt] == [PASSWORD.clear, ""]
    assert len({receipt.user_code for receipt in shown if receipt}) == 1


async def test_a_draft_has_no_receipt(sandbox: Sandbox) -> None:
    """None for a draft, and an unknown number is not found."""
    async with sandbox.work() as (tx, world):
        ready = await checked(tx, world, typed("SP"))
        assert await enrolment.show_receipt(tx, world, ready.enrolment.number) is None
        with pytest.raises(NotFound):
            await enrolment.show_receipt(tx, world, "BR-AAAA-AAAA-AAAA")


async def test_a_draft_changed_after_its_check_is_not_transmitted(sandbox: Sandbox) -> None:
    """The check page must be seen again (R-36)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        number = (await checked(tx, world, typed("SP"))).enrolment.number
        name = {"representant_nom": "Ouellet"}
        await enrolment.save_answers(tx, world, number, name, fields=["representant_nom"])
        with pytest.raises(NotAllowed) as refused:
            await enrolment.transmit(tx, world, number, PASSWORD)
    assert refused.value.code == "enrolment-not-checked"


async def test_a_transmitted_enrolment_is_no_draft(sandbox: Sandbox) -> None:
    """It can be neither changed nor transmitted again."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        number = (await enrol(tx, world, typed("SP"))).enrolment.number
        with pytest.raises(NotFound) as gone:
            await enrolment.transmit(tx, world, number, PASSWORD)
    assert gone.value.code == "enrolment-transmitted"


async def test_the_rse_designated_holds_the_account(sandbox: Sandbox) -> None:
    """The credentials are those of the RSE, not of who enrols (A-23)."""
    another = {
        "rse_identique": "non",
        "rse_prenom": "Théo",
        "rse_nom": "Marcoux",
        "rse_courriel": "theo@exemple.test",
    }
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        done = await enrol(tx, world, typed("SP", qui="administrateur", **another))
        account = await tx.need(Account, done.enrolment.account_id)
        person = await tx.need(Person, account.person_id)
        (item,) = await post.inbox(tx, world, "org")
    assert person.name == "Théo Marcoux"
    assert person.telephone == ""
    assert item.person_id == person.id


async def test_an_invitation_typed_and_recognised_is_consumed_by_any_row(
    sandbox: Sandbox,
) -> None:
    """An accountant who types it uses it up, though his row does not look at it (A-15)."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        done = await enrol(tx, world, typed("SO", qui="salarie_ou_professionnel"))
        (row,) = await tx.find(Invitation)
    assert done.decision.row_id == "SO-6"
    assert row.enrolment_id == done.enrolment.id
