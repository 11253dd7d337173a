"""OpenID Connect Core section 6: request objects by value and by reference."""

from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from sandbox.domain.events import Event
from sandbox.domain.provider import AuthorizationCode
from sandbox.services.sessions import digest
from tests.protocol.cast import CALLBACK, client
from tests.protocol.house import SITE, House, sent_back
from tests.protocol.signers import enrol, key_set, request_claims, signed, unsigned

OUTER = {"state": "outside", "nonce": "n-outside"}


@pytest.fixture(autouse=True)
async def signing_parties(house: House) -> None:
    """Clients that sign their requests, each with one thing of its own."""
    keys: dict[str, Any] = {"jwks": key_set("rsa", "ec")}
    await enrol(
        house,
        client("asker", "un-secret-de-plus-de-trente-deux-octets", **keys),
        client("pinned", "x", **keys, request_object_signing_alg="RS256"),
        client("never", "x", request_object_signing_alg="none"),
        client(
            "hashed", "un-secret-de-plus-de-trente-deux-octets", request_object_signing_alg="HS256"
        ),
        client(
            "public", **keys, token_endpoint_auth_method="none", request_object_signing_alg="HS256"
        ),
    )


async def ask(house: House, token: str, client_id: str = "asker", **outer: str) -> httpx2.Response:
    """A request by value; `outer` is what stands beside the object."""
    return await house.browser().authorize(client_id, request=token, **outer)


async def nonce_of(house: House, code: str) -> str:
    """The nonce that the ID token for this code will have."""
    async with house.desk.look("default") as (tx, _):
        return (await tx.need(AuthorizationCode, digest(code))).nonce


async def test_an_unsigned_request_object_is_obeyed(house: House) -> None:
    """What stands inside of an unsigned object supersedes the query."""
    browser = house.browser()
    inside = {"client_id": "portal", "response_type": "code", "state": "inside", "nonce": "n-in"}
    page = await browser.authorize("portal", request=unsigned(inside), **OUTER)
    answer = sent_back(await browser.sign_in(page))
    assert answer["state"] == "inside"
    told = await house.read((await house.redeem(answer["code"])).json()["id_token"])
    assert told["nonce"] == "n-in"


@pytest.mark.parametrize(("signer", "alg"), [("rsa", "RS256"), ("rsa", "PS256"), ("ec", "ES256")])
async def test_a_signed_request_object(house: House, signer: str, alg: str) -> None:
    """A signed object is obeyed, and the person has all the time there is to sign in."""
    browser = house.browser()
    token = signed(request_claims(house, "asker"), signer, alg)
    page = await browser.authorize("asker", request=token, **OUTER)
    house.watch.forward(900)
    answer = sent_back(await browser.sign_in(page))
    assert answer["state"] == "inside"
    assert await nonce_of(house, answer["code"]) == "n-inside"


async def test_state_and_nonce_may_stay_outside(house: House) -> None:
    """An object that was signed once for all leaves to the query what changes."""
    browser = house.browser()
    inside = request_claims(house, "asker", state=None, nonce=None)
    page = await browser.authorize("asker", request=signed(inside), **OUTER)
    answer = sent_back(await browser.sign_in(page))
    assert answer["state"] == "outside"
    assert await nonce_of(house, answer["code"]) == "n-outside"


async def test_members_of_other_kinds_are_read(house: House) -> None:
    """max_age is a number in JSON, claims an object; what is unknown is ignored."""
    more = {
        "max_age": 0,
        "claims": {"userinfo": {"name": None}},
        "foo": [{"bar": 1}],
        "display": None,
    }
    browser = house.browser()
    await browser.code()
    page = await browser.authorize("asker", request=signed(request_claims(house, "asker", **more)))
    assert page.headers["location"].startswith("/connexion?")


async def test_a_request_by_post(house: House) -> None:
    """An object may be posted to the authorization endpoint as well."""
    sent = {"client_id": "asker", "response_type": "code", "scope": "openid"}
    sent["request"] = signed(request_claims(house, "asker"))
    browser = house.browser()
    stored = await browser.http.post("/oidc/authorize", data=sent)
    page = await browser.http.get(stored.headers["location"])
    assert sent_back(await browser.sign_in(page))["state"] == "inside"


async def test_the_redirect_uri_inside_counts(house: House) -> None:
    """The redirect URI of the object counts; the one of the query is neither used nor trusted."""
    browser = house.browser()
    evil = "https://evil.example/cb"
    inside = unsigned({"redirect_uri": CALLBACK, "state": "inside"})
    page = await browser.authorize("portal", request=inside, redirect_uri=evil)
    response = await browser.sign_in(page)
    assert response.headers["location"].startswith(CALLBACK + "?")


@pytest.mark.parametrize("outer", ["", "https://evil.example/cb"])
@pytest.mark.parametrize("inner", [None, "https://evil.example/cb", f"{CALLBACK}/", 7, [CALLBACK]])
async def test_no_redirect_uri_that_is_not_registered(
    house: House, outer: str, inner: object
) -> None:
    """Neither place makes an address trusted: without a registered one the error is a page."""
    token = signed(request_claims(house, "asker", redirect_uri=inner))
    refused = await ask(house, token, redirect_uri=outer)
    assert refused.status_code == 400
    assert "location" not in refused.headers


