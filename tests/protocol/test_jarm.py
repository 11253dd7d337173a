"""JARM: authorization responses as a JWT; and plain ones in a fragment."""

from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from joserfc import jwe, jws, jwt
from joserfc.jwk import KeySet, OctKey

from sandbox.oidc.jose.algorithms import ASYMMETRIC, REGISTRY, SECRET_REGISTRY
from tests.protocol.cast import CALLBACK, client
from tests.protocol.house import SITE, House, hidden_fields
from tests.protocol.outside import Outside
from tests.protocol.signers import encoded, enrol, key, public

SECRET = "un-secret-de-plus-de-trente-deux-octets"
MODES = ("jwt", "query.jwt", "fragment.jwt", "form_post.jwt")


@pytest.fixture(autouse=True)
async def parties(house: House) -> None:
    """Clients whose responses are signed each in another way."""
    enc: dict[str, Any] = {"keys": [public("ec", use="enc", kid="enc", alg="ECDH-ES")]}
    await enrol(
        house,
        client("es256", "x", authorization_signed_response_alg="ES256"),
        client("ps256", "x", authorization_signed_response_alg="PS256"),
        client("hashed", SECRET, authorization_signed_response_alg="HS256"),
        client(
            "open", authorization_signed_response_alg="HS256", token_endpoint_auth_method="none"
        ),
        client("locked", "x", authorization_encrypted_response_alg="ECDH-ES", jwks=enc),
        client(
            "keyless",
            "x",
            authorization_encrypted_response_alg="ECDH-ES",
            jwks_uri="https://client.example/jwks",
        ),
    )


def carried(response: httpx2.Response, how: str) -> dict[str, str]:
    """The parameters that a response carries in this way and in no other."""
    if how == "form_post":
        assert response.status_code == 200
        assert f'action="{CALLBACK}"' in response.text
        return {name: unescape(value) for name, value in hidden_fields(response.text).items()}
    assert response.status_code == 303
    parts = urlsplit(response.headers["location"])
    assert parts._replace(query="", fragment="").geturl() == CALLBACK
    assert not (parts.query if how == "fragment" else parts.fragment)
    return dict(parse_qsl(parts.fragment if how == "fragment" else parts.query))


async def answer(
    house: House, mode: str, client_id: str = "portal", **more: str
) -> httpx2.Response:
    """The response to a person who signs in."""
    browser = house.browser()
    page = await browser.authorize(client_id, response_mode=mode, **more)
    return await browser.sign_in(page)


async def opened(house: House, token: str, alg: str = "RS256") -> dict[str, Any]:
    """The claims of a response that the published keys verify."""
    keys = KeySet.import_key_set((await house.http.get("/oidc/jwks")).json())
    read = jwt.decode(token, keys, list(ASYMMETRIC), registry=REGISTRY)
    assert read.header["alg"] == alg
    assert read.header["kid"]
    return read.claims


@pytest.mark.parametrize("mode", MODES)
async def test_the_response_is_one_jwt(house: House, mode: str) -> None:
    """Nothing but `response` is sent, and all that was due is inside of it."""
    how = {"jwt": "query"}.get(mode, mode.removesuffix(".jwt"))
    sent = carried(await answer(house, mode), how)
    assert set(sent) == {"response"}
    told = await opened(house, sent["response"])
    assert set(told) == {"iss", "aud", "exp", "code", "state"}
    assert (told["iss"], told["aud"], told["state"]) == (SITE, "portal", "s-1")
    assert told["exp"] == int(house.watch.now) + 600
    assert (await house.redeem(told["code"])).status_code == 200


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("params", "error"),
    [({"prompt": "none"}, "login_required"), ({"scope": "openid unknown"}, "invalid_scope")],
)
async def test_errors_are_told_in_the_same_way(
    house: House, mode: str, params: dict[str, str], error: str
) -> None:
    """What is refused is signed too, so that nobody else can end a sign-in (section 2.1)."""
    how = {"jwt": "query"}.get(mode, mode.removesuffix(".jwt"))
    response = await house.browser().authorize(response_mode=mode, **params)
    sent = carried(response, how)
    assert set(sent) == {"response"}
    told = await opened(house, sent["response"])
    assert (told["error"], told["state"], told["aud"]) == (error, "s-1", "portal")
    assert "code" not in told


async def test_giving_up_is_told_in_the_same_way(house: House) -> None:
    """access_denied after the sign-in page is a JWT as well."""
    browser = house.browser()
    page = await browser.authorize(response_mode="jwt")
    request_id = page.headers["location"].rpartition("=")[2]
    gone = await browser.http.get(f"/oidc/authorize/{request_id}/abandon")
    told = await opened(house, carried(gone, "query")["response"])
    assert told["error"] == "access_denied"


