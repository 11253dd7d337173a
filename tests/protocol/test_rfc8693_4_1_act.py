"""RFC 8693 section 4.1: `act` says who acts, and `sub` for whom."""

from dataclasses import replace

import pytest

from sandbox.domain.provider import Client
from sandbox.services import mandates
from tests.protocol.cast import PAYROLL, PLACES
from tests.protocol.exchanging import (
    ACCESS,
    GATEWAY,
    exchange,
    exchanged,
    give_mandate,
    of_a_person,
    told,
    under_mandate,
)
from tests.protocol.house import House, claims_of


async def of_the_gateway(house: House) -> str:
    """An access token of the gateway for itself."""
    answer = await house.post("token", GATEWAY, grant_type="client_credentials")
    token: str = answer.json()["access_token"]
    return token


async def test_a_mandate_makes_the_organisation_the_subject(house: House) -> None:
    """A person under mandate acts for the organisation: it is the subject, and she the actor."""
    await give_mandate(house)
    tokens = await under_mandate(house)
    person = claims_of(tokens["access_token"])["sub"]
    issued = await exchanged(house, tokens["access_token"])
    claims = await house.read(issued["access_token"])
    assert claims["act"] == {"sub": person}
    assert claims["sub"] != person
    assert (await told(house, issued["access_token"]))["act"] == {"sub": person}


async def test_the_organisation_has_one_subject_for_a_client(house: House) -> None:
    """The same at each exchange and for each mandatary, another for another client."""
    await give_mandate(house)
    first = await exchanged(house, (await under_mandate(house))["access_token"])
    again = await exchanged(house, (await under_mandate(house))["access_token"])
    twice = await exchanged(house, first["access_token"])
    subjects = {claims_of(each["access_token"])["sub"] for each in (first, again, twice)}
    assert len(subjects) == 1
    assert claims_of(twice["access_token"])["act"] == claims_of(first["access_token"])["act"]
    async with house.desk.work("default") as (tx, _):
        row = await tx.need(Client, "places")
        apart = {**row.metadata, "redirect_uris": ["https://places.invalid/cb"]}
        await tx.save(replace(row, metadata=apart))
    elsewhere = await exchanged(house, (await under_mandate(house))["access_token"], "places")
    claims = claims_of(elsewhere["access_token"])
    assert claims["sub"] not in subjects
    assert claims["act"]["sub"] != claims_of(first["access_token"])["act"]["sub"]


async def test_without_a_mandate_the_person_stays_the_subject(house: House) -> None:
    """Whoever belongs to the organisation acts as herself: no act."""
    access = (await of_a_person(house, resource=PLACES))["access_token"]
    claims = claims_of((await exchanged(house, access))["access_token"])
    assert claims["sub"] == claims_of(access)["sub"]
    assert "act" not in claims


async def test_a_mandate_that_ended_is_worth_nothing(house: House) -> None:
    """What was exchanged under it is over, and nothing more is exchanged under it."""
    mandate = await give_mandate(house)
    tokens = await under_mandate(house)
    issued = (await exchanged(house, tokens["access_token"]))["access_token"]
    assert (await told(house, issued))["active"] is True
    async with house.desk.work("default") as (tx, world):
        await mandates.revoke(tx, world, mandate)
    assert (await told(house, issued))["active"] is False
    refused = await exchange(house, tokens["access_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert "revoked" in refused.json()["error_description"]  # with the mandate


async def test_an_actor_token_says_who_acts(house: House) -> None:
    """The party of the actor token is the actor, before whoever acted already."""
    robot = await of_the_gateway(house)
    access = (await of_a_person(house, resource=PLACES))["access_token"]
    actor = {"actor_token": robot, "actor_token_type": ACCESS}
    plain = claims_of((await exchanged(house, access, **actor))["access_token"])
    assert plain["act"] == {"sub": GATEWAY}
    assert plain["sub"] == claims_of(access)["sub"]

    await give_mandate(house)
    tokens = await under_mandate(house)
    person = claims_of(tokens["access_token"])["sub"]
    claims = claims_of((await exchanged(house, tokens["access_token"], **actor))["access_token"])
    assert claims["act"] == {"sub": GATEWAY, "act": {"sub": person}}


async def test_the_chain_is_kept_and_bounded(house: House) -> None:
    """Each exchange with an actor adds one outside, four at most."""
    robot = await of_the_gateway(house)
    actor = {"actor_token": robot, "actor_token_type": ACCESS}
    token = (await of_a_person(house, resource=PLACES))["access_token"]
    for depth in range(1, 5):
        token = (await exchanged(house, token, **actor))["access_token"]
        act, found = claims_of(token)["act"], 1
        while "act" in act:
            act, found = act["act"], found + 1
        assert found == depth
    refused = await exchange(house, token, **actor)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert (await exchange(house, token)).status_code == 200  # the same chain, no longer


async def test_an_actor_acts_for_nobody_else(house: House) -> None:
    """A token that is itself a delegation does not say who acts."""
    robot = await of_the_gateway(house)
    access = (await of_a_person(house, resource=PLACES))["access_token"]
    delegated = await exchanged(house, access, actor_token=robot, actor_token_type=ACCESS)
    more = {"actor_token": delegated["access_token"], "actor_token_type": ACCESS}
    refused = await exchange(house, access, **more)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


async def test_the_end_of_the_actor_token_counts_as_well(house: House) -> None:
    """What is issued ends with the first of the two."""
    robot = await of_the_gateway(house)
    house.watch.forward(1800)
    access = (await of_a_person(house, resource=PLACES))["access_token"]
    answer = await exchanged(house, access, actor_token=robot, actor_token_type=ACCESS)
    assert answer["expires_in"] == 1800


@pytest.mark.parametrize("target", [PLACES, PAYROLL])
async def test_a_client_is_exchanged_as_the_subject_it_is(house: House, target: str) -> None:
    """A token that speaks for no person keeps its client as the subject, at each hand."""
    answer = await house.post("token", GATEWAY, grant_type="client_credentials", resource=PLACES)
    access = answer.json()["access_token"]
    issued = await exchanged(house, access, "places", audience=target)
    claims = claims_of(issued["access_token"])
    assert (claims["sub"], claims["client_id"]) == (GATEWAY, "places")
    assert not {"auth_time", "acr", "sid", "act"} & set(claims)
    again = await exchanged(house, issued["access_token"], "places")
    assert claims_of(again["access_token"])["sub"] == GATEWAY
