"""openid-client, unmodified, finds what user codes carry: answers, tokens and the line spoilt."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.world.faults import persona_code
from tests.live import LiveServer, running_sandbox
from tests.relying_parties import node

HONEST = "RSEACT24"
INVALID = "OAUTH_INVALID_RESPONSE"
FOUND = {
    "authorization-access-denied": "OAUTH_AUTHORIZATION_RESPONSE_ERROR",
    "authorization-state-altered": INVALID,
    "authorization-state-missing": INVALID,
    "authorization-iss-wrong": INVALID,
    "authorization-iss-missing": INVALID,
    "authorization-code-missing": INVALID,
    "authorization-extra-parameters": "none",
    "token-invalid-grant": "OAUTH_RESPONSE_BODY_ERROR",
    "token-503": "OAUTH_RESPONSE_IS_NOT_CONFORM",
    "token-redirect": "OAUTH_RESPONSE_IS_NOT_CONFORM",
    "token-html-page": "OAUTH_RESPONSE_IS_NOT_JSON",
    "token-malformed-json": "OAUTH_PARSE_ERROR",
    "token-access-token-missing": INVALID,
    "token-token-type-missing": INVALID,
    "token-id-token-missing": INVALID,
    "token-expires-in-missing": "none",
    "token-dropped": "UND_ERR_SOCKET",
    "raw-dropped": "UND_ERR_SOCKET",
}
"""The library's own error for each; `none` where it must go on."""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own: its board is ours."""
    with running_sandbox(tmp_path_factory.mktemp("faults")) as server:
        yield server


@pytest.fixture(scope="module")
def seen(sandbox: LiveServer) -> dict[str, dict[str, Any]]:
    """What the library said of each fault, and of an honest sign-in after all of them."""
    given = {
        "clientId": "pes-portal",
        "clientSecret": "pes-portal-secret",
        "redirectUri": "http://127.0.0.1:8401/callback",
        "password": "Flocon-Demo-2009",
        "seconds": 3,
        "userCodes": [*map(persona_code, FOUND), HONEST],
    }
    printed: dict[str, dict[str, Any]] = node.run("openid_client_fault_codes.mjs", sandbox, given)
    return printed


@pytest.mark.parametrize("fault", FOUND)
def test_the_library_says_what_is_wrong(seen: dict[str, dict[str, Any]], fault: str) -> None:
    """By its own error, in the sign-in that the fault was armed for."""
    told = seen[persona_code(fault)]
    assert FOUND[fault] in (told["code"], told.get("cause")), told


def test_the_next_sign_in_is_honest(seen: dict[str, dict[str, Any]]) -> None:
    """Each fault struck once, and none is left."""
    assert seen[HONEST]["code"] == "none"


def test_a_connection_cut_on_command_is_no_mistake(
    sandbox: LiveServer, seen: dict[str, dict[str, Any]]
) -> None:
    """The socket was really cut, and the log tells of no error."""
    assert seen[persona_code("token-dropped")]["cause"] == "UND_ERR_SOCKET"
    printed = sandbox.printed()
    assert "Traceback" not in printed
    assert "error" not in printed.lower()
