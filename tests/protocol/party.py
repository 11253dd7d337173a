"""One client of the certification suite, and what becomes of its requests."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.protocol import suite_checks as check
from tests.protocol.house import SITE, basic
from tests.protocol.person import Person

if TYPE_CHECKING:
    from tests.protocol.suite import Suite

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

Params = dict[str, str]


@dataclass
class Answer:
    """How an authorization request ended, and which pages the person met on the way."""

    params: Params
    response: httpx2.Response
    pages: tuple[str, ...]
    sent: Params


@dataclass
class Grant:
    """What a code was redeemed for; `claims` are those of the ID token, its checks passed."""

    answer: Answer
    tokens: dict[str, Any]
    claims: dict[str, Any]
    header: dict[str, Any]


@dataclass
class Party:
    """One client of the suite."""

    suite: "Suite"
    metadata: dict[str, Any]
    told: dict[str, Any]  # the registration response, or what stands for it
    key: RSAKey | None = None

    @property
    def client_id(self) -> str:
        """The client identifier."""
        return str(self.told["client_id"])

    @property
    def auth(self) -> str:
        """How it authenticates at the token endpoint."""
        return str(self.metadata["token_endpoint_auth_method"])

    async def token(self, form: Params, audience: str = "") -> httpx2.Response:
        """A token request, the client authenticated as it is registered."""
        where = await self.suite.at("token_endpoint")
        headers: Params = {}
        if self.auth == "client_secret_basic":
            headers = basic(self.client_id, self.told["client_secret"])
        elif self.auth == "client_secret_post":
            form = {
                **form,
                "client_id": self.client_id,
                "client_secret": self.told["client_secret"],
            }
        else:
            signed = self.assertion(audience or where)
            form = {**form, "client_assertion_type": ASSERTION, "client_assertion": signed}
        return await self.suite.house.http.post(where, data=form, headers=headers)

    def assertion(self, audience: str) -> str:
        """A client assertion (RFC 7523 section 3), good for one minute and once."""
        assert self.key is not None
        now = int(self.suite.house.watch.now)
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": audience,
            "jti": self.suite.fresh(),
            "iat": now,
            "exp": now + 60,
        }
        header = {"alg": "RS256"} | ({"kid": self.key.kid} if self.key.kid else {})
        return jwt.encode(header, claims, self.key, ["RS256"])

    def request(self, **params: str) -> Params:
        """The parameters of an authorization request; one given as an empty text is left out."""
        asked = {
            "client_id": self.client_id,
            "redirect_uri": self.metadata["redirect_uris"][0],
            "scope": "openid",
            "state": self.suite.fresh(),
            "nonce": self.suite.fresh(),
            "response_type": "code",
            "response_mode": self.suite.variant.response_mode,
            **params,
        }
        return {name: text for name, text in asked.items() if text}

    async def send(self, person: Person, sent: Params, method: str = "GET") -> Answer:
        """Send the person with these parameters, and see how it ends."""
        where = await self.suite.at("authorization_endpoint")
        response, pages = await person.go(where, sent, method)
        return Answer({}, response, pages, sent)

    async def ask(self, person: Person, **params: str) -> Answer:
        """An authorization request that is to be answered at the redirect URI."""
        return self.received(await self.send(person, self.request(**params)))

    def received(self, answer: Answer, redirect_uri: str = "", state: str = "") -> Answer:
        """The answer as it reached the redirect URI, by the mode of the variant, with `iss`."""
        uri = redirect_uri or answer.sent["redirect_uri"]
        if self.suite.variant.response_mode == "form_post":
            params = check.posted(answer.response, uri)
        else:
            params = check.redirected(answer.response, uri)
        assert params["iss"] == SITE
        assert params["state"] == (state or answer.sent["state"])
        return Answer(params, answer.response, answer.pages, answer.sent)

    async def redeem(self, answer: Answer, audience: str = "", **more: str) -> Grant:
        """The tokens of a code, and the ID token with the checks that every module makes."""
        assert "error" not in answer.params, answer.params
        form = {
            "grant_type": "authorization_code",
            "code": answer.params["code"],
            "redirect_uri": answer.sent.get("redirect_uri", self.metadata["redirect_uris"][0]),
            **more,
        }
        tokens = check.token_response(await self.token(form, audience))
        header, claims = await self.read(tokens, answer.sent.get("nonce", ""))
        return Grant(answer, tokens, claims, header)

    async def read(self, tokens: dict[str, Any], nonce: str) -> tuple[dict[str, Any], Any]:
        """Header and claims of the ID token, checked."""
        keys = await self.suite.keys()
        header, claims = check.signed_token(tokens["id_token"], keys)
        check.id_token(
            claims, client_id=self.client_id, nonce=nonce, now=int(self.suite.house.watch.now)
        )
        check.at_hash(claims, tokens["access_token"], header["alg"])
        return header, claims

    async def sign_in(self, person: Person, **params: str) -> Grant:
        """A whole code flow, as far as the userinfo endpoint."""
        grant = await self.redeem(await self.ask(person, **params))
        assert (await self.userinfo(grant)).status_code == 200
        return grant

    async def userinfo(self, grant: Grant, method: str = "GET") -> httpx2.Response:
        """The userinfo endpoint, with the token in the header."""
        where = await self.suite.at("userinfo_endpoint")
        headers = {"Authorization": f"Bearer {grant.tokens['access_token']}"}
        return await self.suite.house.http.request(method, where, headers=headers)

    async def leave(self, person: Person, sent: Params, confirm: bool = True) -> Answer:
        """Send the person to the end-session endpoint."""
        where = await self.suite.at("end_session_endpoint")
        response, pages = await person.go(where, sent, confirm=confirm)
        return Answer({}, response, pages, sent)
