"""OpenID Connect Core section 6.2: request objects by reference, at registered addresses only."""

import hashlib

import pytest

from tests.protocol.cast import client
from tests.protocol.house import S256, House, sent_back
from tests.protocol.outside import Outside
from tests.protocol.signers import encoded, enrol, key_set, request_claims, signed

WHERE = "https://client.example/request.jwt"
BARE = {"redirect_uri": "", "state": "", "nonce": "", **dict.fromkeys(S256, "")}
"""Nothing beside the reference but what section 6.1 wants there."""


@pytest.fixture(autouse=True)
async def afar(house: House) -> None:
    """A client that keeps its request objects at home."""
    addresses = [WHERE, "http://127.0.0.1:8401/r"]
    await enrol(house, client("afar", "x", jwks=key_set("ec"), request_uris=addresses))


async def test_a_request_object_by_reference_is_obeyed(house: House, outside: Outside) -> None:
    """An object at a registered address is fetched each time it may have changed."""
    for turn in ("one", "two"):
        browser = house.browser()
        outside.documents[WHERE] = signed(request_claims(house, "afar", state=turn)).encode()
        page = await browser.authorize("afar", request_uri=WHERE, **BARE)
        assert sent_back(await browser.sign_in(page))["state"] == turn
    assert outside.called == [WHERE, WHERE]


async def test_a_hash_lets_the_object_be_kept(house: House, outside: Outside) -> None:
    """With its SHA-256 as the fragment an object is fetched once, and again when it changed."""
    for turn in ("one", "two"):
        body = signed(request_claims(house, "afar", state=turn)).encode()
        outside.documents[WHERE] = body
        there = f"{WHERE}#{encoded(hashlib.sha256(body).digest())}"
        for _ in range(3):
            page = await house.browser().authorize("afar", request_uri=there)
            assert page.headers["location"].startswith("/connexion?")
    assert outside.called == [WHERE, WHERE]
    wrong = await house.browser().authorize("afar", request_uri=f"{WHERE}#{encoded(b'x' * 32)}")
    assert sent_back(wrong)["error"] == "invalid_request_uri"


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/request.jwt",
        f"{WHERE}?x=1",
        f"{WHERE}/",
        WHERE.upper(),
        WHERE.replace("https", "http"),
        "https://client.example@evil.example/request.jwt",
        "http://127.0.0.1:8401/admin",
        "http://127.0.0.1:6379/",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "data:application/jwt,e30.e30.",
        "urn:example:x",
        "javascript:alert(1)",
        "#x",
        "é",
    ],
)
async def test_an_unregistered_address_is_never_called(
    house: House, outside: Outside, uri: str
) -> None:
    """A request_uri that the client did not register causes no request at all."""
    answer = sent_back(await house.browser().authorize("afar", request_uri=uri))
    assert answer["error"] == "invalid_request_uri"
    assert not outside.called


@pytest.mark.parametrize("body", [None, b"", b"<html>", b"\xff\xfe", b"{}", b"x" * 20_000])
async def test_an_address_without_an_object(
    house: House, outside: Outside, body: bytes | None
) -> None:
    """What cannot be read, or is no request object, is told to the client."""
    if body is not None:
        outside.documents[WHERE] = body
    answer = sent_back(await house.browser().authorize("afar", request_uri=WHERE))
    assert answer["error"] == ("invalid_request_uri" if body is None else "invalid_request_object")
