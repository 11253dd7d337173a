"""Childcare services and people made on command, in a space without the seed."""

import asyncio
from typing import Any

import httpx2
import pytest

from sandbox.domain.identifiers import Nas, RevenueNumber
from tests.control.identities import EMPTY, enter, everything, refused

HERE = EMPTY + "/organisations"
LUHN = "130 692 544"
"""Nine digits that pass the check and do not begin with 0: they could be somebody's."""


async def test_what_is_left_out_is_drawn_and_fictitious(empty: httpx2.AsyncClient) -> None:
    """An individual in business has all the guide asks of one, and none of it can be real."""
    made = await enter(empty, name="Garderie d’essai", legal_form="PA")
    assert RevenueNumber.parse(made["revenue_number"]).is_fictitious
    held = made["revenue"]
    assert Nas.parse(held["nas"]).startswith("000")
    assert (len(held["impotnet_code"]), len(held["latest_notice"])) == (8, 10)
    assert made["neq"].startswith("22")
    assert (made["kind"], made["informed_on"], made["officers"]) == (
        "garderie_subventionnee",
        None,
        [],
    )


async def test_all_that_is_given_is_kept(empty: httpx2.AsyncClient) -> None:
    """Registers, officers, the ministry's notice and the invitation, told whole."""
    made = await enter(
        empty,
        id="fee",
        name="  Garderie   Fée ",
        legal_form="SO",
        revenue_number="99 0000 5005",
        address="1, rue A\n Ville ",
        email="info@FEE.example",
        telephone="5145550100",
        neq="1100000999",
        informed_on="2026-11-20",
        informed_by="courriel",
        revenue={"latest_notice": "avis 77", "standing": "faillite", "returned_mail": True},
        officers=[{"given_name": "Ève", "family_name": "Roy", "function": "president"}],
        invitation={"number": "k7r2-m9xb", "issued_on": "2026-11-01"},
    )
    assert (made["id"], made["name"], made["address"]) == ("fee", "Garderie Fée", "1, rue A\nVille")
    assert (made["email"], made["telephone"]) == ("info@fee.example", "514 555-0100")
    assert (made["informed_on"], made["informed_by"]) == ("2026-11-20", "courriel")
    assert made["revenue"]["latest_notice"] == "AVIS77"
    assert made["revenue"]["standing"] == "faillite"
    assert made["invitation"]["number"] == "K7R2M9XB"
    assert (made["invitation"]["state"], made["invitation"]["last_valid_on"]) == (
        "valide",
        "2027-01-30",
    )
    assert made["subscription"] == "non_admissible"
    for name in ("fee", "9900005005", "99 0000 5005"):
        again = (await empty.get(f"{HERE}/{name}")).json()
        assert again["id"] == "fee"
    assert again["invitation"]["number"] is None


async def test_null_says_that_there_is_none(empty: httpx2.AsyncClient) -> None:
    """A service that never filed a return has no notice and no code."""
    nothing = {"latest_notice": None, "impotnet_code": None, "return_filed": False}
    made = await enter(empty, name="X", legal_form="PA", revenue=nothing)
    assert made["revenue"]["latest_notice"] is None
    assert made["revenue"]["nas"] is not None


async def test_a_change_keeps_what_is_left_out(empty: httpx2.AsyncClient) -> None:
    """One register, one number; then the notice of the ministry is taken back."""
    first = await enter(empty, id="a", name="A", legal_form="SO", informed_on="2026-11-23")
    changed = await empty.patch(
        f"{HERE}/a", json={"informed_on": None, "revenue": {"returned_mail": True}}
    )
    assert changed.status_code == 200, changed.text
    told = changed.json()
    assert told["informed_on"] is None
    assert told["revenue"] == {**first["revenue"], "returned_mail": True}
    one = {"given_name": "Ève", "family_name": "Roy", "function": "president"}
    told = (await empty.patch(f"{HERE}/a", json={"officers": [one], "name": "B"})).json()
    assert (told["name"], len(told["officers"])) == ("B", 1)
    told = (await empty.patch(f"{HERE}/a", json={"officers": []})).json()
    assert told["officers"] == []


