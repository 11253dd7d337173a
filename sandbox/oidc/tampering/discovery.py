"""Discovery and keys: a document of somebody else, keys that are not there, late, or not the right
ones.
"""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sandbox.oidc.tampering import lines
from sandbox.oidc.tampering.answers import json_of, said, told
from sandbox.oidc.tampering.spoiling import Act, Honest, Spoiler
from sandbox.oidc.tampering.strangers import like

Document = dict[str, Any]
Keys = list[dict[str, Any]]


def _other_issuer(document: Document) -> Document:
    return {**document, "issuer": f"{document['issuer']}/autre"}


def _without_token_endpoint(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "token_endpoint"}


def _of_json(spoil: Callable[[Any], Document]) -> Spoiler:
    def spoiler(honest: Honest) -> Response | None:
        body = json_of(honest)
        return told(honest, spoil(body)) if body is not None else None

    return spoiler


def _of_keys(spoil: Callable[[Keys], Keys]) -> Spoiler:
    return _of_json(lambda body: {"keys": spoil(body["keys"])})


def _duplicate_kid(keys: Keys) -> Keys:
    """Each key twice under one name, the first of both being nobody's."""
    return [each for jwk in keys for each in (like(jwk, jwk["kid"]), jwk)]


def _stale(keys: Keys) -> Keys:
    """What a cache could still tell from before: keys that have long ceased to sign."""
    return [like(jwk, f"old-{place}") for place, jwk in enumerate(keys, 1)]


def _unavailable(honest: Honest) -> Response | None:
    if honest.response.status_code >= 300:
        return None
    words = b"The keys cannot be read at present."
    response = said(honest, words, "text/plain; charset=utf-8", 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _slow(honest: Honest) -> Act | None:
    return lines.late(honest) if honest.response.status_code < 300 else None


SPOILERS: dict[str, Spoiler] = {
    "discovery-issuer-mismatch": _of_json(_other_issuer),
    "discovery-endpoint-missing": _of_json(_without_token_endpoint),
    "jwks-unavailable": _unavailable,
    "jwks-slow": _slow,
    "jwks-empty": _of_keys(lambda _: []),
    "jwks-duplicate-kid": _of_keys(_duplicate_kid),
    "jwks-stale": _of_keys(_stale),
}
