"""Certification plan Third-Party Initiated Login."""

import pytest

from tests.protocol import suite_checks as check
from tests.protocol.suite import CALLBACK, PLACE, Suite, Variant


@pytest.fixture
def variant() -> Variant:
    """Clients register themselves."""
    return Variant(dynamic=True)


async def test_oidcc_3rd_party_init_login(suite: Suite) -> None:
    """The address that begins a sign-in comes back, and the client can read it again."""
    begin = f"{PLACE}/login_initiation"
    party = await suite.client(initiate_login_uri=begin)
    headers = {"Authorization": f"Bearer {party.told['registration_access_token']}"}
    read = await suite.house.http.get(party.told["registration_client_uri"], headers=headers)
    assert check.json_of(read, 200)["initiate_login_uri"] == begin


async def test_oidcc_3rd_party_init_login_nohttps(suite: Suite) -> None:
    """An address that begins a sign-in without https is refused."""
    response = await suite.register(
        {
            "redirect_uris": [CALLBACK],
            "initiate_login_uri": "http://suite.exemple.invalid/login_initiation",
        }
    )
    assert check.json_of(response, 400)["error"] == "invalid_client_metadata"
