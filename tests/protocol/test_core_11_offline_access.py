"""Core section 11 and RFC 6749 section 3.3: offline access is granted where it brings something."""

import pytest

from tests.protocol.assured import assured
from tests.protocol.device import GRANT, decide
from tests.protocol.house import House, sent_back
from tests.protocol.registering import registered

OFFLINE = "openid email offline_access"


@pytest.mark.parametrize("refreshes", [True, False])
async def test_offline_access_is_for_who_registered_to_refresh(
    house: House, refreshes: bool
) -> None:
    """Without the refresh grant the scope in the answer says that it was not granted."""
    grants = ["authorization_code", *(["refresh_token"] if refreshes else [])]
    one = await registered(house, grant_types=grants)
    browser = house.browser()
    page = await browser.authorize(one.client_id, scope=OFFLINE, prompt="consent")
    page = await browser.sign_in(page)
    asked = (await browser.http.get(page.headers["location"])).text
    assert ("sans que vous ouvriez" in asked) is refreshes  # nor is the person asked for it
    page = await browser.fill(page, decision="accepter")
    tokens = (await one.redeem(sent_back(page)["code"])).json()
    assert ("refresh_token" in tokens) is refreshes
    assert tokens["scope"] == (OFFLINE if refreshes else "openid email")


async def test_fapi2_offline_access_is_narrowed_alike(house: House) -> None:
    """A pushed request of the FAPI 2.0 profile is granted no more than it can use."""
    one = await assured(house, grant_types=["authorization_code"])
    tokens = (await one.redeem(await one.code(scope=OFFLINE))).json()
    assert tokens["scope"] == "openid email"
    assert "refresh_token" not in tokens


async def test_a_device_is_narrowed_alike(house: House) -> None:
    """So is a device that did not register to refresh."""
    one = await registered(house, grant_types=[GRANT], redirect_uris=[], response_types=[])
    form = {"scope": OFFLINE}
    asked = await house.http.post("/oidc/device_authorization", data=form, headers=one.basic)
    await decide(house, asked.json()["user_code"])
    form = {"grant_type": GRANT, "device_code": asked.json()["device_code"]}
    tokens = (await house.http.post("/oidc/token", data=form, headers=one.basic)).json()
    assert tokens["scope"] == "openid email"
    assert "refresh_token" not in tokens


async def test_offline_access_alone_is_refused_to_who_cannot_use_it(house: House) -> None:
    """Nothing is left of the scope: the request is refused."""
    one = await registered(house, grant_types=["authorization_code"])
    answer = sent_back(await house.browser().authorize(one.client_id, scope="offline_access"))
    assert answer["error"] == "invalid_scope"
