"""RFC 8628: a device without a browser gets in by a code that a person confirms elsewhere."""

from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account
from sandbox.domain.terms import Actor
from sandbox.services.devices import GLYPHS
from sandbox.services.session_ends import shut_out
from tests.protocol.cast import PAYROLL, PLACES, TWO_HATS
from tests.protocol.device import GRANT, OFFLINE, TV, ask, asked, decide, let_in, poll
from tests.protocol.house import SITE, House, claims_of


async def test_3_2_the_answer_says_where_to_go_and_how_often_to_ask(house: House) -> None:
    """Section 3.2: both codes, both addresses, the life and the interval, not cached."""
    response = await ask(house)
    told = response.json()
    assert response.headers["cache-control"] == "no-store"
    first, second = told["user_code"].split("-")
    assert (len(first), len(second)) == (4, 4)
    assert set(first + second) <= set(GLYPHS)
    assert told["verification_uri"] == f"{SITE}/appareil"
    assert told["verification_uri_complete"] == f"{SITE}/appareil?user_code={told['user_code']}"
    assert (told["expires_in"], told["interval"]) == (600, 5)
    assert len(told["device_code"]) == 43


async def test_discovery_names_the_endpoint_and_the_grant(house: House) -> None:
    """Section 4: a device finds both in the metadata."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert told["device_authorization_endpoint"] == f"{SITE}/oidc/device_authorization"
    assert GRANT in told["grant_types_supported"]


async def test_a_person_lets_the_device_in(house: House) -> None:
    """The whole way: pending, allowed, and tokens of the person who allowed it."""
    codes = await asked(house, scope=OFFLINE)
    pending = await poll(house, codes["device_code"])
    assert (pending.status_code, pending.json()["error"]) == (400, "authorization_pending")
    await decide(house, codes["user_code"])
    tokens = (await poll(house, codes["device_code"])).json()
    assert tokens["scope"] == OFFLINE
    said = await house.read(tokens["id_token"])
    assert (said["aud"], said["amr"], "nonce" in said) == (TV, ["pwd"], False)
    assert said["simulation"] is True
    userinfo = (await house.userinfo(tokens["access_token"])).json()
    assert userinfo["email"] == "marguerite@exemple.invalid"
    assert userinfo["sub"] == said["sub"]
    names = [Event.DEVICE_ASKED, Event.DEVICE_APPROVED, Event.DEVICE_REDEEMED]
    assert len({(await house.journal(name))[0].trace for name in names}) == 1
    assert await house.journal(Event.TOKEN_REFUSED) == []  # to wait is no mistake


async def test_its_refresh_token_keeps_the_sign_in(house: House) -> None:
    """A refresh has the auth_time of the person, on the portal's terms."""
    first = await let_in(house, scope=OFFLINE)
    house.watch.forward(60)
    again = (await house.refresh(first["refresh_token"], TV)).json()
    before, after = await house.read(first["id_token"]), await house.read(again["id_token"])
    assert after["auth_time"] == before["auth_time"]
    assert again["refresh_token"] != first["refresh_token"]


async def test_without_offline_access_there_is_no_refresh_token(house: House) -> None:
    """As with the code grant, and the token ends with the session of the person."""
    codes = await asked(house)
    browser = await decide(house, codes["user_code"])
    tokens = (await poll(house, codes["device_code"])).json()
    assert "refresh_token" not in tokens
    assert (await house.userinfo(tokens["access_token"])).status_code == 200
    await browser.logout()
    assert (await house.userinfo(tokens["access_token"])).status_code == 401


async def test_the_person_may_refuse(house: House) -> None:
    """Section 3.5: access_denied, from then on."""
    codes = await asked(house)
    await decide(house, codes["user_code"], "refuser")
    for _ in range(2):
        refused = await poll(house, codes["device_code"])
        assert (refused.status_code, refused.json()["error"]) == (400, "access_denied")


async def test_whoever_acts_for_several_chooses_first(house: House) -> None:
    """The organisation chosen on the way is the one in the tokens."""
    codes = await asked(house, scope="openid entreprise")
    await decide(house, codes["user_code"], who=TWO_HATS)
    tokens = (await poll(house, codes["device_code"])).json()
    assert (await house.read(tokens["id_token"]))["organisation"]["id"] == "org_rivage"


async def test_3_5_polling_too_soon_lengthens_the_interval(house: House) -> None:
    """Section 3.5: slow_down adds 5 seconds, for this and all later polls."""
    code = (await asked(house))["device_code"]
    heard = []
    for wait in (0, 5, 4, 9, 15, 14, 20):
        house.watch.forward(wait)
        heard.append((await poll(house, code)).json()["error"])
    fine, slower = "authorization_pending", "slow_down"
    assert heard == [fine, fine, slower, slower, fine, slower, fine]
    assert {entry.data["error"] for entry in await house.journal(Event.TOKEN_REFUSED)} == {slower}


