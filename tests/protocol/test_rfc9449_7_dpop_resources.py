"""RFC 9449 section 7: a bound access token is worth nothing without a proof made for it."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.oidc.jose.algorithms import ASYMMETRIC
from tests.protocol.house import House
from tests.protocol.proving import USERINFO, Prover, key_for, prover

PES = "/pes/inscription"


async def test_a_bound_token_with_its_proof_opens(house: House) -> None:
    """The scheme DPoP, whatever its case, at both resources and by both methods."""
    one = await prover(house)
    token = (await one.tokens("openid pes"))["access_token"]
    for scheme in ("DPoP", "dpop"):
        answer = await one.resource(token, scheme=scheme)
        assert answer.status_code == 200
        assert answer.headers["dpop-nonce"]
    assert (await one.resource(token, method="POST")).status_code == 200
    assert (await one.resource(token, path=PES)).status_code == 200


def assert_challenged(answer: Any, error: str) -> None:
    """401 with a challenge of the scheme DPoP that names the error and the algorithms."""
    assert answer.status_code == 401
    assert answer.json()["error"] == error
    challenge = answer.headers["www-authenticate"]
    assert challenge.startswith('DPoP realm="')
    assert f'error="{error}"' in challenge
    assert f'algs="{" ".join(ASYMMETRIC)}"' in challenge


async def test_a_bound_token_is_no_bearer_token(house: House) -> None:
    """Section 7.2: neither in the header nor in a form, with or without a proof beside it."""
    one = await prover(house)
    token = (await one.tokens())["access_token"]
    assert_challenged(await one.resource(token, "", scheme="Bearer"), "invalid_token")
    assert_challenged(await one.resource(token, scheme="Bearer"), "invalid_token")
    form = {"access_token": token}
    proof = {"DPoP": one.proof("POST", USERINFO, token=token)}
    assert_challenged(await house.http.post(USERINFO, data=form), "invalid_token")
    assert_challenged(await house.http.post(USERINFO, data=form, headers=proof), "invalid_token")


async def test_a_bearer_token_is_no_bound_token(house: House) -> None:
    """Section 7.1: what claims to be bound has to be."""
    one = await prover(house)
    token = (await one.token(await one.code(), "")).json()["access_token"]
    assert_challenged(await one.resource(token), "invalid_token")
    assert (await one.resource(token, scheme="Bearer")).status_code == 200


async def test_a_proof_is_needed(house: House) -> None:
    """The token alone, though by the right scheme, does not open."""
    one = await prover(house)
    token = (await one.tokens())["access_token"]
    assert_challenged(await one.resource(token, ""), "invalid_dpop_proof")


async def test_a_proof_by_another_key_is_refused(house: House) -> None:
    """Whoever stole the token has his own key, and not the one it is bound to."""
    one = await prover(house)
    token = (await one.tokens())["access_token"]
    thief = Prover(house, one.client, "ES256", key_for("ES256", "other"))
    assert_challenged(await thief.resource(token), "invalid_token")
    (fact,) = await house.journal(Event.TOKEN_REFUSED)
    assert fact.data["client_id"] == one.client.client_id


@pytest.mark.parametrize(
    "changes",
    [
        {"ath": None},
        {"ath": "x"},
        {"ath": "é"},
        {"htm": "POST"},
        {"htu": "http://127.0.0.1:8400/oidc/token"},
        {"htu": "http://127.0.0.1:8400/pes/inscription"},
        {"iat": 0},
        {"header_typ": "JWT"},
        {"header_alg": "none"},
        {"nonce": "old"},
    ],
)
async def test_a_proof_for_something_else_is_refused(house: House, changes: dict[str, Any]) -> None:
    """Section 4.3 at a resource: another token, method, address, time or nonce."""
    one = await prover(house)
    token = (await one.tokens())["access_token"]
    proof = one.proof("GET", USERINFO, token=token, **changes)
    error = "use_dpop_nonce" if "nonce" in changes else "invalid_dpop_proof"
    assert_challenged(await one.resource(token, proof), error)


async def test_a_proof_of_the_token_endpoint_does_not_open(house: House) -> None:
    """A proof without `ath` was made for no access token."""
    one = await prover(house)
    token = (await one.tokens())["access_token"]
    assert_challenged(await one.resource(token, one.proof("GET", USERINFO)), "invalid_dpop_proof")


async def test_a_proof_is_shown_once_at_a_resource(house: House) -> None:
    """A request that was listened to cannot be sent again."""
    one = await prover(house)
    token = (await one.tokens())["access_token"]
    proof = one.proof("GET", USERINFO, token=token)
    assert (await one.resource(token, proof)).status_code == 200
    assert_challenged(await one.resource(token, proof), "invalid_dpop_proof")


@pytest.mark.parametrize("path", [USERINFO, PES])
async def test_twelve_requests_with_one_proof_have_one_winner(
    filed_house: House, path: str
) -> None:
    """A raced proof opens once, and the others get the standard error."""
    one = await prover(filed_house)
    token = (await one.tokens("openid pes"))["access_token"]
    proof = one.proof("GET", path, token=token)
    answers = await asyncio.gather(*(one.resource(token, proof, path=path) for _ in range(12)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: 11}


async def test_a_revoked_bound_token_does_not_open(house: House) -> None:
    """Being bound does not keep a token alive."""
    one = await prover(house)
    token = (await one.tokens())["access_token"]
    await house.http.post("/oidc/revoke", data={"token": token}, headers=one.client.basic)
    assert (await one.resource(token)).json()["error"] == "invalid_token"


async def test_without_any_token_both_schemes_are_offered(house: House) -> None:
    """Section 7.2: a resource that takes both says so."""
    answer = await house.http.get(USERINFO)
    assert answer.status_code == 401
    told = answer.headers["www-authenticate"]
    assert told.startswith("Bearer realm=")
    assert ", DPoP realm=" in told


async def test_a_page_may_send_proofs_and_read_nonces(house: House) -> None:
    """CORS: `DPoP` is allowed in, `DPoP-Nonce` may be read."""
    one = await prover(house)
    origin = {"Origin": "http://127.0.0.1:8401"}
    for path in (USERINFO, "/oidc/token", PES):
        told = (await house.http.options(path, headers=origin)).headers
        assert "DPoP" in told["access-control-allow-headers"].split(", ")
    answer = await one.token(await one.code(), **origin)
    assert answer.headers["dpop-nonce"]
    assert "DPoP-Nonce" in answer.headers["access-control-expose-headers"].split(", ")
