"""The checks of a file in words: what the guide asks, what was sent, what the registers say."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.domain.model import Enrolment, Invitation, Officer, Organisation, RevenueFile
from sandbox.domain.terms import EX_OFFICIO_FUNCTIONS, Performer, Recognition
from sandbox.services.file_checks import Check, Checked, Verdict
from sandbox.web.dates import day
from sandbox.web.decisions import term
from sandbox.web.wording import Say

_TONES = {
    Verdict.HELD: "good",
    Verdict.NOT_HELD: "bad",
    Verdict.WAITS: "wait",
    Verdict.NOT_LOOKED_AT: "neutral",
}
_WIPED = ("nas", "code_impotnet", "avis", "invitation")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of checks."""

    asked: str
    cites: tuple[str, ...]
    sent: str
    held: tuple[str, ...]  # one line each
    verdict: str
    tone: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the words are made of."""

    organisation: Organisation
    revenue: RevenueFile
    officers: Sequence[Officer]
    invitations: Sequence[Invitation]  # newest first
    enrolment: Enrolment | None
    in_force: Enrolment | None
    checked: Checked


def lines(known: Known, checks: Sequence[Check], t: Say, lang: str) -> list[Line]:
    """The rows of one table."""
    return [
        Line(
            asked=t(f"office.check.asked.{check.name}"),
            cites=check.cites,
            sent=_sent(known, check, t),
            held=tuple(_held(known, check.name, t, lang)),
            verdict=t(f"office.check.verdict.{check.verdict.value}"),
            tone=_TONES[check.verdict],
        )
        for check in checks
    ]


def _sent(known: Known, check: Check, t: Say) -> str:
    """What was transmitted of it; a number that was wiped is told by what the row made of it."""
    of = known.enrolment
    if of is None:
        return t("office.check.nothing_sent")
    looked_at = of.decision.get("facts", {})
    name = "avis" if check.name == "R-49" else check.name
    if name in _WIPED:
        if name in looked_at:
            return term(name, looked_at[name], t)
        return t("office.check.wiped", row=of.row_id.replace("-", "\u2011"))
    if name == "numero_identification":
        return of.answers.get(name, "") or str(known.organisation.revenue_number)
    if name in ("qualite", "R-52"):
        return _who(of, t)
    if name == "R-53":
        return t("office.file.enrolment", number=of.number)
    return t("office.check.not_asked")


def _who(of: Enrolment, t: Say) -> str:
    """The representative as the form named him: name, quality, function."""
    answers = of.answers
    name = " ".join(answers.get(f"representant_{part}", "") for part in ("prenom", "nom")).strip()
    quality = term("qui", answers.get("qui", Performer.WITHOUT_TITLE), t)
    function = t(f"state.function.{answers['fonction']}") if answers.get("fonction") else ""
    return ", ".join(word for word in (name, quality, function) if word)


def _held(known: Known, name: str, t: Say, lang: str) -> list[str]:
    """What the registers say of it today."""
    revenue, of = known.revenue, known.organisation
    on_file, none = t("office.registers.on_file"), t("office.registers.none_m")
    notice = on_file if revenue.latest_notice else none
    if name == "numero_identification":
        return [t("office.check.file_of", name=of.name, form=t(f"state.form.{of.legal_form}"))]
    if name == "nas":
        return [on_file if revenue.nas else none]
    if name == "code_impotnet":
        return [on_file if revenue.impotnet_code else none]
    if name == "avis":
        return [notice]
    if name == "invitation":
        return [_invitation(known, t, lang)]
    if name == "qualite":
        return [_quality(known, t)]
    if name == "R-49":
        filed = t("site.yes") if revenue.return_filed else t("site.no")
        return [t("office.check.filed", filed=filed), t("office.check.notice", notice=notice)]
    if name == "R-50":
        back = "office.check.mail_back" if revenue.returned_mail else "office.check.no_mail_back"
        return [t(back), of.address.replace("\n", ", ")]
    if name == "R-51":
        return [t(f"state.standing.{revenue.standing}")]
    if name == "R-52":
        return _listed(known.officers, t)
    current = known.in_force
    return [t(f"state.enrolment.{current.state}") if current else t("office.none")]


def _listed(officers: Sequence[Officer], t: Say) -> list[str]:
    """The ex-officio representatives of the register."""
    listed = [one for one in officers if one.function in EX_OFFICIO_FUNCTIONS]
    if not listed:
        return [t("office.registers.no_officer")]
    return [
        t(
            "office.check.officer" if one.up_to_date else "office.check.officer_outdated",
            name=f"{one.given_name} {one.family_name}",
            function=t(f"state.function.{one.function}"),
        )
        for one in listed
    ]


def _invitation(known: Known, t: Say, lang: str) -> str:
    used = known.checked.used
    shown = used or next(iter(known.invitations), None)
    if shown is None:
        return t("office.invitation.none")
    key = "office.check.invitation_used" if used else "office.check.invitation_last"
    return t(
        key,
        issued=day(shown.issued_on, lang),
        last=day(shown.last_valid_on, lang),
        state=t(f"state.invitation.{shown.state}"),
    )


def _quality(known: Known, t: Say) -> str:
    recognised = known.checked.recognised
    if recognised is not Recognition.NOT_APPLICABLE:
        return t(f"office.check.recognised.{recognised.value}")
    himself = known.enrolment and known.enrolment.answers.get("qui") == Performer.INDIVIDUAL
    return t("office.check.recognised.himself" if himself else "office.check.recognised.third")
