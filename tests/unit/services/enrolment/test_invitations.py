"""Invitations: ninety days, one at a time, by letter; every refusal of a call is told."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest

from sandbox.domain.conventions import Conventions
from sandbox.domain.events import Event
from sandbox.domain.identifiers import InvitationNumber
from sandbox.domain.lifecycles import InvitationState
from sandbox.domain.model import Invitation, JournalEntry, Officer
from sandbox.domain.terms import Actor, Channel, FileStanding, OfficerFunction
from sandbox.services import calendar, invitations, post
from tests.builders import TODAY, Sandbox, corporation, enrol, organisation, sandbox_on, typed

PRESIDENT, SECRETARY = OfficerFunction.PRESIDENT, OfficerFunction.SECRETARY


@pytest.mark.parametrize(
    ("today", "good"),
    [
        (date(2008, 10, 17), True),
        (date(2009, 1, 15), True),
        (date(2009, 1, 16), False),
    ],
)
async def test_an_invitation_is_good_for_ninety_days_the_last_included(
    sandbox: Sandbox, today: date, *, good: bool
) -> None:
    """Issued on 17 October 2008 it serves through 15 January 2009 (R-42, A-14)."""
    await sandbox.on(date(2008, 10, 17))
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
    await sandbox.on(today)
    async with sandbox.desk.look("essai") as (tx, world):  # the calendar has not run
        found = await invitations.recognise(tx, world, "org", "k7r2-m9xa")
    assert (found is not None) is good


async def test_a_number_is_known_by_its_digest_only(sandbox: Sandbox) -> None:
    """The number is on the letter; neither the row nor the journal holds it."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        rows = [asdict(row) for row in await tx.find(Invitation)]
        rows += [asdict(row) for row in await tx.find(JournalEntry)]
        (letter,) = await post.inbox(tx, world, "org")
    assert "K7R2M9XA" not in str(rows)
    assert "K7R2M9XA" in "".join(post.read(letter).paragraphs)


@pytest.mark.parametrize("number", ["", "K7R2M9XB", "K7R2M9X", "\ud800", "K7R2M9XA" * 99])
async def test_another_number_is_not_recognised(sandbox: Sandbox, number: str) -> None:
    """Unknown and malformed numbers alike are nobody's."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        assert await invitations.recognise(tx, world, "org", number) is None


async def test_a_number_is_good_for_its_own_organisation_only(sandbox: Sandbox) -> None:
    """The same number typed for another service is not recognised (A-17)."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        await organisation(tx, "SO", key="autre", number="9900000020")
        assert await invitations.recognise(tx, world, "autre", "K7R2M9XA") is None


async def test_a_new_issue_cancels_the_one_before(sandbox: Sandbox) -> None:
    """One invitation stands at a time (A-15)."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        new = await invitations.issue(tx, world, "org", Actor.REVENU)
        assert await invitations.recognise(tx, world, "org", "K7R2M9XA") is None
        assert await invitations.current(tx, world, "org") == new
        states = sorted(row.state.value for row in await tx.find(Invitation))
    assert states == ["annulee", "valide"]


async def test_an_invitation_in_the_mail_cannot_be_used_yet() -> None:
    """It is on its way, then delivered by the calendar, then recognised (A-16)."""
    async with sandbox_on(TODAY, Conventions(mail_days=2)) as sandbox:
        async with sandbox.work() as (tx, world):
            await corporation(tx, world)
            (row,) = await tx.find(Invitation)
            assert row.state is InvitationState.IN_TRANSIT
            assert await invitations.recognise(tx, world, "org", "K7R2M9XA") is None
            assert await invitations.current(tx, world, "org") == row
        await sandbox.on(TODAY + timedelta(days=2))
        async with sandbox.work() as (tx, world):
            assert await calendar.run(tx, world) == 1
            assert await invitations.recognise(tx, world, "org", "K7R2M9XA") is not None


async def test_a_used_invitation_is_used_for_good(sandbox: Sandbox) -> None:
    """A transmission consumes it, and says by which enrolment (A-15)."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        done = await enrol(tx, world, typed("SO"))
        assert await invitations.recognise(tx, world, "org", "K7R2M9XA") is None
        (row,) = await tx.find(Invitation)
    assert (row.state, row.enrolment_id) == (InvitationState.USED, done.enrolment.id)


