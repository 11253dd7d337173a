"""One request on the back channel: in time, whole, of the right status and kind, or `http.*`.

Reasons: `http.timeout`, `http.connection`, `http.redirect`, `http.too_many_requests` (`detail` is
Retry-After), `http.status`, `http.content_type`, `http.json`.
"""

import asyncio
import json
from typing import Any

import httpx2

from tests.strict.wrong import must, wrong

MOST_BYTES = 256 * 1024


async def ask(
    http: httpx2.AsyncClient,
    method: str,
    url: str,
    *,
    patience: float,
    enough: asyncio.Event | None = None,
    **more: Any,
) -> httpx2.Response:
    """The answer, if it comes whole within `patience` seconds, and before `enough` is set by who
    knows that it will not come; redirections are not followed.
    """
    sent = asyncio.ensure_future(
        http.request(method, url, follow_redirects=False, timeout=None, **more)
    )
    given_up = asyncio.ensure_future((enough or asyncio.Event()).wait())
    first = asyncio.FIRST_COMPLETED
    await asyncio.wait({sent, given_up}, timeout=patience, return_when=first)
    late = not sent.done()
    for task in (sent, given_up):
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    must(not late, "http.timeout", url)
    try:
        return sent.result()
    except (ConnectionError, httpx2.TransportError) as error:
        wrong("http.connection", f"{url}: {error!r}")


def document(response: httpx2.Response, *kinds: str) -> dict[str, Any]:
    """The JSON object of a successful answer of one of these media types."""
    plain(response)
    must(response.status_code == 200, "http.status", response.status_code)
    return json_object(response, *kinds)


def plain(response: httpx2.Response) -> None:
    """Neither a redirection, nor a wish to be left alone, nor a server that is out of order."""
    status = response.status_code
    must(not 300 <= status < 400, "http.redirect", response.headers.get("location", status))
    must(status != 429, "http.too_many_requests", response.headers.get("retry-after", ""))
    must(status < 500, "http.status", status)


def is_json(response: httpx2.Response) -> bool:
    """Whether an answer says that it is JSON."""
    return "json" in response.headers.get("content-type", "")


def json_object(response: httpx2.Response, *kinds: str) -> dict[str, Any]:
    """The JSON object of an answer of one of these media types, whatever its status."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    must(kind in (kinds or ("application/json",)), "http.content_type", kind)
    must(len(response.content) <= MOST_BYTES, "http.size", len(response.content))
    try:
        found = json.loads(response.content, object_pairs_hook=_once)
    except ValueError as error:
        wrong("http.json", error)
    if not isinstance(found, dict):
        wrong("http.json", type(found).__name__)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no member is told twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is repeated")
    return found
