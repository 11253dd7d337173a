"""RFC 9126 section 2.3: what may not be pushed, and who must push."""

from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.domain.provider import PushedRequest
from tests.protocol.cast import CALLBACK, PORTAL_SECRET, client
from tests.protocol.house import House, basic, sent_back
from tests.protocol.pushing import PREFIX, go, push, reference
from tests.protocol.signers import enrol, key_set, request_claims, signed


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"request_uri": f"{PREFIX}x"}, "invalid_request"),
        ({"request_uri": "https://client.example/r"}, "invalid_request"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"redirect_uri": "https://evil.example"}, "invalid_request"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_mode": "x"}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "openid unknown"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "x"}, "invalid_request"),
        ({"state": "é"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"resource": "https://unregistered.example"}, "invalid_target"),
        ({"request": "e30.e30."}, "invalid_request_object"),
        ({"request": "e30.e30.e30.e30.e30"}, "invalid_request_object"),
    ],
    ids=str,
)
async def test_what_the_authorization_endpoint_refuses_is_refused_here(
    house: House, params: dict[str, str], error: str
) -> None:
    """The same checks, answered at once in JSON, and nothing is kept."""
    refused = await push(house, **params)
    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert refused.headers["cache-control"] == "no-store"
    (fact,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert fact.data["hint"]
    async with house.desk.look("default") as (tx, _):
        assert await tx.count(PushedRequest) == 0


async def test_the_client_authenticates(house: House) -> None:
    """Wrong, missing and foreign credentials are those of nobody (section 2)."""
    sent = {"response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
    wrong = await house.http.post("/oidc/par", data=sent, headers=basic("portal", "x"))
    none = await house.http.post("/oidc/par", data={**sent, "client_id": "portal"})
    absent = await house.http.post("/oidc/par", data=sent)
    unnamed = await house.http.post("/oidc/par", data=sent, headers=basic("portal", PORTAL_SECRET))
    assert (unnamed.status_code, unnamed.json()["error"]) == (400, "invalid_request")
    assert {r.status_code for r in (wrong, none, absent)} == {401}
    assert {r.json()["error"] for r in (wrong, none, absent)} == {"invalid_client"}
    other = {**sent, "client_id": "named"}
    mixed = await house.http.post("/oidc/par", data=other, headers=basic("portal", PORTAL_SECRET))
    assert (mixed.status_code, mixed.json()["error"]) == (400, "invalid_request")
    assert (await house.http.get("/oidc/par")).status_code == 405


async def test_some_clients_must_push(house: House) -> None:
    """require_pushed_authorization_requests refuses a plain request and an object (section 6)."""
    metadata: dict[str, Any] = {"jwks": key_set("ec"), "token_endpoint_auth_method": "none"}
    metadata["require_pushed_authorization_requests"] = True
    await enrol(house, client("pusher", **metadata))
    token = signed(request_claims(house, "pusher"))
    for params in ({}, {"request": token}, {"request_uri": "https://client.example/r"}):
        refused = sent_back(await house.browser().authorize("pusher", **params))
        assert refused["error"] == "invalid_request"
    (fact, *_) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert fact.data["cite"] == "RFC 9126 section 6"
    uri = await reference(house, "pusher")
    assert (await go(house.browser(), uri, "pusher")).status_code == 303
