"""A client that holds a key and proves it by DPoP (RFC 9449), well or badly."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

import httpx2
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from sandbox.oidc.jose.algorithms import REGISTRY
from tests.protocol.cast import CALLBACK
from tests.protocol.house import SITE, VERIFIER, House
from tests.protocol.registering import Registered, registered

TOKEN, USERINFO = "/oidc/token", "/oidc/userinfo"
_JTI = count()


@cache
def key_for(alg: str, name: str = "") -> Key:
    """A key that signs with `alg`, one per name and process."""
    assert name is not None
    if alg in ("RS256", "PS256"):
        return RSAKey.generate_key(2048)
    return ECKey.generate_key("P-256") if alg == "ES256" else OKPKey.generate_key("Ed25519")


def ath(token: str) -> str:
    """The hash of an access token."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Prover:
    """One registered client with its key; each proof has a new `jti`."""

    house: House
    client: Registered
    alg: str = "ES256"
    key: Key = field(default_factory=lambda: key_for("ES256"))

    @property
    def jkt(self) -> str:
        """Thumbprint of its key."""
        return str(self.key.thumbprint())

    def proof(
        self, method: str = "POST", path: str = TOKEN, *, token: str = "", **changes: Any
    ) -> str:
        """A proof; of `changes` those named `header_*` change its header, the others its claims,
        and None leaves a member out.
        """
        header: dict[str, Any] = {
            "typ": "dpop+jwt",
            "alg": self.alg,
            "jwk": self.key.as_dict(private=False),
        }
        claims: dict[str, Any] = {
            "jti": f"proof-{next(_JTI)}",
            "htm": method,
            "htu": SITE + path,
            "iat": int(self.house.watch.now),
            **({"ath": ath(token)} if token else {}),
        }
        for name, value in changes.items():
            if name.startswith("header_"):
                header[name.removeprefix("header_")] = value
            else:
                claims[name] = value
        return self.signed(
            {name: value for name, value in header.items() if value is not None},
            {name: value for name, value in claims.items() if value is not None},
        )

    def signed(self, header: dict[str, Any], claims: Any) -> str:
        """A JWS of whatever this is, really signed by its key."""
        text = ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
        return f"{text}.{_encoded(REGISTRY.get_alg(self.alg).sign(text.encode(), self.key))}"

    async def token(
        self, form: dict[str, str], proof: str | None = None, **headers: str
    ) -> httpx2.Response:
        """A token request with this proof, a good one by default, none if it is empty."""
        sent = self.proof() if proof is None else proof
        headers |= {"DPoP": sent} if sent else {}
        if "client_secret" in self.client.told:
            headers |= self.client.basic
        else:
            form = {**form, "client_id": self.client.client_id}
        return await self.house.http.post(TOKEN, data=form, headers=headers)

    async def code(self, **params: str) -> dict[str, str]:
        """The form that redeems a code of a person who signs in."""
        code = await self.house.browser().code(self.client.client_id, **params)
        return {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }

    async def tokens(self, scope: str = "openid", **params: str) -> dict[str, Any]:
        """Bound tokens of a person who signs in."""
        answer = await self.token(await self.code(scope=scope, **params))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def refresh(self, token: str, proof: str | None = None) -> httpx2.Response:
        """A refresh with this proof."""
        return await self.token({"grant_type": "refresh_token", "refresh_token": token}, proof)

    async def resource(
        self,
        token: str,
        proof: str | None = None,
        *,
        scheme: str = "DPoP",
        method: str = "GET",
        path: str = USERINFO,
    ) -> httpx2.Response:
        """A request to a resource with a bound token and a proof for it."""
        sent = self.proof(method, path, token=token) if proof is None else proof
        headers = {"Authorization": f"{scheme} {token}"} | ({"DPoP": sent} if sent else {})
        return await self.house.http.request(method, path, headers=headers)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def prover(house: House, alg: str = "ES256", name: str = "", **members: Any) -> Prover:
    """A client that registered itself, with a key of its own."""
    asked = {
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid email pes offline_access",
        **members,
    }
    return Prover(house, await registered(house, **asked), alg, key_for(alg, name))
