"""Names that take for ever to resolve: they hold up nobody else."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from sandbox.oidc import outbound
from sandbox.oidc.outbound import Reach, Unreachable, exchange


async def test_a_silent_name_server_holds_no_thread_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Forty look-ups that never end leave the threads that check passwords free."""
    answered = threading.Event()

    def silent(*_: Any, **__: Any) -> list[Any]:
        answered.wait()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    monkeypatch.setattr(outbound, "SECONDS", 0.05)
    try:
        calls = (exchange("GET", f"https://{n}.example/", Reach()) for n in range(40))
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(end, Unreachable) for end in ended)
        async with asyncio.timeout(5):
            assert await asyncio.to_thread(threading.active_count)
    finally:
        answered.set()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("rebound.example", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("metadata.example", "169.254.169.254"),
        ("mapped.example", "::ffff:10.0.0.1"),
    ],
)
async def test_what_a_name_resolves_to_decides(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    """However an inner address is written or named, it is judged as what would be called."""

    def resolved(*_: Any, **__: Any) -> list[Any]:
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))
        return [public, (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(Unreachable, match="inside a network"):
        await exchange("GET", f"https://{host}/", Reach())


@pytest.mark.parametrize(
    "uri",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/x",
        "ftp://127.0.0.1/",
        "https://user@host.example/",
        "https://:8443/",
        "https://host.example:99999/",
        "https://[::1",
        "//host.example/",
        "https:host.example",
        "",
    ],
)
async def test_only_plain_web_addresses_are_called(uri: str) -> None:
    """Another scheme, user information or no host at all: not even looked up."""
    with pytest.raises(Unreachable):
        await exchange("GET", uri, Reach(loopback=True))
