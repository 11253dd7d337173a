"""Accounts that cannot be made: whatever is wrong, nothing of the call is kept."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.control.identities import EMPTY, WHO, enter, everything, refused

HERE = EMPTY + "/accounts"


@pytest.mark.parametrize(
    "given",
    [
        {"state": "inconnu"},
        {"role": "CHEF"},
        {"user_code": "O0I1O0I1"},
        {"user_code": 12},
        {"password": ""},
        {"password": "x" * 129},
        {"password": "a\x00b"},
        {"closed_reason": "COMPTE_FERME"},
        {"closed_reason": "ENNUI", "state": "ferme"},
        {"persona": "Ève"},
        {"person": None},
        {"person": {"given_name": "Ève"}},
        {"person": {**WHO, "persona": "a"}, "persona": "b"},
        {"person": {**WHO, "family_name": "130 692 544"}},
        {"person_id": "per_x"},
        {"memberships": [{"organisation": "a"}]},
        {"organisation": None, "memberships": [{"organisation": "a"}, {"organisation": "a"}]},
        {"organisation": None, "memberships": [{"organisation": "a"}] * 51},
        {"organisation": ""},
        {"organisation": "x" * 81},
        {"colour": "red"},
    ],
)
async def test_a_payload_with_one_bad_part_leaves_no_row(
    empty: httpx2.AsyncClient, given: dict[str, Any]
) -> None:
    """422 in the one shape, and the space is as it was."""
    await enter(empty, id="a", name="A", legal_form="SO")
    before = await everything(empty)
    sent = {"person": WHO, "organisation": "a", **given}
    await refused(empty, await empty.post(HERE, json=sent), before)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"organisation": "b"}, "organisation-unknown"),
        ({"person": None, "person_id": "nobody"}, "person-unknown"),
        ({"memberships": [{"organisation": "a"}, {"organisation": "b"}]}, "organisation-unknown"),
    ],
)
async def test_an_unknown_name_is_told_with_those_there_are(
    empty: httpx2.AsyncClient, given: dict[str, Any], code: str
) -> None:
    """404, and nothing is kept of the rest."""
    await enter(empty, id="a", name="A", legal_form="SO")
    before = await everything(empty)
    answer = await empty.post(HERE, json={"person": WHO, **given})
    assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert "Known:" in answer.json()["hint"]
    assert await everything(empty) == before
    missing = await empty.get(f"{HERE}/personne")
    assert (missing.status_code, missing.json()["code"]) == (404, "account-unknown")


async def test_of_two_accounts_at_once_with_one_code_one_is_made(
    empty: httpx2.AsyncClient,
) -> None:
    """The first enrols the organisation, and the others leave nothing behind."""
    await enter(empty, id="a", name="A", legal_form="SO")
    sent = {"person": {**WHO, "persona": "ma-rse"}, "organisation": "a", "password": "x"}
    answers = await asyncio.gather(*(empty.post(HERE, json=sent) for _ in range(6)))
    assert sorted(each.status_code for each in answers) == [201] + [409] * 5
    await asyncio.gather(
        *(empty.post(HERE, json={"person": WHO, "organisation": "a"}) for _ in range(6))
    )
    told = (await empty.get(HERE)).json()["accounts"]
    assert len(told) == 7
    assert len({each["memberships"][0]["enrolment"] for each in told}) == 1
