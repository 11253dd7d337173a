"""What an honest answer was made of, left beside the request for whoever has to spoil it.

The honest path only notes; it never asks whether anything is armed.
"""

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from sandbox.oidc.clients import RelyingParty
from sandbox.oidc.jose.keys import Signer


@dataclass(frozen=True, slots=True)
class Ingredients:
    """An ID or logout token before it was signed: enough to make it again, with one defect."""

    claims: dict[str, Any]
    signer: Signer
    client: RelyingParty
    typ: str = "JWT"


@dataclass(slots=True)
class Made:
    """One request and its answer."""

    client_id: str = ""
    trace: str = ""
    grant: str = ""  # grant_type, at the token endpoint
    account_id: str = ""
    id_token: Ingredients | None = None
    client: RelyingParty | None = None
    redirect_uri: str = ""  # where an authorization response goes
    mode: str = ""  # its response mode
    fields: dict[str, str] = field(default_factory=dict)  # its parameters


def made(request: Request) -> Made:
    """What is noted of this request, so far."""
    found: Made | None = getattr(request.state, "made", None)
    if found is None:
        found = request.state.made = Made()
    return found
