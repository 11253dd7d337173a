"""The ministry's e-service: who may apply, what the ministry answers, who acts by mandate."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sandbox.domain.errors import BadInput, NotAllowed, NotFound
from sandbox.domain.lifecycles import EnrolmentState, SubscriptionState
from sandbox.domain.model import Enrolment, Membership, Organisation, PostItem, Subscription
from sandbox.domain.terms import Channel, Gate, Role
from sandbox.services import mandates, ministry, subscriptions
from sandbox.services.standing import organisations_of, position
from tests.holders import SPACE, Door, hold, organise

ACTIVE, PENDING = EnrolmentState.ACTIVE, EnrolmentState.DEFERRED_DOCUMENTS


async def gate(door: Door, organisation_id: str, account_id: str) -> str:
    """The gate's code for an account."""
    async with door.desk.look(SPACE) as (tx, world):
        return (await subscriptions.gate(tx, world, organisation_id, account_id)).reason


async def inform(door: Door, organisation_id: str) -> None:
    """The ministry's notice, by letter."""
    async with door.desk.work(SPACE) as (tx, world):
        await ministry.inform(tx, world, organisation_id, Channel.LETTER)


async def stored(door: Door, organisation_id: str) -> Subscription:
    """The registration of an organisation."""
    async with door.desk.look(SPACE) as (tx, _):
        found = await subscriptions.of(tx, organisation_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("enrolment", "informed", "role", "code"),
    [
        (PENDING, False, Role.RSE, Gate.NOT_ACTIVE),
        (PENDING, True, Role.RSE, Gate.NOT_ACTIVE),
        (EnrolmentState.SUSPENDED, True, Role.RSE, Gate.NOT_ACTIVE),
        (ACTIVE, False, Role.RSE, Gate.NOTICE_AWAITED),
        (ACTIVE, False, Role.USER, Gate.NOTICE_AWAITED),
        (ACTIVE, True, Role.USER, Gate.RSE_ONLY),
        (ACTIVE, True, Role.RSE, Gate.ELIGIBLE),
    ],
)
async def test_the_gate_asks_three_things_in_their_order(
    door: Door, enrolment: EnrolmentState, informed: bool, role: Role, code: Gate
) -> None:
    """Enrolment active, then the ministry's notice, then the role (table 2c)."""
    id_ = await organise(door.desk, state=enrolment)
    account = await hold(door.desk, "TUQUE234", id_, role=role)
    if informed:
        await inform(door, id_)
    assert await gate(door, id_, account.id) == code


async def test_a_suspended_rse_does_not_apply(door: Door) -> None:
    """A role that is suspended opens nothing, for as long as it is."""
    id_ = await organise(door.desk)
    account = await hold(door.desk, "TUQUE234", id_)
    await inform(door, id_)
    for suspended, code in ((True, Gate.RSE_ONLY), (False, Gate.ELIGIBLE)):
        async with door.desk.work(SPACE) as (tx, _):
            held = await tx.one(Membership, account_id=account.id)
            assert held is not None
            await tx.save(replace(held, suspended=suspended))
        assert await gate(door, id_, account.id) == code


async def test_a_holder_of_a_mandate_does_not_apply(door: Door) -> None:
    """The application is the RSE's: a mandate does not open the gate."""
    id_ = await organise(door.desk)
    await inform(door, id_)
    account = await hold(door.desk, "TUQUE234")
    async with door.desk.work(SPACE) as (tx, world):
        await mandates.give(tx, world, account_id=account.id, organisation_id=id_)
        applied = await subscriptions.apply(tx, world, id_, account.id)
    assert applied.decision.reason == Gate.RSE_ONLY
    assert applied.subscription is None
    assert (await stored(door, id_)).state is SubscriptionState.ELIGIBLE


async def test_an_application_is_made_answered_and_made_again(door: Door) -> None:
    """In process, refused with a reason, in process again, active; the RSE reads of it."""
    id_ = await organise(door.desk)
    account = await hold(door.desk, "TUQUE234", id_)
    await inform(door, id_)
    async with door.desk.work(SPACE) as (tx, world):
        first = (await subscriptions.apply(tx, world, id_, account.id)).subscription
        assert first is not None
        assert (first.state, first.account_id) == (SubscriptionState.IN_PROCESS, account.id)
        with pytest.raises(NotAllowed):
            await subscriptions.apply(tx, world, id_, account.id)
        refused = await ministry.answer(tx, world, first.id, False, " Permis échu. ")
        assert (refused.state, refused.reason) == (SubscriptionState.REFUSED, "Permis échu.")
        again = (await subscriptions.apply(tx, world, id_, account.id)).subscription
        assert again is not None
        assert (again.id, again.reason, again.answered_at) == (first.id, "", None)
        await ministry.answer(tx, world, first.id, True)
        with pytest.raises(NotAllowed):
            await ministry.answer(tx, world, first.id, True)
        mails = await tx.find(PostItem, organisation_id=id_, channel=Channel.EMAIL, order="seq")
    assert [mail.template for mail in mails] == [
        "inscription_pes_refusee",
        "inscription_pes_acceptee",
    ]
    assert (await stored(door, id_)).state is SubscriptionState.ACTIVE


