"""openid-client, unmodified, as a client that registers itself and asks for all there is.

Keys of its own, `private_key_jwt`, a signed request that is pushed, an answer, an ID token and
userinfo that are signed and encrypted, and DPoP with the server's nonce.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live import LiveServer, running_sandbox
from tests.relying_parties import node
from tests.relying_parties.person import PASSWORD
from tests.relying_parties.plain_browser import USER_CODE

PARTY = "http://127.0.0.1:8403"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own."""
    with running_sandbox(tmp_path_factory.mktemp("assurance")) as server:
        yield server


@pytest.fixture(scope="module")
def seen(sandbox: LiveServer) -> dict[str, Any]:
    """What the library saw in one run."""
    given = {
        "redirectUri": f"{PARTY}/callback",
        "afterLogout": f"{PARTY}/",
        "userCode": USER_CODE,
        "password": PASSWORD,
    }
    return node.run("openid_client_assurance.mjs", sandbox, given)


def test_registers_itself(seen: dict[str, Any]) -> None:
    """The answer holds what was asked for, an identifier, and no secret for who needs none."""
    registered = seen["registered"]
    assert registered["client_id"]
    assert registered["token_endpoint_auth_method"] == "private_key_jwt"
    assert registered["id_token_encrypted_response_alg"] == "RSA-OAEP-256"
    assert "client_secret" not in registered


def test_pushes_a_signed_request_and_reads_a_sealed_answer(seen: dict[str, Any]) -> None:
    """In the address bar there is a reference on the way in and one JWT on the way out."""
    assert set(seen["asked"]) == {"client_id", "request_uri"}
    assert seen["back"] == ["response"]


def test_decrypts_the_id_token_and_userinfo(seen: dict[str, Any]) -> None:
    """The ID token has five parts, and what is within says who signed in."""
    assert seen["sealed"] == 5
    assert seen["claims"]["simulation"] is True
    assert seen["userinfo"]["sub"] == seen["claims"]["sub"]
    assert seen["userinfo"]["role"] == "RSE"


def test_binds_the_tokens_to_a_key(seen: dict[str, Any]) -> None:
    """The type is DPoP; without a proof, or with that of another key, userinfo is refused."""
    assert seen["type"].lower() == seen["refreshed"]["type"].lower() == "dpop"
    assert seen["asBearer"]["status"] == seen["strangersKey"]["status"] == 401
    assert seen["introspected"]["token_type"] == "DPoP"
    assert seen["introspected"]["cnf"]["jkt"]


def test_refreshes_and_gives_up(seen: dict[str, Any]) -> None:
    """The refreshed ID token is of the same sign-in, and revoking the refresh token kills all."""
    for claim in ("sub", "auth_time"):
        assert seen["refreshed"]["claims"][claim] == seen["claims"][claim], claim
    assert seen["introspected"]["active"] is True
    assert seen["revoked"] == {"active": False}


def test_a_pushed_request_is_good_once(seen: dict[str, Any]) -> None:
    """The same address opened again shows a page that says so, and goes nowhere."""
    assert seen["usedRequest"] == 400


def test_signs_out_with_the_id_token_as_it_was_signed(seen: dict[str, Any]) -> None:
    """What it decrypted is a hint that is believed, and prompt=none is then refused."""
    assert seen["left"] == f"{PARTY}/?state=au-revoir"
    assert seen["afterLogout"]["error"] == "login_required"
