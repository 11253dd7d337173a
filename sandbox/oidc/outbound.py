"""What the sandbox itself asks for: key sets, request objects, sector documents, logouts.

Their addresses come from whoever registered a client, so each is checked after its name is
resolved and the connection goes to the very address that was checked (no rebinding): public ones;
loopback where the sandbox itself lives on loopback; inside a private network only hosts that
`SANDBOX_OUTBOUND_HOSTS` names. No redirection is followed, no proxy is used, sizes and times are
bounded.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2

MAX_DOCUMENT = 64 * 1024
"""Greatest length of a document that is read, in bytes."""
SECONDS = 5.0
"""Longest wait for a whole answer."""
FRESH_SECONDS = 60.0
"""How long a document is held before it is asked for again."""
FAILED_SECONDS = 2.0
"""How long a failure is remembered."""
OURSELVES = "clicsequr-sandbox"
"""What each request of ours says in `CDN-Loop` (RFC 8586): one that comes back fetches nothing. An
address of ours may name a client whose keys are at that very address, and so on without end."""
_MOST_HELD = 500
_RESOLVERS = ThreadPoolExecutor(8, thread_name_prefix="resolver")
"""Threads of their own: a name server that never answers holds them long after `SECONDS`, and must
not hold those in which passwords are checked."""
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is global unicast in IPv6 (RFC 4291 section 2.4): older forms that hold an IPv4 address,
site-local ones and the like are outside of it, whatever Python's registry says of them."""
_INSIDE = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "3fff::/20"),
    )
)
"""Blocks of RFC 6890 that Python takes for global, and where a cloud keeps its metadata."""


class Unreachable(Exception):
    """The address is not called, or did not answer as it should; the message says why."""


class DocumentMissing(Exception):
    """A document that is not held (any more): to be fetched with no transaction open."""

    def __init__(self, uri: str) -> None:
        super().__init__(uri)
        self.uri = uri


@dataclass(frozen=True, slots=True)
class Reach:
    """Which addresses the sandbox may call."""

    loopback: bool = False
    hosts: frozenset[str] = frozenset()  # names, lower case, allowed whatever they resolve to

    def allows(self, host: str, address: str) -> bool:
        """Whether `address`, which `host` resolved to, may be called."""
        found = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(found, ipaddress.IPv6Address):
            inner = found.ipv4_mapped or found.sixtofour
            if inner is None and (found.teredo or found in _NAT64):
                return False
            found = inner or found
        if found.is_loopback:
            return self.loopback
        if host in self.hosts:
            return not (found.is_link_local or found.is_multicast or found.is_unspecified)
        return _is_public(found)


def _is_public(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if found.version == 6 and found not in _UNICAST:
        return False
    return (
        found.is_global
        and not found.is_multicast
        and not any(found in block for block in _INSIDE if block.version == found.version)
    )


@cache
def _trust() -> ssl.SSLContext:
    """The certificates the machine trusts (`SSL_CERT_FILE` adds a developer's own)."""
    return ssl.create_default_context()


def _looked_up(host: str, port: int) -> list[Any]:
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


async def _resolved(uri: str, reach: Reach) -> tuple[str, str]:
    """The URI with its host replaced by a checked address, and the `Host` header it had."""
    try:
        parts = urlsplit(uri)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise Unreachable("the address is malformed") from None
    if parts.scheme not in _PORTS or not host or parts.username or parts.password:
        raise Unreachable("the address is not plain http(s)")
    try:
        found = await asyncio.get_running_loop().run_in_executor(
            _RESOLVERS, _looked_up, host, port or _PORTS[parts.scheme]
        )
    except (OSError, UnicodeError):
        raise Unreachable("the host name does not resolve") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(reach.allows(host, address) for address in addresses):
        raise Unreachable("the address is inside a network that the sandbox does not call")
    local = all(ipaddress.ip_address(a.partition("%")[0]).is_loopback for a in addresses)
    if parts.scheme == "http" and not local and host not in reach.hosts:
        raise Unreachable("the address is not https")
    pinned = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    netloc = f"{pinned}:{port}" if port else pinned
    return parts._replace(netloc=netloc, fragment="").geturl(), parts.netloc


async def exchange(
    method: str,
    uri: str,
    reach: Reach,
    *,
    form: Mapping[str, str] | None = None,
    limit: int = MAX_DOCUMENT,
) -> tuple[int, bytes]:
    """Status and body of one request; raises `Unreachable`."""
    try:
        async with asyncio.timeout(SECONDS):
            target, host = await _resolved(uri, reach)
            name = (urlsplit(uri).hostname or "").lower()
            async with (
                httpx2.AsyncClient(verify=_trust(), trust_env=False, timeout=SECONDS) as http,
                http.stream(
                    method,
                    target,
                    data=form,
                    headers={"Host": host, "Accept-Encoding": "identity", "CDN-Loop": OURSELVES},
                    extensions={"sni_hostname": name},
                    follow_redirects=False,
                ) as response,
            ):
                body = bytearray()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > limit:
                        raise Unreachable("the answer is too long")
                return response.status_code, bytes(body)
    except TimeoutError:
        raise Unreachable("no answer in time") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as error:
        raise Unreachable(f"no answer ({type(error).__name__})") from None


@dataclass(slots=True)
class _Held:
    body: bytes
    problem: str
    until: float


@dataclass(slots=True)
class Documents:
    """Documents of clients, held for a while in this process.

    `seconds` is a clock that never goes back (`world.clock.machine_monotonic`).
    """

    reach: Reach
    seconds: Callable[[], float]
    _held: dict[str, _Held] = field(default_factory=dict)

    def held(self, uri: str) -> bytes:
        """What was fetched; raises `DocumentMissing`, or `Unreachable` as long as that is fresh."""
        found = self._held.get(uri)
        if found is None or found.until <= self.seconds():
            raise DocumentMissing(uri)
        if found.problem:
            raise Unreachable(found.problem)
        return found.body

    async def fetch(self, uri: str) -> None:
        """Read the document, or remember that it could not be had."""
        try:
            status, body = await exchange("GET", uri, self.reach)
            problem = "" if status == 200 else f"the answer has status {status}"
        except Unreachable as error:
            body, problem = b"", str(error)
        if len(self._held) >= _MOST_HELD:
            self._held.clear()
        life = FAILED_SECONDS if problem else FRESH_SECONDS
        self._held[uri] = _Held(body, problem, self.seconds() + life)