async def test_the_notice_can_be_given_once_and_taken_back(door: Door) -> None:
    """Without its notice an organisation is not eligible any more, until it is informed again."""
    id_ = await organise(door.desk)
    await inform(door, id_)
    async with door.desk.work(SPACE) as (tx, world):
        with pytest.raises(NotAllowed):
            await ministry.inform(tx, world, id_, Channel.EMAIL)
        assert (await tx.need(Organisation, id_)).informed_on == world.today
        await ministry.withdraw(tx, world, id_)
        with pytest.raises(NotAllowed):
            await ministry.withdraw(tx, world, id_)
    assert (await stored(door, id_)).state is SubscriptionState.NOT_ELIGIBLE
    await inform(door, id_)
    assert (await stored(door, id_)).state is SubscriptionState.ELIGIBLE


@pytest.mark.parametrize(
    ("ended", "state"),
    [
        (EnrolmentState.DEACTIVATED, SubscriptionState.WITHDRAWN),
        (EnrolmentState.SUSPENDED, SubscriptionState.ACTIVE),
    ],
)
async def test_a_registration_ends_with_the_enrolment_and_survives_its_suspension(
    door: Door, ended: EnrolmentState, state: SubscriptionState
) -> None:
    """Deactivation closes the registration to the e-service; a suspension only interrupts it."""
    id_ = await organise(door.desk)
    account = await hold(door.desk, "TUQUE234", id_)
    await inform(door, id_)
    async with door.desk.work(SPACE) as (tx, world):
        applied = await subscriptions.apply(tx, world, id_, account.id)
        assert applied.subscription is not None
        await ministry.answer(tx, world, applied.subscription.id, True)
        await tx.claim(Enrolment, f"enr_{id_[4:]}", where={}, to={"state": ended})
        await subscriptions.refresh(tx, world, id_)
    assert (await stored(door, id_)).state is state


async def test_an_organisation_without_a_registration_has_none_to_withdraw(door: Door) -> None:
    """Withdrawing needs an application, in process or active."""
    id_ = await organise(door.desk)
    async with door.desk.work(SPACE) as (tx, world):
        with pytest.raises(NotFound):
            await subscriptions.withdraw(tx, world, id_)
        await ministry.inform(tx, world, id_, Channel.LETTER)
        with pytest.raises(NotAllowed):
            await subscriptions.withdraw(tx, world, id_)


async def test_a_mandate_holds_from_its_first_day_through_its_last(door: Door) -> None:
    """The day before, the two ends and the day after, by the calendar."""
    id_ = await organise(door.desk)
    account = await hold(door.desk, "TUQUE234")
    async with door.desk.work(SPACE) as (tx, world):
        await mandates.give(
            tx,
            world,
            account_id=account.id,
            organisation_id=id_,
            starts_on=world.today + timedelta(days=1),
            ends_on=world.today + timedelta(days=2),
        )
    held = []
    for _ in range(4):
        async with door.desk.look(SPACE) as (tx, world):
            held.append(bool(await organisations_of(tx, world, account.id)))
        await door.forward(calendar=timedelta(days=1))
    assert held == [False, True, True, False]


async def test_a_mandate_acts_as_a_user_and_ends_when_revoked(door: Door) -> None:
    """A membership wins over a mandate for its role; a revocation counts at once, and once."""
    id_, own = await organise(door.desk), await organise(door.desk, "9900000071")
    account = await hold(door.desk, "TUQUE234", own)
    async with door.desk.work(SPACE) as (tx, world):
        given = await mandates.give(tx, world, account_id=account.id, organisation_id=id_)
        await mandates.give(tx, world, account_id=account.id, organisation_id=own)
        by_mandate = await position(tx, world, account.id, id_)
        assert by_mandate is not None
        assert (by_mandate.role, by_mandate.mandate) == (Role.USER, given)
        by_right = await position(tx, world, account.id, own)
        assert by_right is not None
        assert by_right.role is Role.RSE
        await mandates.revoke(tx, world, given.id)
        assert await position(tx, world, account.id, id_) is None
        with pytest.raises(NotAllowed):
            await mandates.revoke(tx, world, given.id)


async def test_a_mandate_cannot_end_before_it_begins(door: Door) -> None:
    """Dates in the wrong order are refused before anything is written."""
    id_ = await organise(door.desk)
    account = await hold(door.desk, "TUQUE234")
    async with door.desk.work(SPACE) as (tx, world):
        with pytest.raises(BadInput):
            await mandates.give(
                tx,
                world,
                account_id=account.id,
                organisation_id=id_,
                ends_on=date(2009, 1, 14),
            )
