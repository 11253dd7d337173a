"""Spaces on command: made from a seed, changed, reset, deleted; whole or not at all."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

SHAPE = {"code", "message", "hint", "cite", "status"}


async def made(http: httpx2.AsyncClient, **wanted: object) -> dict[str, Any]:
    """A new space."""
    answer = await http.post("/_sandbox/spaces", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_space_is_made_from_the_full_seed(http: httpx2.AsyncClient) -> None:
    """It has an issuer of its own, and serves discovery there."""
    space = await made(http, id="essai", label="Un essai", hint_signs_in=True)
    assert space["issuer"] == "http://127.0.0.1:8400/b/essai"
    assert space["hint_signs_in"] is True
    found = await http.get("/b/essai/.well-known/openid-configuration")
    assert found.json()["issuer"] == space["issuer"]
    assert (await http.get("/b/essai/_sandbox/space")).json()["label"] == "Un essai"


async def test_an_unknown_field_is_refused_whole_and_the_known_ones_are_told(
    http: httpx2.AsyncClient,
) -> None:
    """422 in the one shape, and no space is there afterwards."""
    answer = await http.post("/_sandbox/spaces", json={"id": "essai", "colour": "red"})
    assert answer.status_code == 422
    assert set(answer.json()) == SHAPE
    assert "colour" in answer.json()["hint"]
    assert "hint_signs_in" in answer.json()["hint"]
    assert (await http.get("/b/essai/_sandbox/space")).status_code == 404


async def test_changes_last_and_a_reset_keeps_them(http: httpx2.AsyncClient) -> None:
    """What a space allows stays when it begins again."""
    await made(http, id="essai")
    changed = await http.patch("/b/essai/_sandbox/space", json={"fault_menu": True})
    assert changed.json()["fault_menu"] is True
    again = await http.post("/b/essai/_sandbox/space/reset")
    assert again.json()["fault_menu"] is True


@pytest.mark.parametrize("path", ["/_sandbox/spaces", "/_sandbox/spaces?x=1", "/_sandbox/nothing"])
async def test_every_refusal_has_the_one_shape(http: httpx2.AsyncClient, path: str) -> None:
    """Whatever is wrong is told in five members."""
    answer = await http.put(path, json={})
    assert answer.status_code in (404, 405, 422)
    assert set(answer.json()) == SHAPE


async def test_a_spaces_token_opens_that_space_alone(http: httpx2.AsyncClient) -> None:
    """Even where no token is needed, one that is shown is held to."""
    one, other = await made(http, id="un"), await made(http, id="deux")
    mine = {"Authorization": f"Bearer {one['token']}"}
    assert (await http.get("/b/un/_sandbox/space", headers=mine)).status_code == 200
    assert (await http.get("/b/deux/_sandbox/space", headers=mine)).status_code == 401
    assert (await http.get("/_sandbox/spaces", headers=mine)).status_code == 401
    assert other["token"] != one["token"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_foreign_page_commands_nothing(
    http: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    """A foreign Host or Origin is refused, and nothing is done."""
    answer = await http.post("/_sandbox/spaces", json={"id": "essai"}, headers=headers)
    assert answer.status_code == 403
    assert set(answer.json()) == SHAPE
    assert len((await http.get("/_sandbox/spaces")).json()["spaces"]) == 1


async def test_a_space_whose_end_has_passed_is_gone(
    http: httpx2.AsyncClient, desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody finds it any more, its name is free again, and one that was given time stays."""
    await made(http, id="bref", ttl_seconds=60)
    await made(http, id="long", ttl_seconds=60)
    changed = await http.patch("/b/long/_sandbox/space", json={"ttl_seconds": None})
    assert changed.json()["expires_at"] is None
    now = desk.clock.machine() + timedelta(seconds=61)
    monkeypatch.setattr(desk.clock, "machine", lambda: now)
    gone = await http.get("/b/bref/_sandbox/space")
    assert (gone.status_code, gone.json()["code"]) == (404, "space-unknown")
    assert "bref" in gone.json()["hint"]
    assert (await http.get("/b/bref/.well-known/openid-configuration")).status_code == 404
    assert (await http.get("/b/long/_sandbox/space")).status_code == 200
    ids = [space["id"] for space in (await http.get("/_sandbox/spaces")).json()["spaces"]]
    assert ids == ["default", "long"]
    await made(http, id="bref")


async def test_the_root_space_is_given_no_end(http: httpx2.AsyncClient) -> None:
    """It can be reset, and neither ends nor is deleted."""
    ended = await http.patch("/_sandbox/space", json={"ttl_seconds": 60, "label": "x"})
    assert ended.status_code == 409
    assert (await http.get("/_sandbox/space")).json()["label"] == "default"
    assert (await http.delete("/_sandbox/space")).status_code == 409
    assert (await http.post("/_sandbox/space/reset")).status_code == 200


async def test_a_name_that_is_taken_is_said_to_be(http: httpx2.AsyncClient) -> None:
    """The second space of a name is a conflict with a code of its own, and the first stays."""
    await made(http, id="essai", label="Le premier")
    answer = await http.post("/_sandbox/spaces", json={"id": "essai", "label": "Le second"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "space-taken"
    assert (await http.get("/b/essai/_sandbox/space")).json()["label"] == "Le premier"
