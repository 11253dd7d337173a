"""The npm package oauth4webapi, unmodified, against a real sandbox on a real port.

It is the library under `openid-client`, driven here as its own users do: by OpenID Connect
discovery and by that of RFC 8414, as a confidential and as a public client, verifying the
signature of every ID token with the published keys.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live import LiveServer, running_sandbox
from tests.relying_parties import node
from tests.relying_parties.test_openid_client import CLIENTS, PASSWORD, USER_CODE

DISCOVERY = {"pes-portal": "oidc", "spa": "oauth2"}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own, whose sessions no other test ends."""
    with running_sandbox(tmp_path_factory.mktemp("oauth4webapi")) as server:
        yield server


@pytest.fixture(scope="module", params=CLIENTS)
def seen(request: pytest.FixtureRequest, sandbox: LiveServer) -> dict[str, Any]:
    """What oauth4webapi saw in one run."""
    given = {
        "algorithm": DISCOVERY[request.param],
        "userCode": USER_CODE,
        "password": PASSWORD,
        **CLIENTS[request.param],
    }
    printed = node.run("oauth4webapi.mjs", sandbox, given)
    return {"client": request.param, "sandbox": sandbox.base_url, **printed}


def test_both_discoveries_name_the_issuer(seen: dict[str, Any]) -> None:
    """The metadata of either path is of the issuer asked for, and announces `iss`."""
    assert seen["issuer"] == seen["sandbox"]
    assert seen["issAnnounced"] is True


def test_the_id_token_is_signed_by_a_published_key(seen: dict[str, Any]) -> None:
    """The library verified it, and reads who signed in, when and for whom."""
    assert seen["claims"]["aud"] in (seen["client"], [seen["client"]])
    assert seen["claims"]["simulation"] is True
    assert seen["userinfo"]["sub"] == seen["claims"]["sub"]
    assert seen["userinfo"]["role"] == "RSE"


def test_a_refresh_rotates_and_keeps_the_sign_in(seen: dict[str, Any]) -> None:
    """Another refresh token, the same subject and moment."""
    assert seen["rotated"]
    for claim in ("sub", "auth_time"):
        assert seen["refreshed"][claim] == seen["claims"][claim], claim


def test_revoking_a_refresh_token_kills_its_family(seen: dict[str, Any]) -> None:
    """The access token of the same family is refused by userinfo, and introspects as dead."""
    assert seen["userinfoRevoked"]["error"] == "invalid_token"
    assert seen["refreshRevoked"]["error"] == "invalid_grant"
    if seen["client"] == "pes-portal":
        assert seen["introspected"]["active"] is True
        assert seen["introspectedRevoked"] == {"active": False}


def test_signing_out_ends_single_sign_on(seen: dict[str, Any]) -> None:
    """prompt=none answers of the same sign-in before, and login_required after."""
    assert seen["sameSignIn"]
    assert seen["left"] == f"{CLIENTS[seen['client']]['afterLogout']}?state=au-revoir"
    assert seen["afterLogout"]["error"] == "login_required"
