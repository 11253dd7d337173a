"""A provider under test and the parties that talk to it, all in one process."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.app import create_app
from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.oidc.jose.algorithms import ASYMMETRIC, REGISTRY
from sandbox.services.desk import Desk
from sandbox.settings import Settings
from tests.protocol.cast import CALLBACK, CLIENTS, NOON, PASSWORD, RSE

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
S256 = {"code_challenge": CHALLENGE.rstrip(b"=").decode(), "code_challenge_method": "S256"}
SECRETS = {row.client_id: row.client_secret for row in CLIENTS}
SITE = "http://127.0.0.1:8400"
Sent = str | list[str]
"""A parameter as it is sent: a list is sent once for each of its members."""


class Watch:
    """The seconds that the sandbox under test reads; it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON.timestamp()

    def read(self) -> float:
        """The time now, in seconds since the epoch."""
        return self.now

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def basic(client_id: str, secret: str) -> dict[str, str]:
    """The header of RFC 6749 section 2.3.1."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def sent_back(response: httpx2.Response) -> dict[str, str]:
    """Parameters of an authorization response that came by redirection."""
    assert response.status_code == 303, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query, keep_blank_values=True))


def hidden_fields(page: str) -> dict[str, str]:
    """Hidden fields of the page's forms, by name."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    entities = {"&#34;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&"}
    return {name: _unescaped(value, entities) for name, value in found}


def _unescaped(text: str, entities: dict[str, str]) -> str:
    for entity, char in entities.items():
        text = text.replace(entity, char)
    return text


@dataclass
class House:
    """The application over one desk; `http` sends without a cookie."""

    desk: Desk
    watch: Watch
    http: httpx2.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(Settings(data="", secret="tests"), desk=self.desk)
        self.http = self._client()

    def _client(self) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=self.app)
        return httpx2.AsyncClient(transport=transport, base_url=SITE)

    def browser(self, prefix: str = "") -> "Browser":
        """A browser without any cookie yet."""
        return Browser(self, self._client(), prefix)

    async def post(
        self, path: str, client_id: str = "portal", prefix: str = "", **params: Sent
    ) -> httpx2.Response:
        """A form from a client that authenticates as it is registered."""
        method = next(
            row.metadata["token_endpoint_auth_method"]
            for row in CLIENTS
            if row.client_id == client_id
        )
        secret, headers = SECRETS[client_id], {}
        if method == "client_secret_basic":
            headers = basic(client_id, secret)
        else:
            params["client_id"] = client_id
        if method == "client_secret_post":
            params["client_secret"] = secret
        return await self.http.post(f"{prefix}/oidc/{path}", data=params, headers=headers)

    async def redeem(
        self, code: str, client_id: str = "portal", prefix: str = "", **params: Sent
    ) -> httpx2.Response:
        """A token request for a code."""
        asked: dict[str, Any] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            **params,
        }
        kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
        return await self.post("token", client_id, prefix, **kept)

    async def refresh(self, token: str, client_id: str = "portal", **more: Any) -> httpx2.Response:
        """A token request for a refresh token."""
        return await self.post(
            "token", client_id, grant_type="refresh_token", refresh_token=token, **more
        )

    async def tokens(self, client_id: str = "portal", **params: Any) -> dict[str, Any]:
        """The tokens of a person who signs in from scratch."""
        browser = self.browser()
        code = await browser.code(client_id=client_id, **params)
        response = await self.redeem(code, client_id)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def userinfo(self, access_token: str) -> httpx2.Response:
        """The UserInfo endpoint by GET."""
        headers = {"Authorization": f"Bearer {access_token}"}
        return await self.http.get("/oidc/userinfo", headers=headers)

    async def active(self, token: str, client_id: str = "portal") -> bool:
        """Whether introspection says that a token is live."""
        told = (await self.post("introspect", client_id, token=token)).json()
        return bool(told["active"])

    async def read(self, id_token: str, prefix: str = "") -> dict[str, Any]:
        """Claims of an ID token whose signature the published keys verify."""
        keys = KeySet.import_key_set((await self.http.get(f"{prefix}/oidc/jwks")).json())
        return jwt.decode(id_token, keys, list(ASYMMETRIC), registry=REGISTRY).claims

    async def journal(self, event: Event, space: str = "default") -> list[JournalEntry]:
        """Facts of one name, oldest first."""
        async with self.desk.look(space) as (tx, _):
            return await tx.find(JournalEntry, name=event.value, order="seq")


@dataclass
class Browser:
    """A person's browser: it keeps cookies and follows what it is told to."""

    house: House
    http: httpx2.AsyncClient
    prefix: str = ""

    async def authorize(self, client_id: str = "portal", **params: Sent) -> httpx2.Response:
        """An authorization request; a parameter given as an empty text is left out."""
        asked = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": CALLBACK,
            "scope": "openid",
            "state": "s-1",
            "nonce": "n-1",
            **S256,
            **params,
        }
        kept = {name: text for name, text in asked.items() if text}
        return await self.http.get(f"{self.prefix}/oidc/authorize", params=kept)

    async def sign_in(
        self, page: httpx2.Response, code: str = RSE, password: str = PASSWORD
    ) -> httpx2.Response:
        """From the redirection to the sign-in page, to what the provider answers at the end."""
        where = page.headers["location"]
        assert where.startswith(f"{self.prefix}/connexion?"), where
        form = await self.http.get(where)
        typed = {**hidden_fields(form.text), "code_utilisateur": code, "mot_de_passe": password}
        return await self.follow(await self.http.post(where, data=typed))

    async def fill(self, page: httpx2.Response | str, **typed: str) -> httpx2.Response:
        """Fill the form of the page that a redirection (or an address) leads to, and follow."""
        where = page if isinstance(page, str) else page.headers["location"]
        form = await self.http.get(where)
        assert form.status_code == 200, (form.status_code, where)
        return await self.follow(
            await self.http.post(where, data={**hidden_fields(form.text), **typed})
        )

    async def follow(self, response: httpx2.Response) -> httpx2.Response:
        """Follow redirections as long as they stay within the sandbox's resume addresses."""
        where = response.headers.get("location", "")
        if "/resume" in where or "/abandon" in where:
            return await self.http.get(where)
        return response

    async def answer(
        self, client_id: str = "portal", who: str = RSE, **params: Sent
    ) -> dict[str, str]:
        """Parameters of the authorization response, after a sign-in if one is asked for."""
        response = await self.authorize(client_id, **params)
        if "/connexion" in response.headers.get("location", ""):
            response = await self.sign_in(response, who)
        return sent_back(response)

    async def code(self, client_id: str = "portal", who: str = RSE, **params: Sent) -> str:
        """An authorization code."""
        answer = await self.answer(client_id, who, **params)
        assert "code" in answer, answer
        return answer["code"]

    async def logout(self, **params: str) -> httpx2.Response:
        """Sign out, confirming where the provider asks for it."""
        response = await self.http.get(f"{self.prefix}/oidc/logout", params=params)
        fields = hidden_fields(response.text)
        if "confirmation" in fields:
            response = await self.http.post(f"{self.prefix}/oidc/logout", data=fields)
        return response


def claims_of(token: str) -> dict[str, Any]:
    """Claims of a JWT, unverified."""
    payload = token.split(".")[1]
    found: dict[str, Any] = json.loads(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )
    return found
