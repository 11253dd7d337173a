"""A thousand malformed requests: the standard error each time, and never a fault of ours."""

import random
from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest
from starlette.types import Message

from sandbox.domain.events import Event
from tests.protocol.cast import CALLBACK, PORTAL_SECRET
from tests.protocol.house import House, basic

PATHS = (
    "/.well-known/openid-configuration",
    "/oidc/jwks",
    "/oidc/authorize",
    "/oidc/authorize/xyz",
    "/oidc/authorize/xyz/resume",
    "/oidc/authorize/%00/abandon",
    "/oidc/authorize/%C3%A9%FF/resume",
    "/oidc/token",
    "/oidc/userinfo",
    "/oidc/introspect",
    "/oidc/revoke",
    "/oidc/par",
    "/oidc/logout",
    "/oidc/register",
    "/oidc/register/xyz",
    "/pes/inscription",
    "/b/nowhere/oidc/token",
    "/b/%FF/oidc/authorize",
)
METHODS = ("GET", "POST", "POST", "GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW")
NAMES = (
    "response_type",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "response_mode",
    "id_token_hint",
    "claims",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "grant_type",
    "code",
    "refresh_token",
    "token",
    "token_type_hint",
    "access_token",
    "post_logout_redirect_uri",
    "confirmation",
    "client_assertion",
    "request",
    "request_uri",
    "xyz",
)
GOOD = {
    "response_type": "code",
    "client_id": "portal",
    "redirect_uri": CALLBACK,
    "scope": "openid",
    "grant_type": "authorization_code",
}
VALUES = (
    b"",
    b"x",
    b"%C3%A9",
    b"\xc3\xa9",
    b"%FF%FE",
    b"\xff\xfe",
    b"%00",
    b"a%00b",
    b"%zz",
    b"%",
    b"+" * 50,
    b"9" * 5000,
    b"-1",
    b"1e999",
    b"%F0%9F%92%A3",
    b"%ED%A0%80",
    b"%E2%80%AE",
    b"%0d%0aSet-Cookie:%20x=1",
    b"%22%3E%3Cscript%3E",
    b"a%22b%5Cc",
    b"openid%20openid%20%20x",
    b"none%20login",
    b"e30.e30.e30",
    b"eyJhbGciOiJub25lIn0.e30.",
    b"eyJhbGciOiJSUzI1NiIsImtpZCI6WzFdfQ.e30.AAAA",
    b"%5B" * 3000,
    b"{" * 3000,
    b"x" * 70_000,
    b"http://%5B",
    b"http://127.0.0.1:99999/",
    b"javascript:alert(1)",
    b"authorization_code",
    b"refresh_token",
    b"none",
    b"form_post",
)
TYPES = (
    b"application/x-www-form-urlencoded",
    b"application/x-www-form-urlencoded",
    b"application/x-www-form-urlencoded; charset=utf-16",
    b"application/json",
    b"multipart/form-data",
    b"multipart/form-data; boundary=x",
    b"\xff",
    b"",
)
CREDENTIALS = (
    b"",
    b"",
    basic("portal", PORTAL_SECRET)["Authorization"].encode(),
    b"Basic",
    b"Basic \xff\xff",
    b"Basic ////",
    b"Basic " + b"A" * 9000,
    b"Bearer",
    b"Bearer \xc3\xa9",
    b"Bearer " + b"x" * 9000,
    b"Digest username=x",
    b" ",
    b"\xff",
)
COOKIES = (b"", b"", b"clicsequr_default=x.y.z", b"clicsequr_default=\xff", b"=;=;;")


@dataclass
class Raw:
    """An answer as the server would write it."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str:
        """The first header of this name, or an empty text."""
        found = [v for n, v in self.headers if n.decode("latin-1").lower() == name]
        return found[0].decode("latin-1") if found else ""


async def raw(
    house: House,
    method: str,
    path: str,
    query: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
) -> Raw:
    """Send bytes that no well-behaved client would, as a server hands them to the application."""
    answer = Raw()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8400),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], list(message["headers"])
        else:
            answer.body += message.get("body", b"")

    await house.app(scope, receive, send)
    return answer


def pairs(chance: random.Random) -> bytes:
    """Form-encoded bytes, good in part, some of them repeated."""
    fields = [f"{name}={value}".encode() for name, value in GOOD.items() if chance.random() < 0.7]
    fields += [
        chance.choice(NAMES).encode() + b"=" + chance.choice(VALUES)
        for _ in range(chance.randrange(5))
    ]
    chance.shuffle(fields)
    return b"&".join(fields)


@pytest.mark.parametrize("seed", range(10))
async def test_a_thousand_malformed_requests_are_answered(house: House, seed: int) -> None:
    """No request, however malformed, gets a 5xx, a stray redirection or a raw echo."""
    chance = random.Random(seed)
    for _ in range(100):
        method, path = chance.choice(METHODS), chance.choice(PATHS)
        query, body = pairs(chance), pairs(chance) if method != "GET" else b""
        headers = [(b"content-type", chance.choice(TYPES)), (b"cookie", chance.choice(COOKIES))]
        shown = chance.sample(CREDENTIALS, 1 + (chance.random() < 0.1))
        headers += [(b"authorization", value) for value in shown]
        answer = await raw(house, method, path, query, headers, body)
        told = (method, path, query[:300], body[:300], headers, answer.status)
        assert answer.status < 500, told
        where = answer.header("location")
        assert not where or where.startswith((CALLBACK, "/oidc/", "/connexion?")), told
        assert b"<script>" not in answer.body, told
        assert "x=1" not in answer.header("set-cookie"), told


async def test_bodies_and_queries_are_bounded(house: House) -> None:
    """More than 64 KiB of body is 413, more than 32 KiB of query 414, and both are journaled."""
    large = await house.http.post("/oidc/token", data={"code": "x" * 70_000})
    assert (large.status_code, large.json()["error"]) == (413, "invalid_request")
    long = await raw(house, "GET", "/oidc/authorize", b"state=" + b"x" * 40_000, [], b"")
    assert long.status == 414
    assert len(await house.journal(Event.TOKEN_REFUSED)) == 1
    assert len(await house.journal(Event.AUTHORIZATION_REFUSED)) == 1


async def test_too_many_parameters_are_refused(house: House) -> None:
    """A form of thousands of fields is refused before it is looked at."""
    many = {f"p{number}": "x" for number in range(500)}
    refused = await house.http.post("/oidc/token", data=many)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("body", [b"code=a%00b", b"code=a&code=b", b"code=%FF", b"%FF=x"])
@pytest.mark.parametrize("path", ["token", "introspect", "revoke"])
async def test_nul_repetition_and_broken_utf_8_are_refused(
    house: House, path: str, body: bytes
) -> None:
    """Back-channel parameters are UTF-8 without NUL and each sent once (RFC 6749 section 3.2)."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        **basic("portal", PORTAL_SECRET),
    }
    sent = b"grant_type=authorization_code&token=x&" + body
    refused = await house.http.post(f"/oidc/{path}", content=sent, headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


async def test_a_body_of_another_type_is_refused(house: House) -> None:
    """JSON at the token endpoint is invalid_request, and the hint says what to send."""
    refused = await house.http.post("/oidc/token", json={"grant_type": "authorization_code"})
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    (fact,) = await house.journal(Event.TOKEN_REFUSED)
    assert "application/x-www-form-urlencoded" in fact.data["hint"]
    assert fact.data["endpoint"] == "/oidc/token"
