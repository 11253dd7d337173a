"""Orders of tokens that are refused, whole."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from sandbox.domain.model import Account, JournalEntry
from sandbox.domain.provider import Client, Token
from sandbox.services import references
from sandbox.services.desk import Desk
from tests.conftest import NOON
from tests.control.orders import mint, refused, rows, verified

BARRED = {
    "mot-de-passe-temporaire": "MOT_DE_PASSE_TEMPORAIRE",
    "temporaire-expire": "MOT_DE_PASSE_TEMPORAIRE_EXPIRE",
    "verrouille": "COMPTE_VERROUILLE",
    "en-attente": "INSCRIPTION_EN_ATTENTE",
    "refuse": "INSCRIPTION_REFUSEE",
    "suspendu": "COMPTE_SUSPENDU",
    "ferme": "COMPTE_FERME",
}


@pytest.mark.parametrize(("persona", "why"), BARRED.items())
async def test_who_may_not_sign_in_is_refused_with_the_reason(
    http: httpx2.AsyncClient, desk: Desk, persona: str, why: str
) -> None:
    """Nothing is kept; despite_state gives what a sign-in of before would have given."""
    told = await refused(http, 409, persona=persona)
    assert told["hint"].startswith(f"{why}:")
    assert not await rows(desk, Token)
    minted = await mint(http, persona=persona, despite_state=True)
    async with desk.look("default") as (tx, _):
        account: Account = await references.account(tx, persona)
    assert (await verified(http, minted["id_token"]))["sub"]
    bearer = {"Authorization": f"Bearer {minted['access_token']}"}
    served = await http.get("/oidc/userinfo", headers=bearer)
    worthless = account.must_change or account.state.value != "verrouille"
    assert served.status_code == (401 if worthless else 200)


@pytest.mark.parametrize(
    ("wanted", "status", "known"),
    [
        ({"fault": "token-status"}, 422, "GET /_sandbox/faults"),
        ({"fault": "userinfo-other-sub"}, 422, "id-token-expired"),
        ({"fault": "logout-token-no-event"}, 422, "id-token-expired"),
        ({"fault": "id-token-wrong-nonce"}, 422, "nonce"),
        ({"fault": "id-token-expired", "scope": "profile"}, 422, "openid"),
        ({"fault": "account-locked"}, 422, "verrouille"),
        ({"persona": "nobody-here"}, 422, "rse-actif"),
        ({"persona": None}, 422, "persona"),
        ({"fault": "id-token-oversized", "options": {"metres": 3}}, 422, "kilobytes"),
        ({"fault": "id-token-oversized", "options": {"kilobytes": 9999}}, 422, "1024"),
        ({"options": {"kilobytes": 20}}, 422, "fault"),
        ({"account": "RSEACT24"}, 422, "persona"),
        ({"persona": None, "account": "nobody-here"}, 404, "rse-actif"),
        ({"client_id": "nobody"}, 404, ""),
        ({"scope": "openid everything"}, 422, "entreprise"),
        ({"acr": 3}, 422, "acr"),
        ({"auth_time": NOON.timestamp() + 1}, 422, "auth_time"),
        ({"auth_time": "2026-11-23T12:00:00"}, 422, "auth_time"),
        ({"auth_time": "0001-01-01T00:00:00+14:00"}, 422, "auth_time"),
        ({"dpop_jkt": "short"}, 422, "dpop_jkt"),
        ({"colour": "red"}, 422, "despite_state"),
    ],
)
async def test_a_refused_order_keeps_nothing(
    http: httpx2.AsyncClient, desk: Desk, wanted: dict[str, Any], status: int, known: str
) -> None:
    """The hint tells what is known instead, and no token is there afterwards."""
    told = await refused(http, status, **wanted)
    assert known in told["hint"]
    assert not await rows(desk, Token)
    assert not [e for e in await rows(desk, JournalEntry) if e.name == "oidc.tokens_minted"]


async def test_a_bound_client_says_what_its_token_is_bound_to(
    http: httpx2.AsyncClient, desk: Desk
) -> None:
    """Without a thumbprint its access token would be worth nothing."""
    async with desk.work("default") as (tx, _):
        row = await tx.need(Client, "pes-portal")
        bound = {**row.metadata, "dpop_bound_access_tokens": True}
        await tx.save(replace(row, metadata=bound))
    assert (await refused(http, 422))["code"] == "dpop-jkt-needed"
    told = await mint(http, dpop_jkt="A" * 43)
    assert told["token_type"] == "DPoP"


async def test_a_machine_speaks_for_nobody(http: httpx2.AsyncClient, desk: Desk) -> None:
    """A client that no person signs in at is refused."""
    async with desk.work("default") as (tx, _):
        row = await tx.need(Client, "pes-portal")
        robot = {**row.metadata, "grant_types": ["client_credentials"]}
        await tx.save(replace(row, metadata=robot))
    assert (await refused(http, 409))["code"] == "client-speaks-for-nobody"
