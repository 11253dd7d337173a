"""RFC 8707: a token says which resource it is for, and no other one takes it."""

from dataclasses import replace

import pytest

from sandbox.domain.events import Event
from sandbox.domain.provider import Client
from tests.protocol.cast import PAYROLL, PLACES
from tests.protocol.house import S256, SECRETS, SITE, House, Sent, basic, claims_of, sent_back
from tests.protocol.pushing import go
from tests.protocol.signers import unsigned

GATEWAY = "gateway"
PES = f"{SITE}/pes"
OFFLINE = "openid offline_access pes places:read"


async def audience(house: House, access_token: str) -> object:
    """What introspection says of whom a token is for."""
    return (await house.post("introspect", GATEWAY, token=access_token)).json()["aud"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (PLACES, PLACES),
        ([PLACES], PLACES),
        ([PLACES, PAYROLL], [PLACES, PAYROLL]),
        ([PLACES, PLACES], PLACES),
        ([SITE, PLACES], [SITE, PLACES]),
    ],
)
async def test_2_the_token_is_for_the_resources_named(
    house: House, asked: Sent, told: Sent
) -> None:
    """Section 2: `aud` is what `resource` said at the authorization endpoint, each once."""
    tokens = await house.tokens(GATEWAY, scope=OFFLINE, resource=asked)
    assert claims_of(tokens["access_token"])["aud"] == told
    assert await audience(house, tokens["access_token"]) == told


async def test_a_token_that_names_none_is_for_the_issuer(house: House) -> None:
    """Without `resource` the token is ours, and opaque as ever."""
    access = (await house.tokens(GATEWAY))["access_token"]
    assert "." not in access
    assert await audience(house, access) == SITE


