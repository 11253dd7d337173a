"""The refusals of a trace: each with its reason in plain words, what to do, and the rule.

A refusal of the protocol keeps its one English sentence, whose plain words in both languages are
under `protocol_reason`; one that tells particulars falls back on the words of its error code.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.guide.library import guide
from sandbox.services.site import Site
from sandbox.services.standing import stands
from sandbox.services.trace_words import Words, both, cites_of, known_words

PAGES = "/developper/refus"
PROTOCOL = frozenset({Event.AUTHORIZATION_REFUSED, Event.TOKEN_REFUSED, Event.REGISTRATION_REFUSED})
"""Events under which the provider refuses a request of an application."""
REFUSED = PROTOCOL | {
    Event.SIGNIN_REFUSED,
    Event.ONE_TIME_CODE_REFUSED,
    Event.ENROLMENT_REFUSED_AT_ENTRY,
    Event.ENROLMENT_REFUSED,
    Event.DOCUMENT_REJECTED,
    Event.LOGOUT_TOKEN_NOT_TAKEN,
}
"""Every event that says no to somebody."""


@dataclass(frozen=True, slots=True)
class RefusalTold:
    """Why something was refused.

    `error` is what went on the wire, or the code of the reason; `description` and `hint` are
    English where they come from the protocol; `page` explains it, an absolute address.
    """

    error: str
    reason: Words
    description: str = ""
    hint: str = ""
    advice: Words = field(default_factory=lambda: Words("", ""))
    cite: str = ""
    expected: dict[str, str] = field(default_factory=dict)
    page: str = ""


def slug(sentence: str) -> str:
    """The key of a sentence: its words in small letters."""
    return re.sub(r"[^a-z0-9]+", "_", sentence.lower()).strip("_")


def refusal_of(entry: JournalEntry, site: Site, space: str) -> RefusalTold | None:
    """What an entry refused, or None if it refused nothing."""
    if entry.name in PROTOCOL:
        return _of_protocol(entry, site.url(space, f"{PAGES}/{entry.id}"))
    if entry.name == Event.SIGNIN_REFUSED:
        return _of_signin(str(entry.data.get("reason", "")))
    if entry.name == Event.ENROLMENT_REFUSED_AT_ENTRY:
        return _of_guide(entry.data, site, space)
    if entry.name == Event.ENROLMENT_REFUSED:
        reason = str(entry.data.get("reason", ""))
        return RefusalTold(reason, known_words(f"refusal.{reason}"), cite="A-36")
    if entry.name == Event.DOCUMENT_REJECTED:
        reason = str(entry.data.get("reason", ""))
        return RefusalTold(reason, known_words(f"state.rejection.{reason}"), cite="domain 3")
    if entry.name == Event.ONE_TIME_CODE_REFUSED:
        return RefusalTold("", both("trace.refused.one_time_code"), cite="domain 4.7")
    if entry.name == Event.LOGOUT_TOKEN_NOT_TAKEN:
        cite = str(entry.data.get("cite", ""))
        description = str(entry.data.get("problem", ""))
        return RefusalTold("", both("trace.refused.logout_token"), description, cite=cite)
    return None


def _of_protocol(entry: JournalEntry, page: str) -> RefusalTold:
    data = entry.data
    error, description = str(data.get("error", "")), str(data.get("description", ""))
    return RefusalTold(
        error=error,
        reason=reason_of(error, description),
        description=description,
        hint=str(data.get("hint", "")),
        cite=str(data.get("cite", "")),
        expected={name: str(value) for name, value in (data.get("expected") or {}).items()},
        page=page,
    )


def reason_of(error: str, description: str) -> Words:
    """The plain words of a refusal of the protocol."""
    found = known_words(f"protocol_reason.{slug(description)}", f"protocol_error.{error}")
    return found if found.fr else both("protocol_error.other")


def _of_signin(code: str) -> RefusalTold:
    standing = stands(code)
    return RefusalTold(
        code,
        known_words(standing.message_id),
        advice=known_words(standing.action),
        cite=standing.cite,
    )


def _of_guide(data: dict[str, Any], site: Site, space: str) -> RefusalTold:
    row_id, reason = str(data.get("row", "")), str(data.get("reason", ""))
    row = next((row for row in guide().rows if row.id == row_id), None)
    return RefusalTold(
        reason,
        known_words(f"reason_of_row.{row_id}", f"reason.{reason}"),
        advice=known_words(f"journey.refused.todo_of.{reason}"),
        cite=", ".join((row_id, *cites_of(row_id))),
        page=site.url(space, f"/guide/{row.page}#{row_id}") if row is not None else "",
    )