async def test_a_new_invitation_replaces_the_one_before(empty: httpx2.AsyncClient) -> None:
    """The number is told once, and the letter says it too."""
    await enter(empty, id="a", name="A", legal_form="SO", invitation={})
    second = (await empty.patch(f"{HERE}/a", json={"invitation": {}})).json()["invitation"]
    assert len(second["number"]) == 8
    assert second["state"] == "valide"
    shown = (await empty.get(f"{HERE}/a")).json()["invitation"]
    assert shown == {**second, "number": None}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", LUHN),
        ("name", f"Garderie {LUHN}"),
        ("address", f"1, rue A\n{LUHN}"),
        ("telephone", "130692544"),
        ("email", "130692544@a.example"),
        ("revenue", {"nas": LUHN}),
        ("revenue", {"latest_notice": "130692544"}),
        ("officers", [{"given_name": "A", "family_name": f"B {LUHN}", "function": "president"}]),
        ("persona", LUHN),
    ],
)
async def test_what_could_be_a_real_nas_is_never_stored(
    empty: httpx2.AsyncClient, field: str, value: object
) -> None:
    """Wherever it is typed the whole payload is refused."""
    before = await everything(empty)
    answer = await empty.post(HERE, json={"name": "A", "legal_form": "PA", field: value})
    assert "130" not in answer.text.replace(f'"{field}"', "")
    await refused(empty, answer, before)


@pytest.mark.parametrize(
    "given",
    [
        {"legal_form": "SA"},
        {"kind": "ecole"},
        {"revenue_number": "12"},
        {"revenue_number": 9_900_005_005},
        {"name": ""},
        {"name": "x" * 121},
        {"name": "x" * 30_000},
        {"name": "a\x00b"},
        {"name": None},
        {"address": "\n\n"},
        {"address": "\n".join("abcdefg")},
        {"email": "nobody"},
        {"telephone": "1" * 40},
        {"id": "9900005005"},
        {"id": "../x"},
        {"id": "x" * 61},
        {"neq": "12"},
        {"informed_on": "0001-01-01"},
        {"informed_on": "9999-12-31"},
        {"informed_on": "2026-11-24"},
        {"informed_on": 0},
        {"informed_on": "2026-02-30"},
        {"informed_on": "2026-11-20T00:00:00"},
        {"invitation": {"issued_on": "2026-11-24"}},
        {"invitation": {"number": "ABCDEFGH"}},
        {"revenue": {"standing": "bon"}},
        {"revenue": {"nas": "000000142"}},
        {"revenue": [1]},
        {"officers": [{"given_name": "A", "family_name": "B", "function": "aucune"}]},
        {
            "officers": [
                {"given_name": "A", "family_name": "B", "function": "president"},
                {"given_name": "C", "family_name": "D", "function": "president"},
            ]
        },
        {"officers": [{"given_name": "A", "family_name": "B", "function": "associe"}] * 21},
        {"colour": "red"},
    ],
)
async def test_a_payload_with_one_bad_part_leaves_no_row(
    empty: httpx2.AsyncClient, given: dict[str, Any]
) -> None:
    """422 in the one shape, and the journal is as it was."""
    before = await everything(empty)
    good = {"name": "A", "legal_form": "SO", "invitation": {}, "informed_on": "2026-11-20"}
    await refused(empty, await empty.post(HERE, json={**good, **given}), before)


