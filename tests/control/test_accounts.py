"""Accounts made in every state, without the seed; then they sign in, or are told why not."""

from typing import TYPE_CHECKING

import httpx2
import pytest

from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Enrolment
from tests.control.identities import EMPTY, WHO, at_the_door, enter, everything, made

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

HERE = EMPTY + "/accounts"
DECIDED = {  # form: row for the RSE above, where all the numbers of the file are typed or none is
    "PA": ("PA-1", "PA-4"),
    "SO": ("SO-6", "SO-6"),
    "OB": ("OB-1", "OB-1"),
    "SP": ("SP-3", "SP-3"),
}


STATES = {
    "bloque": "INSCRIPTION_EN_ATTENTE",
    "mot_de_passe_temporaire": "MustChange",
    "temporaire_expire": "MOT_DE_PASSE_TEMPORAIRE_EXPIRE",
    "actif": "SignedIn",
    "verrouille": "COMPTE_VERROUILLE",
    "suspendu": "COMPTE_SUSPENDU",
    "ferme": "COMPTE_FERME",
}


def test_every_state_of_the_lifecycle_is_made_below() -> None:
    """The states are those of the domain, none left out."""
    assert set(STATES) == set(AccountState)


@pytest.mark.parametrize("form", ["PA", "SO", "OB", "SP"])
@pytest.mark.parametrize("state", STATES)
async def test_an_account_in_each_state_stands_so_at_the_door(
    empty: httpx2.AsyncClient, desk: "Desk", state: str, form: str
) -> None:
    """Made with the enrolment that the state presupposes, it is answered as the state says."""
    await enter(empty, id="a", name="A", legal_form=form)
    account = await made(empty, organisation="a", state=state)
    assert (account["state"], account["memberships"][0]["role"]) == (state, "RSE")
    assert await at_the_door(desk, account) == STATES[state]
    code = (account["standing"] or {}).get("code", "")
    assert code == ("" if STATES[state] in ("SignedIn", "MustChange") else STATES[state])
    enrolment = (await empty.get(f"{EMPTY}/organisations/a")).json()["enrolment"]
    pending = {"PA": "differee_contact_ou_pieces"}.get(form, "differee_pieces")
    assert enrolment["state"] == (pending if state == "bloque" else "active")


@pytest.mark.parametrize("form", DECIDED)
@pytest.mark.parametrize("state", ["actif", "bloque"])
async def test_the_enrolment_behind_is_decided_by_the_guide(
    empty: httpx2.AsyncClient, desk: "Desk", form: str, state: str
) -> None:
    """Its row is the one that what he would have typed leads to."""
    await enter(empty, id="a", name="A", legal_form=form)
    account = await made(empty, organisation="a", state=state)
    async with desk.look("vide") as (tx, _):
        held = await tx.need(Enrolment, account["memberships"][0]["enrolment"])
    assert held.row_id == DECIDED[form][state == "bloque"]
    assert not {"nas", "avis", "code_impotnet"} & set(held.answers)


@pytest.mark.parametrize("reason", ["REFUSEE", "EXPIREE", "DESACTIVEE"])
async def test_a_closed_account_says_what_closed_it(
    empty: httpx2.AsyncClient, desk: "Desk", reason: str
) -> None:
    """With the enrolment that came to that end, which leaves room for another."""
    await enter(empty, id="a", name="A", legal_form="SO")
    closed = f"INSCRIPTION_{reason}"
    account = await made(empty, organisation="a", state="ferme", closed_reason=closed)
    assert account["memberships"][0]["enrolment_state"] == reason.lower()
    told = "COMPTE_FERME" if reason == "DESACTIVEE" else closed
    assert await at_the_door(desk, account) == told
    again = await made(empty, organisation="a")
    assert await at_the_door(desk, again) == "SignedIn"
    before_her = await made(empty, organisation="a", state="ferme", closed_reason=closed)
    assert before_her["memberships"][0]["enrolment_state"] == reason.lower()


@pytest.mark.parametrize(
    ("form", "function", "row"), [("SO", "president", "SO-3"), ("SP", "associe", "SP-1")]
)
async def test_the_registers_say_in_what_quality_the_rse_enrolled(
    empty: httpx2.AsyncClient, desk: "Desk", form: str, function: str, row: str
) -> None:
    """An officer who is registered acts as one; an invitation is known by nobody any more."""
    officer = {**WHO, "function": function}
    await enter(empty, id="a", name="A", legal_form=form, officers=[officer], invitation={})
    account = await made(empty, organisation="a")
    async with desk.look("vide") as (tx, _):
        held = await tx.need(Enrolment, account["memberships"][0]["enrolment"])
    assert held.row_id == row


