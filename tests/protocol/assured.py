"""A client under the FAPI 2.0 Security Profile, which does all that is demanded of it."""

import base64
import hashlib
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx2

from sandbox.domain.provider import Client
from tests.protocol.cast import CALLBACK, client
from tests.protocol.house import SITE, VERIFIER, House, sent_back
from tests.protocol.pushing import go, push
from tests.protocol.signers import asserted, assertion_claims, enrol, key_set, public, signed

OFFLINE = "openid offline_access"
_turn = count()


def assured_client(client_id: str = "assured", secret: str = "", **metadata: Any) -> Client:
    """The registration of such a client, changed by `metadata`."""
    told = {
        "security_profile": "fapi2",
        "token_endpoint_auth_method": "private_key_jwt",
        "id_token_signed_response_alg": "PS256",
        "jwks": key_set("ec", "rsa"),
        **metadata,
    }
    return client(client_id, secret, **told)


@dataclass
class Assured:
    """One such client; it signs with ES256, and proves possession of another key."""

    house: House
    client_id: str = "assured"

    def assertion(self, **changed: Any) -> dict[str, str]:
        """The parameters that authenticate it, once."""
        return asserted(signed(assertion_claims(self.house, self.client_id, **changed)))

    def proof(
        self, method: str, path: str, token: str = "", kind: str = "ec2", alg: str = "ES256"
    ) -> dict[str, str]:
        """The header that proves possession, once."""
        claims: dict[str, Any] = {
            "jti": f"proof-{next(_turn)}",
            "htm": method,
            "htu": SITE + path,
            "iat": int(self.house.watch.now),
        }
        if token:
            hashed = hashlib.sha256(token.encode()).digest()
            claims["ath"] = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        return {"DPoP": signed(claims, kind, alg, typ="dpop+jwt", jwk=public(kind))}

    async def push(self, **params: str) -> httpx2.Response:
        """A pushed request."""
        return await push(self.house, self.client_id, **{**self.assertion(), **params})

    async def code(self, **params: str) -> str:
        """An authorization code, from pushing on."""
        pushed = await self.push(**params)
        assert pushed.status_code == 201, pushed.text
        browser = self.house.browser()
        page = await go(browser, pushed.json()["request_uri"], self.client_id)
        return sent_back(await browser.sign_in(page))["code"]

    async def token(self, headers: dict[str, str] | None = None, **form: str) -> httpx2.Response:
        """A token request, with a good proof unless `headers` says otherwise."""
        sent = self.proof("POST", "/oidc/token") if headers is None else headers
        data = {**self.assertion(), **form}
        return await self.house.http.post("/oidc/token", data=data, headers=sent)

    async def redeem(
        self, code: str, headers: dict[str, str] | None = None, **form: str
    ) -> httpx2.Response:
        """A token request for a code."""
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        return await self.token(headers, **{**asked, "code_verifier": VERIFIER, **form})

    async def refresh(self, token: str, headers: dict[str, str] | None = None) -> httpx2.Response:
        """A token request for a refresh token."""
        return await self.token(headers, grant_type="refresh_token", refresh_token=token)

    async def userinfo(self, token: str, **headers: str) -> httpx2.Response:
        """The UserInfo endpoint with a bound token."""
        proof = self.proof("GET", "/oidc/userinfo", token)
        sent = {"Authorization": f"DPoP {token}", **proof, **headers}
        return await self.house.http.get("/oidc/userinfo", headers=sent)


async def assured(house: House, **metadata: Any) -> Assured:
    """Such a client, registered."""
    await enrol(house, assured_client(**metadata))
    return Assured(house)
