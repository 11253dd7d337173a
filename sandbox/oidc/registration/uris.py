"""Addresses in the metadata of a client: which are taken, and why the others are not.

They are compared as texts ever after, so an address with two readings is refused here: user
information, fragments, backslashes, dot segments, odd hosts (RFC 3986, RFC 9700 section 2.1).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from sandbox.oidc.refusals import invalid_metadata

MAX_URI = 2000
"""Greatest length of an address, in characters."""
MOST_URIS = 50
"""Addresses that one member may list."""

_WRITTEN = re.compile(r"(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_-]*)(?:\.[A-Za-z0-9_-]+)*")
_PORT = re.compile(r"(?::[0-9]{1,5})?")
_NUMERIC = re.compile(r"(?:\d+|0[xX][0-9A-Fa-f]*)")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Reads addresses; `hosts` are those inside a private network that the operator named.

    They may be met by plain http, as loopback may: there is no certificate for their names.
    """

    hosts: frozenset[str] = frozenset()

    def plain(self, host: str) -> bool:
        """Whether plain http is good enough to reach this host."""
        name = host.lower()
        if name == "localhost" or name.endswith(".localhost") or name in self.hosts:
            return True
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return False

    def called(self, member: str, value: Any, *, fragment: bool = False) -> str:
        """An https address, or http on a host where that is good enough."""
        return self._secure(member, value, fragment=fragment)[0]

    def shown(self, member: str, value: Any) -> str:
        """An http(s) address that people are given as a link."""
        text, parts = _split(member, value, fragment=True)
        if parts.scheme not in ("http", "https"):
            raise invalid_metadata(member, "is not a web address", "Register an https address.")
        _check_authority(member, text, parts)
        return text

    def redirect(self, member: str, value: Any, *, native: bool) -> str:
        """Where a browser is sent back to: https, loopback http, or an app's own scheme.

        A scheme of its own is for native applications and holds a dot, as a domain name turned
        round does (RFC 8252 section 7.1); that leaves out `javascript:`, `data:` and the like.
        """
        text, parts = _split(member, value, fragment=False)
        if parts.scheme in ("http", "https"):
            return self._secure(member, value, fragment=False)[0]
        if not native or "." not in parts.scheme:
            raise invalid_metadata(
                member,
                "has a scheme that is not taken",
                "Use https, http on loopback, or for application_type=native a scheme with a dot "
                "such as ca.exemple.garderie.",
                "RFC 8252 section 7.1",
                sent=text,
            )
        if "@" in parts.netloc:
            raise invalid_metadata(member, "has user information", "Leave it out.", sent="")
        return text

    def _secure(self, member: str, value: Any, *, fragment: bool) -> tuple[str, SplitResult]:
        text, parts = _split(member, value, fragment=fragment)
        if parts.scheme not in ("http", "https"):
            raise invalid_metadata(member, "is not an https address", "Register an https address.")
        host = _check_authority(member, text, parts)
        if parts.scheme == "http" and not self.plain(host):
            raise invalid_metadata(
                member,
                "is not an https address",
                "Use https; plain http is for loopback and for hosts of SANDBOX_OUTBOUND_HOSTS.",
                sent=text,
            )
        return text, parts


def _split(member: str, value: Any, *, fragment: bool) -> tuple[str, SplitResult]:
    """The address in its parts, absolute and written as RFC 3986 wants it."""
    if not isinstance(value, str) or not value or len(value) > MAX_URI:
        raise invalid_metadata(member, "is not an address", f"Send 1 to {MAX_URI} characters.")
    before, mark, behind = value.partition("#")
    if mark and not fragment:
        raise invalid_metadata(
            member, "has a fragment", "Leave the fragment out.", "RFC 6749 section 3.1.2"
        )
    if not _WRITTEN.fullmatch(before) or (behind and not _WRITTEN.fullmatch(behind)):
        raise invalid_metadata(
            member,
            "holds characters that an address may not",
            "Percent-encode all but the characters of RFC 3986, and write hosts in ASCII.",
            "RFC 3986 section 2",
        )
    try:
        parts = urlsplit(value)
    except ValueError:
        raise invalid_metadata(member, "is malformed", "Send an absolute address.") from None
    if not _SCHEME.fullmatch(value.partition(":")[0]) or not value[len(parts.scheme) + 1 :]:
        raise invalid_metadata(
            member,
            "is not absolute",
            "Begin with the scheme, in small letters.",
            "RFC 6749 section 3.1.2",
        )
    decoded = unquote(unquote(parts.path))
    if any(step in (".", "..") for step in re.split(r"[/\\]", decoded)) or "\\" in decoded:
        raise invalid_metadata(
            member, "has dot segments", "Write the path it leads to.", "RFC 3986 section 6.2.2.3"
        )
    if any(ord(char) < 32 or ord(char) == 127 for char in decoded):
        raise invalid_metadata(member, "holds control characters", "Leave them out.")
    return value, parts


def _check_authority(member: str, text: str, parts: SplitResult) -> str:
    """The host of an http(s) address whose authority has one reading only."""
    if "@" in parts.netloc:
        raise invalid_metadata(
            member, "has user information", "Leave it out.", "RFC 9700 section 4.1"
        )
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", 0
    bare = parts.netloc.rpartition("]")[2] if "[" in parts.netloc else parts.netloc
    if "[" in parts.netloc and not _PORT.fullmatch(bare):
        port = 0  # something else than a port behind an address in brackets
    if not host or port == 0 or bare.endswith(":") or not text.startswith(f"{parts.scheme}://"):
        raise invalid_metadata(
            member, "has no host, or a malformed port", "Write https://host[:port]/path."
        )
    if not _is_host(host, parts.netloc.startswith("[")):
        raise invalid_metadata(
            member,
            "has a malformed host",
            "Write a domain name in ASCII, without a trailing dot, or an address in full.",
            "RFC 3986 section 3.2.2",
        )
    return host


def _is_host(host: str, literal: bool) -> bool:
    """Whether it is a name, or an address in its usual form: browsers read `0x7f.1` as one."""
    try:
        return (ip_address(host).version == 6) is literal and "%" not in host
    except ValueError:
        pass
    last = host.rpartition(".")[2]
    return not literal and bool(_NAME.fullmatch(host)) and not _NUMERIC.fullmatch(last)


def listed(member: str, value: Any, read: Callable[[str, Any], str]) -> list[str]:
    """A list of addresses, each read by `read`, without repetitions."""
    if not isinstance(value, list) or len(value) > MOST_URIS:
        raise invalid_metadata(
            member, "is not a list of addresses", f"Send a JSON array of {MOST_URIS} at most."
        )
    found = enumerate(value, start=1)
    return list(dict.fromkeys(read(f"Entry {place} of {member}", each) for place, each in found))