async def test_a_temporary_password_expires_when_the_calendar_moves(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """After ten days it is refused; a reissued one, told once, is to be changed."""
    await enter(empty, id="a", name="A", legal_form="SO")
    account = await made(empty, organisation="a", state="mot_de_passe_temporaire")
    await empty.post(EMPTY + "/clock/advance", json={"calendar": {"days": 11}})
    assert await at_the_door(desk, account) == "MOT_DE_PASSE_TEMPORAIRE_EXPIRE"
    shown = (await empty.get(f"{HERE}/{account['user_code']}")).json()
    assert (shown["state"], shown["password"]) == ("temporaire_expire", None)
    anew = (await empty.post(f"{HERE}/{account['user_code']}/reissue")).json()
    assert anew["state"] == "mot_de_passe_temporaire"
    assert await at_the_door(desk, account, anew["password"]) == "MustChange"


async def test_all_that_is_asked_for_is_given(empty: httpx2.AsyncClient, desk: "Desk") -> None:
    """A user code, a password, a handle, and several organisations with a role in each."""
    for key in ("a", "b", "c"):
        await enter(empty, id=key, name=key.upper(), legal_form="OB")
    places = [
        {"organisation": "a"},
        {"organisation": "b", "role": "UTILISATEUR"},
        {"organisation": "c", "suspended": True},
    ]
    account = await made(
        empty, persona="ma-rse", user_code="maRse 234", password="x y", memberships=places
    )
    assert (account["user_code"], account["password"]) == ("MARSE234", "x y")
    assert [(m["name"], m["role"], m["suspended"]) for m in account["memberships"]] == [
        ("A", "RSE", False),
        ("B", "UTILISATEUR", False),
        ("C", "RSE", True),
    ]
    assert await at_the_door(desk, account) == "SignedIn"
    assert (await empty.get(f"{HERE}/ma-rse")).json()["id"] == account["id"]
    listed = (await empty.get(HERE)).json()["accounts"]
    assert {each["person"]["family_name"] for each in listed} == {"Roy", "Boisvert-Lenoir"}


async def test_a_second_account_joins_the_enrolment_that_is_there(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """One enrolment, two RSE and a user."""
    await enter(empty, id="a", name="A", legal_form="SO")
    accounts = [
        await made(empty, organisation="a", role=role) for role in ("RSE", "RSE", "UTILISATEUR")
    ]
    assert len({each["memberships"][0]["enrolment"] for each in accounts}) == 1
    assert [await at_the_door(desk, each) for each in accounts] == ["SignedIn"] * 3


@pytest.mark.parametrize(("first", "then"), [("bloque", "actif"), ("actif", "bloque")])
async def test_a_state_that_could_not_come_about_is_refused(
    empty: httpx2.AsyncClient, first: str, then: str
) -> None:
    """An active account of an enrolment still awaited, or the other way round: 409, no row."""
    await enter(empty, id="a", name="A", legal_form="SO")
    await made(empty, organisation="a", state=first)
    before = await everything(empty)
    answer = await empty.post(HERE, json={"person": WHO, "organisation": "a", "state": then})
    assert (answer.status_code, answer.json()["code"]) == (409, "account-not-coherent")
    assert await everything(empty) == before


async def test_the_guide_has_its_say_about_what_an_account_presupposes(
    empty: httpx2.AsyncClient,
) -> None:
    """No account of an organisation that the guide does not let enrol: the row is told."""
    await enter(empty, id="a", name="A", legal_form="SO", kind="service_en_milieu_familial")
    before = await everything(empty)
    answer = await empty.post(HERE, json={"person": WHO, "organisation": "a"})
    assert (answer.status_code, answer.json()["code"]) == (409, "guide-refuses")
    assert "P-1" in answer.json()["hint"]
    assert await everything(empty) == before


async def test_the_acts_follow_the_lifecycle(empty: httpx2.AsyncClient, desk: "Desk") -> None:
    """Blocked, activated, suspended, reactivated, locked and unlocked, closed."""
    await enter(empty, id="a", name="A", legal_form="SO")
    account = await made(empty, organisation="a", state="bloque", persona="ma-rse")
    for name, state in (
        ("activate", "mot_de_passe_temporaire"),
        ("suspend", "suspendu"),
        ("reactivate", "mot_de_passe_temporaire"),
        ("reissue", "mot_de_passe_temporaire"),
    ):
        done = await empty.post(f"{HERE}/ma-rse/{name}")
        assert (done.status_code, done.json()["state"]) == (200, state), done.text
    assert done.json()["memberships"][0]["enrolment_state"] == "active"
    for _ in range(5):
        await at_the_door(desk, account, "wrong")
    assert (await empty.get(f"{HERE}/ma-rse")).json()["state"] == "verrouille"
    assert (await empty.post(f"{HERE}/ma-rse/unlock")).json()["state"] == "mot_de_passe_temporaire"
    assert (await empty.post(f"{HERE}/ma-rse/unlock")).status_code == 409
    assert (await empty.post(f"{HERE}/ma-rse/close")).json()["standing"]["code"] == "COMPTE_FERME"
    assert (await empty.post(f"{HERE}/ma-rse/activate")).status_code == 409
    unknown = await empty.post(f"{HERE}/ma-rse/explode")
    assert (unknown.status_code, "reactivate" in unknown.json()["hint"]) == (404, True)


async def test_a_user_beside_a_blocked_rse_is_activated_with_her(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """The act is upon the account, whoever enrolled."""
    await enter(empty, id="a", name="A", legal_form="SO")
    account = await made(empty, organisation="a", state="bloque", role="UTILISATEUR")
    await empty.post(f"{HERE}/{account['id']}/activate")
    assert await at_the_door(desk, account) == "MustChange"


async def test_an_account_without_organisation_acts_by_mandate(
    empty: httpx2.AsyncClient, desk: "Desk"
) -> None:
    """No letter can reach it before that, and it says so."""
    account = await made(empty)
    assert account["standing"]["code"] == "PROCURATION_TERMINEE"
    lost = await empty.post(f"{HERE}/{account['id']}/reissue")
    assert (lost.status_code, lost.json()["code"]) == (409, "account-without-organisation")


async def test_one_person_holds_two_accounts_and_is_given_a_handle_once(
    empty: httpx2.AsyncClient,
) -> None:
    """A person there is already may be named, and is not named twice."""
    await enter(empty, id="a", name="A", legal_form="SO")
    person = (await made(empty, organisation="a"))["person"]["id"]
    sent = {"person_id": person, "organisation": "a", "persona": "ma-rse"}
    first = await empty.post(HERE, json=sent)
    assert first.json()["person"]["id"] == person
    assert (await empty.post(HERE, json={**sent, "persona": "autre"})).status_code == 409
    assert len((await empty.get(EMPTY + "/people")).json()["people"]) == 1
