"""Signing in: each state and its answer, the forced change, sessions and requests."""

from datetime import date, timedelta
from typing import Any

import pytest

from sandbox.domain.lifecycles import AccountState, EnrolmentState
from sandbox.domain.model import Account, Mandate
from sandbox.domain.provider import PendingSignin, Session, SigninStep
from sandbox.domain.terms import Role
from sandbox.services import signin
from sandbox.services.signin import MustChange, Problems, Refused, SignedIn
from sandbox.services.signin_requests import steps_of
from sandbox.texts import known
from tests.holders import BROWSER, RIGHT, SPACE, WRONG, Door, hold, organise

NEW = "Une tuque dans la neige"


async def open_request(door: Door) -> PendingSignin:
    """An authorization request of `BROWSER`."""
    async with door.desk.work(SPACE) as (tx, world):
        return await signin.open_request(
            tx, world, client_id="portail", params={"state": "s"}, browser=BROWSER, trace="trace"
        )


@pytest.mark.parametrize(
    ("state", "enrolment", "changes", "code"),
    [
        (AccountState.BLOCKED, EnrolmentState.DEFERRED_DOCUMENTS, {}, "INSCRIPTION_EN_ATTENTE"),
        (
            AccountState.CLOSED,
            EnrolmentState.REFUSED,
            {"closed_reason": "INSCRIPTION_REFUSEE"},
            "INSCRIPTION_REFUSEE",
        ),
        (
            AccountState.CLOSED,
            EnrolmentState.EXPIRED,
            {"closed_reason": "INSCRIPTION_EXPIREE"},
            "INSCRIPTION_EXPIREE",
        ),
        (AccountState.CLOSED, EnrolmentState.DEACTIVATED, {}, "COMPTE_FERME"),
        (AccountState.SUSPENDED, EnrolmentState.ACTIVE, {}, "COMPTE_SUSPENDU"),
        (AccountState.ACTIVE, EnrolmentState.SUSPENDED, {}, "COMPTE_SUSPENDU"),
        (AccountState.ACTIVE, EnrolmentState.DEACTIVATED, {}, "COMPTE_FERME"),
        (
            AccountState.TEMPORARY_EXPIRED,
            EnrolmentState.ACTIVE,
            {"must_change": True},
            "MOT_DE_PASSE_TEMPORAIRE_EXPIRE",
        ),
    ],
)
async def test_each_state_is_told_after_the_right_password_only(
    door: Door,
    state: AccountState,
    enrolment: EnrolmentState,
    changes: dict[str, Any],
    code: str,
) -> None:
    """A wrong password says nothing of the state; the right one says it, with what to do."""
    await hold(
        door.desk, "TUQUE234", await organise(door.desk, state=enrolment), state=state, **changes
    )
    assert await door.answer("TUQUE234", WRONG) == "IDENTIFIANTS_INVALIDES"
    refused = await door.knock("TUQUE234")
    assert isinstance(refused, Refused)
    assert refused.standing.code == code
    assert refused.standing.cite
    assert known(refused.standing.message_id)
    assert known(refused.standing.action)


async def test_a_person_signs_in_with_what_a_hand_writes(door: Door) -> None:
    """Lower case and spaces in a user code are accepted; one organisation needs no choice."""
    id_ = await organise(door.desk)
    await hold(door.desk, "TUQUE234", id_)
    outcome = await door.knock(" tuque-234 ")
    assert isinstance(outcome, SignedIn)
    assert outcome.session.organisation_id == id_
    assert outcome.session.id != outcome.handle
    async with door.desk.look(SPACE) as (tx, world):
        assert await signin.session_of(tx, world, outcome.handle) == outcome.session
        assert await signin.session_of(tx, world, outcome.session.id) is None


async def test_a_temporary_password_expires_by_the_calendar(door: Door) -> None:
    """A temporary password works until its time and not a moment longer."""
    async with door.desk.look(SPACE) as (_, world):
        end = world.now + timedelta(days=10)
    id_ = await organise(door.desk)
    await hold(
        door.desk,
        "TUQUE234",
        id_,
        state=AccountState.TEMPORARY,
        must_change=True,
        temporary_until=end,
    )
    assert await door.answer("TUQUE234") == "MustChange"
    await door.forward(calendar=timedelta(days=10))
    assert await door.answer("TUQUE234") == "MOT_DE_PASSE_TEMPORAIRE_EXPIRE"
    assert (await door.account("TUQUE234")).state is AccountState.TEMPORARY_EXPIRED


