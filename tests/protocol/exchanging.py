"""What a client sends to exchange a token, and whose tokens there are to exchange."""

from typing import Any

import httpx2

from sandbox.services import mandates
from tests.protocol.cast import PLACES, RSE, USER
from tests.protocol.house import Browser, House, sent_back

GATEWAY = "gateway"
GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
JWT = "urn:ietf:params:oauth:token-type:jwt"
WIDE = "openid email pes offline_access places:read places:write"


async def exchange(
    house: House, subject_token: str, client_id: str = GATEWAY, **params: Any
) -> httpx2.Response:
    """A token exchange; a parameter given as an empty text is left out."""
    asked = {
        "grant_type": GRANT,
        "subject_token": subject_token,
        "subject_token_type": ACCESS,
        **params,
    }
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return await house.post("token", client_id, **kept)


async def exchanged(
    house: House, subject_token: str, client_id: str = GATEWAY, **params: Any
) -> dict[str, Any]:
    """The answer of an exchange that succeeds."""
    response = await exchange(house, subject_token, client_id, **params)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def told(house: House, token: str, client_id: str = GATEWAY) -> dict[str, Any]:
    """What introspection says."""
    found: dict[str, Any] = (await house.post("introspect", client_id, token=token)).json()
    return found


async def of_a_person(house: House, scope: str = WIDE, who: str = RSE, **params: Any) -> Any:
    """Tokens of a person who acts for the only organisation she has."""
    code = await house.browser().code(GATEWAY, who, scope=scope, **params)
    return (await house.redeem(code, GATEWAY)).json()


async def give_mandate(house: House) -> str:
    """Let Bruno act for Rivage Doux, of which he is no member; the id of the mandate."""
    async with house.desk.work("default") as (tx, world):
        given = await mandates.give(tx, world, account_id="acc_bruno", organisation_id="org_rivage")
    return given.id


async def under_mandate(house: House, client_id: str = GATEWAY, **params: Any) -> dict[str, Any]:
    """Tokens of Bruno, who signs in to act for Rivage Doux."""
    browser: Browser = house.browser()
    asked: dict[str, Any] = {"scope": WIDE, "resource": PLACES, **params}
    choice = await browser.sign_in(await browser.authorize(client_id, **asked), USER)
    answer = sent_back(await browser.fill(choice, organisation="org_rivage"))
    found: dict[str, Any] = (await house.redeem(answer["code"], client_id)).json()
    return found
