"""The sixteen organisations and the nine variants reach their rows, from typed answers alone."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from sandbox.domain.identifiers import InvitationNumber
from sandbox.domain.terms import Actor, OfficerFunction, Outcome, ServiceKind
from sandbox.services import invitations
from tests.builders import Sandbox, enrol, organisation, typed

PRESIDENT = OfficerFunction.PRESIDENT
NEVER_FILED: dict[str, Any] = {"return_filed": False, "latest_notice": None}


@dataclass(frozen=True)
class Case:
    """A service as the registers know it, what is typed, and the row it must reach."""

    row: str
    form: str
    typed: dict[str, str | None] = field(default_factory=dict)
    officer: OfficerFunction | None = None
    held: dict[str, Any] = field(default_factory=dict)
    kind: ServiceKind | None = None
    invited_on: date | None = None
    before: dict[str, str | None] | None = None  # an enrolment transmitted earlier


CASES = {
    "F01": Case("PA-1", "PA"),
    "F02": Case("PA-2", "PA", {"code_impotnet": None}, held={"impotnet_code": None}),
    "F03": Case("PA-3", "PA", {"avis": None}),
    "F04": Case(
        "PA-4",
        "PA",
        {"avis": None, "code_impotnet": None},
        held={"impotnet_code": None, **NEVER_FILED},
    ),
    "F05": Case("PA-5", "PA", {"qui": "mandataire"}),
    "F06": Case("SO-1", "SO", officer=PRESIDENT, invited_on=date(2008, 10, 17)),
    "F07": Case("SO-3", "SO", officer=PRESIDENT, invited_on=date(2008, 10, 16)),
    "F08": Case(
        "SO-2", "SO", {"avis": "ANCIEN08"}, officer=PRESIDENT, invited_on=date(2008, 12, 1)
    ),
    "F09": Case(
        "SO-4", "SO", {"avis": None, "invitation": None}, officer=PRESIDENT, held=NEVER_FILED
    ),
    "F10": Case("SO-5", "SO", {"fonction": "secretaire"}, invited_on=date(2008, 12, 15)),
    "F11": Case("SO-6", "SO", {"qui": "salarie_ou_professionnel"}, invited_on=date(2008, 11, 20)),
    "F12": Case(
        "SO-7",
        "SO",
        {"qui": "autre_avec_resolution", "invitation": None},
        held={"returned_mail": True},
    ),
    "F13": Case("OB-1", "OB"),
    "F14": Case(
        "OB-1",
        "OB",
        {
            "genre": "bureau_coordonnateur",
            "avis": "AVIS0014",
            "invitation": "K7R2M9XA",
        },
        kind=ServiceKind.COORDINATING_OFFICE,
        invited_on=date(2009, 1, 5),
    ),
    "F15": Case("SP-1", "SP", officer=OfficerFunction.PARTNER),
    "F16": Case("SP-3", "SP", {"qui": "administrateur"}),
    "X1": Case("P-1", "OB", {"forme": "SO", "genre": "centre_de_la_petite_enfance"}),
    "X2": Case("P-2", "SO", {"numero_identification": "9900000199"}, officer=PRESIDENT),
    "X3": Case("P-3", "SO", officer=PRESIDENT, invited_on=date(2009, 1, 5), before={}),
    "X4": Case("P-4", "SP", officer=OfficerFunction.PARTNER, before={}),
    "X5": Case("P-5", "OB", {"qui": "sans_titre"}),
    "X6": Case("P-6", "PA", {"nas": None}),
    "X7": Case("PA-6", "PA", {"qui": "mandataire", "avis": None}),
    "X8": Case("PA-7", "PA", {"qui": "mandataire", "code_impotnet": None}),
    "X9": Case("SP-2", "SP"),
}


@pytest.mark.parametrize("name", CASES)
async def test_the_story_reaches_its_row(sandbox: Sandbox, name: str) -> None:
    """What is typed, checked against the registers, is decided by the row the story is told for."""
    case = CASES[name]
    async with sandbox.work() as (tx, world):
        made = await organisation(tx, case.form, kind=case.kind, officer=case.officer, **case.held)
        if case.invited_on is not None:
            number = InvitationNumber("K7R2M9XA")
            await invitations.issue(
                tx, world, made.id, Actor.REVENU, number=number, issued_on=case.invited_on
            )
        if case.before is not None:
            first = await enrol(tx, world, typed(case.form, **case.before))
            assert first.receipt is not None
        answers = typed(case.form, **case.typed)
        if name == "X1":
            answers |= {"qui": "representant_office", "fonction": "president"}
        done = await enrol(tx, world, answers)
    assert done.decision.row_id == case.row
    refused = done.decision.outcome is Outcome.REFUSED_AT_ENTRY
    assert (done.receipt is None) == refused == case.row.startswith("P-")
