"""Guessing: every wrong password is counted, and a lock makes all guesses alike."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sandbox.domain.lifecycles import AccountState, EnrolmentState
from sandbox.domain.model import Account, JournalEntry, StrangerCode
from sandbox.domain.terms import Actor
from sandbox.services import accounts, passwords
from sandbox.storage.transaction import Transaction
from tests.holders import RIGHT, SPACE, WRONG, Door, hold, organise


async def test_a_fifth_wrong_password_locks_for_a_quarter_of_an_hour(door: Door) -> None:
    """Four wrong passwords only count; the fifth locks, and time unlocks."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    said = [await door.answer("TUQUE234", WRONG) for _ in range(5)]
    assert said == ["IDENTIFIANTS_INVALIDES"] * 4 + ["COMPTE_VERROUILLE"]
    assert (await door.account("TUQUE234")).state is AccountState.LOCKED
    await door.forward(calendar=timedelta(minutes=14, seconds=59))
    assert await door.answer("TUQUE234") == "COMPTE_VERROUILLE"
    await door.forward(calendar=timedelta(seconds=1))
    assert await door.answer("TUQUE234") == "SignedIn"
    account = await door.account("TUQUE234")
    assert (account.state, account.failures, account.locked_until) == (AccountState.ACTIVE, 0, None)


