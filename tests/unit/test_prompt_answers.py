"""The body of an answer does not wait until the caller has acknowledged its head."""

import asyncio
import socket

from sandbox.serving import bound
from sandbox.settings import Settings


async def test_each_connection_sends_what_is_written_at_once() -> None:
    """On the very socket that the server listens on; it cost 40 ms a request once."""
    taken: asyncio.Queue[int] = asyncio.Queue()

    def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there: socket.socket = writer.get_extra_info("socket")
        taken.put_nowait(there.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with bound(Settings(port=0)) as listener:
        async with await asyncio.start_server(met, sock=listener), asyncio.timeout(10):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            at_once = await taken.get()
            writer.close()
            await writer.wait_closed()
    assert at_once
