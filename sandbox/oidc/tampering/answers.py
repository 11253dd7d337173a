"""A spoilt answer that is, but for its one defect, the honest one: same status, same headers.

Only a cache is told not to keep it, so that the next request is answered honestly.
"""

import json

from starlette.responses import Response

from sandbox.oidc.tampering.spoiling import Honest

_OF_THE_BODY = frozenset({b"content-length", b"content-type"})


def told(honest: Honest, body: object) -> Response:
    """The honest answer with other JSON in it."""
    return said(honest, json.dumps(body, ensure_ascii=False).encode(), "")


def said(honest: Honest, body: bytes, media_type: str, status: int = 0) -> Response:
    """The honest answer with another body; `media_type` and `status` as they were unless given."""
    was = honest.response
    answer = Response(body, status or was.status_code)
    kept = [pair for pair in was.raw_headers if pair[0].lower() not in _OF_THE_BODY]
    kind = media_type or was.headers.get("content-type", "")
    answer.raw_headers = [
        *kept,
        (b"content-length", str(len(body)).encode()),
        (b"content-type", kind.encode("latin-1")),
    ]
    answer.headers["cache-control"] = "no-store"
    return answer


def json_of(honest: Honest) -> dict[str, object] | None:
    """The JSON object that the honest answer tells, if it is one that succeeded."""
    if honest.response.status_code >= 300:
        return None
    try:
        found = json.loads(bytes(honest.response.body))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
