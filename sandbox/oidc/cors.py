"""Cross-origin reading for browser applications: the origins of registered redirect URIs only."""

from starlette.requests import Request
from starlette.responses import Response

from sandbox.domain.provider import Client
from sandbox.services.addresses import origin_of
from sandbox.services.desk import Desk


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
        "Access-Control-Expose-Headers": "WWW-Authenticate, DPoP-Nonce",
    }


def preflight(methods: tuple[str, ...]) -> Response:
    """The answer to a preflight, before the origin is looked at."""
    return Response(
        status_code=204,
        headers={
            "Allow": ", ".join([*methods, "OPTIONS"]),
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": "Authorization, Content-Type, DPoP",
            "Access-Control-Max-Age": "600",
        },
    )
