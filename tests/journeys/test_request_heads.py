"""Requests whose head never ends: the server hangs up, and goes on answering others."""

import contextlib
import socket
from collections.abc import Iterator

import httpx2
import pytest

from sandbox.serving import MAX_CONNECTIONS
from tests.live import HOST, LiveServer, running_sandbox

PIECE = 64 * 1024
PIECES = 256
LINE = b"GET / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = b"POST /oidc/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
FLOODS = {
    "value": (LINE + b"X: ", b"x" * PIECE),
    "headers": (LINE, b"X: 12345678901\r\n" * (PIECE // 16)),
    "address": (b"GET /", b"x" * PIECE),
    "trailers": (CHUNKED + b"0\r\n", b"X: 12345678901\r\n" * (PIECE // 16)),
    "extension": (CHUNKED + b"1;x=", b"x" * PIECE),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of its own."""
    with running_sandbox(tmp_path_factory.mktemp("server"), "--ephemeral") as running:
        yield running


@pytest.mark.parametrize("kind", FLOODS)
def test_a_head_without_an_end_is_cut_off(server: LiveServer, kind: str) -> None:
    """Long before sixteen megabytes; nobody else notices."""
    begin, piece = FLOODS[kind]
    sent = 0
    with socket.create_connection((HOST, server.port), timeout=10) as flood:
        flood.sendall(begin)
        with contextlib.suppress(ConnectionError):
            for _ in range(PIECES):
                flood.sendall(piece)
                sent += 1
    assert sent < PIECES
    assert httpx2.get(f"{server.base_url}/", trust_env=False).status_code == 200


def test_more_connections_than_there_may_be_are_closed(server: LiveServer) -> None:
    """Heads that do not go on hold no more than some connections, and the log stays quiet."""
    idle = []
    for _ in range(MAX_CONNECTIONS + 50):
        held = socket.create_connection((HOST, server.port), timeout=10)
        idle.append(held)
    closed = 0
    for held in idle[-40:]:
        with contextlib.suppress(ConnectionError):
            held.sendall(LINE)
            closed += held.recv(1) == b""
            continue
        closed += 1
    for held in idle:
        held.close()
    assert closed == 40
    assert httpx2.get(f"{server.base_url}/", trust_env=False).status_code == 200
    assert "Traceback" not in server.printed()


def test_a_long_honest_head_is_taken(server: LiveServer) -> None:
    """A query of nearly all that is allowed, with cookies beside it, is still read."""
    headers = {"Cookie": "; ".join(f"c{n}={'x' * 60}" for n in range(200))}
    where = f"{server.base_url}/oidc/authorize?state={'x' * 32000}"
    answer = httpx2.get(where, headers=headers, trust_env=False)
    assert answer.status_code == 400
    assert "text/html" in answer.headers["content-type"]
