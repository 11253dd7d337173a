"""Tokens as an application receives them, and what it may do with them."""

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.remote.answers import Answer
from sandbox.remote.errors import passes_on

if TYPE_CHECKING:
    from sandbox.remote.flow import RelyingParty

__tracebackhide__ = passes_on


class Minted(Answer):
    """Tokens that were made without any flow; `fault` is what is wrong with the ID token, if
    anything. The access token is a real one.
    """

    id_token: str | None  # without the scope openid, None
    access_token: str
    token_type: str
    expires_in: int
    scope: str
    claims: dict[str, Any]
    header: dict[str, Any]
    fault: str

    @property
    def refresh_token(self) -> str | None:
        """A refresh token, where the client may have one and the scope asks for it."""
        return self.get("refresh_token")


class MintedLogout(Answer):
    """A logout token that was sent to nobody; `fault` is what is wrong with it, if anything."""

    logout_token: str
    claims: dict[str, Any]
    header: dict[str, Any]
    fault: str


class Tokens(Answer):
    """What the token endpoint answered to a relying party."""

    access_token: str
    token_type: str

    def __init__(self, party: "RelyingParty", told: Mapping[str, Any]) -> None:
        super().__init__(told)
        self._party = party

    def __repr__(self) -> str:
        return f"<Tokens scope={self.scope!r}, members: {', '.join(self)}>"

    @property
    def id_token(self) -> str:
        """The ID token; empty if none came."""
        return str(self.get("id_token") or "")

    @property
    def refresh_token(self) -> str | None:
        """The refresh token, if one came: ask for the scope `offline_access`."""
        return self.get("refresh_token")

    @property
    def scope(self) -> str:
        """The scopes that were granted, separated by blanks."""
        return str(self.get("scope") or "")

    @property
    def expires_in(self) -> int:
        """Seconds the access token lives."""
        return int(self["expires_in"])

    @property
    def claims(self) -> dict[str, Any]:
        """What the ID token says; read, not verified: that is the work of the party under test."""
        return part(self.id_token, 1)

    @property
    def header(self) -> dict[str, Any]:
        """The header of the ID token, with its `kid` and `alg`."""
        return part(self.id_token, 0)

    def userinfo(self) -> dict[str, Any]:
        """What UserInfo says with the access token; raises `FlowError`."""
        return self._party.userinfo(self.access_token)

    def refresh(self, scope: str | None = None) -> "Tokens":
        """New tokens for the refresh token, perhaps with fewer scopes; raises `FlowError`."""
        return self._party.refresh(self.refresh_token or "", scope)


def part(token: str, index: int) -> dict[str, Any]:
    """One part of a signed token as JSON; raises `ValueError` for what is no signed token."""
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("Not a signed token: it is encrypted, opaque or absent.")
    padded = parts[index] + "=" * (-len(parts[index]) % 4)
    told = json.loads(base64.urlsafe_b64decode(padded))
    if not isinstance(told, dict):
        raise ValueError("A part of the token is no JSON object.")
    return told
