"""Classes by command: made, led, reported and ended from outside, at the root alone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

CLASSES, SCENARIOS = "/_sandbox/classes", "/_sandbox/scenarios"
Json = Mapping[str, Any]


async def made(http: httpx2.AsyncClient, **wanted: Any) -> dict[str, Any]:
    """A new class."""
    answer = await http.post(CLASSES, json={"name": "Mardi", **wanted})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def asked(http: httpx2.AsyncClient, method: str, path: str, **sent: Any) -> dict[str, Any]:
    """An answer that is a success."""
    answer = await http.request(method, CLASSES + path, json=sent or None)
    assert answer.is_success, (path, answer.text)
    told: dict[str, Any] = answer.json()
    return told


async def by_place(http: httpx2.AsyncClient, hall: str) -> list[dict[str, Any]]:
    """The board, place by place."""
    found: list[dict[str, Any]] = (await asked(http, "GET", f"/{hall}"))["places"]
    return found


async def test_the_scenarios_are_told_as_their_files_are(http: httpx2.AsyncClient) -> None:
    """The list in the order of teaching, and the whole of one in either case of its id."""
    listed = (await http.get(SCENARIOS)).json()["scenarios"]
    assert [one["id"] for one in listed][:2] == ["T0", "T1"]
    whole = (await http.get(f"{SCENARIOS}/t7A")).json()
    assert whole["id"] == "T7a"
    assert len(whole["steps"]) == next(one["steps"] for one in listed if one["id"] == "T7a")
    assert set(whole["steps"][0]["said"]) == {"fr", "en"}
    assert any(
        fact["event"] == "enrolment.transmitted" for s in whole["steps"] for fact in s["facts"]
    )
    gone = await http.get(f"{SCENARIOS}/T99")
    assert (gone.status_code, gone.json()["code"]) == (404, "scenario-unknown")
    assert "T7a" in gone.json()["hint"]


async def test_a_class_is_led_from_its_making_to_its_end(http: httpx2.AsyncClient) -> None:
    """One enrols by the control of her place: the board and the report say so, of her alone."""
    told = await made(http, id="mardi", scenario="t0", names=["Ana", " Béa  Roy "], places=3)
    assert (told["id"], told["scenario"]) == ("mardi", "T0")
    assert told["link"] == f"http://127.0.0.1:8400/b/mardi/classe/entrer?cle={told['key']}"
    assert [one["name"] for one in told["places"]] == ["Ana", "Béa Roy", ""]
    first = told["places"][0]
    assert first["link"] == f"http://127.0.0.1:8400/b/{first['space']}/bienvenue"
    assert set(first["roles"]) == {"revenu", "ministere", "assistance"}
    for link in (told["link"], first["link"], *first["roles"].values()):
        assert (await http.get(link)).status_code in (200, 303), link
    http.cookies.clear()

    enrolled = await http.post(f"{first['control']}/enrolments", json={"character": "F01"})
    assert enrolled.status_code == 201, enrolled.text
    ana, bea, _ = await by_place(http, "mardi")
    assert (ana["rows"], ana["enrolment"], ana["strayed"]) == (["PA-1"], "active", None)
    assert ana["reached"][0]["step"] == "ouvrir"
    assert bea["standing"] == "absent"
    assert bea["now"]["step"] == "ouvrir"

    moved = await asked(http, "POST", "/mardi/advance", days=30, places=[1, 2])
    assert [one["place"] for one in moved["places"]] == [1, 2]
    clocks = [
        (await http.get(f"{one['control']}/clock")).json()["calendar"]["offset_seconds"]
        for one in told["places"]
    ]
    assert clocks == [30 * 86_400, 30 * 86_400, 0]
    ana, bea, _ = await by_place(http, "mardi")
    assert (ana["idle_seconds"], bea["standing"]) == (0, "absent"), "a calendar is nobody"

    report = await asked(http, "GET", "/mardi/report")
    assert report["rows"] == [{"row": "PA-1", "places": 1}]
    assert (report["steps"][0]["step"], report["steps"][0]["done"]) == ("ouvrir", 1)
    assert report["present"] == 1
    assert "key" not in report

    again = await asked(http, "POST", "/mardi/reset", places=[1])
    assert again == {"places": [1]}
    ana = (await by_place(http, "mardi"))[0]
    assert (ana["name"], ana["rows"], ana["reached"]) == ("Ana", [], [])

    more = await asked(http, "POST", "/mardi/places", names=["Luc"])
    assert [(one["place"], one["name"]) for one in more["places"]] == [(4, "Luc")]
    listed = (await asked(http, "GET", ""))["classes"]
    assert [(one["id"], one["size"], one["page"]) for one in listed] == [
        ("mardi", 4, "http://127.0.0.1:8400/b/mardi/classe")
    ]

    assert (await http.delete(f"{CLASSES}/mardi")).status_code == 204
    assert (await http.get(f"{first['control']}/space")).status_code == 404
    assert (await http.get(f"{CLASSES}/mardi")).json()["code"] == "class-unknown"
    spaces = (await http.get("/_sandbox/spaces")).json()["spaces"]
    assert [space["id"] for space in spaces] == ["default"]


async def test_an_act_is_played_where_it_is_possible(http: httpx2.AsyncClient) -> None:
    """Done in the place that transmitted, and the other says why not; nothing is half done."""
    answer = await http.post(CLASSES, json={"scenario": "T6", "places": 2})
    told = answer.json()
    assert told["name"].startswith("Attendre"), "it has the title of the scenario"
    first, hall = told["places"][0], told["id"]
    sent = await http.post(f"{first['control']}/enrolments", json={"character": "F03"})
    assert sent.status_code == 201, sent.text
    before = (await by_place(http, hall))[0]
    assert before["enrolment"].startswith("differee"), before
    offered = {
        one["act"]: one["places"] for one in (await asked(http, "GET", f"/{hall}/acts"))["acts"]
    }
    assert offered["approve"] == [1]
    played = (await asked(http, "POST", f"/{hall}/acts", act="approve"))["places"]
    assert [(one["place"], one["done"]) for one in played] == [(1, True), (2, False)]
    assert played[1]["why_not"]["code"] == "not-transmitted"
    assert "transmitted" in played[1]["why_not"]["message"]["en"]
    assert (await by_place(http, hall))[0]["enrolment"] == "active"


@pytest.mark.parametrize(
    ("sent", "hint"),
    [
        ({}, "give places, or names"),
        ({"name": "Mardi"}, "give places, or names"),
        ({"name": "Mardi", "places": 61}, "less than or equal to 60"),
        ({"name": "Mardi", "places": 1, "names": ["Ana", "Béa"]}, "2 names for 1 places"),
        ({"name": "Mardi", "places": 1, "scenario": "T99"}, "T7a"),
        ({"name": "Mardi", "places": 1, "id": "Mardi!"}, "lower-case"),
        ({"name": "   ", "places": 1}, "1 to 80 characters"),
        ({"name": "Mardi", "places": 1, "seats": 2}, "Unknown field seats"),
    ],
)
async def test_a_class_that_is_not_right_is_not_made(
    http: httpx2.AsyncClient, sent: Json, hint: str
) -> None:
    """422 with what is known, and no space is left of it."""
    answer = await http.post(CLASSES, json=sent)
    assert answer.status_code == 422, answer.text
    assert hint in answer.json()["hint"]
    assert len((await http.get("/_sandbox/spaces")).json()["spaces"]) == 1


async def test_what_is_not_there_is_told(http: httpx2.AsyncClient) -> None:
    """A class, a place, an act: 404 each, by a code of its own; a name that is taken: 409."""
    await made(http, id="mardi", places=1)
    for method, path, sent, code in (
        ("GET", "/lundi", None, "class-unknown"),
        ("GET", "/default", None, "class-unknown"),
        ("DELETE", "/default", None, "class-unknown"),
        ("POST", "/mardi/reset", {"places": [2]}, "place-unknown"),
        ("POST", "/mardi/advance", {"days": 1, "places": [1, 2]}, "place-unknown"),
        ("POST", "/mardi/acts", {"act": "dance"}, "act-unknown"),
    ):
        answer = await http.request(method, CLASSES + path, json=sent)
        assert (answer.status_code, answer.json()["code"]) == (404, code), (path, answer.text)
    taken = await http.post(CLASSES, json={"name": "Mardi", "places": 2, "id": "mardi"})
    assert (taken.status_code, taken.json()["code"]) == (409, "space-taken")
    assert len((await http.get("/_sandbox/spaces")).json()["spaces"]) == 3
    clock = (await http.get(f"{(await by_place(http, 'mardi'))[0]['control']}/clock")).json()
    assert clock["calendar"]["offset_seconds"] == 0, "half of what was asked for was done"


async def test_a_class_is_of_no_space(http: httpx2.AsyncClient) -> None:
    """Under a space, a place or the hall itself there are no classes: the hint says where."""
    told = await made(http, id="mardi", places=1)
    for space in ("mardi", told["places"][0]["space"]):
        for path in ("/classes", "/classes/mardi", "/scenarios"):
            answer = await http.get(f"/b/{space}/_sandbox{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "root-only")
    for path in ("/space/reset", "/space/snapshot"):
        method = "POST" if path.endswith("reset") else "GET"
        answer = await http.request(method, f"/b/mardi/_sandbox{path}")
        assert answer.status_code == 409, answer.text


async def test_no_class_is_made_beyond_the_greatest_number_of_spaces(
    http: httpx2.AsyncClient, desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    """The places count, before any is made."""
    monkeypatch.setattr("sandbox.services.spaces.MOST_SPACES", 4)
    answer = await http.post(CLASSES, json={"name": "Mardi", "places": 3})
    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-spaces")
    assert await desk.store.count_spaces() == 1
    told = await made(http, places=2)
    more = await http.post(f"{CLASSES}/{told['id']}/places", json={"places": 1})
    assert more.status_code == 409, more.text
    assert await desk.store.count_spaces() == 4
