"""Where the sandbox lives: one configured base address, one issuer per space.

A second base may be configured for back ends (`backchannel`): a browser on one name, a container
on another. It never changes the issuer, only where the endpoints that back ends call are said to
be. No address is ever made from what a request says of itself.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.services.hosts import is_authority, is_loopback

DEFAULT_SPACE = "default"
"""The space served at the root."""
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def authority(url: str, host: str | None = None) -> str:
    """Host and port of `url` (or `host`, a `Host` header met there) as they compare equal.

    In small letters, without the port that the scheme of `url` implies (RFC 3986 section 6.2.3).
    """
    parts = urlsplit(url)
    named = parts.netloc if host is None else host
    return named.strip().lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ":"))


@dataclass(frozen=True, slots=True)
class Site:
    """Addresses derived from the configured bases (never from a request's `Host`)."""

    base_url: str = "http://127.0.0.1:8400"
    """What browsers and tokens name: the issuer of the default space. It may have a path."""
    backchannel: str = ""
    """The base under which back ends reach the same sandbox; empty: the same as `base_url`."""
    listens: str = "127.0.0.1:8400"
    """Address and port listened on: told to a developer, never part of an address."""

    @property
    def root(self) -> str:
        """Path of the base: empty, or `/clicsequr` for `https://proxy.example/clicsequr`."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def bases(self) -> tuple[str, ...]:
        """The configured bases, the issuer's first, without a trailing slash."""
        both = (self.base_url.rstrip("/"), self.backchannel.rstrip("/"))
        return tuple(dict.fromkeys(base for base in both if base))

    def local(self, space_id: str) -> str:
        """Path of a space under a base: empty for the default one, else `/b/{space}`."""
        return "" if space_id == DEFAULT_SPACE else f"/b/{space_id}"

    @property
    def on_loopback(self) -> bool:
        """Whether the sandbox is meant for one machine alone (RFC 8252 section 7.3)."""
        return is_loopback(urlsplit(self.base_url).hostname or "")

    def is_alone_here(self, host: str) -> bool:
        """Whether only this machine can have sent a request with this `Host`.

        A page of another site whose name was made to lead here (DNS rebinding) runs on this
        machine too, but its browser sends that name.
        """
        if not self.on_loopback or not is_authority(host):
            return False
        named = urlsplit(f"//{host}").hostname or ""
        known = {authority(base) for base in self.bases}
        return is_loopback(named) or authority(self.base_url, host) in known

    def prefix(self, space_id: str) -> str:
        """What the path of every link of a space begins with: the root, then `local`."""
        return self.root + self.local(space_id)

    def issuer(self, space_id: str) -> str:
        """Issuer identifier of a space, without a trailing slash (Discovery 1.0 section 3)."""
        return self.bases[0] + self.local(space_id)

    def url(self, space_id: str, path: str) -> str:
        """Absolute address of a path of a space for a browser; `path` begins with a slash."""
        return self.issuer(space_id) + path

    def by_backchannel(self, host: str) -> bool:
        """Whether a request with this `Host` came to the back-channel base, and not the issuer."""
        if not self.backchannel or authority(self.base_url, host) == authority(self.base_url):
            return False
        return authority(self.backchannel, host) == authority(self.backchannel)

    def backchannel_url(self, space_id: str, path: str, host: str) -> str:
        """Absolute address of a path for a back end that came with `Host: host`.

        Under the back-channel base if that is where it came, else under the issuer: an unknown
        `Host` is never repeated.
        """
        base = self.backchannel.rstrip("/") if self.by_backchannel(host) else self.bases[0]
        return base + self.local(space_id) + path

    def spellings(self, space_id: str, path: str) -> tuple[str, ...]:
        """Every absolute address that names this endpoint, the issuer's first.

        What an audience (RFC 7523 section 3) or a DPoP `htu` (RFC 9449 section 4.3) may hold.
        """
        return tuple(base + self.local(space_id) + path for base in self.bases)

    def within(self, path: str) -> str:
        """`path` without the path of a base, if it has one: a proxy may strip it or pass it on."""
        roots = sorted({urlsplit(base).path for base in self.bases} - {""}, key=len, reverse=True)
        for root in roots:
            if path == root or path.startswith(f"{root}/"):
                return path[len(root) :] or "/"
        return path
