"""Hundreds of malformed registrations: refused in words or registered, and nothing breaks after."""

import json
import random
from typing import Any

import pytest

from sandbox.oidc.registration.metadata import INTERNATIONAL, registered
from sandbox.oidc.registration.uris import Addresses
from tests.protocol.cast import CALLBACK
from tests.protocol.house import House
from tests.protocol.registering import REGISTER, Registered
from tests.unit.oidc.test_metadata import BAD, WHOLE

ERRORS = {
    "invalid_request",
    "invalid_redirect_uri",
    "invalid_client_metadata",
    "invalid_software_statement",
    "unapproved_software_statement",
}
NAMES = (
    *sorted({*BAD, *WHOLE, *registered({"redirect_uris": [CALLBACK]}, Addresses()).metadata}),
    *(f"{name}#{tag}" for name in INTERNATIONAL for tag in ("fr", "é", "", "x" * 99)),
    "jwks",
    "software_statement",
    "xyz",
)
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202e",
    "é",
    "none",
    "code",
    "openid",
    "x" * 3000,
    "<script>alert(1)</script>",
    '"><script>',
    "javascript:alert(1)",
    "https://x.invalid/",
    "https://[",
    "http://127.0.0.1:99999/",
    "//x",
    [],
    {},
    [None],
    [[]],
    [{}],
    ["code", "code"],
    ["https://x.invalid/"] * 60,
    {"keys": []},
    {"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]},
    {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
    {"keys": {"kty": "oct"}},
    *(value for values in BAD.values() for value in values),
    *WHOLE.values(),
]


@pytest.mark.parametrize("seed", range(8))
async def test_malformed_metadata_is_refused_or_kept_but_breaks_nothing(
    house: House, published: dict[str, bytes], seed: int
) -> None:
    """A standard error or a whole registration; keys, discovery and CORS answer afterwards."""
    chance = random.Random(seed)
    published["https://x.invalid/"] = b'{"keys": [7]}'
    kept: list[Registered] = []
    for _ in range(60):
        names = chance.sample(NAMES, chance.randrange(1, 4))
        body = {"redirect_uris": [CALLBACK], **{name: chance.choice(VALUES) for name in names}}
        told = {name: body[name] for name in names}
        content = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        answer = await house.http.post(REGISTER, content=content, headers=headers)
        assert answer.status_code in (201, 400), told
        if answer.status_code == 400:
            assert answer.json()["error"] in ERRORS, told
            assert "<script>" not in answer.text
        else:
            kept.append(Registered(house, answer.json()))
    assert kept
    for client in kept:
        assert (await client.manage("GET")).json() == client.told
        assert (await client.replace()).json() == client.told
        response = await house.browser().authorize(client.client_id)
        assert response.status_code in (303, 400)
    assert (await house.http.get("/oidc/jwks")).status_code == 200
    headers = {"Origin": "http://127.0.0.1:8401"}
    cors = await house.http.get("/.well-known/openid-configuration", headers=headers)
    assert cors.headers["access-control-allow-origin"] == headers["Origin"]
    assert (await house.http.get("/developper/clients")).status_code == 200
