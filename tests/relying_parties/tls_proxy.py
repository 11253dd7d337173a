"""A TLS-terminating reverse proxy under a path, as an office puts before a sandbox.

One request a connection, on the loopback, with a certificate of its own. It passes on what comes
under its path, stripped of it or not, and answers 404 to everything else but the well-known
addresses that carry the path behind them (RFC 8414 section 3.1).
"""

import asyncio
import contextlib
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
LONGEST_HEAD = 64 * 1024
SECONDS = 15
_END = b"\r\n\r\n"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for localhost and its key, as PEM files; never out of date.

    Its dates are fixed: a test reads no watch, and a client only asks that now lies between.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begins = datetime(2009, 1, 1, tzinfo=UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(HOST))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * 200))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "proxy.pem", folder / "proxy-key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, secret


@dataclass
class TlsProxy:
    """Where it serves, and what it does with a request."""

    root: str
    strips: bool
    passes_host: bool
    pem: Path
    port: int = 0
    upstream: int = 0
    outside: list[str] = field(default_factory=list)
    """Paths that were asked for outside of `root`: links that lost their way."""

    @property
    def base_url(self) -> str:
        """The address that a browser uses."""
        return f"https://localhost:{self.port}{self.root}"

    async def serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on one request and its answer."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(SECONDS):
                head = await reader.readuntil(_END)
                await self._pass_on(head, reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
            async with asyncio.timeout(SECONDS):
                await writer.wait_closed()

    async def _pass_on(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        line, *fields = head.removesuffix(_END).decode("latin-1").split("\r\n")
        method, path, version = line.split(" ")
        inserted = path.startswith("/.well-known/") and path.partition("?")[0].endswith(self.root)
        if not path.startswith(f"{self.root}/") and not inserted:
            self.outside.append(path)
            writer.write(
                b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            return
        if self.strips:
            path = path.removeprefix(self.root)
        told = {
            name.lower(): value.strip() for name, _, value in (f.partition(":") for f in fields)
        }
        body = await reader.readexactly(int(told.get("content-length", "0")))
        if not self.passes_host:
            told["host"] = f"{HOST}:{self.upstream}"
        told |= {"connection": "close", "x-forwarded-proto": "https"}
        request = [f"{method} {path} {version}", *(f"{n}: {v}" for n, v in told.items()), "", ""]
        answered, asked = await asyncio.open_connection(HOST, self.upstream)
        asked.write("\r\n".join(request).encode("latin-1") + body)
        while data := await answered.read(LONGEST_HEAD):
            writer.write(data)
            await writer.drain()
        asked.close()
        await asked.wait_closed()


@contextlib.contextmanager
def running_proxy(
    folder: Path, root: str, *, strips: bool, passes_host: bool
) -> Iterator[TlsProxy]:
    """Run a proxy in a thread of its own until the block ends; set its `upstream` inside."""
    pem, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    proxy = TlsProxy(root, strips, passes_host, pem)
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    stopping = asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(
            proxy.serve_one, HOST, 0, ssl=context, limit=LONGEST_HEAD
        )
        async with server:
            proxy.port = server.sockets[0].getsockname()[1]
            ready.set()
            await stopping.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert ready.wait(SECONDS), "the proxy did not start"
        yield proxy
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(SECONDS)
        loop.close()
