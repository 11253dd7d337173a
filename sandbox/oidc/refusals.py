"""Refusals of the protocol: the standard error, a hint to act on, and the section it rests on.

What goes on the wire is ASCII (RFC 6749 section 5.2) and never repeats what the caller sent. The
hint and the citation go to the journal, and to the page where there is one.
"""

from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Error


@dataclass(eq=False)
class Refusal(Exception):
    """An error response in the making.

    `status` is the HTTP status where the answer is not a redirection; `challenge` names the
    schemes of the `WWW-Authenticate` header, separated by spaces (`Basic`, `Bearer`, `DPoP`, or
    none). `sent` and `expected` are for the developer's page and the journal: they hold no secret.
    """

    error: str
    description: str
    hint: str = ""
    cite: str = ""
    status: int = 400
    challenge: str = ""
    scope: str = ""  # what a token would need (RFC 6750 section 3)
    sent: dict[str, str] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)
    client_id: str = ""
    trace: str = ""
    outspoken: bool = False  # a body even where no error code is given
    error_uri: str = ""  # the page that explains it, once it is in the journal

    def __str__(self) -> str:
        return f"{self.error}: {self.description}"

    def body(self) -> dict[str, str]:
        """The JSON of RFC 6749 section 5.2, without a code where there is none to give."""
        told = {"error": self.error} if self.error else {}
        told["error_description"] = ascii_text(self.description)
        return {**told, "error_uri": self.error_uri} if self.error_uri else told

    def facts(self) -> dict[str, Any]:
        """What the journal keeps."""
        told: dict[str, Any] = {
            "error": self.error,
            "description": self.description,
            "hint": self.hint,
            "cite": self.cite,
            "client_id": self.client_id[:100],
        }
        if self.expected:
            told["expected"] = self.expected
        return told


def ascii_text(text: str) -> str:
    """`text` within the characters that `error_description` may hold (RFC 6749 section 5.2)."""
    return "".join(
        char if " " <= char <= "~" and char not in '"\\' else "'" if char == '"' else "?"
        for char in text
    )


def invalid_request(description: str, hint: str, cite: str = "RFC 6749 section 5.2") -> Refusal:
    """The request is malformed."""
    return Refusal("invalid_request", description, hint, cite)


def invalid_client(description: str, hint: str, cite: str = "RFC 6749 section 5.2") -> Refusal:
    """The client did not prove who it is; always 401 with a challenge."""
    return Refusal("invalid_client", description, hint, cite, status=401, challenge="Basic")


def invalid_grant(description: str, hint: str, cite: str = "RFC 6749 section 5.2") -> Refusal:
    """A code or a refresh token that cannot be used."""
    return Refusal("invalid_grant", description, hint, cite)


WAITING = "authorization_pending"
"""What a device is told until a person has decided (RFC 8628 section 3.5)."""


def invalid_metadata(
    member: str,
    problem: str,
    hint: str,
    cite: str = "OpenID Connect Registration section 2",
    *,
    error: str = "invalid_client_metadata",
    sent: str = "",
    expected: str = "",
) -> Refusal:
    """A refusal of one member; `problem` and `member` are our own words, in ASCII.

    `member` is its name, or `Entry 2 of` its name: an entry is told by its position alone.
    """
    name = member.rpartition(" ")[2]
    subject = f"The member {member}" if name == member else member
    told = Refusal(error, f"{subject} {problem}.", hint, cite)
    if sent:
        told.sent = {name: sent}
    if expected:
        told.expected = {name: expected}
    return told


_TAUGHT = {
    "invalid_client": (
        "Check client_id, client_secret and token_endpoint_auth_method against the registration.",
        "RFC 6749 section 2.3",
    ),
    "unauthorized_client": (
        "Add the grant or response type to the registration of the client.",
        "RFC 6749 section 5.2",
    ),
    "unsupported_grant_type": (
        "Send a grant_type that discovery lists in grant_types_supported.",
        "RFC 6749 section 5.2",
    ),
    "unsupported_response_type": (
        "Send response_type=code, the only one supported.",
        "RFC 6749 section 4.1.2.1",
    ),
    "invalid_scope": (
        "Ask only for scopes that discovery lists and that the client is registered for.",
        "RFC 6749 section 3.3",
    ),
    "invalid_grant": (
        "Begin again at the authorization endpoint.",
        "RFC 6749 section 5.2",
    ),
    "slow_down": (
        "Wait for interval seconds between polls, and 5 more after each slow_down.",
        "RFC 8628 section 3.5",
    ),
    "expired_token": (
        "Ask for new codes at the device authorization endpoint.",
        "RFC 8628 section 3.5",
    ),
    "access_denied": (
        "Stop polling, and let the person begin again if she wants to.",
        "RFC 8628 section 3.5",
    ),
    "invalid_request": (
        "Compare the parameters sent with the ones the specification asks for.",
        "RFC 6749 section 5.2",
    ),
}

_WORDS = {
    "unsupported_grant_type": "This grant_type is not supported.",
    "unsupported_response_type": "This response_type is not supported.",
    "unauthorized_client": "The client is not registered for this.",
    "invalid_client": "Client authentication failed.",
    WAITING: "The person has not decided yet.",
    "slow_down": "The device polls too often.",
    "expired_token": "The device code has expired.",
    "access_denied": "The person refused.",
    "invalid_scope": "A scope asked for is unknown, malformed or not registered for the client.",
}
"""Our own words where Authlib's would repeat what the caller sent."""


def from_authlib(error: OAuth2Error) -> Refusal:
    """The refusal that an error raised by Authlib stands for."""
    hint, cite = _TAUGHT.get(error.error, ("", "RFC 6749 section 5.2"))
    words = _WORDS.get(error.error) or error.description or "The request is malformed."
    refusal = Refusal(error.error, words, hint, cite)
    if error.error == "invalid_client":
        refusal.status, refusal.challenge = 401, "Basic"
    return refusal
