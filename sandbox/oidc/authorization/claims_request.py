"""The `claims` parameter (Core section 5.5): single claims asked for, and what they must be.

What is asked beyond the closed table of `claims.py` is ignored, as is a claim whose scope the
client is not registered for: nothing here widens what a client may learn.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.provider import AuthorizationCode, DeviceGrant, Token
from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.protected.claims import CLAIMS, ID_TOKEN, USERINFO
from sandbox.oidc.refusals import Refusal, invalid_request

MAX_CLAIMS = 8 * 1024
"""Greatest length of the parameter, in characters."""
_CITE = "OpenID Connect Core section 5.5"
_MEMBERS = frozenset({ID_TOKEN, USERINFO})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One claim as it was asked for; without `values` any will do."""

    essential: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimsRequest:
    """What the parameter asks of each place: claim names, and what they must be."""

    id_token: Mapping[str, Wanted] = field(default_factory=dict)
    userinfo: Mapping[str, Wanted] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The only `sub` that will do, or an empty text (section 5.5.1)."""
        for place in (self.id_token, self.userinfo):
            wanted = place.get("sub")
            if wanted is not None and wanted.values:
                return wanted.values[0]
        return ""

    @property
    def acr(self) -> Wanted:
        """The level of assurance asked of the ID token (section 5.5.1.1)."""
        return self.id_token.get("acr", Wanted())

    def granted(self, client: RelyingParty) -> dict[str, list[str]]:
        """Names of our claims to add in each place, as far as the client's scopes reach."""
        reach = {claim.name for claim in CLAIMS if claim.scope in client.scopes}
        asked = {ID_TOKEN: self.id_token, USERINFO: self.userinfo}
        found = {place: sorted(reach & set(names)) for place, names in asked.items()}
        return {place: names for place, names in found.items() if names}


def read_claims(text: str) -> ClaimsRequest:
    """The request behind the parameter as sent; empty for an empty text.

    Raises `Refusal` for what is no JSON object of JSON objects.
    """
    if not text:
        return ClaimsRequest()
    try:
        told = json.loads(text) if len(text) <= MAX_CLAIMS else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise _malformed("claims is not a JSON object, or is too long.")
    places = {name: _place(told.get(name)) for name in _MEMBERS}
    return ClaimsRequest(places[ID_TOKEN], places[USERINFO])


def asked_singly(grant: AuthorizationCode | DeviceGrant | Token, place: str) -> tuple[str, ...]:
    """Claims that the request behind a grant asked for one by one in this place."""
    return tuple(grant.params.get("claims", {}).get(place, ()))


def acr_demand(params: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """Levels of assurance that a request asks for, in order of preference; whether they must be.

    Those of the `claims` parameter come before `acr_values`, which is always voluntary
    (section 3.1.2.1).
    """
    wanted = read_claims(params.get("claims", "")).acr
    if wanted.values:
        return wanted.values, wanted.essential
    return tuple(params.get("acr_values", "").split()), False


def _place(told: Any) -> dict[str, Wanted]:
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise _malformed("A member of claims is not a JSON object.")
    return {name: _wanted(one) for name, one in told.items()}


def _wanted(told: Any) -> Wanted:
    if told is None:
        return Wanted()
    if not isinstance(told, dict):
        raise _malformed("A claim is asked for by something else than null or an object.")
    essential, values = told.get("essential", False), told.get("values", [])
    if not isinstance(essential, bool) or not isinstance(values, list):
        raise _malformed("essential is true or false; values is a list.")
    if "value" in told:
        values = [told["value"], *values]
    return Wanted(essential, tuple(value for value in values if isinstance(value, str)))


def _malformed(problem: str) -> Refusal:
    hint = 'Send {"id_token": {...}, "userinfo": {...}}; each claim is null or an object.'
    return invalid_request(problem, hint, _CITE)
