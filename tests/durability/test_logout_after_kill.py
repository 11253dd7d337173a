"""A server killed between the end of a session and its telling tells it after the restart."""

import asyncio
import signal
from pathlib import Path
from urllib.parse import urlencode

from sandbox.domain.provider import DeliveryState, LogoutDelivery, Session
from sandbox.storage import SqliteStore
from tests.live import LiveServer, free_port, running_sandbox
from tests.protocol.house import S256, claims_of
from tests.receiver import Receiver, receiving
from tests.relying_parties.plain_browser import PlainBrowser


def sign_in_and_out(server: LiveServer, portal: str) -> None:
    """A session that reached the ready client, and its end."""
    asked = {
        "response_type": "code",
        "client_id": "pes-portal",
        "redirect_uri": f"{portal}/callback",
        "scope": "openid",
        "state": "s",
        **S256,
    }
    with PlainBrowser() as browser:
        browser.until(f"{server.base_url}/oidc/authorize?{urlencode(asked)}", portal)
        browser.leave(f"{server.base_url}/oidc/logout")


async def rows(folder: Path) -> tuple[list[LogoutDelivery], list[Session]]:
    """What the database of a server that is down holds."""
    store = await SqliteStore.open(folder / "sandbox.db")
    async with store.reading("default") as tx:
        found = await tx.find(LogoutDelivery), await tx.find(Session)
    await store.close()
    return found


async def test_what_was_owed_when_the_server_died_is_sent_after_the_restart(
    tmp_path: Path,
) -> None:
    """The end of the session and the debt are both there after SIGKILL, and the debt is paid."""
    port = free_port()
    state, portal = tmp_path / "state", f"http://127.0.0.1:{port}"
    settings = {"SANDBOX_DATA": str(state), "SANDBOX_PORTAL_URL": portal}
    with running_sandbox(tmp_path, "--verbose", **settings) as server:
        await asyncio.to_thread(sign_in_and_out, server, portal)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    ((owed,), (session,)) = await rows(state)
    assert owed.state is DeliveryState.PENDING
    assert session.ended_at is not None
    async with receiving(200, port=port) as receiver:
        await restart_and_wait(tmp_path, settings, receiver)
    assert claims_of(receiver.received[0]["logout_token"])["sid"] == session.sid
    ((paid,), _) = await rows(state)
    assert (paid.id, paid.state) == (owed.id, DeliveryState.DELIVERED)
    assert len(receiver.received) == 1


async def restart_and_wait(folder: Path, settings: dict[str, str], receiver: Receiver) -> None:
    """Start the server again, wait for the token and stop it, which lets the attempt finish."""
    starting = running_sandbox(folder, "--verbose", **settings)
    await asyncio.to_thread(starting.__enter__)
    try:
        await receiver.arrival()
    finally:
        await asyncio.to_thread(starting.__exit__, None, None, None)