async def ticket_of(door: Door, code: str = "TUQUE234", request_id: str | None = None) -> str:
    """The ticket of an account that has to change its password."""
    outcome = await door.knock(code, request_id=request_id)
    assert isinstance(outcome, MustChange)
    return outcome.ticket


async def temporary(door: Door) -> Account:
    """An account with a temporary password."""
    id_ = await organise(door.desk)
    return await hold(door.desk, "TUQUE234", id_, state=AccountState.TEMPORARY, must_change=True)


async def change(
    door: Door, ticket: str, new: str = NEW, browser: str = BROWSER
) -> SignedIn | Problems | Refused:
    """Choose a password with a ticket."""
    return await signin.change_password(
        door.desk, SPACE, ticket=ticket, browser=browser, new=new, again=new
    )


async def test_the_forced_change_signs_in_and_serves_once(door: Door) -> None:
    """After the change the new password works, the old one and the ticket do not."""
    await temporary(door)
    request = await open_request(door)
    ticket = await ticket_of(door, request_id=request.id)
    done = await change(door, ticket)
    assert isinstance(done, SignedIn)
    assert done.pending is not None
    assert (done.pending.id, done.pending.steps) == (request.id, (SigninStep.SIGNED_IN,))
    account = await door.account("TUQUE234")
    assert (account.state, account.must_change) == (AccountState.ACTIVE, False)
    assert await door.answer("TUQUE234", RIGHT) == "IDENTIFIANTS_INVALIDES"
    assert await door.answer("TUQUE234", NEW) == "SignedIn"
    again = await change(door, ticket, new="Une autre tuque encore")
    assert isinstance(again, Refused)
    assert again.standing.code == "DEMANDE_ECHUE"


async def test_the_temporary_password_cannot_be_chosen_again(door: Door) -> None:
    """The one password that the post has seen is refused, and nothing changes."""
    await temporary(door)
    found = await change(door, await ticket_of(door), new=RIGHT)
    assert isinstance(found, Problems)
    assert [each.message_id for each in found.problems] == ["password.same_as_present"]
    assert (await door.account("TUQUE234")).must_change


async def test_a_ticket_is_worth_nothing_elsewhere_or_later(door: Door) -> None:
    """Another browser, a changed letter or a quarter of an hour void a ticket."""
    await temporary(door)
    ticket = await ticket_of(door)
    forged = ticket[:-1] + ("0" if ticket[-1] != "0" else "1")
    for text, browser in ((ticket, "un-autre"), (forged, BROWSER), ("", BROWSER), ("x", BROWSER)):
        refused = await change(door, text, browser=browser)
        assert isinstance(refused, Refused)
    await door.forward(protocol=15 * 60)
    assert isinstance(await change(door, ticket), Refused)


async def test_signing_in_again_renews_the_handle_and_keeps_the_session(door: Door) -> None:
    """The same person gets a new handle, the same `sid` and the same list of clients."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    first = await door.knock("TUQUE234")
    assert isinstance(first, SignedIn)
    second = await door.knock("TUQUE234", previous=first.handle)
    assert isinstance(second, SignedIn)
    assert second.handle != first.handle
    assert second.session.sid == first.session.sid


async def test_another_person_ends_the_session_of_the_one_before(door: Door) -> None:
    """A planted or forgotten session does not outlive the sign-in of someone else."""
    id_ = await organise(door.desk)
    await hold(door.desk, "TUQUE234", id_)
    await hold(door.desk, "FLQCQN24", id_, role=Role.USER)
    first = await door.knock("TUQUE234")
    assert isinstance(first, SignedIn)
    second = await door.knock("FLQCQN24", previous=first.handle)
    assert isinstance(second, SignedIn)
    assert second.session.sid != first.session.sid
    async with door.desk.look(SPACE) as (tx, world):
        assert await signin.session_of(tx, world, first.handle) is None


async def test_a_session_ends_after_eight_hours_of_the_protocol_hand(door: Door) -> None:
    """The calendar three months ahead leaves a session alone; eight hours of protocol end it."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    outcome = await door.knock("TUQUE234")
    assert isinstance(outcome, SignedIn)
    await door.forward(calendar=timedelta(days=90), protocol=8 * 3600 - 1)
    async with door.desk.look(SPACE) as (tx, world):
        assert await signin.session_of(tx, world, outcome.handle) is not None
    await door.forward(protocol=1)
    async with door.desk.look(SPACE) as (tx, world):
        assert await signin.session_of(tx, world, outcome.handle) is None


