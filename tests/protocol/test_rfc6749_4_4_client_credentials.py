"""RFC 6749 section 4.4: a client that asks for itself gets a token of nobody."""

from typing import Any

import httpx2
import pytest

from sandbox.domain.events import Event
from tests.protocol.cast import EVERY_SCOPE, PLACES
from tests.protocol.house import SITE, House, claims_of

ROBOT = "robot"


async def ask(house: House, client_id: str = ROBOT, **params: Any) -> httpx2.Response:
    """A token request of a client for itself."""
    return await house.post("token", client_id, grant_type="client_credentials", **params)


async def test_4_4_3_the_answer_is_an_access_token_alone(house: House) -> None:
    """Section 4.4.3: no refresh token, no ID token, and no cache keeps it."""
    response = await ask(house, scope="places:read")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    told = response.json()
    assert told.pop("access_token")
    assert told == {"token_type": "Bearer", "expires_in": 3600, "scope": "places:read"}


async def test_without_a_scope_it_gets_those_of_its_resources(house: House) -> None:
    """Section 3.3: the default is every registered scope that needs no person."""
    assert (await ask(house)).json()["scope"] == "places:read places:write"


@pytest.mark.parametrize("scope", EVERY_SCOPE.split())
async def test_a_scope_of_a_person_is_refused(house: House, scope: str) -> None:
    """Nobody is there to be spoken of, whatever the client is registered for."""
    response = await ask(house, scope=f"places:read {scope}")
    assert (response.status_code, response.json()["error"]) == (400, "invalid_scope")
    (entry,) = await house.journal(Event.TOKEN_REFUSED)
    assert scope in entry.data["hint"]
    assert "scopes of its own resources or for none" in entry.data["hint"]


@pytest.mark.parametrize("scope", ["places:delete", "é", '"', "places:read  places:delete"])
async def test_an_unregistered_scope_is_refused(house: House, scope: str) -> None:
    """Section 5.2: unknown and malformed scopes are invalid, and are not repeated."""
    response = await ask(house, scope=scope)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_scope")
    assert "delete" not in response.text


async def test_4_4_2_the_client_must_authenticate(house: House) -> None:
    """Section 4.4.2: a public client and a wrong secret are both 401."""
    public = await ask(house, "robot-public", scope="places:read")
    wrong = await house.http.post(
        "/oidc/token", data={"grant_type": "client_credentials"}, auth=(ROBOT, "wrong")
    )
    for response in (public, wrong):
        assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


async def test_the_client_must_be_registered_for_it(house: House) -> None:
    """A client of the code flow alone is unauthorized_client."""
    response = await ask(house, "portal")
    assert (response.status_code, response.json()["error"]) == (400, "unauthorized_client")


async def test_introspection_says_that_the_client_speaks_for_itself(house: House) -> None:
    """RFC 7662: `sub` is the client, and nothing is said of a person or of a sign-in."""
    access = (await ask(house, scope="places:read")).json()["access_token"]
    told = (await house.post("introspect", ROBOT, token=access)).json()
    assert told.pop("jti")
    now = int(house.watch.now)
    assert told == {
        "active": True,
        "client_id": ROBOT,
        "sub": ROBOT,
        "aud": SITE,
        "iss": SITE,
        "iat": now,
        "exp": now + 3600,
        "scope": "places:read",
        "token_type": "Bearer",
        "simulation": True,
    }


async def test_a_token_for_a_resource_is_a_jwt_of_the_client(house: House) -> None:
    """RFC 9068 section 2.2: without a person `sub` is the client; RFC 8707 names the resource."""
    access = (await ask(house, resource=PLACES)).json()["access_token"]
    told = await house.read(access)
    assert (told["sub"], told["client_id"], told["aud"]) == (ROBOT, ROBOT, PLACES)
    assert told["simulation"] is True
    assert not {"auth_time", "acr", "amr", "sid", "role", "organisation"} & set(told)
    assert (await house.post("introspect", "places", token=access)).json()["sub"] == ROBOT


async def test_an_unregistered_resource_is_an_invalid_target(house: House) -> None:
    """RFC 8707 section 2: the resource must be one of the client's."""
    response = await ask(house, resource="https://other.exemple.invalid")
    assert (response.status_code, response.json()["error"]) == (400, "invalid_target")


@pytest.mark.parametrize("path", ["/oidc/userinfo", "/pes/inscription"])
async def test_it_opens_nothing_that_is_about_a_person(house: House, path: str) -> None:
    """Userinfo and the e-service answer 403: the token speaks for no person."""
    access = (await ask(house)).json()["access_token"]
    answer = await house.http.get(path, headers={"Authorization": f"Bearer {access}"})
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")
    assert "person" in answer.json()["error_description"]


async def test_it_expires_and_is_given_up_like_any_other(house: House) -> None:
    """Each token is one of its own: giving one up leaves the other, until both expire."""
    first = (await ask(house)).json()["access_token"]
    second = (await ask(house)).json()["access_token"]
    await house.post("revoke", ROBOT, token=first)
    assert [await house.active(first, ROBOT), await house.active(second, ROBOT)] == [False, True]
    house.watch.forward(3600)
    assert not await house.active(second, ROBOT)


async def test_the_journal_tells_of_it(house: House) -> None:
    """The entry names the client and the scope, never the token."""
    access = (await ask(house, scope="places:read")).json()["access_token"]
    (entry,) = await house.journal(Event.CLIENT_TOKEN_ISSUED)
    assert (entry.data["client_id"], entry.data["scope"]) == (ROBOT, "places:read")
    assert entry.trace
    assert access not in str(entry)


async def test_what_the_robot_holds_is_no_identity(house: House) -> None:
    """A token of a client passes neither as a refresh token nor as an ID token hint."""
    access = claims_of((await ask(house, resource=PLACES)).json()["access_token"])
    assert access["aud"] == PLACES
    token = (await ask(house, resource=PLACES)).json()["access_token"]
    refused = await house.refresh(token)
    assert refused.json()["error"] == "invalid_grant"
    answer = await house.browser().answer(id_token_hint=token, prompt="none")
    assert answer["error"] == "invalid_request"
