"""Reading what was typed: each answer in its canonical spelling, or the problem with it.

Typed text is hostile until read: lengths are bounded, text is normalised (NFC), and characters
that cannot be seen (controls, direction marks, lone surrogates) are refused.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from sandbox.domain.errors import BadInput
from sandbox.domain.identifiers import (
    AssessmentNotice,
    ImpotnetCode,
    InvitationNumber,
    Nas,
    RevenueNumber,
    refuse_real_nas,
)
from sandbox.domain.terms import LegalForm, Performer
from sandbox.services.enrolment_form import YES, Kind, Problem, Question

MAX_NAME = 80
"""Greatest length of a given or family name, in characters."""

MAX_EMAIL = 254
"""Greatest length of an e-mail address, in characters (RFC 5321 section 4.5.3.1.3)."""

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_IDENTIFIERS: Mapping[str, Callable[[str], str]] = {
    "numero_identification": RevenueNumber.parse,
    "nas": Nas.parse,
    "code_impotnet": ImpotnetCode.parse,
    "avis": AssessmentNotice.parse,
    "invitation": InvitationNumber.parse,
}


def read_answer(question: Question, raw: str) -> str:
    """The canonical spelling of an answer that is not empty; raises `BadInput` otherwise.

    `BadInput.message_id` is `identifier.*` or `problem.*`; its `cite` names the source.
    """
    if question.field != "nas":  # which says more precisely what is wrong with it
        refuse_real_nas(raw)
    if question.field in _IDENTIFIERS:
        return _IDENTIFIERS[question.field](raw)
    if question.kind is Kind.CHOICE:
        if raw not in question.choices:
            raise _problem("choice", question, "Send one of the values offered.")
        return raw
    if question.kind is Kind.EMAIL:
        return read_email(raw)
    if question.kind is Kind.TEL:
        return read_telephone(raw)
    return read_name(raw)


def read_name(raw: str) -> str:
    """A person's name: NFC, single spaces, 1 to 80 visible characters, at least one letter."""
    text = _visible(raw, MAX_NAME)
    if not text or not any(character.isalpha() for character in text):
        raise BadInput(
            "name-malformed", "problem.name", hint="Send 1 to 80 characters with a letter."
        )
    return text


def read_email(raw: str) -> str:
    """An ASCII e-mail address, its domain in lower case."""
    text = _visible(raw, MAX_EMAIL) or ""
    if not _EMAIL.fullmatch(text):
        raise BadInput("email-malformed", "problem.email", hint="Send name@domain.example.")
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def read_telephone(raw: str) -> str:
    """A telephone number: `514 555-0100` for ten digits, digits behind a plus sign otherwise."""
    text = re.sub(r"[\s().\-\u2010-\u2015]", "", _visible(raw, 40) or "")
    found = re.fullmatch(r"(\+?)([0-9]{7,15})", text)
    if not found:
        raise BadInput("telephone-malformed", "problem.telephone", hint="Send 7 to 15 digits.")
    plus, digits = found.groups()
    if len(digits) == 11 and digits.startswith("1"):
        plus, digits = "", digits[1:]
    if len(digits) == 10 and not plus:
        return f"{digits[:3]} {digits[3:6]}-{digits[6:]}"
    return plus + digits


def read_line(raw: str, longest: int) -> str:
    """A line of free text: NFC, single spaces, visible characters, no real person's NAS."""
    refuse_real_nas(raw[: 4 * longest])
    text = _visible(raw, longest)
    if not text:
        raise BadInput(
            "text-malformed",
            "error.text_malformed",
            hint=f"Send 1 to {longest} visible characters on one line.",
        )
    return text


def with_defaults(form: LegalForm | None, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers, with the individual in business as his own RSE unless he named one (A-20)."""
    full = dict(answers)
    himself = answers.get("qui") == Performer.INDIVIDUAL
    if form is LegalForm.INDIVIDUAL and himself and not full.get("rse_identique"):
        full["rse_identique"] = YES
    return full


def as_problem(field: str, error: BadInput) -> Problem:
    """The problem of a field that an identifier or a reader refused."""
    return Problem(field, error.message_id, dict(error.values), error.cite)


def _problem(kind: str, question: Question, hint: str) -> BadInput:
    cite = question.cites[0] if question.cites else ""
    return BadInput(f"{kind}-unknown", f"problem.{kind}", hint=hint, cite=cite)


def _visible(raw: str, longest: int) -> str | None:
    """`raw` in NFC with single spaces, or None when too long or not wholly visible."""
    if len(raw) > 4 * longest:
        return None
    text = " ".join(unicodedata.normalize("NFC", raw).split())
    if len(text) > longest or any(unicodedata.category(c).startswith("C") for c in text):
        return None
    return text
