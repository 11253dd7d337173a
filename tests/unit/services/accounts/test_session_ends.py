"""However a session ends, its tokens go and the applications it reached are owed a logout token."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Account, JournalEntry
from sandbox.domain.provider import (
    AuthorizationCode,
    DeliveryState,
    DeviceGrant,
    DeviceState,
    Session,
    Token,
)
from sandbox.domain.terms import Actor
from sandbox.services import (
    accounts,
    mandates,
    members,
    session_ends,
    signin,
    tenure,
)
from sandbox.services.passwords import PreparedPassword
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World
from tests.holders import RIGHT, SPACE, TOLD, Door, enter, granted, hold, on_its_way, organise, owed

OTHER = "CAPUCHE2"
PREPARED = PreparedPassword("Temporaire-2", "scrypt$16384$8$1$c2Vs$aGFjaGU=")


async def state(door: Door, *sids: str) -> tuple[list[str], list[str]]:
    """The live sessions among `sids`, and the scopes of the live tokens of this space."""
    async with door.desk.look(SPACE) as (tx, _):
        open_now = await tx.find(Session, ended_at=None)
        tokens = await tx.find(Token, revoked_at=None)
    return (
        [sid for sid in sids if sid in {session.sid for session in open_now}],
        sorted(token.scope for token in tokens),
    )


async def waiting(door: Door) -> bool:
    """Whether the code and the device's grant that are on their way can still be redeemed."""
    async with door.desk.look(SPACE) as (tx, world):
        code = await tx.need(AuthorizationCode, "on-its-way")
        grant = await tx.need(DeviceGrant, "approved")
    both = code.expires_at > world.instant, grant.state is DeviceState.APPROVED
    assert len(set(both)) == 1, both
    return both[0]


OF, ENROLMENT = "org_9900000062", "enr_9900000062"
End = Callable[[Tx, World, Session], Awaitable[object]]
WAYS: dict[str, tuple[End, bool]] = {
    "signed out": (lambda tx, w, s: session_ends.end_session(tx, w, s, Actor.USER), True),
    "help desk": (
        lambda tx, w, s: session_ends.end_sessions_of(tx, w, s.account_id, Actor.HELP_DESK),
        True,
    ),
    "enrolment suspended": (lambda tx, w, s: tenure.suspend(tx, w, ENROLMENT), True),
    "suspended": (lambda tx, w, s: accounts.suspend(tx, w, s.account_id, Actor.RSE), False),
    "closed": (
        lambda tx, w, s: accounts.close(tx, w, s.account_id, "COMPTE_FERME", Actor.RSE),
        False,
    ),
    "reissued": (
        lambda tx, w, s: accounts.reissue(tx, w, s.account_id, PREPARED, Actor.HELP_DESK),
        False,
    ),
    "member suspended": (
        lambda tx, w, s: members.suspend(
            tx, w, by="acc_capuche2", organisation_id=OF, member="mbr_tuque234_0"
        ),
        False,
    ),
    "enrolment deactivated": (lambda tx, w, s: tenure.deactivate(tx, w, ENROLMENT), False),
}
"""How a session ends; whether what was granted for later, or is on its way, outlives it."""


@pytest.mark.parametrize("way", WAYS)
async def test_each_cause_ends_revokes_and_owes_in_one_transaction(
    door: Door, holder: Account, way: str
) -> None:
    """The session is over, its tokens are revoked and the client that asks is owed its token."""
    await hold(door.desk, OTHER, OF)
    session = (await enter(door)).session
    end, offline_stays = WAYS[way]
    async with door.desk.work(SPACE) as (tx, world):
        await tx.add(*on_its_way(session, world))
        await end(tx, world, session)
    assert await state(door, session.sid) == (
        [],
        ["openid offline_access"] if offline_stays else [],
    )
    assert await waiting(door) is offline_stays
    (row,) = await owed(door)
    assert (row.client_id, row.uri, row.sid) == ("pes", TOLD, session.sid)
    assert (row.account_id, row.state) == (holder.id, DeliveryState.PENDING)
    assert row.due_at <= door.desk.clock.machine()


async def test_what_was_granted_for_a_deactivated_service_does_not_revive(
    door: Door, holder: Account
) -> None:
    """Who serves another service too keeps that one's grants, and loses the ended one's."""
    elsewhere = await organise(door.desk, "9900000119")
    account = await hold(door.desk, OTHER, OF, elsewhere)
    async with door.desk.work(SPACE) as (tx, world):
        for of in (OF, elsewhere):
            session = Session(
                id=f"ses_{of}",
                sid=f"sid_{of}",
                account_id=account.id,
                organisation_id=of,
                auth_time=world.instant,
                acr="",
                amr=("pwd",),
                expires_at=world.instant + timedelta(hours=1),
            )
            token = granted(session, world, "openid offline_access")
            await tx.add(session, token, replace(token, token_hash=of, scope=of, session_id=""))
        await tenure.deactivate(tx, world, ENROLMENT)
    assert await state(door, f"sid_{OF}", f"sid_{elsewhere}") == (
        [f"sid_{elsewhere}"],
        ["openid offline_access", elsewhere],
    )