async def test_what_is_not_verified_is_no_return_address(house: House) -> None:
    """A registered redirect URI inside of a forged object gets no answer either."""
    forged = signed(request_claims(house, "asker"), "ec2")
    assert (await ask(house, forged, redirect_uri="")).status_code == 400
    beside = sent_back(await ask(house, forged))
    assert (beside["error"], beside["state"]) == ("invalid_request_object", "s-1")


@pytest.mark.parametrize(
    ("changed", "outer", "error"),
    [
        ({"client_id": "portal"}, {}, "invalid_request"),
        ({"response_type": "token"}, {}, "invalid_request"),
        ({"response_type": "token"}, {"response_type": "token"}, "unsupported_response_type"),
        ({}, {"response_type": ""}, "invalid_request"),
        ({}, {"scope": ""}, "invalid_request"),
        ({}, {"scope": "profile"}, "invalid_request"),
        ({"scope": "openid unknown"}, {}, "invalid_scope"),
        ({"request": "e30.e30."}, {}, "invalid_request_object"),
        ({"request_uri": "https://x.example"}, {}, "invalid_request_object"),
        ({"nonce": ["a"]}, {}, "invalid_request_object"),
        ({"nonce": True}, {}, "invalid_request_object"),
        ({"max_age": 1.5}, {}, "invalid_request_object"),
        ({"state": "a\0b"}, {}, "invalid_request_object"),
        ({"state": "\ud800"}, {}, "invalid_request_object"),
        ({"state": "é"}, {}, "invalid_request"),
        ({}, {"request_uri": "https://client.example/r"}, "invalid_request"),
        ({"iss": "portal"}, {}, "invalid_request_object"),
        ({"iss": None}, {}, "invalid_request_object"),
        ({"aud": "https://elsewhere.example"}, {}, "invalid_request_object"),
        ({"aud": None}, {}, "invalid_request_object"),
        ({"aud": f"{SITE}/oidc/token"}, {}, "invalid_request_object"),
        ({"exp": 1}, {}, "invalid_request_object"),
        ({"exp": "tomorrow"}, {}, "invalid_request_object"),
        ({"nbf": 99_999_999_999}, {}, "invalid_request_object"),
        ({"iat": 99_999_999_999}, {}, "invalid_request_object"),
        ({"prompt": "none login"}, {}, "invalid_request"),
    ],
    ids=str,
)
async def test_objects_that_are_not_right_are_refused(
    house: House, changed: dict[str, Any], outer: dict[str, str], error: str
) -> None:
    """A good signature does not make a request good; the error goes back to the client."""
    token = signed(request_claims(house, "asker", **changed))
    answer = sent_back(await ask(house, token, **outer))
    assert (answer["error"], answer["iss"]) == (error, SITE)
    (fact,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert fact.data["hint"]
    assert fact.data["cite"]
    assert token not in repr(fact)


@pytest.mark.parametrize("name", ["request", "request_uri", "client_id"])
async def test_each_is_sent_once(house: House, name: str) -> None:
    """A request with two objects, or two clients, has none."""
    token = signed(request_claims(house, "asker"))
    query = urlencode([("client_id", "asker"), ("redirect_uri", CALLBACK), *[(name, token)] * 2])
    response = await house.http.get(f"/oidc/authorize?{query}")
    assert response.status_code in (303, 400)
    assert "invalid_request" in response.headers.get("location", response.text)


@pytest.mark.parametrize(
    ("client_id", "token", "good"),
    [
        ("asker", "unsigned", True),
        ("pinned", "unsigned", False),
        ("pinned", "RS256", True),
        ("pinned", "PS256", False),
        ("pinned", "ES256", False),
        ("never", "unsigned", True),
        ("hashed", "HS256", True),
        ("hashed", "unsigned", False),
        ("asker", "HS256", False),
        ("public", "HS256", False),
        ("public", "unsigned", False),
    ],
)
async def test_the_registered_algorithm_is_the_only_one(
    house: House, client_id: str, token: str, good: bool
) -> None:
    """request_object_signing_alg leaves no choice; without it HS256 alone is not taken."""
    claims = request_claims(house, client_id)
    made = {
        "unsigned": lambda: unsigned(claims),
        "RS256": lambda: signed(claims, "rsa", "RS256"),
        "PS256": lambda: signed(claims, "rsa", "PS256"),
        "ES256": lambda: signed(claims, "ec", "ES256"),
        "HS256": lambda: signed(claims, "un-secret-de-plus-de-trente-deux-octets", "HS256"),
    }[token]()
    response = await ask(house, made, client_id)
    assert response.headers["location"].startswith("/connexion?") == good
    if not good:
        assert sent_back(response)["error"] == "invalid_request_object"


async def test_discovery_says_what_is_supported(house: House) -> None:
    """Both ways are announced, and that addresses are registered beforehand."""
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    assert told["request_parameter_supported"] is True
    assert told["request_uri_parameter_supported"] is True
    assert told["require_request_uri_registration"] is True
    algs = told["request_object_signing_alg_values_supported"]
    assert {"none", "RS256", "PS256", "ES256"} <= set(algs)
    assert "request_object_encryption_alg_values_supported" not in told
