"""openid-client, unmodified, beyond the code flow: machines, devices, and calls for a person."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live import LiveServer, running_sandbox
from tests.relying_parties import node
from tests.relying_parties.person import PASSWORD
from tests.relying_parties.plain_browser import USER_CODE

REDIRECT = "http://127.0.0.1:8403/callback"
API = "https://dossiers.exemple.invalid/api"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A sandbox whose devices need not wait five seconds between polls."""
    folder = tmp_path_factory.mktemp("grants")
    with running_sandbox(folder, SANDBOX_DEVICE_INTERVAL_SECONDS="1") as server:
        yield server


@pytest.fixture(scope="module")
def seen(sandbox: LiveServer) -> dict[str, Any]:
    """What the library saw in one run."""
    given = {"redirectUri": REDIRECT, "userCode": USER_CODE, "password": PASSWORD}
    return {
        "sandbox": sandbox.base_url,
        **node.run("openid_client_grants.mjs", sandbox, given),
    }


def test_a_machine_gets_a_token_that_its_resource_reads(seen: dict[str, Any]) -> None:
    """A JWT access token for that resource and scope, about the client itself (RFC 9068)."""
    claims = seen["machine"]["claims"]
    assert claims["iss"] == seen["sandbox"]
    assert claims["aud"] in (API, [API])
    assert claims["client_id"] == claims["sub"] == seen["machine"]["clientId"]
    assert claims["scope"] == seen["machine"]["scope"] == "dossiers:lire"
    assert seen["machine"]["refreshToken"] is None


def test_another_resource_refuses_the_token(seen: dict[str, Any]) -> None:
    """The audience is compared by whoever is called."""
    assert seen["machine"]["elsewhere"]["code"] == "OAUTH_JWT_CLAIM_COMPARISON_FAILED"


def test_a_machine_gets_what_it_is_registered_for(seen: dict[str, Any]) -> None:
    """Another scope or resource is refused by its name."""
    assert seen["machine"]["strangeScope"]["error"] == "invalid_scope"
    assert seen["machine"]["strangeResource"]["error"] == "invalid_target"


def test_a_device_waits_for_its_person(seen: dict[str, Any]) -> None:
    """The code is shown with an address that holds it, and until then the poll is pending."""
    assert seen["shown"]["user_code"] in seen["shown"]["verification_uri_complete"]
    assert seen["shown"]["interval"] == 1
    assert seen["pending"]["error"] == "authorization_pending"


def test_a_device_is_let_in(seen: dict[str, Any]) -> None:
    """After the person agreed elsewhere the device has tokens, refreshes, and asks userinfo."""
    claims = seen["device"]["claims"]
    assert claims["simulation"] is True
    assert seen["device"]["userinfo"]["role"] == "RSE"
    assert seen["device"]["refreshed"]["sub"] == claims["sub"]
    assert seen["device"]["refreshed"]["auth_time"] == claims["auth_time"]


def test_a_device_code_is_good_once(seen: dict[str, Any]) -> None:
    """Polled again, it is refused."""
    assert seen["spent"]["error"] in ("invalid_grant", "expired_token")


def test_a_portal_calls_in_the_name_of_a_person(seen: dict[str, Any]) -> None:
    """The exchanged token is for the API, about the person, and says that the portal acts."""
    exchanged = seen["exchanged"]
    assert exchanged["type"] == "urn:ietf:params:oauth:token-type:access_token"
    assert exchanged["claims"]["sub"] == exchanged["subject"]
    assert exchanged["claims"]["act"]["sub"] == exchanged["clientId"]
    assert exchanged["claims"]["scope"] == "entreprise"


def test_an_exchange_widens_nothing(seen: dict[str, Any]) -> None:
    """A scope that the person's token does not hold is refused by its name."""
    assert seen["exchanged"]["wider"]["error"] == "invalid_scope"
