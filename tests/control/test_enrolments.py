"""Enrolments on command: each character in one call, or by steps, in a space without the seed."""

import asyncio
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sandbox.services import transmission
from tests.control.identities import (
    EMPTY,
    at_the_door,
    characters,
    enrolled,
    enter,
    everything,
    refused,
)

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

HERE = EMPTY + "/enrolments"
OFFICER = {"given_name": "Ève", "family_name": "Roy", "function": "president"}
TYPED = {
    "forme": "SO",
    "genre": "garderie_subventionnee",
    "qui": "representant_office",
    "fonction": "president",
    "representant_prenom": "Ève",
    "representant_nom": "Roy",
    "representant_courriel": "eve@a.example",
    "rse_identique": "oui",
}
CHARACTERS = characters()


async def ready(http: httpx2.AsyncClient) -> dict[str, str]:
    """What Ève Roy types who has all it takes to be activated at once."""
    made = await enter(http, id="a", name="A", legal_form="SO", officers=[OFFICER], invitation={})
    return {
        **TYPED,
        "numero_identification": made["revenue_number"],
        "avis": made["revenue"]["latest_notice"],
        "invitation": made["invitation"]["number"],
    }


@pytest.mark.parametrize("base", ["/_sandbox", EMPTY])
@pytest.mark.parametrize("who", CHARACTERS)
async def test_each_character_reaches_his_row_by_one_call(
    empty: httpx2.AsyncClient, base: str, who: str
) -> None:
    """With those who must enrol before him, in a space with the seed and in one without."""
    answer = await empty.post(f"{base}/enrolments", json={"character": who})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["row"], told["decision"]["row"]) == (CHARACTERS[who], CHARACTERS[who])
    at_entry = CHARACTERS[who].startswith("P-")
    assert (told["organisation"] is None, told["receipt"] is None) == (at_entry, at_entry)
    assert (told["state"] == "brouillon") is at_entry


async def test_all_that_it_takes_activates_at_once(empty: httpx2.AsyncClient, desk: "Desk") -> None:
    """Without the seed: the receipt signs in, and looking at it spent nothing."""
    told = await enrolled(empty, answers=await ready(empty))
    assert (told["row"], told["state"], told["organisation"]) == ("SO-1", "active", "a")
    assert told["decision"]["reason"]["fr"] != told["decision"]["reason"]["en"]
    assert not {"avis", "invitation"} & set(told["answers"])
    again = (await empty.get(f"{HERE}/{told['number']}")).json()
    assert {**again, "warnings": []} == {**told, "warnings": []}
    receipt = again["receipt"]
    account = {"user_code": receipt["user_code"], "password": receipt["temporary_password"]}
    assert await at_the_door(desk, account) == "MustChange"
    listed = (await empty.get(HERE, params={"organisation": "a", "state": "active"})).json()
    assert [each["id"] for each in listed["enrolments"]] == [told["id"]]


