"""Who a back-channel request says it comes from: one method, read strictly (RFC 6749 section 2.3).

Authlib decodes a Basic header without care (a header that is not UTF-8 raises) and does not undo
the form-encoding of section 2.3.1, so both are read here.
"""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from starlette.datastructures import Headers

from sandbox.oidc.refusals import Refusal, invalid_client, invalid_request

_CITE = "RFC 6749 section 2.3.1"


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a client presented itself: `method` is a name of RFC 7591, `none` without a secret."""

    method: str
    client_id: str
    secret: str = ""


def read_credentials(headers: Headers, params: dict[str, str]) -> Credentials:
    """The credentials of a request, or a refusal of what is malformed or mixed."""
    header = authorization(headers)
    client_id, secret = params.get("client_id", ""), params.get("client_secret", "")
    if "client_assertion" in params or "client_assertion_type" in params:
        raise invalid_client(
            "Client assertions are not accepted.",
            "Use a method that discovery lists in token_endpoint_auth_methods_supported.",
            "RFC 7521 section 4.2",
        )
    if not header:
        if not client_id:
            raise invalid_client(
                "The client did not identify itself.",
                "Send an Authorization: Basic header, or client_id in the body.",
            )
        method = "client_secret_post" if secret else "none"
        return Credentials(method, client_id, secret)
    found = _basic(header)
    if secret:
        raise invalid_request(
            "The client used two authentication methods.",
            "Send the secret in the Authorization header or in the body, never in both.",
            "RFC 6749 section 2.3",
        )
    if client_id and client_id != found.client_id:
        raise invalid_request(
            "client_id differs from the one of the Authorization header.",
            "Leave client_id out of the body, or send the same one.",
            "RFC 6749 section 2.3",
        )
    return found


def authorization(headers: Headers) -> str:
    """The one `Authorization` header, or an empty text; two are refused (RFC 9110 section 5.3)."""
    found = headers.getlist("authorization")
    if len(found) > 1:
        raise invalid_request("The Authorization header is repeated.", "Send it once.")
    return found[0].strip() if found else ""


def _basic(header: str) -> Credentials:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise _garbled("Send Authorization: Basic, or no such header.")
    try:
        clear = base64.b64decode(encoded.strip(), validate=True).decode()
        client_id, colon, secret = clear.partition(":")
        client_id = unquote_plus(client_id, errors="strict")
        secret = unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError):
        raise _garbled("Encode client_id:client_secret as UTF-8 in Base64.") from None
    if not colon or not client_id or not secret or "\0" in clear:
        raise _garbled("Put client_id, a colon and client_secret in the header.")
    return Credentials("client_secret_basic", client_id, secret)


def _garbled(hint: str) -> Refusal:
    return invalid_client("The Authorization header cannot be read.", hint, _CITE)
