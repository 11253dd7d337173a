"""Who a back-channel request says it comes from: one method, read strictly (RFC 6749 section 2.3).

Authlib decodes a Basic header without care (a header that is not UTF-8 raises) and does not undo
the form-encoding of section 2.3.1, so both are read here. Nothing is believed here: an assertion is
verified by `assertions`, once its client is found.
"""

import base64
import binascii
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from starlette.datastructures import Headers

from sandbox.oidc.jose.algorithms import SYMMETRIC
from sandbox.oidc.jose.compact import Unverified, claims_of, header_of
from sandbox.oidc.refusals import Refusal, invalid_client, invalid_request

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""The only `client_assertion_type` (RFC 7523 section 2.2)."""
_CITE = "RFC 6749 section 2.3.1"


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a client presented itself: `method` is a name of RFC 7591, `none` without a secret.

    `secret` is the client secret, or the assertion as sent; `proven` says that it was verified.
    """

    method: str
    client_id: str
    secret: str = field(default="", repr=False)
    proven: bool = False


def read_credentials(headers: Headers, params: dict[str, str]) -> Credentials:
    """The credentials of a request, or a refusal of what is malformed or mixed."""
    header = authorization(headers)
    client_id, secret = params.get("client_id", ""), params.get("client_secret", "")
    asserted = "client_assertion" in params or "client_assertion_type" in params
    if bool(header) + bool(secret) + asserted > 1:
        raise invalid_request(
            "The client used two authentication methods.",
            "Send an Authorization header, a secret in the body or an assertion: one of them.",
            "RFC 6749 section 2.3",
        )
    if header:
        found = _basic(header)
    elif asserted:
        found = _asserted(params)
    elif client_id:
        return Credentials("client_secret_post" if secret else "none", client_id, secret)
    else:
        raise invalid_client(
            "The client did not identify itself.",
            "Send an Authorization: Basic header, or client_id in the body.",
        )
    if client_id and client_id != found.client_id:
        raise invalid_request(
            "client_id differs from the one of the client's credentials.",
            "Leave client_id out of the body, or send the same one.",
            "RFC 6749 section 2.3",
        )
    return found


def _asserted(params: dict[str, str]) -> Credentials:
    """Whom an assertion claims to be of, not verified yet (RFC 7521 section 4.2)."""
    if params.get("client_assertion_type") != ASSERTION_TYPE:
        raise invalid_client(
            "This client_assertion_type is not supported.",
            f"Send client_assertion_type={ASSERTION_TYPE}.",
            "RFC 7523 section 2.2",
        )
    assertion = params.get("client_assertion", "")
    try:
        alg, subject = header_of(assertion).get("alg"), claims_of(assertion).get("sub")
    except Unverified as problem:
        raise invalid_client(
            "The client assertion cannot be read.", str(problem), "RFC 7523 section 3"
        ) from None
    if not isinstance(subject, str) or not subject or "\0" in subject:
        raise invalid_client(
            "The client assertion names no client.",
            "Put the client_id in its sub and iss.",
            "RFC 7523 section 3",
        )
    method = "client_secret_jwt" if alg in SYMMETRIC else "private_key_jwt"
    return Credentials(method, subject, assertion)


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
