"""A developer who registers clients by the protocol and manages them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.protocol.cast import CALLBACK
from tests.protocol.house import VERIFIER, House, basic

REGISTER = "/oidc/register"


def bearer(token: str) -> dict[str, str]:
    """The header of RFC 6750 section 2.1, or none."""
    return {"Authorization": f"Bearer {token}"} if token else {}


async def ask(house: House, token: str = "", prefix: str = "", **members: Any) -> httpx2.Response:
    """A registration of a client of the code flow with these members."""
    asked = {"redirect_uris": [CALLBACK], **members}
    return await house.http.post(prefix + REGISTER, json=asked, headers=bearer(token))


@dataclass
class Registered:
    """A client that registered itself."""

    house: House
    told: dict[str, Any]

    @property
    def client_id(self) -> str:
        """The client identifier."""
        return str(self.told["client_id"])

    @property
    def where(self) -> str:
        """Path of its management address."""
        return urlsplit(self.told["registration_client_uri"]).path

    @property
    def token(self) -> str:
        """Its registration access token."""
        return str(self.told["registration_access_token"])

    async def manage(
        self, method: str, body: object = None, token: str | None = None
    ) -> httpx2.Response:
        """A request to its management address."""
        headers = bearer(self.token if token is None else token)
        return await self.house.http.request(method, self.where, json=body, headers=headers)

    async def replace(self, **members: Any) -> httpx2.Response:
        """Replace its metadata, all but what is given as None as it was told."""
        assigned = ("registration_", "client_secret_expires_at", "client_id_issued_at")
        kept = {name: value for name, value in self.told.items() if not name.startswith(assigned)}
        return await self.manage("PUT", {**kept, **members})

    async def redeem(self, code: str) -> httpx2.Response:
        """A token request for a code, by basic."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return await self.house.http.post("/oidc/token", data=form, headers=self.basic)

    async def refresh(self, token: str) -> httpx2.Response:
        """A token request for a refresh token, by basic."""
        form = {"grant_type": "refresh_token", "refresh_token": token}
        return await self.house.http.post("/oidc/token", data=form, headers=self.basic)

    @property
    def basic(self) -> dict[str, str]:
        """Its credentials in a header."""
        return basic(self.client_id, self.told["client_secret"])


async def registered(house: House, token: str = "", **members: Any) -> Registered:
    """A client that registered itself with these members."""
    answer = await ask(house, token, **members)
    assert answer.status_code == 201, answer.text
    return Registered(house, answer.json())
