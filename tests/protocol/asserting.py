"""Clients that authenticate by assertion, and requests that only try whether they are known."""

from typing import Any

import httpx2

from tests.protocol.cast import client
from tests.protocol.house import House
from tests.protocol.signers import asserted, key_set

KEYED_SECRET = b"un-secret-qui-ne-doit-jamais-servir-ici"
SECRET = "un-secret-de-plus-de-trente-deux-octets"
_BY_KEY: dict[str, Any] = {
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks": key_set("rsa", "ec", "ed"),
}
_BY_SECRET = {"token_endpoint_auth_method": "client_secret_jwt"}
ASSERTING = (
    client("keyed", KEYED_SECRET.decode(), **_BY_KEY),
    client("pinned", **{**_BY_KEY, "token_endpoint_auth_signing_alg": "PS256"}),
    client("sealed", SECRET, **_BY_SECRET),
    client("short", "too-short", **_BY_SECRET),
    client("stranger", **{**_BY_KEY, "jwks": key_set("ec2")}),
)


async def ask(house: House, assertion: str, path: str = "token", **more: str) -> httpx2.Response:
    """A request that authenticates by an assertion and is otherwise worth nothing."""
    sent = {"grant_type": "refresh_token", "refresh_token": "x", "token": "x", **more}
    return await house.http.post(f"/oidc/{path}", data={**sent, **asserted(assertion)})


def known(response: httpx2.Response) -> bool:
    """Whether the client was recognised: only what it asked for is refused."""
    assert response.status_code in (200, 400, 401), response.text
    if response.status_code == 200:
        return True
    told: str = response.json()["error"]
    assert told in ("invalid_grant", "invalid_client", "invalid_request"), told
    return told == "invalid_grant"
