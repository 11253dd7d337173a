"""Snapshots, restores and forks: byte-identical where nothing changed, whole or not at all."""

import json
from typing import Any

import httpx2
import pytest

from tests.control.test_spaces import made


async def taken(http: httpx2.AsyncClient, space: str) -> bytes:
    """The snapshot of a space."""
    answer = await http.get(f"/b/{space}/_sandbox/space/snapshot")
    assert answer.status_code == 200, answer.text
    return answer.content


async def lived_in(http: httpx2.AsyncClient, **wanted: Any) -> None:
    """A space in which something has happened: a key, a moved clock, an armed fault."""
    await made(http, id="essai", hint_signs_in=True, **wanted)
    assert (await http.get("/b/essai/oidc/jwks")).status_code == 200
    moved = {"calendar": {"days": 91}, "protocol": {"hours": 2}}
    await http.post("/b/essai/_sandbox/clock/advance", json=moved)
    await http.post("/b/essai/_sandbox/faults/armed", json={"fault": "id-token-expired"})


@pytest.mark.parametrize("chance", [None, "toujours pareil"])
async def test_what_is_restored_is_byte_for_byte_what_was_taken(
    http: httpx2.AsyncClient, chance: str | None
) -> None:
    """Whatever happened in between is gone, and the clock stands where it stood."""
    await lived_in(http, chance=chance)
    before = await taken(http, "essai")
    await http.post("/b/essai/_sandbox/clock/advance", json={"calendar": {"days": 9}})
    await http.delete("/b/essai/_sandbox/faults/armed")
    assert await taken(http, "essai") != before
    headers = {"Content-Type": "application/json"}
    put = await http.put("/b/essai/_sandbox/space/snapshot", content=before, headers=headers)
    assert put.status_code == 200, put.text
    assert await taken(http, "essai") == before


async def test_a_snapshot_makes_a_new_space(http: httpx2.AsyncClient) -> None:
    """It goes on elsewhere, under another name, with all it held."""
    await lived_in(http)
    document = json.loads(await taken(http, "essai"))
    await made(http, id="autre", snapshot=document)
    assert await taken(http, "autre") == await taken(http, "essai")


async def test_a_fork_is_its_origin_byte_for_byte_and_then_apart(http: httpx2.AsyncClient) -> None:
    """Key, rows and hands are those of the origin; what is done in one is not seen in the other."""
    await lived_in(http)
    fork = await made(http, id="fourche", fork_of="essai")
    assert fork["hint_signs_in"] is True
    before = await taken(http, "essai")
    assert await taken(http, "fourche") == before
    keys = [(await http.get(f"/b/{name}/oidc/jwks")).json() for name in ("essai", "fourche")]
    assert keys[0] == keys[1]
    await http.delete("/b/fourche/_sandbox/faults/armed")
    assert await taken(http, "essai") == before
    assert await taken(http, "fourche") != before


async def test_a_fork_of_nothing_and_one_under_a_name_that_is_taken_are_refused(
    http: httpx2.AsyncClient,
) -> None:
    """Nothing is made of either."""
    await made(http, id="essai", seed="empty")
    for wanted, status in (
        ({"id": "a", "fork_of": "personne"}, 404),
        ({"id": "essai", "fork_of": "essai"}, 409),
        ({"id": "a", "fork_of": "essai", "seed": "full"}, 422),
        ({"id": "A B", "fork_of": "essai"}, 422),
    ):
        answer = await http.post("/_sandbox/spaces", json=wanted)
        assert answer.status_code == status, answer.text
    assert len((await http.get("/_sandbox/spaces")).json()["spaces"]) == 2


