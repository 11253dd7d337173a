"""What the guide decides and why: by facts, by answers, with what would have changed it."""

from typing import Any

import httpx2
import pytest

from tests.control.identities import EMPTY, enter, everything, refused

HERE = EMPTY + "/explain"
ADMITTED = {
    "forme": "SO",
    "couple_forme_service": "couvert",
    "numero_identification": "valide",
    "inscription_existante": "aucune",
    "qui": "representant_office",
    "reconnaissance": "reconnu",
    "avis": "valide",
    "invitation": "valide",
}
TYPED = {
    "forme": "SO",
    "genre": "garderie_subventionnee",
    "qui": "salarie_ou_professionnel",
    "representant_prenom": "Ève",
    "representant_nom": "Roy",
}


async def explained(http: httpx2.AsyncClient, **sent: object) -> dict[str, Any]:
    """The explanation of facts or answers."""
    answer = await http.post(HERE, json=sent)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_facts_are_decided_with_row_reason_and_authority(empty: httpx2.AsyncClient) -> None:
    """The row, its statements and the reason in both languages."""
    told = await explained(empty, facts=ADMITTED)
    assert (told["row"], told["outcome"], told["release"]) == (
        "SO-1",
        "ACTIVATION_AUTOMATIQUE",
        "AUTO",
    )
    assert {"R-54", "R-57"} <= set(told["statements"])
    assert told["reason"]["code"] == "AUTO"
    assert told["reason"]["fr"] != told["reason"]["en"]
    assert (told["documents"], told["given"]) == ([], ADMITTED)


async def test_a_near_miss_says_which_cell_would_have_changed_it(empty: httpx2.AsyncClient) -> None:
    """The nearest row first: only the notice keeps SO-1 from answering."""
    told = await explained(empty, facts={**ADMITTED, "avis": "absent_ou_invalide"})
    assert told["row"] == "SO-2"
    nearest = next(each for each in told["near_misses"] if each["row"] == "SO-1")
    assert (nearest["distance"], nearest["differences"]) == (
        1,
        [{"column": "avis", "found": "absent_ou_invalide", "expected": ["valide"]}],
    )
    distances = [each["distance"] for each in told["near_misses"]]
    assert distances == sorted(distances)
    assert told["documents"][0]["optional"] is True


async def test_answers_are_read_against_the_registers(empty: httpx2.AsyncClient) -> None:
    """The same answers before and after the organisation is there; nothing is written."""
    before = await everything(empty)
    answers = {**TYPED, "numero_identification": "99 0000 5005", "avis": "?"}
    told = await explained(empty, answers=answers)
    assert (told["row"], [each["field"] for each in told["problems"]]) == ("P-2", ["avis"])
    assert await everything(empty) == before
    await enter(empty, name="A", legal_form="SO", revenue_number="9900005005")
    assert (await explained(empty, answers=answers))["row"] == "SO-6"


async def test_a_fact_on_which_the_answer_depends_is_asked_for(empty: httpx2.AsyncClient) -> None:
    """Without the notice it may be either row; both are not told as one."""
    given = {name: word for name, word in ADMITTED.items() if name != "avis"}
    answer = await empty.post(HERE, json={"facts": given})
    assert (answer.status_code, answer.json()["code"]) == (422, "facts-missing")
    assert "avis" in answer.json()["hint"]


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({}, "either"),
        ({"facts": ADMITTED, "answers": TYPED}, "either"),
        ({"facts": {"couleur": "rouge"}}, "couple_forme_service"),
        ({"facts": {"forme": "SA"}}, "PA, SO, OB, SP"),
        ({"facts": {"forme": 1}}, "facts.forme"),
        ({"facts": [1]}, "facts"),
        ({"facts": {f"f{n}": "x" for n in range(41)}}, "facts"),
        ({"answers": {"couleur": "rouge"}}, "numero_identification"),
        ({"answers": {"avis": "x" * 401}}, "answers.avis"),
        ({"answers": {"nas": "130692544"}}, "social insurance"),
        ({"colour": "red"}, "answers, facts"),
    ],
)
async def test_what_is_no_question_is_told(
    empty: httpx2.AsyncClient, given: dict[str, Any], hint: str
) -> None:
    """422 with what is known."""
    before = await everything(empty)
    answer = await empty.post(HERE, json=given)
    assert hint in answer.json()["hint"]
    assert "130692544" not in answer.text
    await refused(empty, answer, before)
