"""Sessions that end, and the logout tokens that are owed for it."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from typing import Any

from sandbox.domain.provider import Client, LogoutDelivery
from sandbox.oidc.logout.deliveries import deliver_due
from tests.protocol.house import Browser, House
from tests.receiver import Receiver


async def register(house: House, client_id: str, **metadata: Any) -> None:
    """Let a client be registered with more metadata."""
    async with house.desk.work("default") as (tx, _):
        row = await tx.need(Client, client_id)
        await tx.save(replace(row, metadata={**row.metadata, **metadata}))


async def signed_in(
    house: House, uri: str, client_id: str = "portal", browser: Browser | None = None
) -> tuple[Browser, str]:
    """A browser with a session at a client that asks to be told at `uri`, and its ID token."""
    browser = browser or house.browser()
    await register(house, client_id, backchannel_logout_uri=uri)
    tokens = (await house.redeem(await browser.code(client_id), client_id)).json()
    return browser, tokens["id_token"]


async def signed_out(house: House, uri: str, client_id: str = "portal") -> str:
    """The ID token of a session that is over, of which a client is yet to be told."""
    browser, id_token = await signed_in(house, uri, client_id)
    await browser.logout()
    return id_token


async def send(house: House) -> int:
    """Make every attempt that is due by the watch of the house; how many were made."""
    return await deliver_due(house.desk, house.app.state.documents, "default")


async def only(house: House) -> LogoutDelivery:
    """The one delivery there is."""
    async with house.desk.look("default") as (tx, _):
        (row,) = await tx.find(LogoutDelivery)
    return row


def header_of(token: str) -> dict[str, Any]:
    """Header of a JWT, unverified."""
    part = token.split(".")[0]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def token_in(receiver: Receiver) -> str:
    """The token of the last request, which carried nothing else."""
    assert list(receiver.received[-1]) == ["logout_token"]
    return receiver.received[-1]["logout_token"]


def tokens_in(receiver: Receiver) -> list[str]:
    """Every token received, in order."""
    return [form["logout_token"] for form in receiver.received]
