"""Addresses of others: parameters added to them, their origin, what they are without a port."""

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]|localhost)):[0-9]{1,5}(?=[/?]|\Z)")
"""Read as a text: a parser would forgive letters, blanks and lines that an exact match does not."""
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


def with_query(uri: str, params: dict[str, str]) -> str:
    """`uri` with parameters added; the query it has is kept (RFC 6749 section 3.1.2)."""
    parts = urlsplit(uri)
    query = "&".join(part for part in (parts.query, urlencode(params)) if part)
    return urlunsplit(parts._replace(query=query))


def origin_of(uri: str) -> str:
    """The origin of an http(s) URI as a browser spells it, or an empty text (RFC 6454).

    ASCII hosts only, so that an origin can stand in a header as it is.
    """
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(parts.hostname or ""):
        return ""
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    shown = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def without_port(uri: str) -> str:
    """A loopback http URI with its port left out; any other URI unchanged."""
    return _LOOPBACK.sub(r"\1", uri, count=1) if _LOOPBACK.match(uri) else uri
