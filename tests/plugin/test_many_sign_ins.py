"""Many sign-ins at once, each in a space of its own, with its own clock and one armed fault.

Sixty of them by default; `make many` runs a thousand over every core.
"""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from sandbox.pytest_plugin.space import ClicSequr
from sandbox.pytest_plugin.spaces import Spaces
from sandbox.remote.clients import Client
from sandbox.world.faults import CATALOGUE, Fault
from tests.plugin.many import CLIENT, journey
from tests.strict import StrictParty

MANY = int(os.environ.get("SIGN_INS", "60"))
ELSEWHERE = {"logout-token-before-session", "authorization-sent-twice"}
"""One needs somebody who listens for logout tokens, the other a browser with two windows."""
FAULTS = [
    each
    for each in CATALOGUE.values()
    if each.armable and each.endpoints != ("logout_token",) and each.id not in ELSEWHERE
]
"""All that a sign-in brings about; `tests/strict` tries the rest."""
DAY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def settled(space: ClicSequr, number: int) -> datetime:
    """Both hands of a space set where no other test has them; where the protocol hand stands."""
    moment = DAY + timedelta(days=number, minutes=7 * number)
    space.clock.calendar.advance(days=number % 29, minutes=number / MANY)
    space.clock.protocol.freeze(moment)
    return moment


def party(space: ClicSequr, http: httpx2.AsyncClient, client: Client, now: datetime) -> StrictParty:
    """A strict relying party whose watch goes by the protocol hand."""
    return StrictParty(
        http,
        client.client_id,
        client.client_secret,
        issuer=space.issuer,
        redirect_uri=client.metadata["redirect_uris"][0],
        now=now.timestamp,
        trusted=(space.issuer, "http://127.0.0.1:8400"),
    )


@pytest.fixture
async def browser(clicsequr: ClicSequr, number: int) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser, which reaches the sandbox by its socket or without it, turn about."""
    transport = clicsequr.async_transport if number % 2 else None
    async with httpx2.AsyncClient(transport=transport) as http:
        yield http


def touched(space: ClicSequr) -> tuple[object, ...]:
    """All that a test of another space could have touched in this one."""
    return (
        space.journal.last,
        space.clock.hands().protocol.now,
        [armed.id for armed in space.faults.armed],
        sorted(client.client_id for client in space.clients),
        [person.id for person in space.people],
    )


@pytest.mark.parametrize("number", range(MANY))
async def test_a_sign_in_of_its_own(
    clicsequr: ClicSequr, clicsequr_spaces: Spaces, browser: httpx2.AsyncClient, number: int
) -> None:
    """The fault strikes once, the next journey is honest, and the neighbour has seen nothing."""
    fault = FAULTS[number % len(FAULTS)]
    now = settled(clicsequr, number)
    neighbour = clicsequr_spaces("neighbour")
    settled(neighbour, number + MANY)
    theirs = neighbour.client(client_id=f"theirs-{number}", **CLIENT)
    before = touched(neighbour)

    mine = clicsequr.client(client_id=f"mine-{number}", **CLIENT)
    clicsequr.person(given_name="Essai", family_name="Mille", email=f"n{number}@exemple.test")
    who = "mandataire" if fault.id.startswith("mandate") else "rse-actif"
    armed = clicsequr.faults.arm(fault.id, options=quick(fault))
    reason = await journey(party(clicsequr, browser, mine, now), browser, who)
    assert armed.struck == 1, reason
    assert reason == ("" if fault.reason == "http.timeout" else fault.reason)

    if fault.id not in LASTING:
        browser.cookies.clear()
        assert await journey(party(clicsequr, browser, mine, now), browser, who) == ""
        assert armed.struck == 1
    assert touched(neighbour) == before
    assert theirs.client_id not in {client.client_id for client in clicsequr.clients}
    facts = clicsequr.journal.list(name="fault.struck")
    assert [fact.subject for fact in facts] == [armed.id]


LASTING = {"account-closed-before-token", "mandate-ended-mid-session"}
"""After these the person cannot come back: the world has changed, as it was told to."""


def quick(fault: Fault) -> dict[str, int]:
    """Options under which nobody waits: then there is nothing wrong but a delay of no time."""
    if fault.reason != "http.timeout":
        return {}
    return {option.name: option.least for option in fault.options if option.unit == "s"}
