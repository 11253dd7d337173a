"""RFC 8693: one access token for a narrower one, or for one that another resource takes."""

from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account
from tests.protocol.cast import PAYROLL, PLACES
from tests.protocol.exchanging import (
    ACCESS,
    GATEWAY,
    GRANT,
    JWT,
    WIDE,
    exchange,
    exchanged,
    of_a_person,
    told,
)
from tests.protocol.house import SITE, House, claims_of
from tests.protocol.proving import Prover, key_for, prover

PES = f"{SITE}/pes"


async def test_2_2_1_the_answer_says_what_was_issued(house: House) -> None:
    """Section 2.2.1: the token, its type, its life and its scope; no refresh, no ID token."""
    access = (await of_a_person(house))["access_token"]
    response = await exchange(house, access, scope="places:read", resource=PLACES)
    assert response.headers["cache-control"] == "no-store"
    answer = response.json()
    issued = answer.pop("access_token")
    assert answer == {
        "issued_token_type": ACCESS,
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "places:read",
    }
    claims = await house.read(issued)
    assert (claims["aud"], claims["client_id"]) == (PLACES, GATEWAY)
    assert claims["sub"] == (await told(house, access))["sub"]
    assert claims["simulation"] is True
    assert "act" not in claims
    (entry,) = await house.journal(Event.TOKEN_EXCHANGED)
    assert (entry.data["client_id"], entry.data["scope"]) == (GATEWAY, "places:read")
    assert issued not in str(entry)


async def test_without_a_target_or_a_scope_it_is_for_the_same(house: House) -> None:
    """The audience stays, and the scopes without those that sign somebody in."""
    access = (await of_a_person(house, resource=PLACES))["access_token"]
    answer = await exchanged(house, access)
    assert answer["scope"] == "email pes places:read places:write"
    assert claims_of(answer["access_token"])["aud"] == PLACES


async def test_2_1_a_jwt_is_issued_where_it_is_asked_for(house: House) -> None:
    """Section 2.1: requested_token_type decides the form where the audience does not."""
    access = (await of_a_person(house))["access_token"]
    opaque = await exchanged(house, access)
    readable = await exchanged(house, access, requested_token_type=JWT)
    assert "." not in opaque["access_token"]
    assert readable["issued_token_type"] == JWT
    assert (await house.read(readable["access_token"]))["aud"] == SITE
    again = await exchanged(house, readable["access_token"], subject_token_type=JWT)
    assert "." not in again["access_token"]


@pytest.mark.parametrize("scope", ["places:delete", "openid", "offline_access", "email address"])
async def test_2_1_scopes_only_narrow(house: House, scope: str) -> None:
    """Section 2.1: no scope beyond the subject token, and none that signs somebody in."""
    access = (await of_a_person(house))["access_token"]
    refused = await exchange(house, access, scope=scope)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    "target",
    [
        {"resource": "https://other.exemple.invalid"},
        {"resource": f"{PLACES}#part"},
        {"resource": "places"},
        {"audience": "other"},
        {"audience": [PLACES, "portal"]},
        {"audience": "é" * 3000},
        {"resource": [f"https://{number}.invalid" for number in range(11)]},
    ],
)
async def test_2_2_2_a_strange_target_is_refused(house: House, target: dict[str, Any]) -> None:
    """Section 2.2.2: what is neither the subject's nor the client's is an invalid_target."""
    access = (await of_a_person(house))["access_token"]
    refused = await exchange(house, access, **target)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_target")
    assert "invalid.invalid" not in refused.text


async def test_2_1_targets_come_by_resource_and_by_audience(house: House) -> None:
    """Section 2.1: both name targets, and both together make one audience."""
    access = (await of_a_person(house))["access_token"]
    answer = await exchanged(house, access, resource=PLACES, audience=[PAYROLL, PLACES])
    assert claims_of(answer["access_token"])["aud"] == [PLACES, PAYROLL]


async def test_a_token_for_others_does_not_become_one_for_us(house: House) -> None:
    """A token that was meant for an API alone is not turned into one for the e-service."""
    access = (await of_a_person(house, resource=PLACES))["access_token"]
    for ours in (SITE, PES):
        refused = await exchange(house, access, resource=ours)
        assert refused.json()["error"] == "invalid_target"
    mine = (await of_a_person(house))["access_token"]
    narrowed = (await exchanged(house, mine, resource=PES, scope="pes"))["access_token"]
    headers = {"Authorization": f"Bearer {narrowed}"}
    assert (await house.http.get("/pes/inscription", headers=headers)).status_code == 200
    assert (await house.userinfo(narrowed)).status_code == 401


async def test_an_exchanged_token_is_no_identity(house: House) -> None:
    """Without openid userinfo answers 403: whoever exchanged did not sign the person in."""
    access = (await of_a_person(house))["access_token"]
    issued = (await exchanged(house, access))["access_token"]
    refused = await house.userinfo(issued)
    assert (refused.status_code, refused.json()["error"]) == (403, "insufficient_scope")


async def test_a_resource_exchanges_what_is_meant_for_it(house: House) -> None:
    """The API that received the token gets one of its own for the next, on its own scopes."""
    access = (await of_a_person(house, resource=PLACES))["access_token"]
    answer = await exchanged(house, access, "places", audience=PAYROLL)
    assert answer["scope"] == "pes places:read"
    claims = await house.read(answer["access_token"])
    assert (claims["client_id"], claims["aud"]) == ("places", PAYROLL)
    assert (await told(house, answer["access_token"], "places"))["active"] is True
    assert (await told(house, answer["access_token"]))["active"] is False


