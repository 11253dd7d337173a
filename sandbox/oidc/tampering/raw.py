"""What goes wrong below the protocol, whatever the endpoint."""

from starlette.responses import Response

from sandbox.oidc.tampering import lines
from sandbox.oidc.tampering.answers import said
from sandbox.oidc.tampering.spoiling import Honest, Spoiler


def _status(honest: Honest) -> Response:
    words = b"The service is out of order, on command."
    response = said(honest, words, "text/plain; charset=utf-8", honest.options["status"])
    for name in ("location", "www-authenticate", "set-cookie"):  # of another answer than this one
        del response.headers[name]
    return response


SPOILERS: dict[str, Spoiler] = {
    "raw-delay": lines.late,
    "raw-status": _status,
    "raw-malformed": lines.truncated,
    "raw-wrong-content-type": lines.mislabelled,
    "raw-dropped": lines.cut,
    "raw-slow-body": lines.slow,
}
