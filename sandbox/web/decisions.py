"""A decision of the guide as a person reads it: the same value that decided, put into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.domain.terms import Outcome, Release
from sandbox.texts import known
from sandbox.web.wording import Say


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What the receipt and the refusal show of a decision."""

    row: str  # PA-1
    page: str  # name of the guide's page that holds the row
    code: str  # reason code
    reason: str
    outcome: str
    mandatory: bool  # the documents must be sent; contact alone is not enough
    documents: tuple[str, ...]
    statements: tuple[str, ...]
    readings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def _word(vocabulary: str, value: str, t: Say) -> str:
    key = f"{vocabulary}.{value}"
    return t(key) if known(key) else value


def _document(spelled: str, t: Say) -> str:
    """« preuve_de_mandat (procuration) » in words, its precision kept."""
    name, _, precision = spelled.partition(" (")
    words = _word("terms.document", name, t)
    return f"{words} ({precision}" if precision else words
