"""Names of hosts: what a `Host` header may hold, which names are this machine's own."""

import ipaddress
import re
from urllib.parse import urlsplit

_AUTHORITY = re.compile(r"([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?", re.IGNORECASE)


def client_kind(address: str) -> str:
    """`loopback`, `private`, `public` or `unknown`: enough to tell a container from a laptop."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return "loopback" if found.is_loopback else "private" if found.is_private else "public"


def is_loopback(host: str) -> bool:
    """Whether a host name or address is the machine's own (RFC 6761 section 6.3)."""
    name = host.strip("[]").rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost") or client_kind(name) == "loopback"


def is_authority(text: str) -> bool:
    """Whether `text` is a host with an optional port, as a `Host` header holds it."""
    try:
        return bool(_AUTHORITY.fullmatch(text)) and urlsplit(f"//{text}").port != 0
    except ValueError:
        return False
