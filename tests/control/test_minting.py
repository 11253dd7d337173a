"""Tokens without any flow: real ones, and spoilt ones."""

from dataclasses import replace

import httpx2
import pytest

from sandbox.domain.model import JournalEntry
from sandbox.domain.provider import Client
from sandbox.oidc.jose.compact import header_of
from sandbox.services.desk import Desk
from tests.conftest import NOON
from tests.control.orders import LEVEL, PORTAL, SECRET, mint, party, refused, rows, verified
from tests.strict import Asked, Wrong
from tests.strict.party import Tokens


async def test_tokens_are_real(http: httpx2.AsyncClient) -> None:
    """The strict party takes the ID token; userinfo and introspection take the access token."""
    scope = "openid profile email entreprise offline_access"
    told = await mint(http, scope=scope, nonce="n-1", acr=2, auth_time=NOON.timestamp() - 60)
    asked = Asked("", {"nonce": "n-1", "max_age": "60", "scope": scope}, "")
    strict = party(http)
    header, claims = await strict.id_token(told["id_token"], asked, told["access_token"])
    assert (header, claims) == (told["header"], told["claims"])
    assert claims["acr"] == "urn:clicsequr-sandbox:acr:2"
    assert claims["amr"] == ["pwd", "otp", "mfa"]
    assert claims["auth_time"] == NOON.timestamp() - 60
    assert claims["organisation"]["nom"]
    served = await strict.userinfo(Tokens(told, asked, header, claims))
    assert served["email"] == "rosalie@coeur-de-flanelle.example"
    form = {"token": told["access_token"]}
    seen = await http.post("/oidc/introspect", data=form, auth=("pes-portal", SECRET))
    assert seen.json()["active"] is True
    assert seen.json()["sid"] == claims["sid"]
    assert (told["token_type"], told["expires_in"] > 0, told["fault"]) == ("Bearer", True, "")


async def test_a_minted_refresh_token_is_good_for_new_tokens(http: httpx2.AsyncClient) -> None:
    """It rotates like any other, and keeps auth_time and sid."""
    told = await mint(http, scope="openid offline_access")
    asked = Asked("", {"scope": "openid offline_access"}, "")
    strict = party(http)
    header, claims = await strict.id_token(told["id_token"], asked, told["access_token"])
    again = await strict.refresh(Tokens(told, asked, header, claims))
    assert again.body["refresh_token"] != told["refresh_token"]
    assert again.claims["sid"] == claims["sid"]


async def test_only_what_is_asked_for_is_minted(http: httpx2.AsyncClient) -> None:
    """Without openid no ID token, without offline_access no refresh token."""
    told = await mint(http, scope="profile")
    assert (told["id_token"], told["refresh_token"]) == (None, None)
    assert (told["header"], told["claims"], told["scope"]) == ({}, {}, "profile")


async def test_the_subject_is_that_of_a_sign_in(http: httpx2.AsyncClient) -> None:
    """By persona, user code, e-mail or id of the account, it is the same person."""
    told = await mint(http)
    for name in ("RSEACT24", "rosalie@coeur-de-flanelle.example", "rse-actif@E01"):
        again = await mint(http, persona=name)
        assert again["claims"]["sub"] == told["claims"]["sub"]
    answer = await http.post(
        "/_sandbox/mint", json={"account": "RSEACT24", "client_id": "pes-portal"}
    )
    assert answer.json()["claims"]["sub"] == told["claims"]["sub"]


async def test_a_structured_access_token(http: httpx2.AsyncClient, desk: Desk) -> None:
    """A client that registered JWTs, and a resource of somebody else, have one (RFC 9068)."""
    async with desk.work("default") as (tx, _):
        row = await tx.need(Client, "pes-portal")
        more = {"resources": ["https://api.exemple.invalid/"]}
        await tx.save(replace(row, metadata={**row.metadata, **more}))
    told = await mint(http, resource=["https://api.exemple.invalid/"])
    assert header_of(told["access_token"])["typ"] == "at+jwt"
    assert (await verified(http, told["access_token"]))["aud"] == "https://api.exemple.invalid/"
    assert (await refused(http, 422, resource=["https://other.invalid/"]))["cite"].startswith(
        "RFC 8707"
    )


