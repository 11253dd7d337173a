"""Small worlds built by hand: organisations in the registers, answers of a form, an enrolment."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from sandbox.domain.conventions import Conventions
from sandbox.domain.identifiers import InvitationNumber, Nas, RevenueNumber
from sandbox.domain.model import Officer, Organisation, RevenueFile, Space
from sandbox.domain.terms import Actor, LegalForm, OfficerFunction, Origin, ServiceKind
from sandbox.services import enrolment, invitations
from sandbox.services.desk import Desk
from sandbox.services.drafts import Checked
from sandbox.services.enrolment_form import questions_for
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.services.transmission import Transmitted
from sandbox.storage.sqlite import SqliteStore
from sandbox.world.clock import TORONTO, Clock
from sandbox.world.surroundings import World

TODAY = date(2009, 1, 15)
"""The day on which the stories of the guide are told."""

PASSWORD = PreparedPassword("Temporaire-1", "scrypt$16384$8$1$c2Vs$aGFjaGU=")
"""A temporary password whose hash nobody checks here."""

FORMS: Mapping[str, tuple[LegalForm, ServiceKind]] = {
    "PA": (LegalForm.INDIVIDUAL, ServiceKind.SUBSIDISED_DAYCARE),
    "SO": (LegalForm.CORPORATION, ServiceKind.SUBSIDISED_DAYCARE),
    "OB": (LegalForm.NON_PROFIT, ServiceKind.CPE),
    "SP": (LegalForm.PARTNERSHIP, ServiceKind.SUBSIDISED_DAYCARE),
}
REPRESENTATIVE = {
    "representant_prenom": "Marguerite",
    "representant_nom": "Oulette",
    "representant_courriel": "m.oulette@exemple.test",
    "representant_telephone": "418 555-0106",
    "rse_identique": "oui",
}
_TYPED: Mapping[str, dict[str, str]] = {
    "PA": {
        "qui": "particulier",
        "nas": "000 000 141",
        "code_impotnet": "essai001",
        "avis": "avis 0001",
    },
    "SO": {
        "qui": "representant_office",
        "fonction": "president",
        "avis": "AVIS0001",
        "invitation": "k7r2 m9xa",
    },
    "OB": {"qui": "designe_par_resolution"},
    "SP": {"qui": "associe"},
}


@dataclass
class Sandbox:
    """A desk over a store in memory, with one space whose calendar stands still."""

    desk: Desk
    space: str = "essai"

    def work(self) -> AbstractAsyncContextManager[tuple[Tx, World]]:
        """A write transaction of the space."""
        return self.desk.work(self.space)

    async def on(self, day: date, at: time = time(12)) -> None:
        """Set the calendar hand to a time of a day in Toronto; the protocol hand stays."""
        async with self.desk.look(self.space) as (tx, _):
            space = tx.space
        moment = datetime.combine(day, at, TORONTO)
        await self.desk.store.save_space(replace(space, calendar_frozen_at=moment))


@asynccontextmanager
async def sandbox_on(
    day: date = TODAY, conventions: Conventions | None = None
) -> AsyncIterator[Sandbox]:
    """An empty world at noon of `day`."""
    store = await SqliteStore.open(None)
    moment = datetime.combine(day, time(12), TORONTO)
    await store.create_space(
        Space(
            id="essai",
            label="Essai",
            secret="5e" * 32,
            created_at=datetime(2009, 1, 1, tzinfo=UTC),
            seed="essai",
            calendar_frozen_at=moment,
            protocol_frozen_at=datetime(2026, 11, 23, 17, tzinfo=UTC),
        )
    )
    try:
        yield Sandbox(Desk(store, Clock(lambda: 0.0), conventions))
    finally:
        await store.close()


async def organisation(
    tx: Tx,
    form: str,
    *,
    key: str = "org",
    number: str = "9900000011",
    kind: ServiceKind | None = None,
    officer: OfficerFunction | None = None,
    **held: object,
) -> Organisation:
    """A childcare service in the registers; `officer` registers Marguerite Oulette so."""
    legal_form, usual = FORMS[form]
    made = Organisation(
        id=key,
        name=f"Garderie {key}",
        legal_form=legal_form,
        kind=kind or usual,
        revenue_number=RevenueNumber.parse(number),
        address="1, rue de l’Essai\nRimouski",
        email=f"{key}@exemple.test",
        telephone="418 555-0100",
    )
    file = RevenueFile(
        key,
        nas=Nas("000000141") if form == "PA" else None,
        impotnet_code="ESSAI001" if form == "PA" else None,
        latest_notice="AVIS0001" if form in ("PA", "SO") else None,
    )
    await tx.add(made, replace(file, **held))  # type: ignore[arg-type]
    if officer is not None:
        await tx.add(Officer(f"{key}.1", key, "Marguerite", "Oulette", officer))
    return made


async def corporation(
    tx: Tx, world: World, *, invitation: str = "K7R2M9XA", issued_on: date | None = None
) -> Organisation:
    """A « société » that has all it takes: a recognised president, a notice, an invitation."""
    made = await organisation(tx, "SO", officer=OfficerFunction.PRESIDENT)
    number = InvitationNumber.parse(invitation)
    await invitations.issue(tx, world, made.id, Actor.REVENU, number=number, issued_on=issued_on)
    return made


def typed(form: str, **changes: str | None) -> dict[str, str]:
    """What a person of that form types when all is well, with `changes`; None leaves out."""
    _, kind = FORMS[form]
    answers: dict[str, str | None] = {
        "forme": form,
        "genre": kind.value,
        "numero_identification": "99 0000 0011",
        **REPRESENTATIVE,
        **_TYPED[form],
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}


async def checked(tx: Tx, world: World, answers: Mapping[str, str]) -> Checked:
    """A draft opened, filled in and checked."""
    draft = await enrolment.open_draft(tx, world, Origin.MFA)
    form = LegalForm(answers["forme"])
    fields = [question.field for question in questions_for(form)]
    await enrolment.save_answers(tx, world, draft.number, answers, fields=fields)
    return await enrolment.check(tx, world, draft.number)


async def enrol(tx: Tx, world: World, answers: Mapping[str, str]) -> Transmitted:
    """The whole journey in one transaction."""
    ready = await checked(tx, world, answers)
    assert not ready.problems, ready.problems
    return await enrolment.transmit(tx, world, ready.enrolment.number, PASSWORD)
