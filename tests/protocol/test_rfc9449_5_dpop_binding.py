"""RFC 9449 sections 5, 6 and 10: what a proof binds, and who may go on with it."""

from typing import Any

import httpx2
import pytest

from tests.protocol.cast import CALLBACK
from tests.protocol.house import S256, VERIFIER, House, claims_of, sent_back
from tests.protocol.proving import Prover, key_for, prover
from tests.protocol.pushing import go

PUSH = "/oidc/par"

OFFLINE = "openid email offline_access"
PUBLIC = {"token_endpoint_auth_method": "none"}


def other_key(one: Prover) -> Prover:
    """The same client with another key."""
    return Prover(one.house, one.client, "ES256", key_for("ES256", "other"))


async def introspected(one: Prover, token: str) -> dict[str, Any]:
    """What introspection tells the client of its token."""
    form, headers = {"token": token}, one.client.basic
    answer = await one.house.http.post("/oidc/introspect", data=form, headers=headers)
    found: dict[str, Any] = answer.json()
    return found


async def test_a_proof_binds_the_access_token(house: House) -> None:
    """Sections 5 and 6.2: `token_type` DPoP, and the thumbprint at introspection."""
    one = await prover(house)
    tokens = await one.tokens(OFFLINE)
    assert tokens["token_type"] == "DPoP"
    told = await introspected(one, tokens["access_token"])
    assert told["cnf"] == {"jkt": one.jkt}
    assert told["token_type"] == "DPoP"
    kept = await introspected(one, tokens["refresh_token"])
    assert "cnf" not in kept
    assert "cnf" not in claims_of(tokens["id_token"])


async def test_a_jwt_access_token_says_what_it_is_bound_to(house: House) -> None:
    """Section 6.1: `cnf` with `jkt` in the token itself."""
    one = await prover(house, access_token_format="jwt")
    assert claims_of((await one.tokens())["access_token"])["cnf"] == {"jkt": one.jkt}


async def test_without_a_proof_tokens_are_bearer_tokens(house: House) -> None:
    """A client that does not ask is served as before."""
    one = await prover(house)
    tokens = (await one.token(await one.code(), "")).json()
    assert tokens["token_type"] == "Bearer"
    told = await introspected(one, tokens["access_token"])
    assert "cnf" not in told
    assert told["token_type"] == "Bearer"


async def test_a_client_that_must_prove_gets_nothing_without_a_proof(house: House) -> None:
    """Section 5.2: `dpop_bound_access_tokens`; the code is not spent by the mistake."""
    one = await prover(house, dpop_bound_access_tokens=True)
    form = await one.code()
    refused = await one.token(form, "")
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_dpop_proof"
    assert (await one.token(form)).json()["token_type"] == "DPoP"


async def test_authentication_comes_before_possession(house: House) -> None:
    """Who is not the client learns nothing of what it must prove."""
    one = await prover(house, dpop_bound_access_tokens=True)
    form = {**await one.code(), "client_id": one.client.client_id, "client_secret": "wrong"}
    refused = await house.http.post("/oidc/token", data=form)
    assert refused.json()["error"] == "invalid_client"


async def test_a_refresh_token_of_a_public_client_is_bound(house: House) -> None:
    """Section 5: it is the only thing such a client proves itself by, so it needs its key."""
    one = await prover(house, **PUBLIC)
    token = (await one.tokens(OFFLINE))["refresh_token"]
    for wrong in (await one.refresh(token, ""), await other_key(one).refresh(token)):
        assert wrong.status_code == 400
        assert wrong.json()["error"] == "invalid_grant"
    renewed = (await one.refresh(token)).json()
    assert renewed["token_type"] == "DPoP"
    stolen = await other_key(one).refresh(renewed["refresh_token"])
    assert stolen.json()["error"] == "invalid_grant"
    assert (await one.refresh(renewed["refresh_token"])).status_code == 200


async def test_a_public_refresh_token_without_a_key_may_get_one(house: House) -> None:
    """A client that begins to prove is bound from then on."""
    one = await prover(house, **PUBLIC)
    bearer = (await one.token(await one.code(scope=OFFLINE), "")).json()
    bound = (await one.refresh(bearer["refresh_token"])).json()
    assert bound["token_type"] == "DPoP"
    assert (await one.refresh(bound["refresh_token"], "")).json()["error"] == "invalid_grant"


async def test_a_confidential_client_may_change_its_key(house: House) -> None:
    """Section 5: its refresh tokens are bound to the client, each access token to a key."""
    one = await prover(house)
    token = (await one.tokens(OFFLINE))["refresh_token"]
    other = other_key(one)
    renewed = (await other.refresh(token)).json()
    told = await introspected(one, renewed["access_token"])
    assert told["cnf"] == {"jkt": other.jkt}


async def test_a_refresh_without_a_proof_inherits_no_key(house: House) -> None:
    """What is not proven is not said."""
    one = await prover(house)
    renewed = (await one.refresh((await one.tokens(OFFLINE))["refresh_token"], "")).json()
    assert renewed["token_type"] == "Bearer"
    assert "cnf" not in await introspected(one, renewed["access_token"])