@pytest.mark.parametrize(("client_id", "alg"), [("es256", "ES256"), ("ps256", "PS256")])
async def test_the_registered_algorithm_signs(house: House, client_id: str, alg: str) -> None:
    """authorization_signed_response_alg chooses the key, published beforehand."""
    keys = (await house.http.get("/oidc/jwks")).json()["keys"]
    assert alg in {each["alg"] for each in keys}
    sent = carried(await answer(house, "jwt", client_id), "query")
    assert (await opened(house, sent["response"], alg))["aud"] == client_id


async def test_hs256_is_of_the_secret(house: House) -> None:
    """A confidential client may ask for HS256; one without a secret gets what anybody may read."""
    sent = carried(await answer(house, "jwt", "hashed"), "query")
    read = jws.deserialize_compact(
        sent["response"], OctKey.import_key(SECRET), ["HS256"], registry=SECRET_REGISTRY
    )
    assert b'"aud":"hashed"' in (read.payload or b"").replace(b" ", b"")
    public_one = carried(await answer(house, "jwt", "open"), "query")
    assert (await opened(house, public_one["response"]))["aud"] == "open"


async def test_the_response_is_encrypted_to_who_asked_for_it(house: House) -> None:
    """Signed first, then encrypted to the client's key, with the default content encryption."""
    sent = carried(await answer(house, "jwt", "locked"), "query")
    read = jwe.decrypt_compact(sent["response"], key("ec"))
    assert (read.headers()["alg"], read.headers()["enc"]) == ("ECDH-ES", "A128CBC-HS256")
    assert (read.headers()["kid"], read.headers()["cty"]) == ("enc", "JWT")
    told = await opened(house, (read.plaintext or b"").decode())
    assert (told["aud"], told["state"]) == ("locked", "s-1")


async def test_without_a_key_to_encrypt_to_nothing_is_sent(house: House, outside: Outside) -> None:
    """A response that cannot be encrypted stays on our page: never in clear instead."""
    response = await answer(house, "jwt", "keyless")
    assert outside.called == ["https://client.example/jwks"]
    assert response.status_code == 400
    assert "location" not in response.headers


async def test_a_fragment_carries_a_plain_response_too(house: House) -> None:
    """response_mode=fragment keeps the code out of the server's log."""
    sent = carried(await answer(house, "fragment"), "fragment")
    assert (sent["iss"], sent["state"]) == (SITE, "s-1")
    assert (await house.redeem(sent["code"])).status_code == 200


async def test_the_query_of_a_redirect_uri_is_kept(house: House) -> None:
    """What the registered redirect URI holds stays, and the response comes after it."""
    where = "https://client.example/cb?app=1"
    await enrol(house, client("asker", "x", redirect_uris=[where]))
    for mode, mark in (("query.jwt", "&"), ("fragment.jwt", "#")):
        response = await answer(house, mode, "asker", redirect_uri=where)
        assert response.headers["location"].startswith(f"{where}{mark}response=")


@pytest.mark.parametrize(
    "mode", ["jwt.jwt", ".jwt", "JWT", "query.JWT", "web_message", "fragment.", "é"]
)
async def test_other_modes_are_refused(house: House, mode: str) -> None:
    """An unknown mode is told in the default one."""
    sent = carried(await house.browser().authorize(response_mode=mode), "query")
    assert (sent["error"], sent["state"]) == ("invalid_request", "s-1")


@pytest.mark.parametrize("mode", ["form_post.jwt", "form_post"])
async def test_a_form_goes_to_http_only(house: House, mode: str) -> None:
    """A form would run a `javascript:` address in our origin; nothing is ever posted there."""
    where = "ca.exemple.garderie:/cb?app=1"
    response = await house.browser().authorize("native", redirect_uri=where, response_mode=mode)
    assert response.headers["location"].startswith(f"{where}&error=invalid_request")


async def test_a_jwt_mode_inside_of_a_request_object(house: House) -> None:
    """The mode counts wherever it is asked for."""
    inside = f"{encoded({'alg': 'none'})}.{encoded({'response_mode': 'fragment.jwt'})}."
    browser = house.browser()
    response = await browser.sign_in(await browser.authorize(request=inside))
    assert set(carried(response, "fragment")) == {"response"}


async def test_discovery_announces_the_modes(house: House) -> None:
    """Modes and algorithms are those that are answered."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert {*MODES, "query", "fragment", "form_post"} == set(told["response_modes_supported"])
    algs = told["authorization_signing_alg_values_supported"]
    assert {"RS256", "PS256", "ES256"} <= set(algs)
    assert "none" not in algs
    assert "ECDH-ES" in told["authorization_encryption_alg_values_supported"]
    assert "A128CBC-HS256" in told["authorization_encryption_enc_values_supported"]