async def test_3_5_a_code_expires(house: House) -> None:
    """Section 3.5: after expires_in seconds of the protocol hand, expired_token."""
    codes = await asked(house)
    house.watch.forward(599)
    assert (await poll(house, codes["device_code"])).json()["error"] == "authorization_pending"
    house.watch.forward(1)
    assert (await poll(house, codes["device_code"])).json()["error"] == "expired_token"


async def test_the_code_of_another_client_is_unknown(house: House) -> None:
    """A device code is worth nothing to any other client, and is not spent by it."""
    codes = await asked(house)
    await decide(house, codes["user_code"])
    stolen = await poll(house, codes["device_code"], "kiosk")
    assert stolen.json()["error"] == "invalid_grant"
    assert (await poll(house, codes["device_code"])).status_code == 200


async def test_a_person_who_may_no_longer_act_lets_nobody_in(house: House) -> None:
    """An approval is worth what the account behind it is when it is redeemed."""
    codes = await asked(house)
    await decide(house, codes["user_code"])
    async with house.desk.work("default") as (tx, _):
        ended = {"state": AccountState.CLOSED}
        await tx.claim(Account, "acc_marguerite", where={}, to=ended)
    refused = await poll(house, codes["device_code"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


async def test_a_new_password_takes_back_what_no_device_came_for(house: House) -> None:
    """RFC 9700 section 4.14.2: an approval given with the old password is worth nothing."""
    codes = await asked(house, scope=OFFLINE)
    await decide(house, codes["user_code"])
    async with house.desk.work("default") as (tx, world):
        await shut_out(tx, world, "acc_marguerite", Actor.USER)
    refused = await poll(house, codes["device_code"])
    assert (refused.status_code, refused.json()["error"]) == (400, "access_denied")


@pytest.mark.parametrize(
    ("client_id", "params", "error"),
    [
        ("portal", {}, "unauthorized_client"),
        (TV, {"scope": ""}, "invalid_scope"),
        (TV, {"scope": "openid unknown"}, "invalid_scope"),
        (TV, {"scope": 'é"'}, "invalid_scope"),
        (TV, {"resource": PLACES}, "invalid_target"),
        (TV, {"scope": ["openid", "email"]}, "invalid_request"),
    ],
)
async def test_3_1_what_a_device_may_not_ask(
    house: House, client_id: str, params: dict[str, Any], error: str
) -> None:
    """Section 3.1: the client must be registered for the grant, its scopes and its resources."""
    refused = await ask(house, client_id, **params)
    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert await house.journal(Event.DEVICE_ASKED) == []


async def test_3_1_a_confidential_client_authenticates(house: House) -> None:
    """Section 3.1: a client with a secret shows it, here and when it polls."""
    bare = {"client_id": "kiosk", "scope": "openid"}
    refused = await house.http.post("/oidc/device_authorization", data=bare)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    codes = await asked(house, "kiosk")
    sent = {"grant_type": GRANT, "device_code": codes["device_code"], "client_id": "kiosk"}
    assert (await house.http.post("/oidc/token", data=sent)).status_code == 401


@pytest.mark.parametrize("code", ["", "é", "x" * 5000, "unknown"])
async def test_a_device_code_that_is_none_is_refused(house: House, code: str) -> None:
    """Missing, malformed and unknown device codes get the standard error, not repeated."""
    refused = await poll(house, code)
    assert refused.status_code == 400
    assert refused.json()["error"] == ("invalid_grant" if code else "invalid_request")
    assert "xxx" not in refused.text


async def test_a_user_code_is_no_device_code(house: House) -> None:
    """Whoever reads the screen over somebody's shoulder cannot redeem what is on it."""
    codes = await asked(house)
    await decide(house, codes["user_code"])
    assert (await poll(house, codes["user_code"])).json()["error"] == "invalid_grant"


async def test_a_device_names_its_resources(house: House) -> None:
    """RFC 8707: named where the device asks, narrowed where it polls, never widened."""
    codes = await asked(house, "kiosk", resource=[PLACES, PAYROLL])
    await decide(house, codes["user_code"])
    wider = await poll(house, codes["device_code"], "kiosk", resource=SITE)
    assert wider.json()["error"] == "invalid_target"
    tokens = (await poll(house, codes["device_code"], "kiosk", resource=PLACES)).json()
    assert claims_of(tokens["access_token"])["aud"] == PLACES


async def test_the_journal_holds_neither_code(house: House) -> None:
    """What could be typed or redeemed is in no entry."""
    codes = await asked(house)
    await decide(house, codes["user_code"])
    await poll(house, codes["device_code"])
    for event in Event:
        for entry in await house.journal(event):
            assert codes["device_code"] not in str(entry)
            assert codes["user_code"].replace("-", "") not in str(entry).replace("-", "")
