"""An RSE suspends a person: what she opened and what she granted for the organisation ends."""

from dataclasses import replace

from sandbox.domain.provider import Session, Token
from sandbox.domain.terms import Role
from sandbox.services import members
from sandbox.services.signin_outcomes import SignedIn
from tests.holders import SPACE, Door, granted, hold, organise


async def test_a_suspended_person_is_out_with_all_she_granted(door: Door) -> None:
    """Her session ends, offline access is revoked, and signing in says why it is refused."""
    of = await organise(door.desk)
    rse = await hold(door.desk, "RSEACT24", of)
    user = await hold(door.desk, "USAGER24", of, role=Role.USER)
    assert isinstance(await door.knock("USAGER24"), SignedIn)
    async with door.desk.work(SPACE) as (tx, world):
        session = await tx.one(Session, account_id=user.id)
        assert session is not None
        later = granted(session, world, "openid offline_access")
        await tx.add(replace(later, organisation_id=of))
        await members.suspend(tx, world, by=rse.id, organisation_id=of, member="mbr_usager24_0")
    async with door.desk.look(SPACE) as (tx, _):
        assert await tx.count(Session, account_id=user.id, ended_at=None) == 0
        assert await tx.count(Token, account_id=user.id, revoked_at=None) == 0
    assert await door.answer("USAGER24") == "COMPTE_SUSPENDU"
