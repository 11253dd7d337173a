"""An empty space, what it holds, and the shortest way to make something in it."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from sandbox.services import signin
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

EMPTY = "/b/vide/_sandbox"
"""The control API of the space that the fixture `empty` makes."""

WHO = {"given_name": "Ève", "family_name": "Roy"}
"""Whose the accounts of `made` are."""

SHAPE = {"code", "message", "hint", "cite", "status"}


async def enter(http: httpx2.AsyncClient, **wanted: object) -> dict[str, Any]:
    """A childcare service of the empty space."""
    answer = await http.post(EMPTY + "/organisations", json=wanted)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def everything(http: httpx2.AsyncClient) -> str:
    """All that the empty space holds, to see that a refusal wrote nothing."""
    return (await http.get(EMPTY + "/space/snapshot")).text


async def refused(http: httpx2.AsyncClient, answer: httpx2.Response, before: str) -> None:
    """A 422 in the one shape, after which the space is as it was."""
    assert answer.status_code == 422, answer.text
    assert set(answer.json()) == SHAPE
    assert answer.json()["hint"]
    assert await everything(http) == before


async def made(http: httpx2.AsyncClient, **wanted: object) -> dict[str, Any]:
    """An account of Ève Roy in the empty space."""
    answer = await http.post(EMPTY + "/accounts", json={"person": WHO, **wanted})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def at_the_door(desk: "Desk", account: dict[str, Any], password: str = "") -> str:
    """What comes of signing in: the code of a refusal, or the name of what else."""
    outcome = await signin.authenticate(
        desk,
        "vide",
        request_id=None,
        browser="un-navigateur",
        user_code=account["user_code"],
        password=password or account["password"],
    )
    return outcome.standing.code if isinstance(outcome, signin.Refused) else type(outcome).__name__


def characters() -> dict[str, str]:
    """The expected row of each character, known before any sandbox is opened."""
    folder = Path(ROOT) / "seed" / "personas"
    told = [tomllib.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("F*.toml"))]
    told += tomllib.loads((folder / "variants.toml").read_text(encoding="utf-8"))["variantes"]
    return {each["id"]: each["rangee_attendue"] for each in told}


async def enrolled(http: httpx2.AsyncClient, **wanted: object) -> dict[str, Any]:
    """An enrolment of the empty space."""
    answer = await http.post(EMPTY + "/enrolments", json=wanted)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found
