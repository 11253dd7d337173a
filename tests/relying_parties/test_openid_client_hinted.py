"""openid-client, unmodified, signs in by `login_hint` in a space made on command."""

from typing import Any

import httpx2
import pytest

from tests.live import LiveServer
from tests.relying_parties import node


@pytest.fixture(scope="module")
def seen(live_sandbox: LiveServer) -> dict[str, Any]:
    """What openid-client saw: one sign-in as a persona, one as nobody."""
    with httpx2.Client(base_url=live_sandbox.base_url) as http:
        made = http.post("/_sandbox/spaces", json={"hint_signs_in": True})
        assert made.status_code == 201, made.text
    given = {
        "issuer": made.json()["issuer"],
        "clientId": "pes-portal",
        "clientSecret": "pes-portal-secret",
        "redirectUri": "http://127.0.0.1:8401/callback",
        "hint": "rse-actif",
        "wrongHint": "rse-inconnue",
    }
    return {**given, **node.run("openid_client_hinted.mjs", live_sandbox, given)}


def test_one_request_gives_a_code_and_then_the_persons_tokens(seen: dict[str, Any]) -> None:
    """No page, no cookie, no browser; the library checks all it always checks."""
    assert seen["claims"]["iss"] == seen["issuer"]
    assert seen["claims"]["acr"] == "urn:clicsequr-sandbox:acr:1"
    assert seen["userinfo"]["given_name"] == "Rosalie"
    assert seen["userinfo"]["role"] == "RSE"


def test_a_hint_that_names_nobody_is_an_error_that_the_library_reports(
    seen: dict[str, Any],
) -> None:
    """The standard error, with its cause in the description."""
    assert seen["refused"]["error"] == "invalid_request"
    assert seen["refused"]["description"].startswith("login_hint names nobody")