async def test_a_mandate_that_ends_takes_the_session_with_it(door: Door) -> None:
    """The last day of a mandate counts; the day after, the person acts for nobody."""
    id_ = await organise(door.desk)
    account = await hold(door.desk, "TUQUE234")
    mandate = Mandate("mdt", account.id, id_, date(2009, 1, 1), date(2009, 1, 16))
    async with door.desk.work(SPACE) as (tx, _):
        await tx.add(mandate)
    outcome = await door.knock("TUQUE234")
    assert isinstance(outcome, SignedIn)
    await door.forward(calendar=timedelta(days=1))
    async with door.desk.look(SPACE) as (tx, world):
        assert await signin.session_of(tx, world, outcome.handle) is not None
    await door.forward(calendar=timedelta(days=1))
    async with door.desk.look(SPACE) as (tx, world):
        assert await signin.session_of(tx, world, outcome.handle) is None
    assert await door.answer("TUQUE234") == "PROCURATION_TERMINEE"


async def test_a_person_of_two_organisations_chooses_one(door: Door) -> None:
    """Nothing is chosen for her, and only one of hers can be."""
    first = await organise(door.desk)
    second = await organise(door.desk, "9900000071")
    stranger = await organise(door.desk, "9900000089")
    await hold(door.desk, "TUQUE234", first, second)
    outcome = await door.knock("TUQUE234")
    assert isinstance(outcome, SignedIn)
    assert outcome.session.organisation_id == ""
    assert [each.id for each in outcome.organisations] == [first, second]
    async with door.desk.work(SPACE) as (tx, world):
        chosen = await signin.choose_organisation(tx, world, outcome.session, second)
        assert (await tx.need(Session, chosen.id)).organisation_id == second
        with pytest.raises(Exception, match="organisation-not-yours"):
            await signin.choose_organisation(tx, world, outcome.session, stranger)


async def test_a_request_waits_in_its_browser_for_an_hour_and_is_answered_once(
    door: Door,
) -> None:
    """Another browser, an hour or an answer end the wait; only one answer counts."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    request = await open_request(door)
    outcome = await door.knock("TUQUE234", request_id=request.id)
    assert isinstance(outcome, SignedIn)
    async with door.desk.work(SPACE) as (tx, world):
        assert await signin.pending(tx, world, request.id, "un-autre") is None
        waiting = await signin.pending(tx, world, request.id, BROWSER)
        assert waiting is not None
        assert steps_of(waiting, outcome.session) == {SigninStep.SIGNED_IN}
        assert await signin.answer(tx, world, request, outcome.session)
        assert not await signin.answer(tx, world, request, outcome.session)
        assert not await signin.abandon(tx, world, request)
        assert await signin.pending(tx, world, request.id, BROWSER) is None
    late = await open_request(door)
    await door.forward(protocol=3600)
    refused = await door.knock("TUQUE234", request_id=late.id)
    assert isinstance(refused, Refused)
    assert refused.standing.code == "DEMANDE_ECHUE"


async def test_old_requests_do_not_fill_the_store(door: Door) -> None:
    """A request that was over a day ago is gone when the next one comes."""
    await open_request(door)
    await door.forward(protocol=3600 + 24 * 3600 + 1)
    last = await open_request(door)
    async with door.desk.look(SPACE) as (tx, _):
        assert await tx.find(PendingSignin) == [last]


async def test_a_person_changes_her_own_password(door: Door) -> None:
    """The present password is asked for; the session goes on and the others end."""
    await hold(door.desk, "TUQUE234", await organise(door.desk))
    mine, other = await door.knock("TUQUE234"), await door.knock("TUQUE234")
    assert isinstance(mine, SignedIn)
    assert isinstance(other, SignedIn)

    async def choose(current: str, new: str) -> Session | Problems | Refused:
        return await signin.change_own_password(
            door.desk, SPACE, handle=mine.handle, current=current, new=new, again=new
        )

    wrong = await choose(WRONG, NEW)
    assert isinstance(wrong, Problems)
    assert [each.message_id for each in wrong.problems] == ["password.not_yours"]
    same = await choose(RIGHT, RIGHT)
    assert isinstance(same, Problems)
    assert isinstance(await choose(RIGHT, NEW), Session)
    async with door.desk.look(SPACE) as (tx, world):
        assert await signin.session_of(tx, world, mine.handle) is not None
        assert await signin.session_of(tx, world, other.handle) is None
    assert await door.answer("TUQUE234", NEW) == "SignedIn"
