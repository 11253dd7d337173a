"""The npm package openid-client, unmodified, against a real sandbox on a real port.

It is not the library the sandbox is built with, so the two cannot share a misunderstanding.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live import LiveServer, running_sandbox
from tests.relying_parties import node

USER_CODE = "RSEACT24"
PASSWORD = "Flocon-Demo-2009"
CLIENTS = {
    "pes-portal": {
        "clientId": "pes-portal",
        "clientSecret": "pes-portal-secret",
        "redirectUri": "http://127.0.0.1:8401/callback",
        "afterLogout": "http://127.0.0.1:8401/",
    },
    "spa": {
        "clientId": "spa",
        "clientSecret": "",
        "redirectUri": "http://127.0.0.1:8401/spa/",
        "afterLogout": "http://127.0.0.1:8401/spa/",
    },
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox of our own, whose sessions no other test ends."""
    with running_sandbox(tmp_path_factory.mktemp("openid-client")) as server:
        yield server


@pytest.fixture(scope="module", params=CLIENTS)
def seen(request: pytest.FixtureRequest, sandbox: LiveServer) -> dict[str, Any]:
    """What openid-client saw in one run, as a confidential and as a public client."""
    given = {"userCode": USER_CODE, "password": PASSWORD, **CLIENTS[request.param]}
    printed = node.run("openid_client.mjs", sandbox, given)
    return {"client": request.param, "sandbox": sandbox.base_url, **printed}


def test_discovery_names_the_issuer_and_pkce(seen: dict[str, Any]) -> None:
    """The metadata is of the issuer asked for, and announces S256."""
    assert seen["issuer"] == seen["sandbox"]
    assert seen["pkce"] is True


def test_the_real_form_leads_back_with_code_state_and_iss(seen: dict[str, Any]) -> None:
    """The sign-in page answers 200 and its form brings the browser back with all three."""
    assert seen["signInPage"]["status"] == 200
    assert set(seen["back"]) >= {"code", "state", "iss"}
    assert seen["back"]["iss"] == seen["sandbox"]


def test_an_answer_of_another_issuer_is_refused(seen: dict[str, Any]) -> None:
    """Because the sandbox announces iss, the library refuses an answer that names another."""
    assert seen["otherIssuer"]["code"] == "OAUTH_INVALID_RESPONSE"


def test_the_id_token_says_who_when_and_that_it_is_simulated(seen: dict[str, Any]) -> None:
    """The verified claims hold the profile's own beside the standard ones."""
    claims = seen["claims"]
    assert claims["iss"] == seen["sandbox"]
    assert claims["aud"] in (seen["client"], [seen["client"]])
    assert claims["acr"] == "urn:clicsequr-sandbox:acr:1"
    assert claims["amr"] == ["pwd"]
    assert claims["simulation"] is True
    assert claims["auth_time"] <= claims["iat"]


def test_userinfo_names_the_role_and_the_organisation(seen: dict[str, Any]) -> None:
    """The scopes bring the person, the role, the organisation and the gate of the PES."""
    assert seen["userinfo"]["role"] == "RSE"
    assert seen["userinfo"]["organisation"]["nom"]
    assert seen["userinfo"]["pes"]["acces"]
    assert set(seen["tokens"]["scope"].split()) >= {"openid", "entreprise", "pes"}
    assert seen["tokens"]["expiresIn"] > 0


def test_a_refresh_rotates_and_keeps_the_moment_of_the_sign_in(seen: dict[str, Any]) -> None:
    """New access and refresh tokens, the same subject, auth_time, acr and simulation mark."""
    refreshed = seen["refreshed"]
    assert refreshed["newAccess"]
    assert refreshed["newRefresh"]
    for claim in ("sub", "auth_time", "acr", "amr", "simulation"):
        assert refreshed["claims"][claim] == seen["claims"][claim], claim


def test_introspection_tells_a_live_token_from_a_revoked_one(seen: dict[str, Any]) -> None:
    """A confidential client sees active turn false, and then nothing else."""
    if seen["client"] == "pes-portal":
        assert seen["introspected"]["active"] is True
        assert seen["introspected"]["client_id"] == "pes-portal"
        assert seen["introspectedRevoked"] == {"active": False}
    assert seen["userinfoRevoked"]["status"] == 401


def test_a_reused_refresh_token_revokes_its_family(seen: dict[str, Any]) -> None:
    """The spent one is refused, and from then on the newest one too."""
    assert seen["reusedRefresh"]["error"] == "invalid_grant"
    assert seen["familyRefresh"]["error"] == "invalid_grant"


def test_single_sign_on_asks_for_no_form(seen: dict[str, Any]) -> None:
    """A second request in the same browser comes straight back, about the same subject."""
    assert seen["singleSignOn"]
    assert seen["sameSubject"]


def test_a_code_is_good_once_and_its_reuse_revokes_what_it_gave(seen: dict[str, Any]) -> None:
    """The second redemption is refused, and the tokens of the first die."""
    assert seen["spentCode"]["error"] == "invalid_grant"
    assert seen["afterSpentCode"]["status"] == 401


def test_a_code_needs_its_own_verifier(seen: dict[str, Any]) -> None:
    """PKCE binds the code to who asked for it."""
    assert seen["wrongVerifier"]["error"] == "invalid_grant"


def test_the_answer_may_come_as_a_form(seen: dict[str, Any]) -> None:
    """response_mode=form_post gives a form to the redirect address that the library accepts."""
    assert seen["formPost"]["action"] == CLIENTS[seen["client"]]["redirectUri"]
    assert seen["formPost"]["subject"]


def test_signing_out_ends_single_sign_on(seen: dict[str, Any]) -> None:
    """Before: prompt=none answers a code of the same sign-in; after: login_required."""
    assert seen["silent"]
    assert seen["left"]["url"] == f"{CLIENTS[seen['client']]['afterLogout']}?state=au-revoir"
    assert seen["afterLogout"]["error"] == "login_required"