async def test_unknown_names_are_told_with_the_known_ones(empty: httpx2.AsyncClient) -> None:
    """An unknown field lists the fields, an unknown organisation lists those there are."""
    told = (await empty.post(HERE, json={"colour": "red"})).json()
    assert "legal_form" in told["hint"]
    assert "colour" in told["hint"]
    inner = {"name": "A", "legal_form": "SO", "revenue": {"colour": 1}}
    assert "latest_notice" in (await empty.post(HERE, json=inner)).json()["hint"]
    await enter(empty, id="voici", name="A", legal_form="SO")
    missing = await empty.get(f"{HERE}/nulle-part")
    assert (missing.status_code, missing.json()["code"]) == (404, "organisation-unknown")
    assert "voici (99" in missing.json()["hint"]


async def test_a_list_of_known_names_is_bounded(http: httpx2.AsyncClient) -> None:
    """The seed is named up to thirty times and no more."""
    for number in range(12):
        await http.post("/_sandbox/organisations", json={"name": f"A{number}", "legal_form": "SO"})
    hint = (await http.get("/_sandbox/organisations/nobody")).json()["hint"]
    assert hint.count("(99") == 30
    assert " more." in hint


@pytest.mark.parametrize(
    "again",
    [{"id": "a"}, {"revenue_number": "9900005005"}, {"invitation": {"number": "K7R2M9XB"}}],
)
async def test_what_is_taken_is_told(empty: httpx2.AsyncClient, again: dict[str, Any]) -> None:
    """An id, an identification number or an invitation serves once: 409, and nothing is kept."""
    first = {"id": "a", "revenue_number": "9900005005", "invitation": {"number": "K7R2M9XB"}}
    await enter(empty, name="A", legal_form="SO", **first)
    before = await everything(empty)
    answer = await empty.post(HERE, json={"name": "B", "legal_form": "SO", **again})
    assert answer.status_code == 409
    assert await everything(empty) == before


async def test_of_two_creations_at_once_one_succeeds(empty: httpx2.AsyncClient) -> None:
    """The same id asked for ten times in a race is made once."""
    sent = {"id": "a", "name": "A", "legal_form": "SO"}
    answers = await asyncio.gather(*(empty.post(HERE, json=sent) for _ in range(10)))
    assert sorted(each.status_code for each in answers) == [201] + [409] * 9
    assert len((await empty.get(HERE)).json()["organisations"]) == 1


async def test_an_invitation_of_91_days_ago_is_expired(empty: httpx2.AsyncClient) -> None:
    """It may be made so, or become so when the calendar moves."""
    old = {"issued_on": "2026-08-24"}
    made = await enter(empty, id="a", name="A", legal_form="SO", invitation=old)
    assert made["invitation"]["state"] == "perimee"
    await empty.patch(f"{HERE}/a", json={"invitation": {}})
    await empty.post(EMPTY + "/clock/advance", json={"calendar": {"days": 90}})
    assert (await empty.get(f"{HERE}/a")).json()["invitation"]["state"] == "valide"
    await empty.post(EMPTY + "/clock/advance", json={"calendar": {"days": 1}})
    assert (await empty.get(f"{HERE}/a")).json()["invitation"]["state"] == "perimee"


async def test_a_person_is_added_and_named_by_his_handle(empty: httpx2.AsyncClient) -> None:
    """An address left out is drawn; a handle serves one person."""
    sent = {"persona": "ma-directrice", "given_name": " Ève ", "family_name": "Roy"}
    made = await empty.post(EMPTY + "/people", json=sent)
    assert made.status_code == 201, made.text
    assert made.json()["email"] == "ma-directrice@personnes.example"
    assert (await empty.get(EMPTY + "/people")).json()["people"] == [made.json()]
    assert (await empty.post(EMPTY + "/people", json=sent)).status_code == 409


@pytest.mark.parametrize("handle", ["", "A", "a b", "abcd-efgh", "x" * 61, "a@b", "-a"])
async def test_a_handle_cannot_be_taken_for_something_else(
    empty: httpx2.AsyncClient, handle: str
) -> None:
    """What reads as a user code or an address is no handle."""
    before = await everything(empty)
    sent = {"persona": handle, "given_name": "A", "family_name": "B"}
    await refused(empty, await empty.post(EMPTY + "/people", json=sent), before)
