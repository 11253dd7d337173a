"""What a step of a trace says, in French and in English at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.guide.library import guide
from sandbox.texts import known, say


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    fr: str
    en: str


def both(key: str, **values: object) -> Words:
    """The text under a key; raises `UnknownText`."""
    return Words(say(key, "fr", **values), say(key, "en", **values))


def known_words(*keys: str) -> Words:
    """The text under the first key that has one; empty in both languages if none has."""
    return next((both(key) for key in keys if known(key)), Words("", ""))


def results(entry: JournalEntry) -> tuple[Words, ...]:
    """What came of it, in sentences: answers given, tokens issued, decisions taken."""
    tell = _OF.get(entry.name)
    return tuple(tell(entry.data)) if tell is not None else ()


Data = dict[str, Any]


def _asked(data: Data) -> Iterator[Words]:
    yield both("trace.result.page")


def _code(data: Data) -> Iterator[Words]:
    yield _returned("trace.result.code", data)


def _error(data: Data) -> Iterator[Words]:
    if data.get("returned_to"):
        yield _returned("trace.result.error", data)
    elif data.get("status"):
        yield both("trace.result.status", status=data["status"])


def _returned(key: str, data: Data) -> Words:
    names = {"address": "returned_to", "mode": "response_mode", "error": "error"}
    return both(key, **{name: data.get(kept, "") for name, kept in names.items()})


def _issued(data: Data) -> Iterator[Words]:
    kinds = [both(f"trace.kind.{kind}") for kind in data.get("issued", ())]
    french, english = ", ".join(k.fr for k in kinds), ", ".join(k.en for k in kinds)
    yield Words(
        say("trace.result.issued", "fr", kinds=french),
        say("trace.result.issued", "en", kinds=english),
    )
    if data.get("scope"):
        yield both("trace.result.scopes", scopes=data["scope"])
    if data.get("claims"):
        yield both("trace.result.claims", names=", ".join(data["claims"]))


def _told(data: Data) -> Iterator[Words]:
    yield both("trace.result.told", names=", ".join(data.get("claims", ())))


def _revoked(data: Data) -> Iterator[Words]:
    yield both("trace.result.revoked", count=data.get("tokens_revoked", 0))


def _worth(data: Data) -> Iterator[Words]:
    yield both("trace.result.active" if data.get("active") else "trace.result.inactive")


def _ended(data: Data) -> Iterator[Words]:
    yield both("trace.result.ended", tokens=data.get("tokens_revoked", 0))


def _decided(data: Data) -> Iterator[Words]:
    """The row of the guide that decided, its reason, and what the row rests on."""
    row, reason = str(data.get("row", "")), str(data.get("reason", ""))
    yield both("trace.result.row", row=row)
    yield known_words(f"reason_of_row.{row}", f"reason.{reason}")
    if cites := cites_of(row):
        yield both("trace.result.cites", cites=", ".join(cites))


def cites_of(row_id: str) -> tuple[str, ...]:
    """The statements and readings that a row of the guide rests on; none for an unknown row."""
    found = next((row for row in guide().rows if row.id == row_id), None)
    return (*found.statements, *found.readings) if found is not None else ()


_OF: dict[str, Callable[[Data], Iterator[Words]]] = {
    Event.SIGNIN_REQUESTED: _asked,
    Event.CODE_ISSUED: _code,
    Event.AUTHORIZATION_REFUSED: _error,
    Event.TOKEN_REFUSED: _error,
    Event.CODE_REDEEMED: _issued,
    Event.TOKEN_REFRESHED: _issued,
    Event.DEVICE_REDEEMED: _issued,
    Event.TOKEN_EXCHANGED: _issued,
    Event.CODE_REUSED: _revoked,
    Event.REFRESH_REUSED: _revoked,
    Event.DEVICE_REUSED: _revoked,
    Event.USERINFO_SERVED: _told,
    Event.TOKEN_INTROSPECTED: _worth,
    Event.PES_SERVED: _error,
    Event.SESSION_ENDED: _ended,
    Event.ENROLMENT_TRANSMITTED: _decided,
}
