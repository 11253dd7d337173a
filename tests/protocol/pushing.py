"""Clients that push their authorization requests, and browsers sent with what they got."""

import httpx2

from tests.protocol.cast import CALLBACK, PORTAL_SECRET
from tests.protocol.house import S256, Browser, House, basic

PREFIX = "urn:ietf:params:oauth:request_uri:"


async def push(house: House, client_id: str = "portal", **params: str) -> httpx2.Response:
    """A pushed request; a parameter given as an empty text is left out."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "state": "s-pushed",
        "nonce": "n-pushed",
        **S256,
        **params,
    }
    kept = {name: text for name, text in asked.items() if text}
    if client_id == "portal":
        return await house.http.post("/oidc/par", data=kept, headers=basic("portal", PORTAL_SECRET))
    return await house.http.post("/oidc/par", data=kept)


async def reference(house: House, client_id: str = "portal", **params: str) -> str:
    """The `request_uri` of a request that is taken."""
    answer = await push(house, client_id, **params)
    assert answer.status_code == 201, answer.text
    uri: str = answer.json()["request_uri"]
    return uri


async def go(browser: Browser, uri: str, client_id: str = "portal", **more: str) -> httpx2.Response:
    """The browser at the authorization endpoint, with nothing but what section 4 asks for."""
    params = {"client_id": client_id, "request_uri": uri, **more}
    return await browser.http.get("/oidc/authorize", params=params)