@pytest.mark.parametrize(
    "wrong",
    [
        "places",
        "/places",
        f"{PLACES}#part",
        f"{PLACES}/",
        PLACES.upper(),
        f"{PLACES} {PAYROLL}",
        "https://",
        "https://api.exemple.invalid/pläces",
        "https://other.exemple.invalid",
        [PLACES, "https://other.exemple.invalid"],
        [f"https://api.exemple.invalid/{number}" for number in range(11)],
    ],
)
async def test_2_anything_else_is_an_invalid_target(house: House, wrong: Sent) -> None:
    """Section 2: relative, with a fragment, malformed or not registered, it is refused."""
    answer = await house.browser().answer(GATEWAY, scope=OFFLINE, resource=wrong)
    assert answer["error"] == "invalid_target"
    assert "api.exemple" not in answer["error_description"]
    (entry,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert entry.data["cite"] == "RFC 8707 section 2"


async def test_a_client_without_resources_names_none_but_ours(house: House) -> None:
    """Only what is registered for this very client counts."""
    refused = await house.browser().answer(resource=PLACES)
    assert refused["error"] == "invalid_target"
    assert "code" in await house.browser().answer(resource=SITE)


async def test_the_e_service_needs_its_scope_to_be_named(house: House) -> None:
    """`{issuer}/pes` is a resource of whoever holds the scope `pes`."""
    assert "code" in await house.browser().answer(scope="openid pes", resource=PES)
    refused = await house.browser().answer(scope="openid", resource=PES)
    assert refused["error"] == "invalid_target"


async def test_2_2_a_code_is_redeemed_for_a_part_of_it(house: House) -> None:
    """Section 2.2: the token request picks among the resources that were granted."""
    code = await house.browser().code(GATEWAY, scope=OFFLINE, resource=[PLACES, PAYROLL])
    tokens = (await house.redeem(code, GATEWAY, resource=PAYROLL)).json()
    assert claims_of(tokens["access_token"])["aud"] == PAYROLL


async def test_2_2_the_refresh_token_keeps_the_whole(house: House) -> None:
    """Each refresh may pick anew among all that was granted, and gets all of it by default."""
    code = await house.browser().code(GATEWAY, scope=OFFLINE, resource=[PLACES, PAYROLL])
    first = (await house.redeem(code, GATEWAY, resource=PAYROLL)).json()
    second = (await house.refresh(first["refresh_token"], GATEWAY, resource=PLACES)).json()
    third = (await house.refresh(second["refresh_token"], GATEWAY)).json()
    assert claims_of(second["access_token"])["aud"] == PLACES
    assert claims_of(third["access_token"])["aud"] == [PLACES, PAYROLL]


@pytest.mark.parametrize("wider", [PAYROLL, [PLACES, PAYROLL], SITE, "not a uri"])
async def test_2_2_a_token_request_never_widens(house: House, wider: Sent) -> None:
    """A resource that was not granted is refused for a code, which is not spent by it."""
    code = await house.browser().code(GATEWAY, scope=OFFLINE, resource=PLACES)
    refused = await house.redeem(code, GATEWAY, resource=wider)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_target")
    tokens = await house.redeem(code, GATEWAY)
    assert tokens.status_code == 200
    refused = await house.refresh(tokens.json()["refresh_token"], GATEWAY, resource=wider)
    assert refused.json()["error"] == "invalid_target"
    assert (await house.refresh(tokens.json()["refresh_token"], GATEWAY)).status_code == 200


async def test_2_2_a_grant_for_the_issuer_reaches_no_further(house: House) -> None:
    """A person who was asked for no resource did not consent to one."""
    code = await house.browser().code(GATEWAY, scope=OFFLINE)
    assert (await house.redeem(code, GATEWAY, resource=PLACES)).json()["error"] == "invalid_target"
    tokens = (await house.redeem(code, GATEWAY, resource=PES)).json()
    assert await audience(house, tokens["access_token"]) == PES


async def test_a_resource_no_longer_registered_is_no_longer_served(house: House) -> None:
    """What was granted counts as long as the registration does."""
    code = await house.browser().code(GATEWAY, scope=OFFLINE, resource=PLACES)
    async with house.desk.work("default") as (tx, _):
        row = await tx.need(Client, GATEWAY)
        await tx.save(replace(row, metadata={**row.metadata, "resources": [PAYROLL]}))
    assert (await house.redeem(code, GATEWAY)).json()["error"] == "invalid_target"


@pytest.mark.parametrize(
    ("resource", "userinfo", "pes"),
    [
        ("", 200, 200),
        (SITE, 200, 200),
        (PES, 401, 200),
        (PLACES, 401, 401),
        ([PLACES, SITE], 200, 200),
        ([PLACES, PES], 401, 200),
    ],
)
async def test_a_token_for_others_is_not_taken_here(
    house: House, resource: Sent, userinfo: int, pes: int
) -> None:
    """RFC 9700 section 2.3: userinfo and the e-service take the tokens meant for them."""
    access = (await house.tokens(GATEWAY, scope=OFFLINE, resource=resource))["access_token"]
    headers = {"Authorization": f"Bearer {access}"}
    assert (await house.userinfo(access)).status_code == userinfo
    answer = await house.http.get("/pes/inscription", headers=headers)
    assert answer.status_code == pes
    if pes == 401:
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_a_resource_may_introspect_what_is_meant_for_it(house: House) -> None:
    """RFC 7662: the client that is the resource is told of the token, with its own `sub`."""
    tokens = await house.tokens(GATEWAY, scope=OFFLINE, resource=PLACES)
    access = tokens["access_token"]
    told = (await house.post("introspect", "places", token=access)).json()
    assert told["active"] is True
    assert told["client_id"] == GATEWAY
    assert told["sub"] == claims_of(access)["sub"]
    assert not await house.active(tokens["refresh_token"], "places")
    other = await house.tokens(GATEWAY, scope=OFFLINE, resource=PAYROLL)
    assert not await house.active(other["access_token"], "places")


async def test_a_resource_may_not_revoke_what_is_meant_for_it(house: House) -> None:
    """RFC 7009 section 2.1: only the client a token was issued to gives it up."""
    access = (await house.tokens(GATEWAY, scope=OFFLINE, resource=PLACES))["access_token"]
    refused = await house.post("revoke", "places", token=access)
    assert refused.status_code == 400
    assert await house.active(access, GATEWAY)


async def test_a_posted_request_keeps_its_resources(house: House) -> None:
    """An authorization request by POST names resources as one by GET does."""
    browser = house.browser()
    params = {
        "response_type": "code",
        "client_id": GATEWAY,
        "redirect_uri": "http://127.0.0.1:8401/callback",
        "scope": OFFLINE,
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        "resource": [PLACES, PAYROLL],
    }
    stored = await browser.http.post("/oidc/authorize", data=params)
    answer = await browser.sign_in(await browser.http.get(stored.headers["location"]))
    code = answer.headers["location"].split("code=")[1].split("&")[0]
    tokens = (await house.redeem(code, GATEWAY)).json()
    assert claims_of(tokens["access_token"])["aud"] == [PLACES, PAYROLL]


async def test_a_pushed_request_keeps_its_resources(house: House) -> None:
    """RFC 9126: what was pushed is what is granted."""
    asked = {
        "response_type": "code",
        "client_id": GATEWAY,
        "redirect_uri": "http://127.0.0.1:8401/callback",
        "scope": OFFLINE,
        **S256,
    }
    headers = basic(GATEWAY, SECRETS[GATEWAY])
    form = {**asked, "resource": [PLACES, PAYROLL]}
    pushed = await house.http.post("/oidc/par", data=form, headers=headers)
    assert pushed.status_code == 201, pushed.text
    browser = house.browser()
    page = await go(browser, pushed.json()["request_uri"], GATEWAY)
    code = sent_back(await browser.sign_in(page))["code"]
    tokens = (await house.redeem(code, GATEWAY)).json()
    assert claims_of(tokens["access_token"])["aud"] == [PLACES, PAYROLL]
    form = {**asked, "resource": f"{PLACES} {PAYROLL}"}
    refused = await house.http.post("/oidc/par", data=form, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_target")


@pytest.mark.parametrize(
    ("named", "told"), [(PLACES, PLACES), ([PLACES, PAYROLL], [PLACES, PAYROLL])]
)
async def test_a_request_object_names_resources_as_one_or_many(
    house: House, named: Sent, told: Sent
) -> None:
    """RFC 9101 section 4: in an object, `resource` is a text or an array of them."""
    held = unsigned({"client_id": GATEWAY, "scope": OFFLINE, "resource": named})
    tokens = await house.tokens(GATEWAY, scope=OFFLINE, request=held)
    assert claims_of(tokens["access_token"])["aud"] == told