async def test_a_mandate_that_is_revoked_ends_the_sessions_that_act_by_it(
    door: Door, holder: Account
) -> None:
    """Who acts for an organisation by a mandate alone is out of it at once, with all of it."""
    served = await organise(door.desk, "9900000119")
    account = await hold(door.desk, OTHER)
    async with door.desk.work(SPACE) as (tx, world):
        mandate = await mandates.give(tx, world, account_id=account.id, organisation_id=served)
    session = (await enter(door, OTHER)).session
    async with door.desk.work(SPACE) as (tx, world):
        await tx.add(*on_its_way(session, world))
        await mandates.revoke(tx, world, mandate.id)
    assert await state(door, session.sid) == ([], [])
    assert not await waiting(door)
    assert len(await owed(door)) == 1


async def test_another_person_in_the_same_browser_ends_the_session_before(
    door: Door, holder: Account
) -> None:
    """One browser has one session: the application of the first person is told."""
    await hold(door.desk, OTHER, await organise(door.desk, "9900000119"))
    first = await enter(door)
    second = await enter(door, OTHER, previous=first.handle)
    assert (await state(door, first.session.sid, second.session.sid))[0] == [second.session.sid]
    assert [row.sid for row in await owed(door)] == [first.session.sid]


async def test_the_same_person_again_goes_on_under_one_sid(door: Door, holder: Account) -> None:
    """A new handle is not a new session; ending it ends both, and owes each client once."""
    first = await enter(door)
    second = await enter(door, previous=first.handle)
    assert second.session.sid == first.session.sid
    async with door.desk.work(SPACE) as (tx, world):
        ended = await session_ends.end_session(tx, world, second.session, Actor.USER)
    assert (len(ended.sessions), ended.tokens_revoked) == (2, 2)
    assert len(await owed(door)) == 1


async def test_ending_twice_ends_once(door: Door, holder: Account) -> None:
    """What is over ends nothing, owes nothing and leaves no second line in the journal."""
    session = (await enter(door)).session
    for expected in (1, 0):
        async with door.desk.work(SPACE) as (tx, world):
            ended = await session_ends.end_session(tx, world, session, Actor.USER)
        assert len(ended.sessions) == expected
    async with door.desk.look(SPACE) as (tx, _):
        (fact,) = await tx.find(JournalEntry, name=Event.SESSION_ENDED.value)
    assert fact.data == {"tokens_revoked": 1, "logout_tokens_due": 1}
    assert len(await owed(door)) == 1


async def test_what_fails_in_the_same_transaction_leaves_session_and_debt_undone(
    door: Door, holder: Account
) -> None:
    """Neither the end nor the debt is true when the transaction that made them is rolled back."""
    session = (await enter(door)).session

    async def fail_midway() -> None:
        async with door.desk.work(SPACE) as (tx, world):
            await session_ends.end_session(tx, world, session, Actor.USER)
            raise LookupError

    with pytest.raises(LookupError):
        await fail_midway()
    assert (await state(door, session.sid))[0] == [session.sid]
    assert await owed(door) == []


async def test_a_changed_password_shuts_out_all_but_the_session_that_changed_it(
    door: Door, holder: Account
) -> None:
    """Other sessions end, and so does offline access that anybody got with the old password."""
    mine, theirs = await enter(door), await enter(door)
    async with door.desk.work(SPACE) as (tx, world):
        await tx.add(*on_its_way(theirs.session, world))
    changed = await signin.change_own_password(
        door.desk,
        SPACE,
        handle=mine.handle,
        current=RIGHT,
        new="Mitaine-Verte-2009",
        again="Mitaine-Verte-2009",
    )
    assert isinstance(changed, Session)
    sids = (mine.session.sid, theirs.session.sid)
    assert await state(door, *sids) == ([sids[0]], ["openid", "openid offline_access"])
    assert [row.sid for row in await owed(door)] == [sids[1]]
    assert not await waiting(door)


async def test_an_enrolment_that_is_suspended_leaves_other_sessions_alone(
    door: Door, holder: Account
) -> None:
    """Who acts for another organisation notices nothing."""
    elsewhere = await organise(door.desk, "9900000119", EnrolmentState.ACTIVE)
    await hold(door.desk, OTHER, elsewhere)
    session = (await enter(door, OTHER)).session
    async with door.desk.work(SPACE) as (tx, world):
        await tenure.suspend(tx, world, "enr_9900000062")
    assert (await state(door, session.sid))[0] == [session.sid]
