"""Cross-origin reading for browser applications: the origins of registered redirect URIs only."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.provider import Client
from sandbox.services.desk import Desk

_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin_of(uri: str) -> str:
    """The origin of an http(s) URI as a browser spells it, or an empty text (RFC 6454)."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


async def allowed(desk: Desk, space_id: str, request: Request) -> dict[str, str]:
    """Headers that let the page read the answer, if its origin is one of a client's."""
    origin = request.headers.get("origin", "")
    if not origin or origin == "null":
        return {}
    async with desk.look(space_id) as (tx, _):
        clients = await tx.find(Client)
    known = {origin_of(uri) for client in clients for uri in client.metadata["redirect_uris"]}
    if origin not in known - {""}:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "WWW-Authenticate",
    }


def preflight(methods: tuple[str, ...]) -> Response:
    """The answer to a preflight, before the origin is looked at."""
    return Response(
        status_code=204,
        headers={
            "Allow": ", ".join([*methods, "OPTIONS"]),
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": "600",
        },
    )
