"""One-time codes: kept sealed, used once by whoever comes first, tried a few times only."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.domain.assurance import Assurance
from sandbox.domain.errors import Conflict
from sandbox.domain.model import PostItem, Space
from sandbox.domain.provider import OneTimeCode, Session
from sandbox.services import one_time_codes, signin
from sandbox.services.desk import Desk
from sandbox.services.one_time_codes import Confirmed, NotConfirmed, Withheld
from sandbox.services.signin_outcomes import SignedIn
from sandbox.storage.sqlite import SqliteStore
from sandbox.storage.transaction import Transaction
from sandbox.world.clock import Clock
from tests.conftest import NOON
from tests.holders import SPACE, Door, hold, organise

TWO = Assurance.PASSWORD_AND_CODE


async def signed_in(door: Door, code: str = "TUQUE234") -> SignedIn:
    """The session of an account that is there already."""
    outcome = await door.knock(code)
    assert isinstance(outcome, SignedIn)
    return outcome


async def sent(door: Door, session: Session) -> str:
    """The digits of a code sent to a session just now."""
    async with door.desk.work(SPACE) as (tx, world):
        code = await one_time_codes.send_code(tx, world, session)
        assert isinstance(code, OneTimeCode)
    async with door.desk.look(SPACE) as (tx, _):
        items = await tx.find(PostItem, order="-seq", limit=1)
    assert items[0].template == "code_de_connexion"
    assert code.code_hash != items[0].values["code"]
    digits: str = items[0].values["code"]
    return digits


async def use(desk: Desk, session: Session, digits: str) -> Confirmed | NotConfirmed:
    """Type a code in a transaction of one's own."""
    async with desk.work(SPACE) as (tx, world):
        return await one_time_codes.confirm(tx, world, session, digits, None)


def other_than(digits: str) -> str:
    """Six digits that are not these."""
    return f"{(int(digits) + 1) % 1_000_000:06}"


@pytest.fixture
async def two_desks(tmp_path: Path) -> AsyncIterator[tuple[Desk, Desk]]:
    """Two desks over one database in a file, as two workers have it."""
    stores = [await SqliteStore.open(tmp_path / "sandbox.db") for _ in range(2)]
    await stores[0].create_space(Space(SPACE, SPACE, "5e" * 32, NOON))
    first, second = (Desk(store, Clock(lambda: NOON.timestamp())) for store in stores)
    try:
        yield first, second
    finally:
        for store in stores:
            await store.close()


async def test_of_fifty_uses_of_one_code_one_wins(two_desks: tuple[Desk, Desk]) -> None:
    """Fifty at once over two connections: one session is raised, the others find the code used."""
    door = Door(two_desks[0])
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    session = (await signed_in(door)).session
    digits = await sent(door, session)
    outcomes = await asyncio.gather(*(use(two_desks[n % 2], session, digits) for n in range(50)))
    assert sum(isinstance(outcome, Confirmed) for outcome in outcomes) == 1
    assert sum(outcome == NotConfirmed("over") for outcome in outcomes) == 49
    async with door.desk.look(SPACE) as (tx, _):
        levels = sorted(each.acr for each in await tx.find(Session))
    assert levels == sorted(Assurance)


