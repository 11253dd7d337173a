"""What a device sends, and a person who lets it in."""

from typing import Any

import httpx2

from tests.protocol.cast import PASSWORD, RSE, TWO_HATS
from tests.protocol.house import Browser, House, hidden_fields

TV = "television"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
OFFLINE = "openid email offline_access"


async def ask(house: House, client_id: str = TV, **params: Any) -> httpx2.Response:
    """A device authorization request."""
    return await house.post("device_authorization", client_id, **{"scope": "openid", **params})


async def asked(house: House, client_id: str = TV, **params: Any) -> dict[str, Any]:
    """What a device is answered."""
    response = await ask(house, client_id, **params)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def poll(
    house: House, device_code: str, client_id: str = TV, **params: Any
) -> httpx2.Response:
    """A token request of a device."""
    sent = {"grant_type": GRANT, "device_code": device_code, **params}
    return await house.post("token", client_id, **sent)


async def decide(
    house: House, user_code: str, decision: str = "autoriser", who: str = RSE
) -> Browser:
    """A person types the code, signs in and decides."""
    browser = house.browser()
    page = await browser.http.get("/appareil")
    typed = {**hidden_fields(page.text), "user_code": user_code}
    await browser.http.post("/appareil", data=typed)
    form = await browser.http.get("/connexion")
    typed = {**hidden_fields(form.text), "code_utilisateur": who, "mot_de_passe": PASSWORD}
    await browser.http.post("/connexion", data=typed)
    if who == TWO_HATS:
        page = await browser.http.get("/connexion/organisation")
        typed = {**hidden_fields(page.text), "organisation": "org_rivage"}
        await browser.http.post("/connexion/organisation", data=typed)
    page = await browser.http.get("/appareil/demande")
    typed = {**hidden_fields(page.text), "decision": decision}
    assert typed["user_code"] == user_code, page.text
    done = await browser.http.post("/appareil/demande", data=typed)
    assert done.headers["location"].endswith("/appareil/fin")
    return browser


async def let_in(house: House, client_id: str = TV, **params: Any) -> dict[str, Any]:
    """The tokens of a device that was let in."""
    codes = await asked(house, client_id, **params)
    await decide(house, codes["user_code"])
    response = await poll(house, codes["device_code"], client_id)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found