def _broken(document: dict[str, Any]) -> list[dict[str, Any]]:
    def changed(path: list[Any], value: Any) -> dict[str, Any]:
        copy: dict[str, Any] = json.loads(json.dumps(document))
        at: Any = copy
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        return copy

    people = document["tables"]["persons"]
    files = document["tables"]["revenue_files"]
    nas = files["columns"].index("nas")
    tables = document["tables"]
    seq = tables["journal"]["columns"].index("seq")
    until = tables["invitations"]["columns"].index("last_valid_on")
    fault = tables["armed_faults"]["columns"].index("fault")
    options = tables["armed_faults"]["columns"].index("options")
    values = tables["post_items"]["columns"].index("values")
    leniencies = tables["clients"]["columns"].index("leniencies")
    data = tables["journal"]["columns"].index("data")
    deep: dict[str, Any] = {}
    for _ in range(40):
        deep = {"in": deep}
    member = tables["memberships"]["columns"].index("organisation_id")
    holder = next(place for place, row in enumerate(files["rows"]) if row[nas])
    return [
        changed(["tables", "nothing"], {"columns": [], "rows": []}),
        changed(["tables", "persons", "columns", 0], "colour"),
        changed(["tables", "persons", "columns"], people["columns"][1:]),
        changed(["tables", "persons", "rows", 0, 0], 7),
        changed(["tables", "persons", "rows", 1], people["rows"][0]),
        changed(["tables", "accounts", "rows", 0, 3], "en vacances"),
        changed(["tables", "clients", "rows", 0, 2], "text"),
        changed(["tables", "revenue_files", "rows", holder, nas], "123456782"),
        changed(["space", "secret"], "zz"),
        changed(["space", "secret"], 7),
        changed(["space", "turn"], "1"),
        changed(["space", "calendar_frozen_at"], "2026-11-23T12:00:00"),
        changed(["space", "colour"], "red"),
        changed(["space", "turn"], 2**63),
        changed(["space", "calendar_offset"], 10**400),
        changed(["space", "protocol_offset"], 1e300),
        changed(["space", "calendar_offset"], 8_000 * 365 * 86_400),
        changed(["space", "calendar_frozen_at"], "0001-01-01T00:00:00+00:00"),
        changed(["space", "protocol_frozen_at"], "9999-12-31T23:59:59-12:00"),
        changed(["tables", "journal", "rows", 0, seq], 2**63 - 1),
        changed(["tables", "invitations", "rows", 0, until], "9999-12-31"),
        changed(["tables", "armed_faults", "rows", 0, fault], "fault-of-tomorrow"),
        changed(["tables", "armed_faults", "rows", 0, options], {"seconds": "x"}),
        changed(["tables", "post_items", "rows", 0, values], {"numero": 7}),
        changed(["tables", "clients", "rows", 0, leniencies], [["plain"]]),
        changed(["tables", "clients", "rows", 0, leniencies], "plain"),
        changed(["tables", "journal", "rows", 0, data], deep),
        changed(["tables", "persons", "rows"], [[]] * 200_001),
        changed(["tables", "memberships", "rows", 0, member], "nowhere"),
        changed(["format"], "else"),
        changed(["version"], 2),
    ]


async def test_what_is_no_snapshot_changes_nothing(http: httpx2.AsyncClient) -> None:
    """A document that somebody edited is refused whole, with what is wrong in it."""
    await lived_in(http)
    before = await taken(http, "essai")
    honest = json.loads(before)
    for document in _broken(honest):
        answer = await http.put("/b/essai/_sandbox/space/snapshot", json=document)
        changed = [
            name
            for name in document["tables"]
            if document["tables"][name] != honest["tables"].get(name)
        ]
        assert answer.status_code == 422, (changed, answer.text)
        assert answer.json()["hint"]
    assert await taken(http, "essai") == before


async def test_a_snapshot_of_an_older_version_takes_the_defaults(http: httpx2.AsyncClient) -> None:
    """A column that was not there yet holds what a new row would."""
    await lived_in(http)
    document = json.loads(await taken(http, "essai"))
    table = document["tables"]["armed_faults"]
    at = table["columns"].index("trace")
    table["columns"].pop(at)
    for row in table["rows"]:
        row.pop(at)
    del document["space"]["fault_menu"]
    put = await http.put("/b/essai/_sandbox/space/snapshot", json=document)
    assert put.status_code == 200, put.text
    assert (await http.get("/b/essai/_sandbox/faults/armed")).json()["armed"][0]["trace"] == ""
