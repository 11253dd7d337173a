"""From a row of the guide to those in this space who reach it now, one click away.

A row of the enrolment is played by the character whose story it is; one of the invitation by a
call that would be answered so; one of the access by a ready account to which the gate says it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, Membership, Organisation
from sandbox.domain.terms import LegalForm, OfficerFunction
from sandbox.guide import Decision
from sandbox.guide.vocabulary import ACTIVATION, INVITATION
from sandbox.services import invitations, subscriptions
from sandbox.services.ports import Tx
from sandbox.web.arrivals import desk_of
from sandbox.web.characters import characters_of
from sandbox.web.elsewhere import CALLERS
from sandbox.web.pages import language, space_of, words
from sandbox.world.surroundings import World

_MOST = 3


@dataclass(frozen=True, slots=True)
class Play:
    """Who reaches a row, and the link or the form that leads there."""

    name: str
    path: str
    said: str  # key of the words of the button
    named: Mapping[str, str] = field(default_factory=dict)  # what those words name
    note: str = ""  # key of what to know first
    posted: bool = False


async def plays(request: Request, kind: str, decisions: Sequence[Decision]) -> tuple[Play, ...]:
    """Those of this space who reach just these rows, or at least these; three at most."""
    rows = {each.row_id for each in decisions}
    async with desk_of(request).look(space_of(request)) as (tx, world):
        organisations = await tx.find(Organisation)
        if kind == ACTIVATION.name:
            found = _characters(request, organisations, rows)
        elif kind == INVITATION.name:
            found = await _calls(request, tx, world, organisations, rows)
        else:
            found = await _accounts(request, tx, world, rows)
    return tuple(found[:_MOST])


def _characters(
    request: Request, organisations: Sequence[Organisation], rows: Collection[str]
) -> list[Play]:
    names = {held.persona: held.name for held in organisations}
    return [
        Play(
            names[one.organisation_id],
            f"/personnages/{one.id}",
            "guide.try.as",
            {"who": one.id, "first": ", ".join(one.before)},
            "guide.try.before" if one.before else "",
            posted=True,
        )
        for one in characters_of(request)
        if one.expected_row in rows and one.organisation_id in names
    ]


async def _calls(
    request: Request,
    tx: Tx,
    world: World,
    organisations: Sequence[Organisation],
    rows: Collection[str],
) -> list[Play]:
    """Calls to Revenu Québec that would be answered so, those refused for the least else."""
    t = words(language(request))
    callers = [OfficerFunction(caller) for caller in CALLERS]
    found: list[tuple[int, Play]] = []
    spoilt: list[Play] = []
    for one in sorted(organisations, key=lambda each: each.id):
        answers = await invitations.refusals_to(tx, world, one, callers)
        told = {caller: {each.row_id for each in answers[caller]} for caller in callers}
        caller = min(callers, key=lambda each: (not told[each] >= set(rows), len(told[each])))
        if told[caller] >= set(rows) and (rows or not told[caller]):
            path = f"/ailleurs/invitation?organisation={one.id}&fonction={caller.value}"
            named = {"caller": t(f"state.function.{caller.value}")}
            found.append((len(told[caller]), Play(one.name, path, "guide.try.call", named)))
        elif one.legal_form is LegalForm.CORPORATION and not told[caller]:
            path = f"/bureaux/revenu/{one.id}#registres"
            spoilt.append(Play(one.name, path, "guide.try.file", {}, "guide.try.change_file"))
    least = min((refused for refused, _ in found), default=0)
    return [play for refused, play in found if refused == least] or spoilt


async def _accounts(request: Request, tx: Tx, world: World, rows: Collection[str]) -> list[Play]:
    """Ready accounts to which the gate of the e-service would answer so."""
    ready: Mapping[str, Any] = getattr(request.app.state, "ready", {})
    names = {one["user_code"]: one["name"] for one in ready.get("accounts", ())}
    found: list[tuple[bool, Play]] = []
    for account in await tx.find(Account):
        for held in await tx.find(Membership, account_id=account.id, suspended=False):
            if str(account.user_code) not in names:
                continue
            gate = await subscriptions.gate(tx, world, held.organisation_id, account.id)
            if gate.row_id not in rows:
                continue
            organisation = await tx.need(Organisation, held.organisation_id)
            named = {"code": str(account.user_code), "who": names[account.user_code]}
            play = Play(
                organisation.name,
                f"/comptes-prets#{account.user_code}",
                "guide.try.account",
                named,
                "guide.try.account_of",
            )
            found.append((account.state is not AccountState.ACTIVE, play))
    return [play for _, play in sorted(found, key=lambda each: each[0])]
