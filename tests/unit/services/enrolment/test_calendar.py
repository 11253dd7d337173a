"""What falls due: computed when asked, applied once, in order, on the very day."""

from datetime import date, time, timedelta

import pytest

from sandbox.domain.errors import NotAllowed
from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState, DossierState, EnrolmentState
from sandbox.domain.model import Account, Enrolment, Invitation, JournalEntry
from sandbox.domain.terms import Actor
from sandbox.services import calendar, dossiers, review
from tests.builders import TODAY, Sandbox, corporation, enrol, organisation, typed


async def run_on(sandbox: Sandbox, day: date, at: time = time(12)) -> int:
    """Move the calendar hand, run it, and say how many things were due."""
    await sandbox.on(day, at)
    async with sandbox.work() as (tx, world):
        return await calendar.run(tx, world)


async def test_nothing_is_due_in_an_empty_world(sandbox: Sandbox) -> None:
    """No work, no date to wait for."""
    async with sandbox.work() as (tx, world):
        assert await calendar.due_next(tx, world) is None
        assert await calendar.run(tx, world) == 0


async def test_an_invitation_expires_the_day_after_its_last(sandbox: Sandbox) -> None:
    """At the last second of day 90 it stands, at midnight it is expired, and only once."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        due = await calendar.due_next(tx, world)
    last = TODAY + timedelta(days=90)
    assert due is not None
    assert due.date() == last + timedelta(days=1)
    assert await run_on(sandbox, last, time(23, 59, 59)) == 0
    assert await run_on(sandbox, last + timedelta(days=1), time(0)) == 1
    assert await run_on(sandbox, last + timedelta(days=2)) == 0
    async with sandbox.work() as (tx, world):
        (row,) = await tx.find(Invitation)
        (entry,) = await tx.find(JournalEntry, name=Event.INVITATION_EXPIRED.value)
    assert row.state == "perimee"
    assert entry.actor is Actor.CLOCK


async def test_ninety_days_cross_the_change_of_hour(sandbox: Sandbox) -> None:
    """Days are civil days: the hour lost in March moves nothing (A-14)."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world, issued_on=date(2009, 1, 15))
        due = await calendar.due_next(tx, world)
    assert due is not None
    assert due.isoformat() == "2009-04-16T00:00:00-04:00"


async def test_an_idle_enrolment_expires_with_its_account_and_dossier(sandbox: Sandbox) -> None:
    """After more than ninety idle days the place is free again (A-36)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "OB")
        done = await enrol(tx, world, typed("OB"))
    assert await run_on(sandbox, TODAY + timedelta(days=90), time(23, 59)) == 0
    assert await run_on(sandbox, TODAY + timedelta(days=91), time(0)) == 1
    async with sandbox.work() as (tx, world):
        enrolment = await tx.need(Enrolment, done.enrolment.id)
        account = await tx.need(Account, enrolment.account_id)
        contents = await dossiers.of_enrolment(tx, enrolment.id)
        again = await enrol(tx, world, typed("OB"))
    assert enrolment.state is EnrolmentState.EXPIRED
    assert (account.state, account.closed_reason) == (AccountState.CLOSED, "INSCRIPTION_EXPIREE")
    assert contents is not None
    assert contents.dossier.state is DossierState.CLOSED
    assert again.receipt is not None


async def test_activity_puts_the_expiry_off(sandbox: Sandbox) -> None:
    """A document received on day 80 gives ninety days more."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "OB")
        done = await enrol(tx, world, typed("OB"))
        contents = await dossiers.of_enrolment(tx, done.enrolment.id)
    assert contents is not None
    await sandbox.on(TODAY + timedelta(days=80))
    async with sandbox.work() as (tx, world):
        await review.receive_document(tx, world, contents.items[0].id)
    assert await run_on(sandbox, TODAY + timedelta(days=170)) == 0
    assert await run_on(sandbox, TODAY + timedelta(days=171)) == 1


async def test_what_the_agent_holds_does_not_expire(sandbox: Sandbox) -> None:
    """Under review the file waits for the agent, however long."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        done = await enrol(tx, world, typed("PA", avis=None))
        await review.log_contact(tx, world, done.enrolment.id)
    assert await run_on(sandbox, TODAY + timedelta(days=1000)) == 0


async def test_a_temporary_password_expires(sandbox: Sandbox) -> None:
    """Ten days after the activation to the second (domain 4.7)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        done = await enrol(tx, world, typed("PA"))
    assert await run_on(sandbox, TODAY + timedelta(days=10), time(11, 59, 59)) == 0
    assert await run_on(sandbox, TODAY + timedelta(days=10), time(12)) == 1
    async with sandbox.work() as (tx, _):
        account = await tx.need(Account, done.enrolment.account_id)
    assert account.state is AccountState.TEMPORARY_EXPIRED


async def test_what_is_due_is_applied_in_the_order_of_its_dates(sandbox: Sandbox) -> None:
    """One long jump writes the journal that many short ones would have written."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        await organisation(tx, "OB", key="cpe", number="9900000135")
        await organisation(tx, "PA", key="ind", number="9900000020")
        await enrol(tx, world, typed("OB", numero_identification="9900000135"))
        await enrol(tx, world, typed("PA", numero_identification="9900000020"))
        before = await tx.count(JournalEntry)
    assert await run_on(sandbox, TODAY + timedelta(days=400)) == 3
    async with sandbox.work() as (tx, world):
        entries = await tx.find(JournalEntry, order="seq")
        assert await calendar.due_next(tx, world) is None
    assert [entry.name for entry in entries[before:]] == [
        Event.PASSWORD_EXPIRED,
        Event.ENROLMENT_EXPIRED,
        Event.DOSSIER_CLOSED,
        Event.ACCOUNT_CLOSED,
        Event.INVITATION_EXPIRED,
    ]


@pytest.mark.parametrize("days", [91, 92, 400])
async def test_an_act_on_an_expired_file_comes_too_late(sandbox: Sandbox, days: int) -> None:
    """The agent's act first applies what fell due, so that a late contact is refused."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        done = await enrol(tx, world, typed("PA", avis=None))
    await sandbox.on(TODAY + timedelta(days=days))
    async with sandbox.work() as (tx, world):
        with pytest.raises(NotAllowed):
            await review.log_contact(tx, world, done.enrolment.id)
