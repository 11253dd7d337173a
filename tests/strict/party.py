"""The strict relying party: one of the code flow with a secret, PKCE, state and nonce."""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx2
from joserfc.jwk import Key

from tests.strict import claims as check
from tests.strict import exchange
from tests.strict.keys import Keys, verified
from tests.strict.wrong import must, wrong

_NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
_OF_SCOPES = {"profile": "name", "email": "email", "entreprise": "organisation"}
"""A claim that each of these scopes must bring."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorization request: where the browser is sent, and what the answer is held against."""

    url: str
    params: dict[str, str]
    verifier: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave, checked; `header` and `claims` are those of the ID token."""

    body: dict[str, Any]
    asked: Asked
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass
class StrictParty:
    """A client of one provider.

    `http` sends; `now` reads the seconds of its clock; `patience` is how many seconds it waits for
    an answer of the back channel, unless `enough` is set before; `trusted` are the other audiences
    it accepts in a token; `opens` is its own key where it has tokens encrypted to it.
    """

    http: httpx2.AsyncClient
    client_id: str
    secret: str
    issuer: str = "http://127.0.0.1:8400"
    redirect_uri: str = "http://127.0.0.1:8401/callback"
    now: Callable[[], float] = lambda: 0.0
    alg: str = "RS256"
    patience: float = 10
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    trusted: Collection[str] = ()
    opens: Key | None = None
    sids: set[str] = field(default_factory=set)  # of the sessions that it opened
    _metadata: dict[str, Any] = field(default_factory=dict)
    _keys: Keys = field(init=False)
    _count: int = 0
    _received: set[str] = field(default_factory=set)  # states that were answered
    _left: set[str] = field(default_factory=set)  # jti of logout tokens
    _ended: set[str] = field(default_factory=set)  # sids that a logout token named

    def __post_init__(self) -> None:
        self._keys = Keys(self._fetch_keys)

    @property
    def keys_fetched(self) -> int:
        """How often it read the key set."""
        return self._keys.fetched

    async def metadata(self) -> dict[str, Any]:
        """Discovery section 4.3, fetched once."""
        if not self._metadata:
            url = f"{self.issuer}/.well-known/openid-configuration"
            found = exchange.document(await self._ask("GET", url))
            must(found.get("issuer") == self.issuer, "discovery.issuer", found.get("issuer"))
            missing = [name for name in _NEEDED if not isinstance(found.get(name), str)]
            must(not missing, "discovery.members", missing)
            self._metadata = found
        return self._metadata

    async def _ask(self, method: str, url: str, **more: Any) -> httpx2.Response:
        return await exchange.ask(
            self.http, method, url, patience=self.patience, enough=self.enough, **more
        )

    async def _fetch_keys(self) -> dict[str, Any]:
        response = await self._ask("GET", (await self.metadata())["jwks_uri"])
        return exchange.document(response, "application/jwk-set+json", "application/json")

    def _fresh(self) -> str:
        """A text that was not there before: distinct, not secret, for this is a test."""
        self._count += 1
        digest = hashlib.sha256(f"{id(self)} {self._count}".encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    async def ask(self, **params: str) -> Asked:
        """An authorization request; one given as an empty text is left out."""
        verifier = self._fresh()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": self._fresh(),
            "nonce": self._fresh(),
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **params,
        }
        asked = {name: text for name, text in asked.items() if text}
        where = (await self.metadata())["authorization_endpoint"]
        return Asked(f"{where}?{urlencode(asked)}", asked, verifier)

    async def read_answer(self, asked: Asked, params: Mapping[str, str]) -> str:
        """The code of an authorization response; parameters it does not know are ignored.

        Reasons: `authorization.state`, `.repeated` (a second response), `.iss` (RFC 9207), `.code`,
        and `.<error>` for an error of the provider.
        """
        if "response" in params:  # JARM section 2.4
            _, inner = await verified(
                params["response"], self._keys, what="authorization", alg=self.alg
            )
            must(inner.get("aud") == self.client_id, "authorization.aud", inner.get("aud"))
            must(inner.get("exp", 0) > self.now() - check.LEEWAY, "authorization.exp")
            params = {name: value for name, value in inner.items() if isinstance(value, str)}
        state = params.get("state", "")
        must(state == asked.params.get("state", ""), "authorization.state", state)
        must(state not in self._received, "authorization.repeated")
        if (await self.metadata()).get("authorization_response_iss_parameter_supported"):
            must(params.get("iss") == self.issuer, "authorization.iss", params.get("iss"))
        self._received.add(state)
        if "error" in params:
            wrong(f"authorization.{params['error']}", params.get("error_description", ""))
        must(params.get("code"), "authorization.code")
        return params["code"]

    async def _token(self, form: dict[str, str]) -> dict[str, Any]:
        """A successful answer of the token endpoint (RFC 6749 section 5.1).

        Reasons: `http.*`, `token.<error>` for an error of section 5.2, `token.<member>`. A missing
        `expires_in` is allowed; one of text or below zero is not.
        """
        pair = f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}".encode()
        headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        where = (await self.metadata())["token_endpoint"]
        response = await self._ask("POST", where, data=form, headers=headers)
        exchange.plain(response)
        if response.status_code in (400, 401) and exchange.is_json(response):
            told = exchange.json_object(response)
            must(isinstance(told.get("error"), str), "http.status", response.status_code)
            wrong(f"token.{told['error']}", told.get("error_description", ""))
        must(response.status_code == 200, "http.status", response.status_code)
        body = exchange.json_object(response)
        access = body.get("access_token")
        must(isinstance(access, str) and access, "token.access_token")
        must(str(body.get("token_type", "")).lower() == "bearer", "token.token_type", body)
        expires = body.get("expires_in", 1)
        must(type(expires) is int and expires > 0, "token.expires_in", expires)
        must(isinstance(body.get("scope", ""), str), "token.scope", body.get("scope"))
        return body

    async def redeem(self, asked: Asked, code: str) -> Tokens:
        """The tokens of a code, with the ID token checked; less than was asked is `token.scope`."""
        body = await self._token(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.redirect_uri,
                "code_verifier": asked.verifier,
            }
        )
        self._same_scope(asked.params["scope"], body)
        must("id_token" in body, "token.id_token")
        header, claims = await self.id_token(body["id_token"], asked, body["access_token"])
        self.sids.add(claims.get("sid", ""))
        return Tokens(body, asked, header, claims)

    def _same_scope(self, asked: str, body: dict[str, Any]) -> None:
        granted = body.get("scope", asked)
        must(set(asked.split()) <= set(granted.split()), "token.scope", granted)

    async def id_token(
        self, token: object, asked: Asked, access_token: str, *, nonce: bool = True
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of an ID token, every check of Core section 3.1.3.7 made."""
        header, claims = await verified(
            token, self._keys, what="id_token", alg=self.alg, opens=self.opens
        )
        must(claims.get("sid") not in self._ended, "id_token.sid", "its session is over")
        limit = asked.params.get("max_age", "")
        expected = check.Expected(
            self.issuer,
            self.client_id,
            self.now(),
            nonce=asked.params.get("nonce", "") if nonce or "nonce" in claims else "",
            max_age=int(limit) if limit and nonce else None,
            acr=asked.params.get("acr_values", ""),
            trusted=self.trusted,
        )
        check.id_token(claims, expected)
        check.at_hash(claims, access_token, header["alg"])
        return header, claims

    async def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens (Core section 12.2); without a new ID token the claims stay as they were."""
        kept = tokens.body["refresh_token"]
        body = await self._token({"grant_type": "refresh_token", "refresh_token": kept})
        self._same_scope(tokens.body.get("scope", tokens.asked.params["scope"]), body)
        body = {"refresh_token": kept, **body}
        if "id_token" not in body:
            return Tokens(body, tokens.asked, tokens.header, tokens.claims)
        header, claims = await self.id_token(
            body["id_token"], tokens.asked, body["access_token"], nonce=False
        )
        check.refreshed(tokens.claims, claims)
        return Tokens(body, tokens.asked, header, claims)

    async def userinfo(self, tokens: Tokens) -> dict[str, Any]:
        """The claims of the person; `userinfo.<error>` for one of RFC 6750 section 3.1."""
        where = (await self.metadata())["userinfo_endpoint"]
        headers = {"Authorization": f"Bearer {tokens.body['access_token']}"}
        response = await self._ask("GET", where, headers=headers)
        for error in ("invalid_token", "insufficient_scope"):
            challenge = response.headers.get("www-authenticate", "")
            must(f'error="{error}"' not in challenge, f"userinfo.{error}", response.status_code)
        found = exchange.document(response)
        granted = tokens.body.get("scope", tokens.asked.params["scope"]).split()
        wanted = {claim for scope, claim in _OF_SCOPES.items() if scope in granted}
        check.userinfo(found, tokens.claims["sub"], wanted)
        return found

    def signed_out(self, sent: str, params: Mapping[str, str]) -> None:
        """The return from the end-session endpoint, asked for with the state `sent`."""
        must(params.get("state", "") == sent, "logout.state", params.get("state"))

    async def logout_token(self, token: object) -> dict[str, Any]:
        """A logout token that came by the back channel; ends the session that it names."""
        what = "logout_token"
        _, found = await verified(token, self._keys, what=what, alg=self.alg, typ="logout+jwt")
        must(found.get("jti") not in self._left, "logout_token.jti", "was here before")
        expected = check.Expected(self.issuer, self.client_id, self.now())
        check.logout_token(found, expected)
        self._left.add(found["jti"])
        self._ended.add(found["sid"])
        must(found["sid"] in self.sids, "logout_token.sid", found["sid"])
        self.sids.discard(found["sid"])
        return found
