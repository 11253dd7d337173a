"""The token endpoint: a refusal, another body, one member wrong, or trouble on the line.

Only an answer that gives tokens is spoilt: an honest refusal is left alone.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.responses import Response

from sandbox.oidc.tampering import lines
from sandbox.oidc.tampering.answers import json_of, said, told
from sandbox.oidc.tampering.spoiling import Act, Honest, Spoiler
from sandbox.world.faults.token_endpoint import STATUSES

Body = dict[str, Any]
_ELSEWHERE = "https://ailleurs.exemple.invalid/oidc/token"
_PAGE = b"<!doctype html><title>Portal</title><p>The service is being restarted.</p>"
_HUGE = 10**15
"""Seconds: more than dates of most libraries can hold, less than JSON numbers lose."""


def given(honest: Honest) -> Body | None:
    """The body of an answer that gives tokens."""
    body = json_of(honest)
    return body if body is not None and "access_token" in body else None


def refusal(honest: Honest, error: str, words: str, status: int = 400, **headers: str) -> Response:
    """A refusal of RFC 6749 section 5.2 in the place of the tokens."""
    body = json.dumps({"error": error, "error_description": words}).encode()
    response = said(honest, body, "application/json", status)
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def _only_of_tokens(spoil: Callable[[Honest], Response | Act | None]) -> Spoiler:
    def spoiler(honest: Honest) -> Response | Act | None:
        return spoil(honest) if given(honest) is not None else None

    return spoiler


def of_body(change: Callable[[Body], Body | None]) -> Spoiler:
    """Spoils the members of the answer; where `change` is None there is nothing to spoil."""

    def spoiler(honest: Honest) -> Response | None:
        body = given(honest)
        changed = change(body) if body is not None else None
        return told(honest, changed) if changed is not None else None

    return spoiler


def without(body: Body, name: str) -> Body | None:
    """The body without one member; None if it has none of this name."""
    return {key: value for key, value in body.items() if key != name} if name in body else None


def narrowed(body: Body) -> Body | None:
    """Said to be granted for less than it was; None if there is nothing to take away."""
    kept = str(body.get("scope", "")).split()
    return {**body, "scope": kept[0]} if len(kept) > 1 else None


def _invalid_client(honest: Honest) -> Response:
    words = "Client authentication failed."
    return refusal(honest, "invalid_client", words, 401, www_authenticate='Basic realm="clicsequr"')


def _bare(honest: Honest, status: int) -> Response:
    return said(honest, b"", "text/plain; charset=utf-8", status)


def _too_many(honest: Honest) -> Response:
    response = _bare(honest, 429)
    response.headers["Retry-After"] = str(honest.options["seconds"])
    return response


def _redirected(honest: Honest) -> Response:
    response = _bare(honest, 307)
    response.headers["Location"] = _ELSEWHERE
    return response


_OF_TOKENS: dict[str, Callable[[Honest], Response | Act | None]] = {
    "token-invalid-grant": partial(
        refusal, error="invalid_grant", words="The code is unknown, spent or expired."
    ),
    "token-invalid-client": _invalid_client,
    "token-invalid-request": partial(
        refusal, error="invalid_request", words="A required parameter is missing."
    ),
    **{f"token-{status}": partial(_bare, status=status) for status in STATUSES},
    "token-429": _too_many,
    "token-html-page": lambda h: said(h, _PAGE, "text/html; charset=utf-8"),
    "token-malformed-json": lines.truncated,
    "token-wrong-content-type": lines.mislabelled,
    "token-slow-body": lines.slow,
    "token-long-delay": lines.late,
    "token-dropped": lines.cut,
    "token-redirect": _redirected,
}
_OF_BODY: dict[str, Callable[[Body], Body | None]] = {
    "token-access-token-missing": partial(without, name="access_token"),
    "token-token-type-missing": partial(without, name="token_type"),
    "token-expires-in-missing": partial(without, name="expires_in"),
    "token-id-token-missing": partial(without, name="id_token"),
    "token-token-type-unknown": lambda body: {**body, "token_type": "Jeton-Inconnu"},
    "token-expires-in-text": lambda body: {**body, "expires_in": str(body["expires_in"])},
    "token-expires-in-negative": lambda body: {**body, "expires_in": -body["expires_in"]},
    "token-expires-in-tiny": lambda body: {**body, "expires_in": 1},
    "token-expires-in-huge": lambda body: {**body, "expires_in": _HUGE},
    "token-scope-narrowed": narrowed,
}
SPOILERS: dict[str, Spoiler] = {
    **{name: _only_of_tokens(spoil) for name, spoil in _OF_TOKENS.items()},
    **{name: of_body(change) for name, change in _OF_BODY.items()},
}
