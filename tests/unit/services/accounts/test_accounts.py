"""Accounts: from creation to closing, and the help desk in between."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from sandbox.domain.errors import Conflict, NotAllowed
from sandbox.domain.identifiers import UserCode
from sandbox.domain.lifecycles import AccountState
from sandbox.domain.model import Account, JournalEntry, Membership, Person, PostItem
from sandbox.domain.provider import Session
from sandbox.domain.terms import Actor, Channel, Role
from sandbox.services import accounts, people, post
from sandbox.services.passwords import PreparedPassword
from sandbox.services.signin import SignedIn
from sandbox.services.standing import settled
from sandbox.world.chance import Chance
from tests.holders import SPACE, Door, hash_of_right, hold, organise

PREPARED = PreparedPassword("Temporaire-2", "scrypt$16384$8$1$c2Vs$aGFjaGU=")
PERSON = Person("per", "Diane", "Wapistan", "diane@garderie.example")


async def create(door: Door, *, active: bool) -> Account:
    """An account made by the service for a new organisation."""
    id_ = await organise(door.desk)
    async with door.desk.work(SPACE) as (tx, world):
        await tx.add(PERSON)
        return await accounts.create(
            tx,
            world,
            person=PERSON,
            organisation_id=id_,
            role=Role.RSE,
            enrolment_id=f"enr_{id_[4:]}",
            prepared=PREPARED,
            active=active,
        )


@pytest.mark.parametrize(
    ("active", "state"), [(True, AccountState.TEMPORARY), (False, AccountState.BLOCKED)]
)
async def test_a_new_account_works_at_once_or_waits(
    door: Door, active: bool, state: AccountState
) -> None:
    """The life of the temporary password begins only when it can be used (A-22)."""
    account = await create(door, active=active)
    assert account.state is state
    assert (account.temporary_until is not None) is active
    assert account.must_change
    async with door.desk.look(SPACE) as (tx, _):
        member = await tx.one(Membership, account_id=account.id)
    assert member is not None
    assert member.role is Role.RSE


async def test_a_user_code_that_is_taken_is_drawn_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two accounts never share a code, whatever chance says."""
    await hold(door.desk, "TUQUE234")
    drawn = iter(["TUQUE234", "FLQCQN24"])
    monkeypatch.setattr(Chance, "user_code", lambda self: UserCode(next(drawn)))
    assert (await create(door, active=True)).user_code == "FLQCQN24"


async def test_activation_gives_the_temporary_password_its_whole_life(door: Door) -> None:
    """A month of waiting takes nothing from the ten days of the temporary password."""
    account = await create(door, active=False)
    await door.forward(calendar=timedelta(days=30))
    async with door.desk.work(SPACE) as (tx, world):
        account = await accounts.activate(tx, world, account.id)
        assert account.state is AccountState.TEMPORARY
        assert account.temporary_until == world.now + timedelta(days=10)
        with pytest.raises(NotAllowed):
            await accounts.activate(tx, world, account.id)


async def test_the_help_desk_posts_a_new_temporary_password(door: Door) -> None:
    """The letter goes to the organisation, without the full code; sessions and locks end."""
    id_ = await organise(door.desk)
    account = await hold(door.desk, "TUQUE234", id_)
    outcome = await door.knock("TUQUE234")
    assert isinstance(outcome, SignedIn)
    async with door.desk.work(SPACE) as (tx, world):
        await accounts.reissue(tx, world, account.id, PREPARED, Actor.HELP_DESK)
        now = await tx.need(Account, account.id)
        assert (now.state, now.must_change) == (AccountState.TEMPORARY, True)
        assert now.password_hash == PREPARED.hashed
        [letter] = await tx.find(PostItem, organisation_id=id_)
        assert letter.channel is Channel.LETTER
        words = " ".join(post.read(letter).paragraphs)
        assert PREPARED.clear in words
        assert "TUQUE234" not in words
        assert (await tx.need(Session, outcome.session.id)).ended_at == world.instant
        assert PREPARED.clear not in repr(await tx.find(JournalEntry))


