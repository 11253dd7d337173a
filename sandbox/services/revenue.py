"""Revenu Québec outside clicSÉQUR: notices, impôtNET codes, addresses, the state of a file."""

import hmac
from dataclasses import dataclass, replace

from sandbox.domain.errors import BadInput, NotFound
from sandbox.domain.events import Event
from sandbox.domain.identifiers import (
    ImpotnetCode,
    Nas,
    RevenueNumber,
    UserCode,
    refuse_real_nas,
)
from sandbox.domain.model import JournalEntry, Organisation, RevenueFile
from sandbox.domain.terms import Actor, Channel, FileStanding, LegalForm
from sandbox.services import calendar, journal, post
from sandbox.services.enrolment_form import Problem
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World

MAX_ADDRESS_LINES = 6
"""Greatest number of lines of a correspondence address, of 80 characters at most."""


@dataclass(frozen=True, slots=True)
class Reissued:
    """What came of asking for a notice number again: on its way by letter, or why not."""

    sent: bool
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class CodeIssued:
    """What came of asking for an impôtNET code on line: the code, shown at once, or why not."""

    code: ImpotnetCode | None
    problem: Problem | None = None


async def organisation_by_number(tx: Tx, typed: str) -> Organisation:
    """The organisation of an identification number; raises `BadInput` or `NotFound`."""
    number = RevenueNumber.parse(typed)
    found = await tx.one(Organisation, revenue_number=number)
    if found is None:
        raise NotFound(
            "organisation-unknown",
            "error.organisation_unknown",
            hint="No organisation of this space has this identification number.",
            cite="R-24",
        )
    return found


async def reissue_notice(tx: Tx, world: World, organisation_id: str) -> Reissued:
    """Ask the regional office for the latest notice number again (R-29..R-31, R-40).

    It is the same number, sent by letter to the correspondence address. Refused where no return
    was ever filed (R-29), and while mail to that address comes back: the number is confidential,
    so the address must be changed first, as for an invitation (R-50; a convention here).
    """
    await calendar.run(tx, world)
    organisation, held = await _file(tx, organisation_id)
    if not held.return_filed or held.latest_notice is None:
        return Reissued(False, Problem("avis", "revenue.notice_without_return", {}, "R-29"))
    if held.returned_mail:
        return Reissued(False, Problem("avis", "revenue.notice_mail_returned", {}, "R-50"))
    fact = await _record(tx, world, Event.NOTICE_REISSUED, Actor.APPLICANT, organisation_id)
    await post.send(
        tx,
        world,
        organisation_id=organisation_id,
        channel=Channel.LETTER,
        template="avis_de_cotisation",
        values={"organisation": organisation.name, "avis": held.latest_notice},
        event=fact,
    )
    return Reissued(True)


async def issue_impotnet_code(tx: Tx, world: World, organisation_id: str, nas: str) -> CodeIssued:
    """Give an individual in business his impôtNET code on line (R-28).

    What he says of his tax file is his social insurance number; raises `BadInput` if that number
    is malformed or could be real. One answer for a number that is not his and for a service that
    is not an individual's. The code is drawn the first time, and the same ever after.
    """
    typed = Nas.parse(nas)
    await calendar.run(tx, world)
    organisation, held = await _file(tx, organisation_id)
    his = held.nas is not None and hmac.compare_digest(typed, held.nas)
    if organisation.legal_form is not LegalForm.INDIVIDUAL or not his:
        return CodeIssued(None, Problem("nas", "revenue.impotnet_not_recognised", {}, "R-28"))
    code = ImpotnetCode.parse(held.impotnet_code or world.chance.word(8, UserCode.GLYPHS))
    await tx.put(replace(held, impotnet_code=code))
    fact = await _record(tx, world, Event.IMPOTNET_CODE_ISSUED, Actor.APPLICANT, organisation_id)
    await post.send(
        tx,
        world,
        organisation_id=organisation_id,
        channel=Channel.EMAIL,
        template="code_impotnet_obtenu",
        values={"organisation": organisation.name},
        event=fact,
    )
    return CodeIssued(code)


async def change_address(tx: Tx, world: World, organisation_id: str, address: str) -> Organisation:
    """Change the correspondence address; mail no longer comes back (R-50, A-18).

    Raises `BadInput` for an address without text, or of too many or too long lines.
    """
    await calendar.run(tx, world)
    organisation, held = await _file(tx, organisation_id)
    organisation = replace(organisation, address=read_address(address))
    await tx.save(organisation)
    await tx.put(replace(held, returned_mail=False))
    fact = await _record(tx, world, Event.ADDRESS_CHANGED, Actor.APPLICANT, organisation_id)
    await post.send(
        tx,
        world,
        organisation_id=organisation_id,
        channel=Channel.LETTER,
        template="changement_d_adresse",
        values={"organisation": organisation.name},
        event=fact,
    )
    return organisation


async def set_standing(
    tx: Tx, world: World, organisation_id: str, standing: FileStanding
) -> RevenueFile:
    """Say whether the file is in order (R-51, A-18)."""
    _, held = await _file(tx, organisation_id)
    held = replace(held, standing=standing)
    await tx.put(held)
    await _record(
        tx,
        world,
        Event.STANDING_CHANGED,
        Actor.REVENU,
        organisation_id,
        standing=standing.value,
    )
    return held


async def mark_returned_mail(tx: Tx, world: World, organisation_id: str) -> RevenueFile:
    """Note that mail came back from the correspondence address (R-50, A-18)."""
    _, held = await _file(tx, organisation_id)
    held = replace(held, returned_mail=True)
    await tx.put(held)
    await _record(tx, world, Event.MAIL_RETURNED, Actor.REVENU, organisation_id)
    return held


async def _file(tx: Tx, organisation_id: str) -> tuple[Organisation, RevenueFile]:
    organisation = await tx.need(Organisation, organisation_id)
    held = await tx.get(RevenueFile, organisation_id)
    return organisation, held or RevenueFile(organisation_id, return_filed=False)


async def _record(
    tx: Tx, world: World, event: Event, actor: Actor, organisation_id: str, **data: str
) -> JournalEntry:
    return await journal.record(
        tx,
        world,
        event,
        actor,
        subject=organisation_id,
        organisation_id=organisation_id,
        **data,
    )


def read_address(raw: str) -> str:
    """Lines of visible text, without blanks around them; raises `BadInput`."""
    refuse_real_nas(raw[:2000])
    lines = [" ".join(line.split()) for line in raw[:2000].splitlines()]
    lines = [line for line in lines if line]
    if not 1 <= len(lines) <= MAX_ADDRESS_LINES or not all(_fit(line) for line in lines):
        raise BadInput(
            "address-malformed",
            "problem.address",
            hint=f"Send 1 to {MAX_ADDRESS_LINES} lines of at most 80 visible characters.",
            cite="R-50",
        )
    return "\n".join(lines)


def _fit(line: str) -> bool:
    return len(line) <= 80 and line.isprintable()
