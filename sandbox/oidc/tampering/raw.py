"""What goes wrong below the protocol, whatever the endpoint."""

from starlette.responses import Response

from sandbox.oidc.tampering.engine import Honest, Spoiler


def _status(honest: Honest) -> Response:
    status = honest.options["status"]
    return Response("The service is out of order, on command.", status, media_type="text/plain")


SPOILERS: dict[str, Spoiler] = {"raw-status": _status}
