"""Discovery 1.0, RFC 8414 and RFC 7517: what the provider says of itself, and its keys."""

import pytest

from sandbox.domain.provider import SigningKey
from tests.protocol.cast import CALLBACK, fill
from tests.protocol.house import SITE, House

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k", "oth"}


@pytest.mark.parametrize(
    ("path", "issuer"),
    [
        ("/.well-known/openid-configuration", SITE),
        ("/.well-known/oauth-authorization-server", SITE),
        ("/b/classe-1/.well-known/openid-configuration", f"{SITE}/b/classe-1"),
        ("/.well-known/oauth-authorization-server/b/classe-1", f"{SITE}/b/classe-1"),
        ("/.well-known/openid-configuration/b/classe-1", f"{SITE}/b/classe-1"),
    ],
)
async def test_each_well_known_address_names_its_issuer(
    house: House, path: str, issuer: str
) -> None:
    """Every well-known address of a space gives the metadata of its own issuer."""
    await fill(house.desk, "classe-1")
    response = await house.http.get(path)
    told = response.json()
    assert told["issuer"] == issuer
    assert told["token_endpoint"] == f"{issuer}/oidc/token"
    assert "max-age" in response.headers["cache-control"]


async def test_every_endpoint_announced_answers(house: House) -> None:
    """No address in the metadata is a dead one."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    addresses = [v for k, v in told.items() if k.endswith(("_endpoint", "_uri"))]
    assert len(addresses) >= 8
    for address in addresses:
        assert (await house.http.options(address)).status_code == 204


async def test_what_is_announced_is_what_is_done(house: House) -> None:
    """The lists of the metadata hold what the profile promises, and no less."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert told["response_types_supported"] == ["code"]
    assert {"query", "form_post"} <= set(told["response_modes_supported"])
    assert told["grant_types_supported"] == [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
    ]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert told["request_uri_parameter_supported"] is True
    assert set(told["id_token_signing_alg_values_supported"]) >= {"RS256", "ES256", "EdDSA"}
    assert {"sub", "role", "organisation", "pes", "simulation"} <= set(told["claims_supported"])


async def test_keys_are_public_and_there_before_they_are_used(house: House) -> None:
    """The key set of a fresh space has a key for each algorithm of its clients, and no secret."""
    response = await house.http.get("/oidc/jwks")
    assert response.headers["content-type"] == "application/jwk-set+json"
    assert "max-age" in response.headers["cache-control"]
    keys = response.json()["keys"]
    assert {key["alg"] for key in keys} == {"RS256", "ES256", "EdDSA"}
    for key in keys:
        assert key["use"] == "sig"
        assert key["kid"]
        assert not PRIVATE & set(key)


async def test_keys_are_made_once(house: House) -> None:
    """Asking again for the keys, and signing, makes no other key."""
    first = (await house.http.get("/oidc/jwks")).json()
    await house.tokens()
    assert (await house.http.get("/oidc/jwks")).json() == first
    async with house.desk.look("default") as (tx, _):
        assert await tx.count(SigningKey) == len(first["keys"])


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/.well-known/openid-configuration", "GET"),
        ("/oidc/jwks", "GET"),
        ("/oidc/token", "POST"),
        ("/oidc/userinfo", "GET, POST"),
        ("/oidc/revoke", "POST"),
        ("/pes/inscription", "GET, POST"),
    ],
)
async def test_a_browser_application_may_read(house: House, path: str, methods: str) -> None:
    """The origin of a registered redirect URI passes CORS, errors included; others do not."""
    origin = CALLBACK.removesuffix("/callback")
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = await house.http.options(path, headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == origin
    assert preflight.headers["access-control-allow-methods"] == methods
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    for method in ("GET", "POST"):
        read = await house.http.request(method, path, headers={"Origin": origin})
        assert read.headers["access-control-allow-origin"] == origin
        assert "Origin" in read.headers["vary"]
        assert "access-control-allow-credentials" not in read.headers
    for stranger in ("http://evil.invalid", "null", "http://127.0.0.1:8409", f"{origin}/", "é"):
        sent = {b"Origin": stranger.encode()}
        refused = await house.http.get(path, headers=sent)
        assert "access-control-allow-origin" not in refused.headers


async def test_pages_and_introspection_are_not_for_other_origins(house: House) -> None:
    """What people see and what servers ask is read across origins by nobody."""
    origin = {"Origin": CALLBACK.removesuffix("/callback")}
    for path in ("/oidc/authorize", "/oidc/logout", "/oidc/introspect"):
        response = await house.http.get(path, headers=origin)
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/oidc/token", "POST, OPTIONS"),
        ("PUT", "/oidc/token", "POST, OPTIONS"),
        ("DELETE", "/oidc/authorize", "GET, POST, OPTIONS"),
        ("BREW", "/oidc/jwks", "GET, OPTIONS"),
    ],
)
async def test_another_method_is_not_allowed(
    house: House, method: str, path: str, allow: str
) -> None:
    """A method that an endpoint does not have gets 405 and the ones it has."""
    response = await house.http.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allow


async def test_an_unknown_space_is_not_found(house: House) -> None:
    """A space that does not exist answers 404 where its data is needed."""
    assert (await house.http.get("/b/nowhere/oidc/jwks")).status_code == 404
