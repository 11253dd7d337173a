"""What each kind of table may say: its condition columns, their words, and its conclusions.

Three kinds: `activation` (page 0 and the page of each legal form, which together are one table),
`invitation` (table 2b) and `acces` (table 2c).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

from sandbox.domain.terms import (
    FileStanding,
    LegalForm,
    OfficerFunction,
    Outcome,
    Performer,
    Recognition,
    Release,
    Ruling,
)
from sandbox.guide.facts import KEYS, NO, TITLES, YES

ANY = "-"
"""A cell that holds whatever the fact is."""

Conditions = Mapping[str, frozenset[str]]
"""The words each restricted column accepts; a column that is absent accepts any."""


class HitPolicy(StrEnum):
    """How many rows may answer: exactly one, or all that match."""

    UNIQUE = "unique"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Schema:
    """The vocabulary of one kind of table.

    `columns` gives the words of each condition, in order. `joint` lists the combinations that can
    occur of columns that depend on each other; the other columns vary freely.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    outcomes: tuple[Outcome | Ruling, ...]
    with_release: bool
    joint: tuple[Mapping[str, str], ...] = ({},)

    @property
    def free(self) -> dict[str, tuple[str, ...]]:
        """The columns that vary freely."""
        return {key: words for key, words in self.columns.items() if key not in self.joint[0]}

    def combinations(self) -> Iterator[dict[str, str]]:
        """Every combination of facts that can occur."""
        free = self.free
        for together in self.joint:
            for words in product(*free.values()):
                yield {**together, **dict(zip(free, words, strict=True))}

    def size(self, conditions: Conditions | None = None) -> int:
        """How many combinations can occur, or of them how many fulfil `conditions`."""
        conditions = conditions or {}
        count = sum(fulfils(conditions, together) for together in self.joint)
        for key, words in self.free.items():
            count *= sum(word in conditions.get(key, words) for word in words)
        return count

    def meet(self, one: Conditions, other: Conditions) -> bool:
        """Whether some combination fulfils both."""
        both = {
            key: one.get(key, other.get(key, frozenset()))
            & other.get(key, one.get(key, frozenset()))
            for key in {*one, *other}
        }
        return self.size(both) > 0


def fulfils(conditions: Conditions, words: Mapping[str, str]) -> bool:
    """Whether the facts in `words` fulfil the conditions on the columns they speak of."""
    return all(word in conditions[key] for key, word in words.items() if key in conditions)


def _who() -> tuple[Mapping[str, str], ...]:
    """Form, title and recognition: nobody is recognised or not as a particulier en affaires."""
    known = (Recognition.RECOGNISED, Recognition.NOT_RECOGNISED)
    return tuple(
        {"forme": form.value, "qui": title.value, "reconnaissance": recognition.value}
        for form in LegalForm
        for title in (*TITLES[form], Performer.WITHOUT_TITLE)
        for recognition in (
            (Recognition.NOT_APPLICABLE,) if form is LegalForm.INDIVIDUAL else known
        )
    )


def _words(vocabulary: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(member) for member in vocabulary)


_EITHER = (YES, NO)

ACTIVATION = Schema(
    name="activation",
    columns={
        key: tuple(word for word in _words(vocabulary) if word != Recognition.NOT_APPLICABLE)
        for key, (_, vocabulary) in KEYS.items()
    },
    outcomes=tuple(Outcome),
    with_release=True,
    joint=_who(),
)

INVITATION = Schema(
    name="invitation",
    columns={
        "forme": _words(LegalForm),
        "appelant": _words(OfficerFunction),
        "avis_recu": _EITHER,
        "courrier_retourne": _EITHER,
        "dossier": _words(FileStanding),
        "registre_a_jour": _EITHER,
        "inscription_active": _EITHER,
        "invitation_en_vigueur": _EITHER,
    },
    outcomes=(Ruling.REFUSED,),
    with_release=False,
)

ACCESS = Schema(
    name="acces",
    columns={"inscription_active": _EITHER, "avis_du_ministere": _EITHER, "rse": _EITHER},
    outcomes=tuple(Ruling),
    with_release=False,
)

SCHEMAS: Mapping[str, Schema] = {schema.name: schema for schema in (ACTIVATION, INVITATION, ACCESS)}
"""The kinds of table, by the name a page's front matter gives."""

RELEASES_OF: Mapping[Any, tuple[Release | None, ...]] = {
    Outcome.REFUSED_AT_ENTRY: (None,),
    Outcome.AUTOMATIC: (Release.AUTO,),
    Outcome.DEFERRED: (Release.CONTACT_OR_DOCUMENTS, Release.DOCUMENTS),
    Ruling.GRANTED: (None,),
    Ruling.REFUSED: (None,),
}
"""The releases that may go with each conclusion (R-33, R-34, R-59, R-66)."""