async def test_parallel_guesses_are_all_counted_and_none_is_extra(door: Door) -> None:
    """Of many guesses at once, the right one last, five count and none gets in."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    session = (await signed_in(door)).session
    digits = await sent(door, session)
    guesses = [other_than(digits)] * 12 + [digits]
    said = await asyncio.gather(*(use(door.desk, session, guess) for guess in guesses))
    assert not any(isinstance(outcome, Confirmed) for outcome in said)
    left = [each.tries_left for each in said if isinstance(each, NotConfirmed)]
    assert left == [4, 3, 2, 1, *[0] * 9]
    async with door.desk.look(SPACE) as (tx, _):
        assert [each.failures for each in await tx.find(OneTimeCode)] == [5]


async def test_a_guess_of_another_writer_is_not_lost(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where two writers meet, the one that loses counts on; if it always loses, it says so."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    session = (await signed_in(door)).session
    wrong = other_than(await sent(door, session))
    real, lost = Transaction.claim, [2]

    async def losing(tx: Transaction, kind: type, key: str, **guard: Any) -> bool:
        if kind is OneTimeCode and lost[0]:
            lost[0] -= 1
            return False
        return await real(tx, kind, key, **guard)

    monkeypatch.setattr(Transaction, "claim", losing)
    assert await use(door.desk, session, wrong) == NotConfirmed("wrong", 4)
    lost[0] = 100
    with pytest.raises(Conflict):
        await use(door.desk, session, wrong)


async def test_a_code_is_worth_nothing_in_another_session(door: Door) -> None:
    """Neither another person nor the same one elsewhere can use it."""
    id_ = await organise(door.desk)
    await hold(door.desk, "TUQUE234", id_)
    await hold(door.desk, "FLQCQN24", id_)
    mine, elsewhere = (await signed_in(door)).session, (await signed_in(door)).session
    stranger = (await signed_in(door, "FLQCQN24")).session
    digits = await sent(door, mine)
    for session in (elsewhere, stranger):
        assert await use(door.desk, session, digits) == NotConfirmed("over")
    assert isinstance(await use(door.desk, mine, f" {digits[:3]}-{digits[3:]} "), Confirmed)


async def test_the_next_code_replaces_the_one_before(door: Door) -> None:
    """What was sent first no longer serves once another was sent."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    session = (await signed_in(door)).session
    first = await sent(door, session)
    second = await sent(door, session)
    refused = await use(door.desk, session, first)
    assert first == second or refused == NotConfirmed("wrong", 4)
    assert isinstance(await use(door.desk, session, second), Confirmed)


async def test_the_raised_session_goes_on_under_a_new_handle(door: Door) -> None:
    """Same person, organisation, sid, auth_time and end; the handle before stays where it was."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    before = await signed_in(door)
    await door.forward(protocol=60)
    outcome = await use(door.desk, before.session, await sent(door, before.session))
    assert isinstance(outcome, Confirmed)
    async with door.desk.look(SPACE) as (tx, world):
        old = await signin.session_of(tx, world, before.handle)
        new = await signin.session_of(tx, world, outcome.handle)
    assert old == before.session
    assert new is not None
    assert (new.acr, new.amr) == (TWO, ("pwd", "otp", "mfa"))
    kept = ("sid", "account_id", "organisation_id", "auth_time", "expires_at")
    assert all(getattr(new, name) == getattr(old, name) for name in kept)


async def test_unused_codes_are_bounded_by_the_hour(door: Door) -> None:
    """Five unused ones in any session hold the sixth back for an hour; used ones do not count."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    for _ in range(6):
        session = (await signed_in(door)).session
        assert isinstance(await use(door.desk, session, await sent(door, session)), Confirmed)
    for _ in range(5):
        await sent(door, (await signed_in(door)).session)
    session = (await signed_in(door)).session
    async with door.desk.work(SPACE) as (tx, world):
        held_back = await one_time_codes.send_code(tx, world, session)
        assert isinstance(held_back, Withheld)
        assert (held_back.until - world.instant).total_seconds() == 3600
    await door.forward(protocol=3600)
    await sent(door, session)


async def test_codes_that_are_long_over_are_swept_away(door: Door) -> None:
    """A code that ended a day ago is gone when the next one is sent."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    await sent(door, (await signed_in(door)).session)
    await door.forward(protocol=24 * 3600 + 601)
    await sent(door, (await signed_in(door)).session)
    async with door.desk.look(SPACE) as (tx, _):
        assert await tx.count(OneTimeCode) == 1


async def test_a_code_that_another_writer_used_meanwhile_is_over(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an engine where two transactions read the same unused code, the guarded update decides."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    session = (await signed_in(door)).session
    digits = await sent(door, session)
    async with door.desk.look(SPACE) as (tx, world):
        unused = await one_time_codes.live_code(tx, world, session)
    assert isinstance(await use(door.desk, session, digits), Confirmed)
    real, stale = one_time_codes.live_code, [unused]

    async def read_before(*args: Any) -> OneTimeCode | None:
        return stale.pop() if stale else await real(*args)

    monkeypatch.setattr(one_time_codes, "live_code", read_before)
    assert await use(door.desk, session, digits) == NotConfirmed("over")
