"""Requests of the past that came to another address than the configured ones.

Kept in the memory of one process, a bounded number for each space: what a developer wants to read
after his library refused an issuer, not a record of the world. Nothing secret is kept: a host, or
a redirect URI without its query.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from sandbox.services.hosts import is_loopback
from sandbox.services.site import Site, authority

KEPT = 20
"""Mismatches kept for one space; the one not seen for longest goes first."""
SPACES = 200
"""Spaces for which any are kept."""
_LONGEST = 200
_NEAR = 2
"""A redirect URI that differs in more places than this was not meant for one of ours."""


class Kind(StrEnum):
    """What came to another address."""

    DISCOVERY = "discovery"
    BROWSER = "browser"
    BACK_END = "back-end"
    RETURN = "return-address"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One kind of request that came elsewhere, and how often."""

    kind: Kind
    sent: str
    expected: str
    differs: tuple[str, ...]
    last: datetime
    times: int = 1


class Mismatches:
    """The mismatches of every space."""

    def __init__(self) -> None:
        self._spaces: OrderedDict[str, OrderedDict[tuple[Kind, str], Mismatch]] = OrderedDict()

    def note_host(self, space_id: str, kind: Kind, site: Site, host: str, now: datetime) -> None:
        """Keep a request that came with this `Host`; `now` is the machine's time."""
        expected = urlsplit(site.base_url)
        differs = differences(f"{expected.scheme}://{host}{expected.path}", site.base_url)
        self._keep(space_id, Mismatch(kind, host[:_LONGEST], expected.netloc, differs, now))

    def note_uri(self, space_id: str, kind: Kind, sent: str, expected: str, now: datetime) -> None:
        """Keep an address that is not the one expected, without what may be private in it."""
        sent, expected = plain(sent)[:_LONGEST], plain(expected)[:_LONGEST]
        differs = differences(sent, expected)
        self._keep(space_id, Mismatch(kind, sent, expected, differs, now))

    def _keep(self, space_id: str, found: Mismatch) -> None:
        kept = self._spaces.setdefault(space_id, OrderedDict())
        same = (found.kind, found.sent)
        before = kept.get(same)
        kept[same] = replace(found, times=before.times + 1) if before else found
        kept.move_to_end(same)
        self._spaces.move_to_end(space_id)
        while len(kept) > KEPT:
            kept.popitem(last=False)
        while len(self._spaces) > SPACES:
            self._spaces.popitem(last=False)

    def forget(self, space_id: str) -> None:
        """Forget what was seen of a space that begins anew."""
        self._spaces.pop(space_id, None)

    def of(self, space_id: str) -> list[Mismatch]:
        """Those of one space, the latest first."""
        return list(reversed(self._spaces.get(space_id, OrderedDict()).values()))


def elsewhere(site: Site, local_path: str, host: str) -> Kind | None:
    """The kind of a protocol request whose `Host` is not where such a request should come.

    Discovery and the endpoints of back ends may come to either base, a browser to the issuer.
    """
    at_issuer = authority(site.base_url, host) == authority(site.base_url)
    if at_issuer:
        return None
    if local_path.startswith(("/oidc/authorize", "/oidc/logout")):
        return Kind.BROWSER
    if site.by_backchannel(host):
        return None
    if local_path.startswith("/.well-known/o"):
        return Kind.DISCOVERY
    return Kind.BACK_END if local_path.startswith(("/oidc/", "/pes/")) else None


def nearest(sent: str, registered: Iterable[str]) -> str | None:
    """The registered redirect URI that `sent` was probably meant to be, if there is one."""
    found = sorted(registered, key=lambda each: len(differences(sent, each)))
    return found[0] if found and len(differences(sent, found[0])) <= _NEAR else None


def plain(uri: str) -> str:
    """`uri` without what may be private in it: user information, query and fragment."""
    try:
        parts = urlsplit(uri)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    except ValueError:
        return ""


def differences(sent: str, expected: str) -> tuple[str, ...]:
    """Where two addresses differ: scheme, loopback (its two names), name, port, slash (one too
    many or too few), path."""
    try:
        one, other = urlsplit(sent), urlsplit(expected)
        ports = (_port(one), _port(other))
    except ValueError:
        return ("malformed", "malformed", "malformed")
    found = []
    if one.scheme and one.scheme != other.scheme:
        found.append("scheme")
    names = (one.hostname or "", other.hostname or "")
    if names[0] != names[1]:
        found.append("loopback" if all(map(is_loopback, names)) else "name")
    if ports[0] != ports[1]:
        found.append("port")
    if one.path != other.path and (one.scheme or one.path):
        found.append("slash" if _slashes(one.path) == _slashes(other.path) else "path")
    return tuple(found)


def _slashes(path: str) -> list[str]:
    return [step for step in path.split("/") if step]


def _port(parts: SplitResult) -> int | None:
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)
