"""What the journal tells, in the words of an agent: each fact with what there is to know of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.texts import known
from sandbox.web.wording import Say

SHOWN = 25
"""Facts of a history on one page; the whole journal has the others."""

_WORDS = {
    "document": ("state.document",),
    "reason": ("state.rejection", "refusal", "state.closed"),
    "reasons": ("reason",),
    "channel": ("office.ministry.by",),
    "standing": ("state.standing",),
    "function": ("state.function",),
}
"""What of the data of an entry is told, and under which keys its words are."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the journal: `detail` is empty where its name says all."""

    entry: JournalEntry
    detail: str


def facts(entries: Iterable[JournalEntry], t: Say) -> list[Fact]:
    """Entries in the order in which they happened."""
    return [Fact(entry, _detail(entry, t)) for entry in sorted(entries, key=lambda one: one.seq)]


def _detail(entry: JournalEntry, t: Say) -> str:
    told = [
        words
        for name, keys in _WORDS.items()
        for value in _listed(entry.data.get(name))
        if (words := next((t(f"{key}.{value}") for key in keys if known(f"{key}.{value}")), ""))
    ]
    if entry.name == Event.SIGNIN_REFUSED.value:
        told.append(_known(f"standing.{entry.data.get('reason', '')}.reason".lower(), t))
    if row := entry.data.get("row"):
        told.append(t("office.file.decision_row", row=str(row).replace("-", "\u2011")))
    if note := entry.data.get("note"):
        told.append(t("office.said", words=note))
    return ", ".join(words.removesuffix(".") for words in told if words)


def _known(key: str, t: Say) -> str:
    return t(key) if known(key) else ""


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
