"""Tickets: proof that a browser just signed in with a temporary password.

Nothing is stored. The seal covers the account, the request, the hour, the browser and the hash
of the password, so a ticket dies by itself when the password changes: it serves once.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.domain.model import Account
from sandbox.services.sessions import digest
from sandbox.world.surroundings import World

_SHAPE = re.compile(r"([a-z0-9_]{1,64})\.([A-Za-z0-9]{0,64})\.([0-9]{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says before it is known to be genuine."""

    account_id: str
    request_id: str | None
    text: str


def _seal(world: World, body: str, account: Account, browser: str) -> str:
    return world.sealed("must-change", f"{body}\0{digest(browser)}\0{account.password_hash}")


def issue(world: World, account: Account, request_id: str | None, browser: str) -> str:
    """A ticket for this account, request and browser, for some minutes of the protocol hand."""
    life = timedelta(minutes=world.conventions.must_change_minutes)
    over_at = int((world.instant + life).timestamp())
    body = f"{account.id}.{request_id or ''}.{over_at}"
    return f"{body}.{_seal(world, body, account, browser)}"


def read(world: World, text: str) -> Ticket | None:
    """What a ticket says; None if malformed or over. Whether it is genuine: see `genuine`."""
    found = _SHAPE.fullmatch(text[:512])
    if not found or datetime.fromtimestamp(int(found[3]), UTC) <= world.instant:
        return None
    return Ticket(found[1], found[2] or None, text)


def genuine(world: World, ticket: Ticket, account: Account, browser: str) -> bool:
    """Whether this ticket was issued for this account, with this password, to this browser."""
    body, _, seal = ticket.text.rpartition(".")
    return hmac.compare_digest(seal, _seal(world, body, account, browser))