async def test_a_lock_answers_right_and_wrong_passwords_alike(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a lock holds no password is even looked at, so guessing on is worth nothing."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    for _ in range(5):
        await door.knock("TUQUE234", WRONG)

    async def unexpected(clear: str, hashed: str) -> bool:
        raise AssertionError("a password was looked at")

    monkeypatch.setattr(passwords, "verify", unexpected)
    assert await door.knock("TUQUE234", RIGHT) == await door.knock("TUQUE234", WRONG)


async def test_parallel_guesses_are_all_counted_and_none_is_extra(door: Door) -> None:
    """Of many guesses at once, the right one among the last, five count and none gets in."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    guesses = [WRONG] * 5 + [RIGHT] + [WRONG] * 4
    looked_at, answered = asyncio.Barrier(len(guesses)), asyncio.Semaphore(0)
    real = passwords.verify

    async def in_order(clear: str, hashed: str) -> bool:
        """Let all guesses be looked at before any is counted; the right one after five others."""
        found = await real(clear, hashed)
        await looked_at.wait()
        if found:
            for _ in range(5):
                await answered.acquire()
        return found

    async def guess(password: str) -> str:
        answer = await door.answer("TUQUE234", password)
        answered.release()
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "verify", in_order)
        said = await asyncio.gather(*(guess(password) for password in guesses))
    assert "SignedIn" not in said
    assert said.count("IDENTIFIANTS_INVALIDES") == 4
    assert said.count("COMPTE_VERROUILLE") == 6
    assert (await door.account("TUQUE234")).failures == 5


async def test_a_guess_of_another_writer_is_not_lost(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an engine where two writers can meet, the one that loses counts on from the other."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    real = Transaction.claim
    met = False

    async def contended(self: Transaction, kind: type, key: str, **guard: Any) -> bool:
        nonlocal met
        if not met:
            met = True
            await real(self, kind, key, where={}, to={"failures": 2})
        return await real(self, kind, key, **guard)

    monkeypatch.setattr(Transaction, "claim", contended)
    assert await door.answer("TUQUE234", WRONG) == "IDENTIFIANTS_INVALIDES"
    assert (await door.account("TUQUE234")).failures == 3


async def test_a_password_replaced_while_it_was_looked_at_is_a_wrong_one(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was right when it was verified does not open an account that changed since."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    real = passwords.verify

    async def overtaken(clear: str, hashed: str) -> bool:
        found = await real(clear, hashed)
        async with door.desk.work(SPACE) as (tx, _):
            await tx.claim(Account, "acc_tuque234", where={}, to={"password_hash": "another"})
        return found

    monkeypatch.setattr(passwords, "verify", overtaken)
    assert await door.answer("TUQUE234") == "IDENTIFIANTS_INVALIDES"
    assert (await door.account("TUQUE234")).failures == 1


async def test_a_right_password_forgets_the_wrong_ones(door: Door) -> None:
    """Failures count only when they follow each other."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    for _ in range(4):
        await door.knock("TUQUE234", WRONG)
    assert await door.answer("TUQUE234") == "SignedIn"
    assert await door.answer("TUQUE234", WRONG) == "IDENTIFIANTS_INVALIDES"
    assert (await door.account("TUQUE234")).failures == 1


async def test_a_code_that_is_nobodys_locks_like_any_other(door: Door) -> None:
    """Answers to a code that exists and to one that does not are the same, try after try."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    known = [await door.knock("TUQUE234", WRONG) for _ in range(7)]
    unknown = [await door.knock("MTTANE99", WRONG) for _ in range(7)]
    assert known == unknown
    await door.forward(calendar=timedelta(minutes=15))
    assert await door.answer("MTTANE99", WRONG) == "IDENTIFIANTS_INVALIDES"


async def test_a_strangers_code_is_kept_sealed_and_not_for_long(door: Door) -> None:
    """What was typed is not in the store, and tries of another day are swept away."""
    for code in ("MTTANE22", "MTTANE33"):
        await door.knock(code, WRONG)
    async with door.desk.look(SPACE) as (tx, _):
        kept = await tx.find(StrangerCode)
    assert len(kept) == 2
    assert not any("MTTANE" in row.id for row in kept)
    await door.forward(calendar=timedelta(days=2))
    await door.knock("MTTANE44", WRONG)
    async with door.desk.look(SPACE) as (tx, _):
        assert await tx.count(StrangerCode) == 1


@pytest.mark.parametrize("code", ["", "0OI1", "TUQUE234 OR 1=1", "é" * 8, "A" * 5000])
async def test_a_malformed_code_costs_a_scrypt_and_says_nothing(
    door: Door, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """What can be nobody's code is refused as a wrong password is, at the same cost."""
    wasted = 0
    real = passwords.waste_time

    async def counting() -> None:
        nonlocal wasted
        wasted += 1
        await real()

    monkeypatch.setattr(passwords, "waste_time", counting)
    assert await door.answer(code, WRONG) == "IDENTIFIANTS_INVALIDES"
    assert wasted == 1


async def test_a_state_without_a_lock_is_paused_all_the_same(door: Door) -> None:
    """The password of an account that awaits activation cannot be guessed at leisure."""
    id_ = await organise(door.desk, state=EnrolmentState.DEFERRED_DOCUMENTS)
    await hold(door.desk, "TUQUE234", id_, state=AccountState.BLOCKED, must_change=True)
    said = [await door.answer("TUQUE234", WRONG) for _ in range(5)]
    assert said[-1] == "COMPTE_VERROUILLE"
    assert await door.answer("TUQUE234") == "COMPTE_VERROUILLE"
    assert (await door.account("TUQUE234")).state is AccountState.BLOCKED
    async with door.desk.work(SPACE) as (tx, world):
        await accounts.unlock(tx, world, "acc_tuque234", Actor.HELP_DESK)
    assert await door.answer("TUQUE234") == "INSCRIPTION_EN_ATTENTE"


async def test_a_lock_without_an_end_waits_for_the_help_desk(door: Door) -> None:
    """A locked account without a time stays locked for a year, then the help desk opens it."""
    await hold(door.desk, "TUQUE234", await organise(door.desk), state=AccountState.LOCKED)
    await door.forward(calendar=timedelta(days=365))
    assert await door.answer("TUQUE234") == "COMPTE_VERROUILLE"
    async with door.desk.work(SPACE) as (tx, world):
        await accounts.unlock(tx, world, "acc_tuque234", Actor.HELP_DESK)
    assert await door.answer("TUQUE234") == "SignedIn"


async def test_the_journal_tells_of_guesses_without_secrets(door: Door) -> None:
    """Refusals and the lock are written, neither the code nor the password is."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    for _ in range(5):
        await door.knock("TUQUE234", WRONG)
    await door.knock("MTTANE99", WRONG)
    async with door.desk.look(SPACE) as (tx, _):
        entries = await tx.find(JournalEntry)
    names = [entry.name for entry in entries]
    assert names.count("signin.refused") == 6
    assert names.count("account.locked") == 1
    assert not any(word in repr(entries) for word in ("TUQUE234", "MTTANE99", WRONG))