async def test_client_credentials_are_bound_too(house: House) -> None:
    """Whatever the grant, one proof binds."""
    one = await prover(house, grant_types=["client_credentials"], redirect_uris=[], scope="x")
    tokens = (await one.token({"grant_type": "client_credentials"})).json()
    assert tokens["token_type"] == "DPoP"
    assert (await introspected(one, tokens["access_token"]))["cnf"] == {"jkt": one.jkt}


@pytest.mark.parametrize("members", [{}, PUBLIC], ids=["confidential", "public"])
async def test_a_code_is_bound_to_dpop_jkt(house: House, members: dict[str, Any]) -> None:
    """Section 10: whoever stole the code, verifier and secret included, lacks the key."""
    one = await prover(house, **members)
    form = await one.code(dpop_jkt=one.jkt)
    for wrong in (await one.token(form, ""), await other_key(one).token(form)):
        assert wrong.status_code == 400
        assert wrong.json()["error"] == "invalid_grant"
    assert (await one.token(form)).json()["token_type"] == "DPoP"


async def test_the_key_of_a_code_does_not_bind_a_confidential_refresh(house: House) -> None:
    """`dpop_jkt` is about the code alone."""
    one = await prover(house)
    tokens = await one.tokens(OFFLINE, dpop_jkt=one.jkt)
    assert (await other_key(one).refresh(tokens["refresh_token"])).status_code == 200


@pytest.mark.parametrize("jkt", ["x", "x" * 44, "é" * 43, "a" * 42 + "=", "a b"])
async def test_a_dpop_jkt_that_is_no_thumbprint_is_refused(house: House, jkt: str) -> None:
    """No key would ever fit it: told where it is asked, not when it is too late."""
    one = await prover(house)
    answer = await house.browser().answer(one.client.client_id, dpop_jkt=jkt)
    assert answer["error"] == "invalid_request"


async def test_dpop_jkt_sent_twice_is_refused(house: House) -> None:
    """Two keys are none."""
    one = await prover(house)
    response = await house.browser().authorize(one.client.client_id)
    assert response.status_code == 303
    again = f"/oidc/authorize?{response.request.url.query.decode()}&dpop_jkt={one.jkt}"
    refused = await house.http.get(f"{again}&dpop_jkt={one.jkt}")
    assert "error=invalid_request" in refused.headers["location"]


async def pushed(one: Prover, proof: str, **params: str) -> httpx2.Response:
    """A pushed request with this proof."""
    asked = {
        "response_type": "code",
        "client_id": one.client.client_id,
        "redirect_uri": CALLBACK,
        "scope": "openid",
        **S256,
        **params,
    }
    headers = {**one.client.basic, **({"DPoP": proof} if proof else {})}
    return await one.house.http.post(PUSH, data=asked, headers=headers)


async def test_a_proof_at_the_pushing_endpoint_binds_the_code(house: House) -> None:
    """Section 10.1: as if `dpop_jkt` had been sent."""
    one = await prover(house)
    answer = await pushed(one, one.proof(path=PUSH))
    assert answer.status_code == 201, answer.text
    assert answer.headers["dpop-nonce"]
    browser = house.browser()
    page = await go(browser, answer.json()["request_uri"], one.client.client_id)
    code = sent_back(await browser.sign_in(page))["code"]
    form = {"grant_type": "authorization_code", "code": code}
    form |= {"redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    assert (await other_key(one).token(form)).json()["error"] == "invalid_grant"
    assert (await one.token(form)).json()["token_type"] == "DPoP"


async def test_a_pushed_key_and_its_proof_agree(house: House) -> None:
    """Section 10.1: two different keys are refused; the same one twice is fine."""
    one = await prover(house)
    other = other_key(one)
    refused = await pushed(one, one.proof(path=PUSH), dpop_jkt=other.jkt)
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_dpop_proof"
    assert (await pushed(one, one.proof(path=PUSH), dpop_jkt=one.jkt)).status_code == 201
    assert (await pushed(one, one.proof())).json()["error"] == "invalid_dpop_proof"


async def test_a_pushing_client_may_need_a_nonce(house: House) -> None:
    """Section 8 holds where requests are pushed as well."""
    one = await prover(house, dpop_nonce_required=True)
    refused = await pushed(one, one.proof(path=PUSH))
    assert refused.json()["error"] == "use_dpop_nonce"
    nonce = refused.headers["dpop-nonce"]
    assert (await pushed(one, one.proof(path=PUSH, nonce=nonce))).status_code == 201


async def test_a_proof_is_not_looked_at_where_no_token_is_issued(house: House) -> None:
    """Introspection and revocation are about any token, by client authentication alone."""
    one = await prover(house)
    token = (await one.tokens())["access_token"]
    headers = {**one.client.basic, "DPoP": "nonsense"}
    answer = await house.http.post("/oidc/introspect", data={"token": token}, headers=headers)
    assert answer.json()["active"] is True
    answer = await house.http.post("/oidc/revoke", data={"token": token}, headers=headers)
    assert answer.status_code == 200