async def test_one_of_several_organisations_is_named(http: httpx2.AsyncClient) -> None:
    """Without a name the ones that are known are listed."""
    told = await refused(http, 422, persona="deux-organisations")
    assert told["code"] == "organisation-needed"
    assert "E02" in told["hint"] or "org_e02" in told["hint"]
    for named in ("E03", "org_e03"):
        wanted = {"persona": "deux-organisations", "organisation": named, "scope": "entreprise"}
        await mint(http, **wanted)
    stranger = await refused(http, 409, persona="deux-organisations", organisation="E01")
    assert stranger["code"] == "signin-refused"


async def test_a_spoilt_token_is_refused_for_its_reason(http: httpx2.AsyncClient) -> None:
    """By every fault of the ID token, and the access token beside it stays good."""
    asked = Asked(
        "", {"nonce": "n-1", "max_age": "600", "acr_values": LEVEL, "scope": "openid"}, ""
    )
    catalogue = (await http.get("/_sandbox/faults")).json()["faults"]
    faults = [each for each in catalogue if each["place"] == "id_token"]
    assert len(faults) == 28
    for each in faults:
        if each["id"] == "id-token-no-kid-one-key":
            continue  # by now two are published
        told = await mint(http, nonce="n-1", fault=each["id"])
        assert told["fault"] == each["id"]
        strict = party(http)
        strict.trusted = (strict.issuer,)
        if each["reason"] == "userinfo.sub":
            header, claims = await strict.id_token(told["id_token"], asked, told["access_token"])
            with pytest.raises(Wrong) as caught:
                await strict.userinfo(Tokens(told, asked, header, claims))
        else:
            with pytest.raises(Wrong) as caught:
                await strict.id_token(told["id_token"], asked, told["access_token"])
        assert caught.value.reason == each["reason"], each["id"]


async def test_a_token_without_kid_for_the_only_key(http: httpx2.AsyncClient) -> None:
    """A correct party takes it; once there are two keys it cannot be minted any more."""
    told = await mint(http, fault="id-token-no-kid-one-key")
    assert "kid" not in told["header"]
    await party(http).id_token(told["id_token"], Asked("", {}, ""), told["access_token"])
    await mint(http, fault="id-token-no-kid-two-keys")
    assert (await refused(http, 422, fault="id-token-no-kid-one-key"))["code"] == "nothing-to-spoil"


async def test_the_options_of_a_fault_are_chosen(http: httpx2.AsyncClient) -> None:
    """As when it is armed."""
    told = await mint(http, fault="id-token-oversized", options={"kilobytes": 20})
    assert len(told["claims"]["padding"]) == 20 * 1024


async def test_the_journal_tells_of_it_without_a_token(
    http: httpx2.AsyncClient, desk: Desk
) -> None:
    """One line, with the client and the fault."""
    told = await mint(http, fault="id-token-expired", scope="openid offline_access")
    lines = [e for e in await rows(desk, JournalEntry) if e.name == "oidc.tokens_minted"]
    (line,) = lines
    assert line.data["client_id"] == "pes-portal"
    assert line.data["fault"] == "id-token-expired"
    for name in ("id_token", "access_token", "refresh_token"):
        assert told[name] not in str(line)


async def test_a_logout_token_is_minted_and_spoilt(http: httpx2.AsyncClient, desk: Desk) -> None:
    """It ends the session of an ID token by its sid, unless it is spoilt; nothing is sent."""
    told = await mint(http)
    strict = party(http)
    _, claims = await strict.id_token(told["id_token"], Asked("", {}, ""), told["access_token"])
    strict.sids.add(claims["sid"])
    wanted = {**PORTAL, "sid": claims["sid"]}
    spoilt = await http.post(
        "/_sandbox/mint/logout-token", json={**wanted, "fault": "logout-token-no-event"}
    )
    assert spoilt.status_code == 201, spoilt.text
    with pytest.raises(Wrong, match=r"logout_token\.events"):
        await strict.logout_token(spoilt.json()["logout_token"])
    honest = (await http.post("/_sandbox/mint/logout-token", json=wanted)).json()
    assert await strict.logout_token(honest["logout_token"]) == honest["claims"]
    other = await http.post(
        "/_sandbox/mint/logout-token", json={**wanted, "fault": "id-token-expired"}
    )
    assert other.status_code == 422
    assert "logout-token-no-event" in other.json()["hint"]
