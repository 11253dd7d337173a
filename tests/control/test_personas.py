"""Who may be played in a space: its own accounts, and the characters of the stories."""

import httpx2

from tests.control.identities import EMPTY, enter, made


async def test_the_full_seed_tells_its_accounts_and_characters(http: httpx2.AsyncClient) -> None:
    """Ready accounts with the shared password, and 25 characters with what they type."""
    told = (await http.get("/_sandbox/personas")).json()
    assert told["password"]
    first = next(each for each in told["accounts"] if each["persona"] == "rse-actif")
    assert (first["user_code"], first["state"], first["ready"]) == ("RSEACT24", "actif", True)
    assert first["organisation"]
    assert first["note"]
    assert len(told["characters"]) == 25
    president = next(each for each in told["characters"] if each["id"] == "F06")
    assert (president["organisation_id"], president["present"]) == ("org_f06", True)
    assert (president["expected_row"], president["answers"]["fonction"]) == ("SO-1", "president")
    assert next(e for e in told["characters"] if e["id"] == "X3")["before"] == ["F06"]


async def test_a_space_without_the_seed_tells_its_own(empty: httpx2.AsyncClient) -> None:
    """Nobody at first, then whoever was given a handle; a character appears when he enrols."""
    assert (await empty.get(EMPTY + "/personas")).json()["accounts"] == []
    await enter(empty, id="a", name="Garderie A", legal_form="SO")
    await made(empty, organisation="a", persona="rse-actif")
    await made(empty, organisation="a")
    await empty.post(EMPTY + "/enrolments", json={"character": "F06"})
    told = (await empty.get(EMPTY + "/personas")).json()
    (only,) = told["accounts"]
    assert (only["persona"], only["organisation"], only["ready"]) == (
        "rse-actif",
        "Garderie A",
        False,
    )
    present = [each["id"] for each in told["characters"] if each["present"]]
    assert present == ["F06", "X2", "X3"]
