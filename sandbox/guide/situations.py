"""Situations tried without any enrolment: complete facts, what answers them, what differs.

A situation is every fact of one kind of table by the tables' words. A column that
has no object (the recognition of an individual in business) may be left out.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations

from sandbox.guide.engine import Decision, Undetermined, concluded, decide, possible_rows
from sandbox.guide.facts import AnyFacts
from sandbox.guide.library import guide
from sandbox.guide.parsing import (
    access_facts_of_words,
    facts_of_words,
    invitation_facts_of_words,
)
from sandbox.guide.vocabulary import ACTIVATION, INVITATION, SCHEMAS, fulfils

Words = Mapping[str, str]

_GOOD = {
    "registre_a_jour": "oui",
    "avis_recu": "oui",
    "courrier_retourne": "non",
    "inscription_active": "non",
    "invitation_en_vigueur": "non",
    "forme": "SO",
}
"""Where an invitation is asked for: the words that keep no row from issuing it."""


def facts_of(kind: str, words: Words) -> AnyFacts:
    """The facts of a table of this kind (`activation`, `invitation`, `acces`).

    Raises `NotFacts` for a word or a column that the table does not know.
    """
    if kind == ACTIVATION.name:
        return facts_of_words(words)
    return (invitation_facts_of_words if kind == INVITATION.name else access_facts_of_words)(words)


def answers(kind: str, words: Words) -> tuple[Decision, ...]:
    """What the guide concludes: one decision, or for an invitation every bar (none: it is issued).

    Raises `NotFacts` for unknown words, `Undetermined` where facts that matter are left out.
    """
    facts, rows = facts_of(kind, words), guide().rows_of(kind)
    if kind == INVITATION.name:
        return tuple(concluded(row, facts) for row in possible_rows(rows, facts))
    return (decide(rows, facts),)


def kind_of(row_id: str) -> str:
    """The kind of table that holds this row; `KeyError` for a row that is not there."""
    table = guide().page(guide().row(row_id).page).table
    assert table is not None
    return table.schema.name


def situation(row_id: str, near: Words | None = None) -> dict[str, str]:
    """Facts to which this row answers, alone where it can: the nearest to `near` that there are.

    Without `near`, those in which all else is in order. Raises `KeyError` for an unknown row.
    """
    kind = kind_of(row_id)
    wished: Words = near or (_GOOD if kind == INVITATION.name else {})
    nearest: Words = min(_reaching(row_id), key=lambda words: _distance(words, wished))
    return dict(nearest)


@cache
def _reaching(row_id: str) -> tuple[Words, ...]:
    kind, row = kind_of(row_id), guide().row(row_id)
    others = [other.conditions for other in guide().rows_of(kind) if other.id != row_id]
    return tuple(
        {column: word for column, word in words.items() if word in SCHEMAS[kind].columns[column]}
        for words in SCHEMAS[kind].combinations()
        if fulfils(row.conditions, words) and not any(fulfils(other, words) for other in others)
    )


def _distance(words: Words, wished: Words) -> int:
    return sum(words.get(column) != word for column, word in wished.items())


def differing(one: Words, other: Words) -> tuple[str, ...]:
    """The columns in which two situations differ, in the order of `one`."""
    columns = dict.fromkeys((*one, *other))
    return tuple(column for column in columns if one.get(column) != other.get(column))


def deciding(kind: str, one: Words, other: Words) -> tuple[str, ...]:
    """The fewest cells of `one` to change to those of `other` for the guide to answer as there.

    Empty where it answers both alike.
    """
    wanted = _rows(kind, other)
    if _rows(kind, one) == wanted:
        return ()
    return next(
        chosen
        for chosen in _subsets(differing(one, other))
        if _rows(kind, changed(one, other, chosen)) == wanted
    )


def changed(one: Words, other: Words, columns: tuple[str, ...]) -> dict[str, str]:
    """`one` with these cells as in `other`."""
    mixed = {**one, **{column: other[column] for column in columns if column in other}}
    return {
        column: word for column, word in mixed.items() if column not in columns or column in other
    }


def _subsets(columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(columns) + 1):
        yield from combinations(columns, size)


def _rows(kind: str, words: Words) -> tuple[str, ...]:
    try:
        return tuple(decision.row_id for decision in answers(kind, words))
    except Undetermined as unsettled:
        return ("?", *unsettled.missing)


__all__ = ["answers", "changed", "deciding", "differing", "kind_of", "situation"]
