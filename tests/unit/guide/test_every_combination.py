"""Every combination of facts gets exactly one row, and the row says what the table given says.

`tests/data/decision_table.json` is the table the guide's pages were written from. It is read here
row by row and tried against every combination, by means that share nothing with the engine.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from sandbox.guide import Facts, Undetermined, guide, questions
from sandbox.guide.parsing import facts_of_words
from sandbox.texts import say
from tests.house.tree import ROOT

TABLE: list[dict[str, Any]] = json.loads(
    (ROOT / "tests/data/decision_table.json").read_text(encoding="utf-8")
)
TITLES = {
    "PA": ("particulier", "mandataire", "sans_titre"),
    "SO": (
        "representant_office",
        "salarie_ou_professionnel",
        "autre_avec_resolution",
        "sans_titre",
    ),
    "OB": ("designe_par_resolution", "sans_titre"),
    "SP": ("associe", "administrateur", "personne_nommee", "sans_titre"),
}
FREE = {
    "couple_forme_service": ("couvert", "hors_guide"),
    "numero_identification": ("valide", "absent_ou_invalide"),
    "inscription_existante": ("aucune", "active", "en_attente"),
    "nas": ("valide", "absent_ou_invalide"),
    "code_impotnet": ("valide", "absent_ou_invalide"),
    "avis": ("valide", "absent_ou_invalide"),
    "invitation": ("valide", "absent_ou_invalide"),
}


def combinations() -> Iterator[dict[str, str]]:
    """Form and title, recognition where it means something, and all else freely."""
    for form, titles in TITLES.items():
        for title in titles:
            for recognition in ("so",) if form == "PA" else ("reconnu", "non_reconnu"):
                for words in product(*FREE.values()):
                    yield {
                        "forme": form,
                        "qui": title,
                        "reconnaissance": recognition,
                        **dict(zip(FREE, words, strict=True)),
                    }


def matching(words: dict[str, str]) -> list[dict[str, Any]]:
    """The rows of the table given that hold for these words."""
    return [
        row
        for row in TABLE
        if all(words[column] in accepted for column, accepted in row["quand"].items())
    ]


def test_every_combination_reaches_the_one_row_that_the_table_gives() -> None:
    """Of 4,416 combinations none is without row, none has two, and the guide finds that one."""
    reached: Counter[str] = Counter()
    for words in combinations():
        [row] = matching(words)
        assert questions.decide(facts_of_words(words)).row_id == row["id"], words
        reached[row["id"]] += 1
    assert reached.total() == 4_416
    assert set(reached) == {row["id"] for row in TABLE}
    assert guide().verified["activation"] == reached.total()


@pytest.mark.parametrize("given", TABLE, ids=lambda row: row["id"])
def test_a_row_says_what_the_table_gives(given: dict[str, Any]) -> None:
    """Conditions, conclusion, documents, reason and citations are those of the table."""
    row = guide().row(given["id"])
    assert {key: set(words) for key, words in row.conditions.items()} == {
        key: set(words) for key, words in given["quand"].items()
    }
    assert (row.outcome, row.release) == (given["issue"], given["liberation"])
    assert [demand.as_written for demand in row.documents] == given["documents"]
    assert row.reason == given["motif"]
    assert list(row.statements) == [cite for cite in given["regles"] if cite.startswith("R-")]
    assert list(row.readings) == [cite for cite in given["regles"] if cite.startswith("A-")]


@pytest.mark.parametrize("given", TABLE, ids=lambda row: row["id"])
def test_a_reason_is_worded_as_the_table_words_it(given: dict[str, Any]) -> None:
    """The French text of a row's reason is the table's, set with the right signs."""
    words = {column: accepted[0] for column, accepted in given["quand"].items()}
    said = say(questions.decide(facts_of_words(words)).message_id)
    assert said.replace("’", "'").replace("\u00a0", " ") == given["texte"]


@pytest.mark.parametrize("given", TABLE, ids=lambda row: row["id"])
def test_a_row_needs_no_fact_that_its_conditions_leave_out(given: dict[str, Any]) -> None:
    """The facts of `quand` alone determine the row, with each word that it accepts."""
    for words in product(*given["quand"].values()):
        facts = facts_of_words(dict(zip(given["quand"], words, strict=True)))
        assert questions.decide(facts).row_id == given["id"]


def test_facts_left_out_are_never_guessed() -> None:
    """With any one fact left out, the guide finds the row only if both its values lead to it."""
    for words in combinations():
        if words["couple_forme_service"] == "hors_guide" or words["nas"] != "valide":
            continue
        for left_out in ("avis", "invitation", "code_impotnet"):
            rows = {matching({**words, left_out: word})[0]["id"] for word in FREE[left_out]}
            kept = {key: word for key, word in words.items() if key != left_out}
            assert found(facts_of_words(kept)) == (rows if len(rows) == 1 else {left_out})


def found(facts: Facts) -> set[str]:
    """The row of these facts, or the facts that are missing."""
    try:
        return {questions.decide(facts).row_id}
    except Undetermined as undetermined:
        return set(undetermined.missing)
