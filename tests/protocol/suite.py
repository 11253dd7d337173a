"""The part of the certification suite: it registers clients, drives a browser, redeems codes.

Nothing here knows the provider from inside, but for `Suite.client`, which writes a client into the
store where the plan says that it is registered beforehand. Addresses are those of discovery.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx2
from joserfc.jwk import RSAKey

from sandbox.domain.provider import Client
from tests.protocol import suite_checks as check
from tests.protocol.cast import NOON
from tests.protocol.house import SITE, House
from tests.protocol.party import Party
from tests.protocol.person import Person

PLACE = "https://suite.exemple.invalid"
CALLBACK = f"{PLACE}/callback"
AFTER_LOGOUT = f"{PLACE}/post_logout_redirect"
SCOPES = "openid profile email address phone offline_access"


@dataclass(frozen=True, slots=True)
class Variant:
    """What a plan fixes for all of its modules."""

    response_mode: str = ""  # empty: the default one
    auth: str = "client_secret_basic"
    dynamic: bool = False  # the client registers itself


@cache
def rsa_key(name: str) -> RSAKey:
    """A key of the suite, once per process: making one takes a while. It has no kid."""
    assert name
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=False)


@dataclass
class Suite:
    """One run: a provider, and the variant of the plan."""

    house: House
    variant: Variant
    issuer: str = SITE
    _metadata: dict[str, Any] = field(default_factory=dict)
    _count: int = 0
    _registered: list[Party] = field(default_factory=list)

    def person(self) -> Person:
        """Somebody with a browser that has no cookie yet."""
        return Person(self.house.browser().http)

    def fresh(self, length: int = 24) -> str:
        """A text that was not there before, the same in every run; 128 characters at most."""
        self._count += 1
        return hashlib.sha512(str(self._count).encode()).hexdigest()[:length]

    async def metadata(self) -> dict[str, Any]:
        """The discovery document."""
        if not self._metadata:
            answer = await self.house.http.get(self.issuer + check.WELL_KNOWN)
            self._metadata = check.json_of(answer, 200)
        return self._metadata

    async def at(self, endpoint: str) -> str:
        """The address of an endpoint."""
        return str((await self.metadata())[endpoint])

    async def keys(self) -> list[dict[str, Any]]:
        """The published keys, checked."""
        answer = await self.house.http.get(await self.at("jwks_uri"))
        return check.key_set(answer)

    async def client(self, name: str = "suite", *, dynamic: bool = False, **metadata: Any) -> Party:
        """A client by the variant of the plan, `metadata` beside what each one has.

        `dynamic` for a module that is not for clients registered beforehand.
        """
        dynamic = dynamic or self.variant.dynamic
        asked: dict[str, Any] = {
            "client_name": name,
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "redirect_uris": [CALLBACK],
            "token_endpoint_auth_method": self.variant.auth,
            "contacts": ["certification@exemple.invalid"],
            **metadata,
        }
        key = None
        if dynamic and "jwks_uri" not in asked:
            key = rsa_key(name)
            asked["jwks"] = {"keys": [key.as_dict(private=False)]}
        offered = (await self.metadata())["token_endpoint_auth_methods_supported"]
        assert asked["token_endpoint_auth_method"] in offered
        if not dynamic:
            return await self._beforehand(asked)
        told = check.registration(await self.register(asked), asked)
        party = Party(self, asked, told, key)
        self._registered.append(party)
        return party

    async def tidy(self) -> None:
        """Let every client that registered itself go, as the suite does after each module."""
        for party in self._registered:
            headers = {"Authorization": f"Bearer {party.told['registration_access_token']}"}
            where = party.told["registration_client_uri"]
            gone = await self.house.http.delete(where, headers=headers)
            assert gone.status_code == 204, gone.text

    async def register(self, asked: dict[str, Any]) -> httpx2.Response:
        """The dynamic registration of a client."""
        return await self.house.http.post(await self.at("registration_endpoint"), json=asked)

    async def _beforehand(self, asked: dict[str, Any]) -> Party:
        """A client that somebody registered by hand."""
        told = {"client_id": f"client-{asked['client_name']}", "client_secret": self.fresh()}
        complete = {
            **asked,
            "scope": SCOPES,
            "subject_type": "pairwise",
            "id_token_signed_response_alg": "RS256",
        }
        async with self.house.desk.work("default") as (tx, _):
            await tx.add(Client(told["client_id"], told["client_secret"], complete, NOON))
        return Party(self, asked, told)


def unsigned(claims: dict[str, Any]) -> str:
    """A request object that nobody signed (Core section 6.1)."""
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