async def test_every_condition_that_fails_is_told(sandbox: Sandbox) -> None:
    """The caller hears all the reasons at once, in the order of the guide."""
    async with sandbox.work() as (tx, world):
        await organisation(
            tx,
            "PA",
            return_filed=False,
            returned_mail=True,
            standing=FileStanding.FRAUD,
        )
        done = await enrol(tx, world, typed("PA"))
        assert done.decision.row_id == "PA-1"
        answered = await invitations.request_by_phone(tx, world, "org", OfficerFunction.NONE)
        calls = [i for i in await post.inbox(tx, world, "org") if i.channel is Channel.CALL]
        (entry,) = await tx.find(JournalEntry, name=Event.INVITATION_REFUSED.value)
        assert await tx.count(Invitation) == 0
    codes = [refusal.reason for refusal in answered.refusals]
    assert codes == [
        "FORME_SANS_INVITATION",
        "APPELANT_NON_OFFICE",
        "AUCUN_AVIS",
        "COURRIER_RETOURNE",
        "DOSSIER_NON_EN_REGLE",
        "REGISTRE_PAS_A_JOUR",
        "INSCRIPTION_DEJA_ACTIVE",
    ]
    assert entry.data == {"reasons": codes}
    assert len(post.read(calls[0]).paragraphs[0].splitlines()) == 1 + len(codes)


async def test_a_call_that_meets_all_conditions_brings_a_letter(sandbox: Sandbox) -> None:
    """The number is not told on the telephone: it comes by letter (A-16)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO", officer=PRESIDENT)
        answered = await invitations.request_by_phone(tx, world, "org", PRESIDENT)
        (letter,) = await post.inbox(tx, world, "org")
        number = letter.values["invitation"]
        found = await invitations.recognise(tx, world, "org", number)
    assert answered.issued
    assert answered.refusals == ()
    assert letter.channel is Channel.LETTER
    assert found is not None
    assert InvitationNumber.parse(number) == number


async def test_a_standing_invitation_is_not_replaced_by_a_call(sandbox: Sandbox) -> None:
    """The caller is told when it ends, and its number is not repeated (R-47)."""
    async with sandbox.work() as (tx, world):
        await corporation(tx, world)
        answered = await invitations.request_by_phone(tx, world, "org", PRESIDENT)
        item = (await post.inbox(tx, world, "org"))[0]
    assert [refusal.reason for refusal in answered.refusals] == ["INVITATION_ENCORE_VALIDE"]
    assert answered.ends_on == TODAY + timedelta(days=90)
    assert "K7R2M9XA" not in str(item.values)


@pytest.mark.parametrize(
    ("entries", "caller", "current"),
    [
        ([], PRESIDENT, False),
        ([(PRESIDENT, True)], PRESIDENT, True),
        ([(PRESIDENT, True)], SECRETARY, False),
        ([(PRESIDENT, False)], PRESIDENT, False),
        ([(PRESIDENT, True), (SECRETARY, False)], PRESIDENT, False),
        ([(OfficerFunction.PARTNER, True)], PRESIDENT, False),
    ],
)
async def test_the_registry_must_be_current_for_all_and_know_the_caller(
    sandbox: Sandbox,
    entries: list[tuple[OfficerFunction, bool]],
    caller: OfficerFunction,
    *,
    current: bool,
) -> None:
    """Every officer listed is up to date, and the caller's function is among them (R-52)."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        for place, (function, up_to_date) in enumerate(entries):
            await tx.add(Officer(f"o{place}", "org", "A", "B", function, up_to_date))
        answered = await invitations.request_by_phone(tx, world, "org", caller)
    refused = [refusal.reason for refusal in answered.refusals]
    assert refused == ([] if current else ["REGISTRE_PAS_A_JOUR"])
