"""A server killed by SIGKILL in the middle of transmissions leaves whole enrolments, or none."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentState, InvitationState
from sandbox.domain.model import (
    Account,
    Dossier,
    DossierItem,
    Enrolment,
    Invitation,
    JournalEntry,
    Membership,
    PostItem,
    Receipt,
)
from sandbox.seeding import Persona, personas
from sandbox.services.ports import Tx
from sandbox.storage import SqliteStore
from tests.journeys.visitor import Page, Visitor
from tests.live import LiveServer, running_sandbox

PEOPLE = [persona for persona in personas() if persona.id.startswith("F")]
AT_ONCE = 5
"""Transmissions under way at any moment: all sixteen at once would be done before the kill."""
NOT_TRANSMITTED = {EnrolmentState.DRAFT, EnrolmentState.CHECKED}


@asynccontextmanager
async def visitors(base_url: str, number: int) -> AsyncIterator[list[Visitor]]:
    """Browsers of a live server."""
    async with AsyncExitStack() as stack:
        clients = [httpx2.AsyncClient(base_url=base_url, timeout=30) for _ in range(number)]
        for client in clients:
            await stack.enter_async_context(client)
        yield [Visitor(client) for client in clients]


async def fill_in(browsers: list[Visitor]) -> list[Page]:
    """Each of the sixteen fills in a draft, all at once; their check pages."""

    async def one(browser: Visitor, persona: Persona) -> Page:
        return await browser.answer(await browser.begin(), dict(persona.answers))

    return await asyncio.gather(*map(one, browsers, PEOPLE))


async def transmit_and_kill(server: LiveServer, answered: int) -> list[str]:
    """Let sixteen people transmit at once; kill the server once `answered` saw a receipt.

    Returns the rows of those who saw theirs.
    """
    async with visitors(server.base_url, len(PEOPLE)) as browsers:
        checks = await fill_in(browsers)
        assert all(check.path == "/inscription/verification" for check in checks)
        seen: list[str] = []
        enough = asyncio.Event()
        under_way = asyncio.Semaphore(AT_ONCE)

        async def transmit(browser: Visitor, check: Page) -> None:
            with suppress(httpx2.TransportError):
                async with under_way:
                    seen.append((await browser.transmit(check)).row)
            if len(seen) >= answered:
                enough.set()

        pairs = zip(browsers, checks, strict=True)
        flights = [asyncio.create_task(transmit(browser, check)) for browser, check in pairs]
        await enough.wait()
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        await asyncio.gather(*flights)
        return seen


async def whole(tx: Tx, enrolment: Enrolment) -> None:
    """A transmitted enrolment has everything that goes with it."""
    assert enrolment.row_id
    account = await tx.need(Account, enrolment.account_id)
    assert await tx.one(Membership, account_id=account.id, enrolment_id=enrolment.id)
    assert await tx.get(Receipt, enrolment.id)
    told = await tx.find(JournalEntry, trace=enrolment.id)
    assert {Event.ENROLMENT_TRANSMITTED, Event.ACCOUNT_CREATED} <= {entry.name for entry in told}
    letters = await tx.find(PostItem, event_id=[entry.id for entry in told])
    assert letters
    dossier = await tx.one(Dossier, enrolment_id=enrolment.id)
    assert (dossier is not None) is bool(enrolment.decision["documents"])
    if dossier is not None:
        items = await tx.count(DossierItem, dossier_id=dossier.id)
        assert items == len(enrolment.decision["documents"])
    if enrolment.row_id == "SO-1":
        used = await tx.one(Invitation, enrolment_id=enrolment.id)
        assert used is not None
        assert used.state is InvitationState.USED


async def nothing(tx: Tx, enrolment: Enrolment) -> None:
    """A draft has nothing of what a transmission makes."""
    assert not enrolment.account_id
    assert await tx.get(Receipt, enrolment.id) is None
    assert not await tx.count(Membership, enrolment_id=enrolment.id)
    assert not await tx.count(Dossier, enrolment_id=enrolment.id)
    assert not await tx.count(Invitation, enrolment_id=enrolment.id)
    names = {entry.name for entry in await tx.find(JournalEntry, trace=enrolment.id)}
    assert Event.ENROLMENT_TRANSMITTED not in names


async def look_over(folder: Path) -> tuple[int, int]:
    """Check every invariant of the database; how many enrolments are whole, and how many not."""
    store = await SqliteStore.open(folder / "sandbox.db")
    async with store.reading("default") as tx:
        ours = {"", *(f"org_{persona.id.lower()}" for persona in PEOPLE)}
        begun = [each for each in await tx.find(Enrolment) if each.organisation_id in ours]
        done = [each for each in begun if each.state not in NOT_TRANSMITTED]
        for enrolment in begun:
            await (nothing if enrolment.state in NOT_TRANSMITTED else whole)(tx, enrolment)
        journal = await tx.find(JournalEntry, order="seq")
        assert [entry.seq for entry in journal] == list(range(1, len(journal) + 1))
        told = {entry.id for entry in journal}
        assert all(item.event_id in told for item in await tx.find(PostItem))
    await store.close()
    return len(done), len(begun) - len(done)


@pytest.mark.parametrize("answered", [0, 1, 4])
async def test_killed_in_the_middle_of_transmissions(tmp_path, answered):
    """Whoever saw a receipt is enrolled; whoever is not can transmit after the restart."""
    state = tmp_path / "state"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        seen = await transmit_and_kill(server, answered)
    done, undone = await look_over(state)
    assert done + undone == len(PEOPLE)
    assert done >= len(seen) >= answered
    assert undone, "the kill came too late to interrupt anything"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        async with visitors(server.base_url, len(PEOPLE)) as browsers:
            checks = await fill_in(browsers)
            ends = await asyncio.gather(*map(Visitor.transmit, browsers, checks))
            rows = [end.row for end in ends]
    expected = [persona.expected_row for persona in PEOPLE]
    again = [row for row, first in zip(rows, expected, strict=True) if row != first]
    assert set(again) <= {"P-3", "P-4"}
    assert len(again) == done