async def test_a_token_meant_for_others_is_unknown(house: House) -> None:
    """Neither the token of another client, nor one for another resource, can be exchanged."""
    for resource in ("", PAYROLL):
        access = (await of_a_person(house, resource=resource))["access_token"]
        refused = await exchange(house, access, "places")
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert await house.journal(Event.TOKEN_EXCHANGED) == []


async def test_5_the_client_authenticates_and_is_registered(house: House) -> None:
    """Section 5: no secret, 401; no registration for the grant, unauthorized_client."""
    access = (await of_a_person(house))["access_token"]
    bare = {"grant_type": GRANT, "subject_token": access, "subject_token_type": ACCESS}
    nobody = await house.http.post("/oidc/token", data={**bare, "client_id": GATEWAY})
    assert (nobody.status_code, nobody.json()["error"]) == (401, "invalid_client")
    portal = (await house.tokens())["access_token"]
    refused = await exchange(house, portal, "portal")
    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject_token": ""},
        {"subject_token_type": ""},
        {"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"},
        {"subject_token_type": JWT},
        {"subject_token": "unknown"},
        {"subject_token": "é" * 5000},
        {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
        {"actor_token": "unknown", "actor_token_type": ACCESS},
        {"actor_token_type": ACCESS},
        {"actor_token": "unknown"},
        {"scope": ["places:read", "email"]},
    ],
)
async def test_2_2_2_a_malformed_request_is_invalid(house: House, wrong: dict[str, Any]) -> None:
    """Section 2.2.2: whatever is wrong with the request or a token is invalid_request."""
    access = (await of_a_person(house))["access_token"]
    refused = await exchange(house, access, **wrong) if "subject_token" not in wrong else None
    if refused is None:
        refused = await exchange(house, wrong["subject_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


async def test_neither_refresh_nor_id_token_is_a_subject(house: House) -> None:
    """Only access tokens are exchanged; the others are unknown as such."""
    tokens = await of_a_person(house)
    for name in ("refresh_token", "id_token"):
        refused = await exchange(house, tokens[name])
        assert refused.json()["error"] == "invalid_request"


async def test_a_token_that_is_over_is_not_exchanged(house: House) -> None:
    """Revoked, expired, or of somebody who may no longer act: invalid_request."""
    first, second, third = [(await of_a_person(house))["access_token"] for _ in range(3)]
    await house.post("revoke", GATEWAY, token=first)
    assert (await exchange(house, first)).json()["error"] == "invalid_request"
    async with house.desk.work("default") as (tx, _):
        closed = {"state": AccountState.CLOSED}
        await tx.claim(Account, "acc_marguerite", where={}, to=closed)
    assert (await exchange(house, second)).json()["error"] == "invalid_request"
    house.watch.forward(3600)
    assert (await exchange(house, third)).json()["error"] == "invalid_request"


async def test_it_never_outlives_the_subject_token(house: House) -> None:
    """The end of the subject token is that of every token down the chain."""
    access = (await of_a_person(house))["access_token"]
    house.watch.forward(3000)
    answer = await exchanged(house, access, resource=PLACES)
    assert answer["expires_in"] == 600
    assert claims_of(answer["access_token"])["exp"] == (await told(house, access))["exp"]
    house.watch.forward(600)
    assert (await told(house, answer["access_token"]))["active"] is False


async def test_it_dies_with_its_family_its_session_and_its_subject(house: House) -> None:
    """Whatever ends the subject token ends what it was exchanged for, twice over."""
    tokens = await of_a_person(house)
    one = (await exchanged(house, tokens["access_token"]))["access_token"]
    two = (await exchanged(house, one))["access_token"]
    await house.post("revoke", GATEWAY, token=tokens["access_token"])
    assert not [token for token in (one, two) if (await told(house, token))["active"]]

    again = (await house.refresh(tokens["refresh_token"], GATEWAY)).json()
    three = (await exchanged(house, again["access_token"]))["access_token"]
    await house.refresh(tokens["refresh_token"], GATEWAY)  # reused: the family is revoked
    assert (await told(house, three))["active"] is False

    browser = house.browser()
    code = await browser.code(GATEWAY, scope="openid places:read")
    access = (await house.redeem(code, GATEWAY)).json()["access_token"]
    four = (await exchanged(house, access))["access_token"]
    await browser.logout()
    assert (await told(house, four))["active"] is False


async def test_what_was_granted_for_later_outlives_the_session_here_too(house: House) -> None:
    """A subject token with offline access can be exchanged after the session, and lasts."""
    browser = house.browser()
    code = await browser.code(GATEWAY, scope=WIDE)
    access = (await house.redeem(code, GATEWAY)).json()["access_token"]
    before = (await exchanged(house, access))["access_token"]
    await browser.logout()
    after = (await exchanged(house, access))["access_token"]
    assert (await told(house, before))["active"] is True
    assert (await told(house, after))["active"] is True


async def test_a_bound_token_is_exchanged_by_the_holder_of_its_key(house: House) -> None:
    """RFC 9449: a token bound to a key is worth nothing here either without a proof of it."""
    one = await prover(house, grant_types=["authorization_code", GRANT])
    access = (await one.tokens("openid email"))["access_token"]
    form = {"grant_type": GRANT, "subject_token": access, "subject_token_type": ACCESS}
    for proof in ("", Prover(house, one.client, key=key_for("ES256", "thief")).proof()):
        refused = await one.token(form, proof)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    answer = (await one.token(form)).json()
    assert (answer["token_type"], answer["scope"]) == ("DPoP", "email")


async def test_revoking_the_exchanged_leaves_the_subject(house: House) -> None:
    """It ends alone, and the subject token lives on."""
    access = (await of_a_person(house))["access_token"]
    issued = (await exchanged(house, access))["access_token"]
    await house.post("revoke", GATEWAY, token=issued)
    assert (await told(house, issued))["active"] is False
    assert (await told(house, access))["active"] is True
