"""Two full spaces in which different things were made, and all that is of the second one alone."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx2

from sandbox.services import snapshots, spaces

if TYPE_CHECKING:
    from sandbox.services.desk import Desk

OURS, THEIRS = "quartz", "zircon"
BACK = "http://127.0.0.1:9/cb"
_LEAST = 6
"""Shorter texts are found by accident."""
_LONGEST = 120
ASKED = {
    "response_type": "code",
    "redirect_uri": BACK,
    "scope": "openid profile entreprise offline_access",
    "state": "s",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeGt1CEf-9I2Iqh2Cw-c",
    "code_challenge_method": "S256",
}


@dataclass(frozen=True)
class Held:
    """What a space holds: every row of every table, as the store has them."""

    tables: dict[str, dict[str, Any]]

    def texts(self) -> dict[str, set[str]]:
        """Every text of the space, by the table and column it is in."""
        found: dict[str, set[str]] = {}
        for name, table in self.tables.items():
            for row in table["rows"]:
                for column, value in zip(table["columns"], row, strict=True):
                    found.setdefault(f"{name}.{column}", set()).update(_texts(value))
        return found

    @cached_property
    def all(self) -> set[str]:
        """Every text of the space."""
        return set().union(*self.texts().values())


def _texts(value: Any) -> set[str]:
    """The texts within a cell, which may be JSON."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return _texts(json.loads(value))
        except ValueError:
            return {value}
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*map(_texts, value.values()))
    return set().union(*map(_texts, value)) if isinstance(value, list) else set()


async def held(desk: "Desk", space: str) -> Held:
    """All that a space holds."""
    return Held(json.loads(await snapshots.take(desk, space))["tables"])


async def everything(desk: "Desk", space: str) -> tuple[str, dict[str, Any]]:
    """A space to the last byte: its rows, and who it is."""
    row = await spaces.find(desk, space)
    assert row is not None
    return await snapshots.take(desk, space), asdict(row)


def only(theirs: Held, ours: Held) -> tuple[list[str], set[str]]:
    """What is of the one space alone: an identifier or two for each column, and every text.

    Identifiers are the texts that may stand in an address; a digest or a name is looked for too,
    in whatever is answered.
    """
    alone = {text for text in theirs.all - ours.all if len(text) >= _LEAST}
    named: dict[str, None] = {}
    for texts in theirs.texts().values():
        fit = sorted(text for text in texts & alone if len(text) <= _LONGEST and " " not in text)
        named.update(dict.fromkeys(text for text in fit[:2] if "/" not in text))
    return list(named), alone


async def make(http: httpx2.AsyncClient, space: str) -> str:
    """A full space with one more of everything there can be, under names of its own; its token."""
    wanted = {"id": space, "label": f"Bac {space}", "chance": space, "hint_signs_in": True}
    answer = await http.post("/_sandbox/spaces", json=wanted)
    assert answer.status_code == 201, answer.text
    control = f"/b/{space}/_sandbox"

    async def post(path: str, **body: Any) -> Any:
        made = await http.post(control + path, json=body)
        assert made.status_code in (200, 201), (path, made.text)
        return made.json()

    client = await post(
        "/clients",
        client_id=f"rp-{space}",
        client_name=f"Portail {space}",
        redirect_uris=[BACK],
        backchannel_logout_uri=f"http://127.0.0.1:9/{space}",
    )
    who = {"given_name": f"Aude-{space}", "family_name": "Roy", "email": f"aude@{space}.example"}
    await post("/people", **{**who, "persona": f"aude-{space}"})
    place = await post(
        "/organisations", name=f"Garderie {space}", legal_form="SO", kind="garderie_subventionnee"
    )
    account = await post(
        "/accounts",
        person={"given_name": f"Ève-{space}", "family_name": "Roy", "persona": f"eve-{space}"},
        organisation="E01",
    )
    await post("/mandates", account=account["id"], organisation="E02", restriction=f"Pour {space}")
    await post("/enrolments", character="F06")
    await post("/enrolments", character="F02", until="draft")
    await post("/faults/armed", fault="id-token-expired", client_id=client["client_id"])
    await post("/keys/rotate", alg="ES256", now=True)
    await post("/mint", persona=f"eve-{space}", organisation="E01", client_id=client["client_id"])
    for hint in ("rse-actif", f"eve-{space}@E02", f"nobody-{space}"):
        asked = {**ASKED, "client_id": client["client_id"], "login_hint": hint}
        await http.get(f"/b/{space}/oidc/authorize", params=asked)
    for hint in ("deux-organisations@E02", "rse-actif"):
        await post("/sessions", login_hint=hint, acr=2)
    opened = (await http.get(f"{control}/sessions")).json()["sessions"]
    reached = next(each for each in opened if each["clients"])
    assert (await http.delete(f"{control}/sessions/{reached['sid']}")).status_code == 204
    assert place["id"]
    http.cookies.clear()
    token: str = answer.json()["token"]
    return token
