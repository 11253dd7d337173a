"""Mandates on command: an account acts for an organisation until a day, or until revoked."""

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.control.identities import EMPTY, at_the_door, enter, everything, made, refused

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

HERE = EMPTY + "/mandates"


async def ready(http: httpx2.AsyncClient) -> dict[str, Any]:
    """An organisation that is enrolled, and the account of an accountant of his own."""
    await enter(http, id="a", name="A", legal_form="SO")
    await made(http, organisation="a")
    return await made(http, persona="mon-comptable")


async def test_a_mandate_ends_when_the_calendar_moves(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """Its last day is included; the day after, the account acts for nobody."""
    account = await ready(empty)
    sent = {"account": "mon-comptable", "organisation": "a", "ends_on": "2026-12-23"}
    given = await empty.post(HERE, json=sent)
    assert given.status_code == 201, given.text
    assert (given.json()["starts_on"], given.json()["in_effect"]) == ("2026-11-23", True)
    assert await at_the_door(desk, account) == "SignedIn"
    await empty.post(EMPTY + "/clock/advance", json={"calendar": {"days": 30}})
    assert (await empty.get(HERE)).json()["mandates"][0]["in_effect"] is True
    await empty.post(EMPTY + "/clock/advance", json={"calendar": {"days": 1}})
    assert (await empty.get(HERE)).json()["mandates"][0]["in_effect"] is False
    assert await at_the_door(desk, account) == "PROCURATION_TERMINEE"


async def test_a_mandate_is_revoked_at_once_and_once(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """The second time it is told that it is over."""
    account = await ready(empty)
    sent = {"account": account["user_code"], "organisation": "a", "restriction": "Paie"}
    id_ = (await empty.post(HERE, json=sent)).json()["id"]
    ended = (await empty.post(f"{HERE}/{id_}/revoke")).json()
    assert (ended["revoked_on"], ended["restriction"]) == ("2026-11-23", "Paie")
    assert await at_the_door(desk, account) == "PROCURATION_TERMINEE"
    assert (await empty.post(f"{HERE}/{id_}/revoke")).status_code == 409
    lost = await empty.post(f"{HERE}/rien/revoke")
    assert (lost.status_code, id_ in lost.json()["hint"]) == (404, True)


@pytest.mark.parametrize(
    "given",
    [
        {"ends_on": "2026-11-22"},
        {"starts_on": "2026-12-02", "ends_on": "2026-12-01"},
        {"ends_on": "0001-01-01"},
        {"ends_on": 1_000_000_000},
        {"ends_on": "hier"},
        {"restriction": "x" * 201},
        {"restriction": "a\x00b"},
        {"restriction": "130 692 544"},
        {"account": None},
        {"colour": "red"},
    ],
)
async def test_a_payload_with_one_bad_part_leaves_no_row(
    empty: httpx2.AsyncClient, given: dict[str, Any]
) -> None:
    """422 in the one shape, and the space is as it was."""
    await ready(empty)
    before = await everything(empty)
    sent = {"account": "mon-comptable", "organisation": "a", **given}
    await refused(empty, await empty.post(HERE, json=sent), before)


@pytest.mark.parametrize("field", ["account", "organisation"])
async def test_an_unknown_name_is_told(empty: httpx2.AsyncClient, field: str) -> None:
    """404 with those there are."""
    await ready(empty)
    sent = {"account": "mon-comptable", "organisation": "a", field: "personne"}
    answer = await empty.post(HERE, json=sent)
    assert (answer.status_code, answer.json()["code"]) == (404, f"{field}-unknown")
    assert "mon-comptable" in answer.json()["hint"] or "a (99" in answer.json()["hint"]
