"""Revenu Québec and the Registraire: numbers asked for again, addresses, officers."""

from typing import Any

import pytest

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry, Officer, Organisation, RevenueFile
from sandbox.domain.terms import FileStanding, OfficerFunction
from sandbox.services import post, registry, revenue
from tests.builders import Sandbox, organisation


async def test_a_notice_number_comes_again_by_letter(sandbox: Sandbox) -> None:
    """The latest number is in a letter to the organisation, and in no line of the journal."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA")
        assert (await revenue.reissue_notice(tx, world, "org")).sent
        (letter,) = await post.inbox(tx, world, "org")
        (entry,) = await tx.find(JournalEntry)
    assert "AVIS0001" in "".join(post.read(letter).paragraphs)
    assert entry.name == Event.NOTICE_REISSUED
    assert "AVIS0001" not in str(entry)


@pytest.mark.parametrize(
    ("held", "message", "cite"),
    [
        ({"return_filed": False, "latest_notice": None}, "notice_without_return", "R-29"),
        ({"return_filed": True, "latest_notice": None}, "notice_without_return", "R-29"),
        ({"returned_mail": True}, "notice_mail_returned", "R-50"),
    ],
)
async def test_a_notice_number_is_refused_with_its_reason(
    sandbox: Sandbox, held: dict[str, Any], message: str, cite: str
) -> None:
    """Without a return there is none; while mail comes back none is sent."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO", **held)
        answer = await revenue.reissue_notice(tx, world, "org")
        assert await post.inbox(tx, world, "org") == []
    assert answer.problem is not None
    assert (answer.problem.message_id, answer.problem.cite) == (f"revenue.{message}", cite)


async def test_an_impotnet_code_is_drawn_once_and_shown_on_line(sandbox: Sandbox) -> None:
    """The first request draws it, the next gives the same; the post never repeats it."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "PA", impotnet_code=None)
        first = await revenue.issue_impotnet_code(tx, world, "org", "000 000 141")
    async with sandbox.work() as (tx, world):
        again = await revenue.issue_impotnet_code(tx, world, "org", "000000141")
        held = await tx.need(RevenueFile, "org")
        items = await post.inbox(tx, world, "org")
        journal = await tx.find(JournalEntry)
    assert first.code == again.code == held.impotnet_code
    assert first.code is not None
    assert first.code not in str(items)
    assert first.code not in str(journal)
    assert "000000141" not in str(journal)


@pytest.mark.parametrize(("form", "nas"), [("PA", "000000257"), ("SO", "000000141")])
async def test_an_impotnet_code_is_for_the_individual_alone(
    sandbox: Sandbox, form: str, nas: str
) -> None:
    """Another's number and another form get one and the same answer."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, form)
        answer = await revenue.issue_impotnet_code(tx, world, "org", nas)
    assert answer.code is None
    assert answer.problem is not None
    assert answer.problem.message_id == "revenue.impotnet_not_recognised"


@pytest.mark.parametrize("form", ["PA", "SO"])
async def test_a_number_that_could_be_real_is_refused_on_line_too(
    sandbox: Sandbox, form: str
) -> None:
    """Whoever asks, a number that could be someone's is not even compared."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, form)
        with pytest.raises(BadInput) as refused:
            await revenue.issue_impotnet_code(tx, world, "org", "130692544")
    assert refused.value.code == "nas-could-be-real"


async def test_a_new_address_lets_mail_arrive_again(sandbox: Sandbox) -> None:
    """The flag falls with the change, and the first letter goes to the new address."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        await revenue.mark_returned_mail(tx, world, "org")
        assert (await tx.need(RevenueFile, "org")).returned_mail
        await revenue.change_address(tx, world, "org", " 2, rue Neuve \r\n\n Matane ")
        made = await tx.need(Organisation, "org")
        assert not (await tx.need(RevenueFile, "org")).returned_mail
        assert [item.template for item in await post.inbox(tx, world, "org")] == [
            "changement_d_adresse"
        ]
    assert made.address == "2, rue Neuve\nMatane"


@pytest.mark.parametrize(
    "address", ["", " \n ", "x" * 81, "\n".join("abcdefg"), "a\x00b", "a\ud800"]
)
async def test_an_address_nobody_could_write_on_an_envelope_is_refused(
    sandbox: Sandbox, address: str
) -> None:
    """Empty, too long, too many lines, or with characters that nobody sees."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        with pytest.raises(BadInput) as refused:
            await revenue.change_address(tx, world, "org", address)
    assert refused.value.message_id == "problem.address"


async def test_a_standing_is_set_by_the_agent(sandbox: Sandbox) -> None:
    """The journal keeps what the file became."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        await revenue.set_standing(tx, world, "org", FileStanding.BANKRUPTCY)
        (entry,) = await tx.find(JournalEntry)
    assert entry.data == {"standing": "faillite"}


async def test_a_service_is_found_by_its_number(sandbox: Sandbox) -> None:
    """The number is read as typed; an unknown one is not found, a malformed one is bad input."""
    async with sandbox.work() as (tx, _):
        await organisation(tx, "SO")
        assert (await revenue.organisation_by_number(tx, "99 0000 0011 RS0001")).id == "org"
        with pytest.raises(NotFound):
            await revenue.organisation_by_number(tx, "9900000020")
        with pytest.raises(BadInput):
            await revenue.organisation_by_number(tx, "12")


async def test_a_new_secretary_takes_the_place_of_the_old_one(sandbox: Sandbox) -> None:
    """A function of office has one holder; partners stand beside each other."""
    secretary, partner = OfficerFunction.SECRETARY, OfficerFunction.PARTNER
    entries = [("Ancien", secretary), ("Hortense", secretary), ("Paul", partner), ("Jean", partner)]
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        for given, function in entries:
            await registry.update_officer(
                tx, world, "org", given_name=given, family_name="Lamirande", function=function
            )
        listed = {(o.given_name, o.function) for o in await registry.officers(tx, "org")}
    assert listed == set(entries[1:])


async def test_an_entry_is_corrected_not_doubled(sandbox: Sandbox) -> None:
    """The same person in the same function is one entry, however the name is spelled."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        for given, current in (("Hélène", False), ("HELENE", True)):
            await registry.update_officer(
                tx,
                world,
                "org",
                given_name=given,
                family_name="Roy",
                function=OfficerFunction.TREASURER,
                up_to_date=current,
            )
        (officer,) = await tx.find(Officer)
        await registry.strike_off(tx, world, officer.id)
        assert await tx.find(Officer) == []
        changes = [entry.data["change"] for entry in await tx.find(JournalEntry, order="seq")]
    assert officer.up_to_date
    assert changes == ["outdated", "entered", "struck_off"]


async def test_nobody_is_registered_without_a_function(sandbox: Sandbox) -> None:
    """« aucune » is what a caller may say of himself, not an entry of the register."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SO")
        with pytest.raises(BadInput):
            await registry.update_officer(
                tx, world, "org", given_name="A", family_name="B", function=OfficerFunction.NONE
            )