async def test_the_receipt_is_spent_by_its_page_alone(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """Once the page has shown the password, it is nowhere any more."""
    told = await enrolled(empty, answers=await ready(empty))
    async with desk.work("vide") as (tx, world):
        shown = await transmission.show_receipt(tx, world, told["number"])
    assert shown is not None
    assert shown.temporary_password == told["receipt"]["temporary_password"]
    again = (await empty.get(f"{HERE}/{told['id']}")).json()["receipt"]
    assert (again["temporary_password"], again["user_code"]) == (None, shown.user_code)


async def test_a_character_with_other_answers_goes_another_way(empty: httpx2.AsyncClient) -> None:
    """An empty answer is left out: the same president without her notice is deferred."""
    told = await enrolled(empty, character="F06", answers={"avis": ""})
    assert (told["row"], told["state"]) == ("SO-2", "differee_contact_ou_pieces")
    assert [each["field"] for each in told["warnings"]] == ["avis"]


async def test_an_invitation_is_refused_once_the_calendar_moved(empty: httpx2.AsyncClient) -> None:
    """Valid through its ninetieth day, and as if absent the day after (R-42, A-14)."""
    answers = await ready(empty)
    await empty.post(EMPTY + "/clock/advance", json={"calendar": {"days": 91}})
    assert (await enrolled(empty, answers=answers))["row"] == "SO-3"


async def test_step_by_step_what_is_wrong_is_told_by_field(empty: httpx2.AsyncClient) -> None:
    """Each act answers with the whole enrolment, and its problems in both languages."""
    answers = await ready(empty)
    draft = await enrolled(empty, until="draft", origin="REVENU")
    assert (draft["state"], draft["origin"]) == ("brouillon", "REVENU")
    assert [each["field"] for each in draft["problems"]] == ["forme", "genre"]
    here = f"{HERE}/{draft['id']}"
    assert (await empty.post(here + "/transmit")).status_code == 409
    told = (
        await empty.patch(here, json={"answers": {**answers, "avis": "?", "fonction": ""}})
    ).json()
    found = {each["field"]: each for each in told["problems"]}
    assert set(found) == {"avis", "fonction"}
    assert found["avis"]["message"]["fr"] != found["avis"]["message"]["en"]
    assert found["avis"]["cite"] == "R-27"
    assert told["answers"]["invitation"].startswith("•••••")
    assert [each["field"] for each in told["warnings"]] == ["avis"]
    told = (await empty.patch(here, json={"answers": {"fonction": "president"}})).json()
    assert told["problems"] == []
    checked = (await empty.post(here + "/check")).json()
    assert (checked["state"], checked["problems"]) == ("verifiee", [])
    done = (await empty.post(here + "/transmit")).json()
    assert (done["row"], done["state"]) == ("SO-2", "differee_contact_ou_pieces")
    for late in ("check", "transmit"):
        assert (await empty.post(f"{here}/{late}")).json()["code"] == "enrolment-transmitted"
    assert (await empty.patch(here, json={"answers": {"avis": "AVIS1"}})).status_code == 409


async def test_a_check_tells_what_is_missing_and_the_call_goes_no_further(
    empty: httpx2.AsyncClient,
) -> None:
    """Asked for a transmission, the same answers are refused whole."""
    told = await enrolled(empty, answers={"forme": "SO"}, until="checked")
    assert told["state"] == "brouillon"
    assert {"genre", "qui"} <= {each["field"] for each in told["problems"]}
    before = await everything(empty)
    answer = await empty.post(HERE, json={"answers": {"forme": "SO"}})
    assert "genre:" in answer.json()["hint"]
    await refused(empty, answer, before)


async def test_a_refusal_at_entry_hands_the_draft_back(empty: httpx2.AsyncClient) -> None:
    """It is an outcome, told with its row, and the draft may be put right."""
    answers = await ready(empty)
    told = await enrolled(empty, answers={**answers, "numero_identification": "9900009990"})
    assert (told["row"], told["decision"]["outcome"]) == ("P-2", "REFUS_SAISIE")
    assert (told["account"], told["receipt"], told["documents"]) == (None, None, [])
    here = f"{HERE}/{told['id']}"
    right = {"numero_identification": answers["numero_identification"]}
    await empty.patch(here, json={"answers": right})
    await empty.post(here + "/check")
    assert (await empty.post(here + "/transmit")).json()["row"] == "SO-1"


@pytest.mark.parametrize(
    "given",
    [
        {"character": "F06", "answers": {"colour": "red"}},
        {"character": "F06", "answers": {"avis": None}},
        {"character": "F06", "answers": {"avis": 12}},
        {"character": "F06", "answers": {"avis": "x" * 401}},
        {"character": "F06", "answers": {"avis": "a\x00b"}},
        {"character": "F06", "answers": {f"f{n}": "" for n in range(61)}},
        {"character": "F01", "answers": {"nas": "130 692 544"}},
        {"character": "F01", "answers": {"nas": "130 692 544"}, "until": "draft"},
        {"character": "F01", "answers": {"avis": "130692544"}, "until": "draft"},
        {"character": "F01", "answers": {"representant_nom": "Roy 130  692\t544"}},
        {"character": "F01", "answers": {"representant_nom": "Roy １３０６９２５４４"}},
        {"character": "F06", "until": "active"},
        {"character": "F06", "origin": "ICI"},
        {"character": ["F06"]},
        {"answers": []},
        {},
    ],
)
async def test_a_payload_with_one_bad_part_leaves_no_row(
    empty: httpx2.AsyncClient, given: dict[str, Any]
) -> None:
    """Not even the registers of the character are entered."""
    before = await everything(empty)
    await refused(empty, await empty.post(HERE, json=given), before)


async def test_unknown_names_are_told_with_the_known_ones(empty: httpx2.AsyncClient) -> None:
    """Characters, fields and enrolments."""
    lost = await empty.post(HERE, json={"character": "F99"})
    assert (lost.status_code, "X9" in lost.json()["hint"]) == (404, True)
    answer = await empty.post(HERE, json={"answers": {"colour": "red"}, "until": "draft"})
    assert "numero_identification" in answer.json()["hint"]
    draft = await enrolled(empty, until="draft")
    for name in ("rien", "BR-XXXX-XXXX-XXXX", "%00", "x" * 300):
        missing = await empty.get(f"{HERE}/{name}")
        assert (missing.status_code, draft["id"] in missing.text) == (404, True)


async def test_of_two_enrolments_at_once_one_is_in_force(empty: httpx2.AsyncClient) -> None:
    """The other is refused by the guide as a moment later it would be."""
    answers = await ready(empty)
    sent = {"answers": answers}
    told = await asyncio.gather(*(empty.post(HERE, json=sent) for _ in range(5)))
    assert sorted(each.json()["row"] for each in told) == ["P-3"] * 4 + ["SO-1"]
