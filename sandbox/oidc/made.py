"""What an honest answer was made of, left beside the request for whoever has to spoil it.

The honest path only notes; it never asks whether anything is armed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.keys import Signer

Lock = Callable[[str], str]
"""Encrypts a text to the client it is meant for, where that client registered so."""


@dataclass(frozen=True, slots=True)
class Ingredients:
    """A token before it was signed and locked: enough to make it again, with one defect.

    An ID token, a logout token, or the userinfo of a client that has it as a JWT; `signer` is None
    for userinfo that is encrypted without being signed.
    """

    claims: dict[str, Any]
    signer: Signer | None
    client: RelyingParty
    lock: Lock
    typ: str = "JWT"


@dataclass(slots=True)
class Made:
    """One request and its answer."""

    client_id: str = ""
    trace: str = ""
    grant: str = ""  # grant_type, at the token endpoint
    account_id: str = ""
    mandate_id: str = ""  # by which the account acts, where it is no member
    id_token: Ingredients | None = None
    userinfo: Ingredients | None = None
    client: RelyingParty | None = None
    redirect_uri: str = ""  # where an authorization response goes
    mode: str = ""  # its response mode
    fields: dict[str, str] = field(default_factory=dict)  # its parameters
    farewell_uri: str = ""  # where a logout returns to, `state` included


def made(request: Request) -> Made:
    """What is noted of this request, so far."""
    found: Made | None = getattr(request.state, "made", None)
    if found is None:
        found = request.state.made = Made()
    return found
