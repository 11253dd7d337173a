"""Transmissions that meet each other, or a power cut: one wins, or nothing happened."""

import asyncio
from dataclasses import replace

import pytest

from sandbox.domain.errors import Conflict
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Account, Dossier, PostItem, Receipt
from sandbox.services import enrolment, transmission
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.services.transmission import Transmitted
from sandbox.world.surroundings import World
from tests.builders import PASSWORD, Sandbox, checked, enrol, organisation, typed

KINDS = (Account, Dossier, Receipt, PostItem)


async def counts(sandbox: Sandbox) -> dict[str, int]:
    """How many rows of what a transmission writes there are."""
    async with sandbox.desk.look("essai") as (tx, _):
        return {kind.__name__: await tx.count(kind) for kind in KINDS}


async def test_of_two_transmissions_at_once_one_wins(sandbox: Sandbox) -> None:
    """Ten drafts of one service sent together: one enrolment, nine refusals by P-4."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        ready = [await checked(tx, world, typed("SP")) for _ in range(10)]
    numbers = [each.enrolment.number for each in ready]
    done = await asyncio.gather(
        *(enrolment.submit(sandbox.desk, "essai", number) for number in numbers)
    )
    assert sorted(each.decision.row_id for each in done) == ["P-4"] * 9 + ["SP-2"]
    assert (await counts(sandbox))["Account"] == 1


async def test_a_race_lost_in_the_store_is_decided_by_the_guide(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the engine finds the conflict nothing was written, and the guide decides anew."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        number = (await checked(tx, world, typed("SP"))).enrolment.number
    honest = transmission.transmit
    tries = []

    async def late(tx: Tx, world: World, number: str, prepared: PreparedPassword) -> Transmitted:
        tries.append(number)
        if len(tries) == 1:
            raise Conflict("conflict", "error.conflict")
        return await honest(tx, world, number, prepared)

    monkeypatch.setattr(transmission, "transmit", late)
    done = await enrolment.submit(sandbox.desk, "essai", number)
    assert tries == [number, number]
    assert done.receipt is not None
    assert (await counts(sandbox))["Account"] == 1


async def test_one_draft_sent_twice_at_once_is_sent_once(sandbox: Sandbox) -> None:
    """A double click gives one enrolment, and the second click finds it transmitted."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        number = (await checked(tx, world, typed("SP"))).enrolment.number
    done = await asyncio.gather(
        *(enrolment.submit(sandbox.desk, "essai", number) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["NotFound", "Transmitted"]
    assert (await counts(sandbox))["Account"] == 1


async def test_the_store_itself_refuses_a_second_enrolment_in_force(sandbox: Sandbox) -> None:
    """Whatever the services saw, two enrolments in force of one service are a conflict."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        done = (await enrol(tx, world, typed("SP"))).enrolment
    second = replace(done, id="enr_2", number="BR-2", state=EnrolmentState.ACTIVE)
    with pytest.raises(Conflict):
        async with sandbox.work() as (tx, world):
            await tx.add(second)
    ended = replace(second, state=EnrolmentState.EXPIRED)
    async with sandbox.work() as (tx, world):
        await tx.add(ended)


class PowerCut(Exception):
    """The power goes in the middle of a transaction."""


async def transmit_until(sandbox: Sandbox, number: str, kind: type) -> None:
    """Transmit, and lose power when the first entity of `kind` is about to be written."""
    async with sandbox.work() as (tx, world):
        honest = tx.add

        async def add(*entities: object) -> None:
            if any(isinstance(entity, kind) for entity in entities):
                raise PowerCut
            await honest(*entities)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(tx, "add", add)
            await enrolment.transmit(tx, world, number, PASSWORD)


@pytest.mark.parametrize("kind", [Account, Receipt, PostItem, Dossier])
async def test_a_failure_on_the_way_leaves_nothing(sandbox: Sandbox, kind: type) -> None:
    """Wherever the writing stops, the draft is still a checked draft and nothing else exists."""
    async with sandbox.work() as (tx, world):
        await organisation(tx, "SP")
        number = (await checked(tx, world, typed("SP"))).enrolment.number
    before = await counts(sandbox)
    with pytest.raises(PowerCut):
        await transmit_until(sandbox, number, kind)
    assert await counts(sandbox) == before
    async with sandbox.work() as (tx, world):
        assert (await enrolment.draft(tx, world, number)).state is EnrolmentState.CHECKED
        assert (await enrolment.transmit(tx, world, number, PASSWORD)).receipt is not None
