"""Orders of tokens at the control API, and who reads what comes of them."""

from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.services.desk import Desk
from tests.conftest import NOON
from tests.strict import StrictParty

PORTAL = {"persona": "rse-actif", "client_id": "pes-portal"}
SECRET = "pes-portal-secret"
LEVEL = "urn:clicsequr-sandbox:acr:1"
SHAPE = {"code", "message", "hint", "cite", "status"}


async def mint(http: httpx2.AsyncClient, **wanted: Any) -> dict[str, Any]:
    """What is minted for the first ready account and the portal, unless another is named."""
    answer = await http.post("/_sandbox/mint", json={**PORTAL, **wanted})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


async def refused(http: httpx2.AsyncClient, status: int, **wanted: Any) -> dict[str, Any]:
    """Why nothing is minted."""
    told = {name: value for name, value in {**PORTAL, **wanted}.items() if value is not None}
    answer = await http.post("/_sandbox/mint", json=told)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    assert set(found) == SHAPE
    return found


async def verified(http: httpx2.AsyncClient, token: str) -> dict[str, Any]:
    """Claims of a JWT that the published keys verify."""
    keys = KeySet.import_key_set((await http.get("/oidc/jwks")).json())
    return jwt.decode(token, keys).claims


def party(http: httpx2.AsyncClient) -> StrictParty:
    """The strict party of the portal."""
    return StrictParty(http, "pes-portal", SECRET, now=NOON.timestamp)


async def rows(desk: Desk, kind: type[Any]) -> list[Any]:
    """All entities of a kind."""
    async with desk.look("default") as (tx, _):
        return await tx.find(kind)
