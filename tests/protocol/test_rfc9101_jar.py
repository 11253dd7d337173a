"""RFC 9101: request objects that hold the whole request, and clients that must send them."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from sandbox.domain.events import Event
from tests.protocol.asserting import ask as ask_token
from tests.protocol.asserting import known
from tests.protocol.cast import CALLBACK, client
from tests.protocol.house import CHALLENGE, S256, House, sent_back
from tests.protocol.outside import Outside
from tests.protocol.signers import (
    assertion_claims,
    encoded,
    enrol,
    key_set,
    keyed_hash,
    public,
    request_claims,
    signed,
    unsigned,
)

TYP = {"typ": "oauth-authz-req+jwt"}
ALONE = {
    "redirect_uri": "",
    "state": "",
    "nonce": "",
    "scope": "",
    "response_type": "",
    **dict.fromkeys(S256, ""),
}
"""Nothing beside client_id and the object (RFC 9101 section 5)."""


@pytest.fixture(autouse=True)
async def signing_parties(house: House) -> None:
    """A client that may send request objects, and clients that must."""
    keys: dict[str, Any] = {"jwks": key_set("rsa", "ec")}
    must = {"require_signed_request_object": True}
    await enrol(
        house,
        client("asker", "x", **keys),
        client("strict", "x", **keys, **must),
        client("pinned", "x", **keys, request_object_signing_alg="ES256"),
        client("slack", "x", **must, request_object_signing_alg="none"),
        client("other-strict", "x", jwks=key_set("ec2"), **must),
        client("keyed", "x", **keys, token_endpoint_auth_method="private_key_jwt"),
    )


async def ask(house: House, token: str, client_id: str = "strict", **outer: str) -> httpx2.Response:
    """A request of nothing but client_id and the object, unless `outer` says more."""
    params = {**ALONE, **outer}
    return await house.browser().authorize(client_id, request=token, **params)


@pytest.mark.parametrize("client_id", ["asker", "strict"])
@pytest.mark.parametrize("header", [{}, TYP, {"typ": "application/oauth-authz-req+jwt"}])
async def test_client_id_and_the_object_are_enough(
    house: House, client_id: str, header: dict[str, str]
) -> None:
    """Everything but client_id may be inside of the object alone."""
    browser = house.browser()
    token = signed(request_claims(house, client_id), **header)
    page = await browser.authorize(client_id, request=token, **ALONE)
    answer = sent_back(await browser.sign_in(page))
    assert answer["state"] == "inside"
    assert "code" in answer


@pytest.mark.parametrize("client_id", ["asker", "strict"])
async def test_only_what_is_inside_counts(house: House, client_id: str) -> None:
    """What stands beside an object of this kind is as if it were not there (section 6.3)."""
    inside = request_claims(house, client_id, state=None, nonce=None)
    browser = house.browser()
    beside = {"prompt": "none", "max_age": "x", "scope": "openid unknown", "state": "outside"}
    page = await browser.authorize(client_id, request=signed(inside, **TYP), **beside)
    answer = sent_back(await browser.sign_in(page))
    assert "state" not in answer
    assert "code" in answer


async def test_pkce_inside_counts_and_outside_does_not(house: House) -> None:
    """A challenge beside the object protects nothing, so that a public client needs it inside."""
    await enrol(house, client("app", jwks=key_set("ec"), token_endpoint_auth_method="none"))
    without = dict.fromkeys(S256)
    token = signed(request_claims(house, "app", **without), **TYP)
    refused = await ask(house, token, "app", code_challenge=CHALLENGE.decode().rstrip("="))
    assert "code_challenge" in sent_back(refused)["error_description"]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": None}, "invalid_request_object"),
        ({"client_id": "asker"}, "invalid_request"),
        ({"exp": None}, "invalid_request_object"),
        ({"exp": 1}, "invalid_request_object"),
        ({"exp": 99_999_999_999}, "invalid_request_object"),
        ({"iss": None}, "invalid_request_object"),
        ({"iss": "other-strict"}, "invalid_request_object"),
        ({"aud": None}, "invalid_request_object"),
        ({"aud": ["https://elsewhere.example"]}, "invalid_request_object"),
        ({"sub": "strict"}, "invalid_request_object"),
        ({"request": "x"}, "invalid_request_object"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request_object"),
    ],
    ids=str,
)
async def test_objects_that_are_not_right_are_refused(
    house: House, changed: dict[str, Any], error: str
) -> None:
    """Who must sign must also say from whom, for whom and until when."""
    token = signed(request_claims(house, "strict", **changed), **TYP)
    refused = await ask(house, token, redirect_uri=CALLBACK, state="s-1")
    answer = sent_back(refused)
    assert (answer["error"], answer["state"]) == (error, "s-1")
    assert (await ask(house, token)).status_code == 400  # nowhere to go without an address


async def test_a_client_that_must_sign_cannot_ask_plainly(house: House) -> None:
    """require_signed_request_object refuses plain and unsigned requests (section 10.5)."""
    plain = sent_back(await house.browser().authorize("strict"))
    assert plain["error"] == "invalid_request"
    (fact,) = await house.journal(Event.AUTHORIZATION_REFUSED)
    assert fact.data["cite"] == "RFC 9101 section 10.5"
    for client_id in ("strict", "slack"):
        bare = unsigned(request_claims(house, client_id))
        refused = await ask(house, bare, client_id, redirect_uri=CALLBACK)
        assert sent_back(refused)["error"] == "invalid_request_object"


FORGERIES: dict[str, Callable[[dict[str, Any]], str]] = {
    "alg none": lambda claims: unsigned(claims),
    "alg None": lambda claims: unsigned(claims, "None"),
    "alg NONE": lambda claims: unsigned(claims, "NONE"),
    "alg nonE": lambda claims: unsigned(claims, "nonE"),
    "alg none with a signature": lambda claims: unsigned(claims) + "AAAA",
    "no alg": lambda claims: f"{encoded({})}.{encoded(claims)}.",
    "HS256 with the secret": lambda claims: keyed_hash(claims, b"x"),
    "HS256 with the public JWK": lambda claims: keyed_hash(
        claims, json.dumps(public("rsa")).encode()
    ),
    "HS256 with the modulus": lambda claims: keyed_hash(claims, public("rsa")["n"].encode()),
    "another key": lambda claims: signed(claims, "ec2", **TYP),
    "another key, our kid": lambda claims: signed(claims, "ec2", kid="ec"),
    "another key in jwk": lambda claims: signed(claims, "ec2", jwk=public("ec2")),
    "another key by jku": lambda claims: signed(claims, "ec2", jku="http://127.0.0.1:9/jwks"),
    "critical header": lambda claims: signed(claims, crit=["typ"], **TYP),
    "a proof": lambda claims: signed(claims, typ="dpop+jwt"),
    "an access token": lambda claims: signed(claims, typ="at+jwt"),
    "a list": lambda claims: signed(b"[]"),
    "nested": lambda claims: signed(b'{"state":' + b"[" * 4000 + b"]" * 4000 + b"}"),
    "oversized": lambda claims: signed({**claims, "state": "x" * 13_000}),
    "encrypted": lambda claims: "e30.e30.e30.e30.e30",
    "empty parts": lambda claims: "..",
    "spaces": lambda claims: signed(claims, **TYP).replace(".", " ."),
    "signature gone": lambda claims: signed(claims).rpartition(".")[0] + ".",
}


@pytest.mark.parametrize("name", FORGERIES)
@pytest.mark.parametrize("client_id", ["pinned", "strict"])
async def test_forgeries_are_refused(
    house: House, name: str, client_id: str, outside: Outside
) -> None:
    """No header, algorithm or size makes an object good, and none is followed."""
    token = FORGERIES[name](request_claims(house, client_id))
    refused = await ask(house, token, client_id)
    assert refused.status_code in (400, 414)
    assert "location" not in refused.headers
    assert not outside.called


async def test_the_object_of_another_client_is_refused(house: House) -> None:
    """What one client signed is no request of another, whichever of them it names."""
    for inside in ("strict", "other-strict"):
        stolen = signed(request_claims(house, inside), **TYP)
        assert (await ask(house, stolen, "other-strict")).status_code == 400


async def test_neither_kind_of_jwt_passes_for_the_other(house: House) -> None:
    """A client assertion is no request, and a request object does not authenticate (10.8)."""
    both = {**request_claims(house, "keyed"), **assertion_claims(house, "keyed")}
    assert (await ask(house, signed(both), "keyed")).status_code == 400
    assert not known(await ask_token(house, signed(both, **TYP)))
    assert not known(await ask_token(house, signed(request_claims(house, "keyed"))))
