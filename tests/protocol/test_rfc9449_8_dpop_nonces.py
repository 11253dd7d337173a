"""RFC 9449 sections 8 and 9: the nonce, given with every answer and asked of who registered so."""

from typing import Any

import httpx2
import pytest

from sandbox.oidc.possession.binding import NONCE_SECONDS
from tests.protocol.house import House
from tests.protocol.proving import USERINFO, Prover, prover


async def asked(house: House, **members: Any) -> Prover:
    """A client whose proofs need a nonce."""
    return await prover(house, dpop_nonce_required=True, **members)


def assert_asked(answer: httpx2.Response, status: int) -> str:
    """The answer asks for a nonce and gives one."""
    assert answer.status_code == status
    assert answer.json()["error"] == "use_dpop_nonce"
    if status == 401:
        assert 'DPoP realm="' in answer.headers["www-authenticate"]
        assert 'error="use_dpop_nonce"' in answer.headers["www-authenticate"]
    return answer.headers["dpop-nonce"]


async def test_the_token_endpoint_asks_for_a_nonce_and_takes_it(house: House) -> None:
    """Section 8: 400 `use_dpop_nonce`, then the same request with the nonce it came with."""
    one = await asked(house)
    form = await one.code()
    nonce = assert_asked(await one.token(form), 400)
    answer = await one.token(form, one.proof(nonce=nonce))
    assert answer.json()["token_type"] == "DPoP"
    assert answer.headers["dpop-nonce"] == nonce


async def test_a_resource_asks_for_a_nonce_and_takes_it(house: House) -> None:
    """Section 9: 401 with a challenge, then the same request with the nonce it came with."""
    one = await asked(house)
    form = await one.code()
    nonce = assert_asked(await one.token(form), 400)
    token = (await one.token(form, one.proof(nonce=nonce))).json()["access_token"]
    nonce = assert_asked(await one.resource(token), 401)
    proof = one.proof("GET", USERINFO, token=token, nonce=nonce)
    assert (await one.resource(token, proof)).status_code == 200


async def test_a_proof_that_lacked_its_nonce_may_be_sent_again_with_one(house: House) -> None:
    """The `jti` of a proof that was sent back is not taken."""
    one = await asked(house)
    form = await one.code()
    nonce = assert_asked(await one.token(form, one.proof(jti="same")), 400)
    assert (await one.token(form, one.proof(jti="same", nonce=nonce))).status_code == 200


@pytest.mark.parametrize(("turns", "taken"), [(0, True), (1, True), (2, False)])
async def test_a_nonce_is_good_for_its_turn_and_the_next(
    house: House, turns: int, taken: bool
) -> None:
    """The nonce changes with the protocol hand; an old one is answered with the new one."""
    one = await asked(house)
    nonce = assert_asked(await one.token(await one.code()), 400)
    house.watch.forward(turns * NONCE_SECONDS)
    answer = await one.token(await one.code(), one.proof(nonce=nonce))
    assert (answer.status_code == 200) is taken
    if not taken:
        assert assert_asked(answer, 400) != nonce
    assert (answer.headers["dpop-nonce"] == nonce) is (turns == 0)


@pytest.mark.parametrize("nonce", ["x", "é", "0" * 64])
async def test_a_nonce_that_is_not_ours_is_refused_to_anybody(house: House, nonce: str) -> None:
    """Also where none is asked for: a client that sends one means ours."""
    for one in (await asked(house), await prover(house)):
        assert_asked(await one.token(await one.code(), one.proof(nonce=nonce)), 400)


async def test_a_client_that_need_not_may_send_the_nonce(house: House) -> None:
    """What every answer gives is good for everybody."""
    one = await prover(house)
    nonce = (await one.token(await one.code())).headers["dpop-nonce"]
    assert (await one.token(await one.code(), one.proof(nonce=nonce))).status_code == 200


async def test_without_a_proof_no_nonce_is_given(house: House) -> None:
    """Clients that do not prove are left in peace."""
    one = await prover(house)
    assert "dpop-nonce" not in (await one.token(await one.code(), "")).headers


async def test_a_nonce_is_of_its_space(house: House) -> None:
    """Spaces have secrets of their own, and nonces with them."""
    one = await prover(house)
    nonce = (await one.token(await one.code())).headers["dpop-nonce"]
    async with house.desk.look("default") as (_, world):
        assert world.sealed("dpop-nonce", str(int(house.watch.now) // NONCE_SECONDS)) == nonce
