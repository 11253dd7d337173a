"""oauth4webapi, unmodified, as a client of the FAPI 2.0 Security Profile that registers itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live import LiveServer, running_sandbox
from tests.relying_parties import node
from tests.relying_parties.person import PASSWORD
from tests.relying_parties.plain_browser import USER_CODE

REDIRECT = "http://127.0.0.1:8403/callback"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own."""
    with running_sandbox(tmp_path_factory.mktemp("fapi2")) as server:
        yield server


@pytest.fixture(scope="module", params=["ES256", "PS256", "Ed25519"])
def seen(request: pytest.FixtureRequest, sandbox: LiveServer) -> dict[str, Any]:
    """What the library saw in one run, for each algorithm the profile allows."""
    given = {
        "alg": request.param,
        "redirectUri": REDIRECT,
        "userCode": USER_CODE,
        "password": PASSWORD,
    }
    return node.run("oauth4webapi_fapi2.mjs", sandbox, given)


def test_registers_for_the_profile(seen: dict[str, Any]) -> None:
    """The registered client authenticates by its key alone."""
    assert seen["registered"]["security_profile"] == "fapi2"
    assert "client_secret" not in seen["registered"]


def test_signs_in_by_a_pushed_request_with_bound_tokens(seen: dict[str, Any]) -> None:
    """PAR, private_key_jwt, PKCE and DPoP lead to tokens that userinfo takes with a proof only."""
    assert seen["type"].lower() == "dpop"
    assert seen["userinfo"]["role"] == "RSE"
    assert seen["asBearer"]["error"] == "invalid_token"


def test_learns_the_nonce_of_the_server(seen: dict[str, Any]) -> None:
    """The first proof without a nonce is answered with one, and the library goes on with it."""
    assert seen["nonces"] >= 1


def test_refreshes_with_a_proof(seen: dict[str, Any]) -> None:
    """A refresh gives a bound access token that userinfo takes, and no other refresh token."""
    assert seen["refreshed"]["rotated"] is False
    assert seen["refreshed"]["type"].lower() == "dpop"
    assert seen["userinfoAgain"]


def test_reads_a_signed_answer(seen: dict[str, Any]) -> None:
    """With response_mode=jwt the address holds one JWT, whose code is good."""
    assert seen["securedAnswer"] == ["response"]
    assert seen["secured"]


def test_may_not_ask_by_the_front_door(seen: dict[str, Any]) -> None:
    """A request that was not pushed is refused."""
    assert seen["frontDoor"]["error"] == "invalid_request" or seen["frontDoor"]["status"] == 400
