"""An RSE suspends or removes a person: what she opened and granted for the organisation ends."""

from dataclasses import replace

import pytest

from sandbox.domain.errors import NotFound
from sandbox.domain.model import Mandate
from sandbox.domain.provider import Session, Token
from sandbox.domain.terms import Role
from sandbox.services import mandates, members
from sandbox.services.signin_outcomes import SignedIn
from sandbox.services.standing import positions
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


async def test_a_removed_user_goes_with_mandates_and_account(door: Door) -> None:
    """A mandate of the organisation does not let her in by another door; elsewhere she goes on."""
    of, elsewhere = await organise(door.desk), await organise(door.desk, "9900000119")
    rse = await hold(door.desk, "RSEACT24", of)
    user = await hold(door.desk, "USAGER24", of, role=Role.USER)
    both = await hold(door.desk, "DEUXRSE2", of, elsewhere, role=Role.USER)
    async with door.desk.work(SPACE) as (tx, world):
        for account in (user, both):
            await mandates.give(tx, world, account_id=account.id, organisation_id=of)
        for member in ("mbr_usager24_0", "mbr_deuxrse2_0"):
            await members.remove(tx, world, by=rse.id, organisation_id=of, member=member)
        assert await tx.count(Mandate, organisation_id=of, revoked_on=None) == 0
        held = await positions(tx, world, both.id)
    assert [each.organisation.id for each in held] == [elsewhere]
    assert await door.answer("USAGER24") == "COMPTE_FERME"
    assert await door.answer("DEUXRSE2") == "SignedIn"
    async with door.desk.work(SPACE) as (tx, world):
        with pytest.raises(NotFound):
            await members.remove(tx, world, by=rse.id, organisation_id=of, member="mbr_deuxrse2_0")
