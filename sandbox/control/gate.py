"""Who may command: everybody on this machine, or whoever holds a token.

A sandbox on loopback is open to what runs there, and to nothing that a page of another site makes
a browser send: a foreign `Host` (DNS rebinding) or `Origin` is refused whatever comes with it.
Anywhere else the token of the settings is asked for. The token of a space opens that space alone.
"""

import hmac
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from starlette.requests import Request

from sandbox.domain.errors import SandboxError
from sandbox.domain.model import Space
from sandbox.services.hosts import is_loopback
from sandbox.services.sessions import digest
from sandbox.services.site import Site, authority

_CITE = "docs/control.md"


class Unauthorised(SandboxError):
    """No token, or one that opens nothing here."""

    status = 401
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Bearer realm="clicsequr-sandbox"'}


class Forbidden(SandboxError):
    """The request may not command, whatever it shows."""

    status = 403


@dataclass(frozen=True, slots=True)
class ControlAccess:
    """`token` opens everything; without one on loopback everything is open (`is_open`)."""

    token: str = ""
    is_open: bool = True


def admit(request: Request, access: ControlAccess, site: Site, space: Space, *, root: bool) -> None:
    """Raise unless this request may command; `root`: what is no single space's.

    Raises `Forbidden` for a foreign host or origin and for a space's token at the root,
    `Unauthorised` without the token that is needed, or with one that opens nothing.
    """
    _refuse_foreign(request, site)
    shown = request.headers.getlist("authorization")
    if not shown:
        if access.is_open and _is_from_here(request):
            return
        raise Unauthorised(
            "token-needed",
            "error.control_token",
            hint="Send Authorization: Bearer with SANDBOX_CONTROL_TOKEN, or a space's own token.",
            cite=_CITE,
        )
    token = _bearer(shown)
    if token and access.token and _same(token, access.token):
        return
    if token and space.token_hash and _same(digest(token), space.token_hash):
        if root:
            raise Forbidden(
                "token-of-a-space",
                "error.control_token",
                hint="A space's own token opens that space alone, not the list of spaces.",
                cite=_CITE,
            )
        return
    raise Unauthorised(
        "token-wrong",
        "error.control_token",
        hint="This token opens nothing here. A space's own token opens that space alone.",
        cite=_CITE,
    )


def _bearer(headers: list[str]) -> str:
    """The bearer token of the one `Authorization` header; empty for anything else."""
    scheme, _, token = headers[0].strip().partition(" ")
    return token.strip() if len(headers) == 1 and scheme.lower() == "bearer" else ""


def _is_from_here(request: Request) -> bool:
    """Whether the other end of the connection is this machine, as far as the server tells.

    Whoever serves the application by other means than ours may listen where the settings do not
    say; a `Host` can be written by anybody, an address cannot. None: a socket of the file system,
    or no connection at all.
    """
    return request.client is None or is_loopback(request.client.host)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _refuse_foreign(request: Request, site: Site) -> None:
    """A page of another site must not command through somebody's browser."""
    hosts = request.headers.getlist("host")
    host = hosts[0] if len(hosts) == 1 else ""  # two are nobody's (RFC 9112 section 3.2)
    known = {authority(base) for base in site.bases}
    if not site.is_alone_here(host) and not any(
        authority(base, host) in known for base in site.bases
    ):
        raise Forbidden(
            "host-foreign",
            "error.control_foreign",
            hint=f"Call it by a name it is configured for: {', '.join(site.bases)}.",
            cite=_CITE,
        )
    origins = request.headers.getlist("origin")
    if not all(_is_ours(origin, host, site) for origin in origins):
        raise Forbidden(
            "origin-foreign",
            "error.control_foreign",
            hint="A page of another origin may not command the sandbox.",
            cite=_CITE,
        )
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Forbidden(
            "origin-foreign",
            "error.control_foreign",
            hint="A browser sent this for a page of another site.",
            cite=_CITE,
        )


def _is_ours(origin: str, host: str, site: Site) -> bool:
    """Whether a page of this origin was itself served under the name that the request is sent to.

    Its scheme is that of the base of this name: the back-channel base may be plain http where
    the issuer is not.
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    named = [base for base in site.bases if authority(base, host) == authority(base)]
    schemes = {urlsplit(base).scheme for base in named or (site.base_url,)}
    return parts.scheme in schemes and authority(origin) == authority(origin, host)