@pytest.mark.parametrize(
    "state", [AccountState.BLOCKED, AccountState.SUSPENDED, AccountState.CLOSED]
)
async def test_a_state_that_bars_the_door_gets_no_new_password(
    door: Door, state: AccountState
) -> None:
    """The help desk cannot go round a refusal, a suspension or a pending activation."""
    account = await hold(door.desk, "TUQUE234", await organise(door.desk), state=state)
    async with door.desk.work(SPACE) as (tx, world):
        with pytest.raises(NotAllowed):
            await accounts.reissue(tx, world, account.id, PREPARED, Actor.HELP_DESK)


@pytest.mark.parametrize("must_change", [True, False])
async def test_a_suspension_ends_as_it_began(door: Door, must_change: bool) -> None:
    """Reactivated, a temporary password is still to be changed and a chosen one still works."""
    state = AccountState.TEMPORARY if must_change else AccountState.ACTIVE
    id_ = await organise(door.desk)
    account = await hold(door.desk, "TUQUE234", id_, state=state, must_change=must_change)
    async with door.desk.work(SPACE) as (tx, world):
        await accounts.suspend(tx, world, account.id, Actor.RSE)
    assert await door.answer("TUQUE234") == "COMPTE_SUSPENDU"
    async with door.desk.work(SPACE) as (tx, world):
        await accounts.reactivate(tx, world, account.id, Actor.RSE)
        assert (await tx.need(Account, account.id)).state is state


async def test_closing_is_for_good(door: Door) -> None:
    """A closed account ends its sessions and takes no further event."""
    account = await hold(door.desk, "TUQUE234", await organise(door.desk))
    outcome = await door.knock("TUQUE234")
    assert isinstance(outcome, SignedIn)
    async with door.desk.work(SPACE) as (tx, world):
        await accounts.close(tx, world, account.id, "INSCRIPTION_EXPIREE", Actor.CLOCK)
        assert (await tx.need(Session, outcome.session.id)).ended_at is not None
        for again in (accounts.unlock, accounts.suspend, accounts.reactivate):
            with pytest.raises(NotAllowed):
                await again(tx, world, account.id, Actor.HELP_DESK)
    assert await door.answer("TUQUE234") == "INSCRIPTION_EXPIREE"


async def test_a_change_of_password_loses_to_the_one_before_it(door: Door) -> None:
    """Of two changes of the same password, the second changes nothing."""
    account = await hold(door.desk, "TUQUE234", await organise(door.desk))
    async with door.desk.work(SPACE) as (tx, world):
        change = partial(
            accounts.change_password,
            tx,
            world,
            account.id,
            replacing=account.password_hash,
            hashed=PREPARED.hashed,
        )
        await change()
        with pytest.raises(Conflict):
            await change()


async def test_only_a_locked_account_is_unlocked(door: Door) -> None:
    """The help desk is told when there is nothing to unlock."""
    account = await hold(door.desk, "TUQUE234", await organise(door.desk))
    async with door.desk.work(SPACE) as (tx, world):
        with pytest.raises(NotAllowed):
            await accounts.unlock(tx, world, account.id, Actor.HELP_DESK)


async def test_what_fell_due_is_computed_in_its_order(door: Door) -> None:
    """A temporary password that expired under a lock has expired once the lock is over."""
    async with door.desk.look(SPACE) as (_, world):
        pass
    account = Account(
        id="acc",
        person_id="per",
        user_code=UserCode("TUQUE234"),
        state=AccountState.LOCKED,
        password_hash=await hash_of_right(),
        temporary_until=world.now,
        failures=5,
        locked_until=world.now,
    )
    now, facts = settled(world, account)
    assert now.state is AccountState.TEMPORARY_EXPIRED
    assert [fact.value for fact in facts] == ["account.unlocked", "account.password_expired"]
    early = replace(account, locked_until=world.now + timedelta(seconds=1))
    assert settled(world, early) == (early, ())


async def test_a_person_known_already_is_found_again(door: Door) -> None:
    """Case and spaces do not make another person; another address does."""
    async with door.desk.work(SPACE) as (tx, world):

        async def seek(given: str, family: str, email: str) -> str:
            found = await people.find_or_create(
                tx, world, given_name=given, family_name=family, email=email
            )
            return found.id

        first = await seek("Diane", "Wapistan", "diane@garderie.example")
        assert await seek(" DIANE", "wapistan ", "diane@garderie.example ") == first
        assert await seek("Diane", "Wapistan", "diane@ailleurs.example") != first
        assert await seek("Daniel", "Wapistan", "diane@garderie.example") != first
