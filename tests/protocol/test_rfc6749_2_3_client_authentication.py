"""RFC 6749 section 2.3: a client proves itself in the one way it registered."""

import base64

import pytest

from sandbox.domain.events import Event
from tests.protocol.cast import CALLBACK, PORTAL_SECRET
from tests.protocol.house import VERIFIER, House, basic


def form(code: str, **more: str) -> dict[str, str]:
    """A token request for a code."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **more,
    }


@pytest.mark.parametrize("client_id", ["portal", "posting", "spa"])
async def test_each_method_of_authentication_is_accepted(house: House, client_id: str) -> None:
    """Basic, post and none each work for the client registered so."""
    code = await house.browser().code(client_id)
    assert (await house.redeem(code, client_id)).status_code == 200


async def test_the_header_is_form_encoded(house: House) -> None:
    """A secret with a colon, a plus and an accent passes once encoded as section 2.3.1 says."""
    assert {":", "+", "é"} <= set(PORTAL_SECRET)
    code = await house.browser().code()
    response = await house.http.post(
        "/oidc/token", data=form(code), headers=basic("portal", PORTAL_SECRET)
    )
    assert response.status_code == 200


async def test_another_method_than_the_registered_one_is_refused(house: House) -> None:
    """The right secret sent in the wrong place is refused, and the journal says where it goes."""
    code = await house.browser().code()
    sent = form(code, client_id="portal", client_secret=PORTAL_SECRET)
    refused = await house.http.post("/oidc/token", data=sent)
    assert refused.status_code == 401
    assert refused.json()["error"] == "invalid_client"
    (fact,) = await house.journal(Event.TOKEN_REFUSED)
    assert fact.data["expected"] == {"token_endpoint_auth_method": "client_secret_basic"}
    assert PORTAL_SECRET not in repr(fact)


async def test_a_lenient_client_may_use_either(house: House) -> None:
    """The leniency either-secret-method lets a client use basic and post."""
    sent = form(
        await house.browser().code("either"), client_id="either", client_secret="either-secret"
    )
    assert (await house.http.post("/oidc/token", data=sent)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "params", "status", "error"),
    [
        (basic("portal", "wrong"), {}, 401, "invalid_client"),
        (basic("nobody", PORTAL_SECRET), {}, 401, "invalid_client"),
        ({}, {}, 401, "invalid_client"),
        ({}, {"client_id": "portal"}, 401, "invalid_client"),
        ({}, {"client_id": "portal", "client_secret": "wrong"}, 401, "invalid_client"),
        (basic("portal", PORTAL_SECRET), {"client_secret": "x"}, 400, "invalid_request"),
        (basic("portal", PORTAL_SECRET), {"client_id": "spa"}, 400, "invalid_request"),
        ({"Authorization": "Basic"}, {}, 401, "invalid_client"),
        ({"Authorization": "Basic !!!"}, {}, 401, "invalid_client"),
        ({"Authorization": "Basic Og=="}, {}, 401, "invalid_client"),
        ({"Authorization": "Basic cG9ydGFs"}, {}, 401, "invalid_client"),
        ({"Authorization": "Bearer abc"}, {}, 401, "invalid_client"),
        ({}, {"client_assertion": "e30.e30.e30"}, 401, "invalid_client"),
    ],
)
async def test_bad_credentials_get_the_standard_error(
    house: House, headers: dict[str, str], params: dict[str, str], status: int, error: str
) -> None:
    """Wrong, missing, mixed and garbled credentials are refused as section 5.2 says."""
    response = await house.http.post("/oidc/token", data=form("x", **params), headers=headers)
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert response.headers["cache-control"] == "no-store"
    challenged = response.headers.get("www-authenticate", "").startswith("Basic realm=")
    assert challenged == (status == 401)


async def test_a_header_that_is_not_utf_8_is_refused(house: House) -> None:
    """Bytes that are no text at all are credentials of nobody."""
    value = base64.b64encode(b"portal:\xff\xfe").decode()
    headers = {"Authorization": f"Basic {value}"}
    response = await house.http.post("/oidc/token", data=form("x"), headers=headers)
    assert response.json()["error"] == "invalid_client"


async def test_two_authorization_headers_are_refused(house: House) -> None:
    """A request that presents two identities has none."""
    headers = [*basic("portal", PORTAL_SECRET).items(), *basic("spa", "x").items()]
    response = await house.http.post("/oidc/token", data=form("x"), headers=headers)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


async def test_an_unregistered_grant_type_is_refused(house: House) -> None:
    """A client without the refresh grant is told unauthorized_client."""
    refused = await house.refresh("x", "narrow")
    assert refused.json()["error"] == "unauthorized_client"


@pytest.mark.parametrize("grant", ["password", "é", 'a"b', "urn:ietf:params:oauth:x", ""])
async def test_an_unknown_grant_type_is_refused(house: House, grant: str) -> None:
    """Any other grant_type is unsupported, whatever its characters."""
    params = {"grant_type": grant} if grant else {}
    refused = await house.post("token", **params)
    assert refused.status_code == 400
    assert refused.json()["error"] == "unsupported_grant_type"
    assert "é" not in refused.text
