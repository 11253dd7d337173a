"""The agent of Revenu Québec on command: every act, by name, on an enrolment that awaits it."""

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.control.identities import EMPTY, at_the_door, characters, enrolled, everything

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

HERE = EMPTY + "/enrolments"
CHARACTERS = characters()


async def act(http: httpx2.AsyncClient, id_: str, name: str, **more: str) -> dict[str, Any]:
    """The enrolment after an act of the agent."""
    answer = await http.post(f"{HERE}/{id_}/decide", json={"act": name, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_deferred_enrolment_is_decided_to_active(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """Documents by name and by id, one sent back, more asked for, then active and at the door."""
    told = await enrolled(empty, character="F11")
    id_ = told["id"]
    assert [each["document"] for each in told["documents"]] == [
        "formulaires_signes",
        "preuve_de_qualite",
        "pieces_justificatives",
    ]
    assert (told["dossier"]["mandatory"], told["state"]) == (True, "differee_pieces")
    told = await act(empty, id_, "receive_document", document="formulaires_signes")
    assert told["documents"][0]["state"] == "recue"
    told = await act(
        empty, id_, "reject_document", document="formulaires_signes", reason="non_signe"
    )
    assert (told["documents"][0]["state"], told["documents"][0]["reason"]) == (
        "non_conforme",
        "non_signe",
    )
    told = await act(empty, id_, "receive_all")
    assert told["state"] == "en_verification"
    told = await act(empty, id_, "accept_document", document=told["documents"][1]["id"])
    assert told["documents"][1]["state"] == "conforme"
    told = await act(empty, id_, "ask_more")
    assert (told["state"], len(told["documents"])) == ("differee_pieces", 4)
    told = await act(empty, id_, "receive_document", document="pieces_justificatives")
    assert (told["state"], told["documents"][3]["state"]) == ("en_verification", "recue")
    told = await act(empty, id_, "activate")
    assert (told["state"], told["dossier"]["state"]) == ("active", "accepte")
    account = {**told["receipt"], "password": told["receipt"]["temporary_password"]}
    assert await at_the_door(desk, account) == "MustChange"
    for name, state in (
        ("suspend", "suspendue"),
        ("restore", "active"),
        ("deactivate", "desactivee"),
    ):
        assert (await act(empty, id_, name))["state"] == state


@pytest.mark.parametrize("who", [who for who, row in CHARACTERS.items() if row[1] != "-"])
async def test_every_deferred_character_is_approved_in_one_act(
    empty: httpx2.AsyncClient, who: str
) -> None:
    """Whatever it waits for comes first; one that is active already is refused."""
    told = await enrolled(empty, character=who)
    if told["state"] == "active":
        answer = await empty.post(f"{HERE}/{told['id']}/decide", json={"act": "approve"})
        assert (answer.status_code, answer.json()["code"]) == (409, "transition-refused")
    else:
        assert (await act(empty, told["id"], "approve"))["state"] == "active"


async def test_a_contact_is_enough_or_a_refusal_ends_it(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """The account of a refused enrolment says so."""
    told = await enrolled(empty, character="F04")
    assert (await act(empty, told["id"], "log_contact"))["state"] == "en_verification"
    ended = await act(empty, told["id"], "refuse", reason="identite_non_prouvee")
    assert (ended["state"], ended["refusal_reason"]) == ("refusee", "identite_non_prouvee")
    account = {**ended["receipt"], "password": ended["receipt"]["temporary_password"]}
    assert await at_the_door(desk, account) == "INSCRIPTION_REFUSEE"


async def test_an_idle_enrolment_expires_when_the_calendar_moves(empty: httpx2.AsyncClient) -> None:
    """Ninety days without a document, and it is over."""
    told = await enrolled(empty, character="F04")
    await empty.post(EMPTY + "/clock/advance", json={"calendar": {"days": 91}})
    assert (await empty.get(f"{HERE}/{told['id']}")).json()["state"] == "expiree"


@pytest.mark.parametrize(
    ("given", "status", "hint"),
    [
        ({"act": "explode"}, 404, "approve"),
        ({"act": "activate"}, 409, "activer"),
        ({"act": "refuse", "reason": "ennui"}, 422, "autorite_non_prouvee"),
        ({"act": "receive_document"}, 422, "document"),
        ({"act": "receive_document", "document": "passeport"}, 404, "formulaires_signes"),
        ({"act": "accept_document", "document": "formulaires_signes"}, 409, "demandee"),
        ({"act": "activate", "document": "formulaires_signes"}, 422, "takes no document"),
        ({"act": "activate", "reason": "autre"}, 422, "takes no reason"),
        ({"act": None}, 422, "act"),
        ({}, 422, "act is missing"),
        ({"act": "x" * 41}, 422, "act"),
        ({"act": "activate", "colour": 1}, 422, "document"),
    ],
)
async def test_what_the_agent_cannot_do_is_told_and_nothing_is_written(
    empty: httpx2.AsyncClient, given: dict[str, Any], status: int, hint: str
) -> None:
    """With what is known, or what the present state does not allow."""
    told = await enrolled(empty, character="F11")
    before = await everything(empty)
    answer = await empty.post(f"{HERE}/{told['id']}/decide", json=given)
    assert (answer.status_code, hint in answer.json()["hint"]) == (status, True), answer.text
    assert await everything(empty) == before
