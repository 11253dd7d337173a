"""JSON bodies read strictly: one reading only, whoever reads them (RFC 8259, RFC 7493)."""

import json
import math
from typing import Any

from starlette.requests import Request

from sandbox.oidc.refusals import Refusal, invalid_request
from sandbox.oidc.teaching import note_sent
from sandbox.oidc.wire import bounded_body

MAX_DEPTH = 8
"""Objects and arrays within one another; a key set in metadata needs four."""
_CITE = "RFC 8259"


async def json_object(request: Request) -> dict[str, Any]:
    """The JSON object of a body, or a refusal: UTF-8, no name twice, bounded in size and depth."""
    body = await bounded_body(request)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise invalid_request(
            "The body is not JSON.", "Send Content-Type: application/json.", "RFC 7591 section 3.1"
        )
    try:
        found = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
        )
        json.dumps(found, ensure_ascii=False).encode()  # a lone surrogate has no bytes
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise invalid_request(
            "The body is not JSON that can be read.",
            "Send one object in UTF-8: each name once, whole characters, finite numbers.",
            _CITE,
        ) from None
    if not isinstance(found, dict):
        raise invalid_request("The body is not a JSON object.", "Send an object.", _CITE)
    if _depth(found) > MAX_DEPTH:
        raise _too_deep()
    note_sent(request, ((name, str(value)) for name, value in found.items()))
    return found


def _too_deep() -> Refusal:
    return invalid_request("The JSON is nested too deeply.", f"At most {MAX_DEPTH} levels.", _CITE)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or any("\0" in name for name in found):
        raise ValueError("a name is there twice, or holds NUL")
    return found


def _no_number(_: str) -> None:
    raise ValueError("not a number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("out of range")
    return number


def _depth(value: Any) -> int:
    """How many objects and arrays are within one another; what was parsed is bounded."""
    deepest, level = 0, [value]
    while level := [each for each in level if isinstance(each, dict | list)]:
        deepest += 1
        level = [
            inner for each in level for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return deepest
