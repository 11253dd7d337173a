"""What was done for one request counts for it alone, in the session and for whom it was done."""

from sandbox.domain.assurance import Assurance
from sandbox.domain.provider import PendingSignin, Session, SigninStep
from sandbox.services import signin
from sandbox.services.sessions import raise_session
from sandbox.services.signin_outcomes import SignedIn
from sandbox.services.signin_requests import follow, steps_of, take_step
from tests.holders import BROWSER, SPACE, Door, hold, organise

ALL = {SigninStep.SIGNED_IN, SigninStep.SELECTED, SigninStep.CONSENTED}


async def arrived(door: Door, *organisations: str) -> tuple[PendingSignin, Session]:
    """A request, and the session of somebody who signed in for it."""
    await hold(door.desk, "TUQUE234", *organisations)
    async with door.desk.work(SPACE) as (tx, world):
        request = await signin.open_request(
            tx, world, client_id="portail", params={}, browser=BROWSER, trace=""
        )
    outcome = await door.knock("TUQUE234", request_id=request.id)
    assert isinstance(outcome, SignedIn)
    assert outcome.pending is not None
    return outcome.pending, outcome.session


async def taken(
    door: Door, request: PendingSignin, session: Session, *steps: SigninStep
) -> PendingSignin:
    """The request once these steps were taken for it."""
    async with door.desk.work(SPACE) as (tx, _):
        for step in steps:
            done = await take_step(tx, request, session, step)
            assert done is not None
            request = done
        assert request == await tx.need(PendingSignin, request.id)
    return request


async def test_steps_add_up_in_one_session(door: Door) -> None:
    """Password, choice and consent are all there, and only for the session they were done in."""
    request, session = await arrived(door, await organise(door.desk))
    request = await taken(door, request, session, SigninStep.SELECTED, SigninStep.CONSENTED)
    assert steps_of(request, session) == ALL
    other = await door.knock("TUQUE234")
    assert isinstance(other, SignedIn)
    assert steps_of(request, other.session) == frozenset()
    assert steps_of(request, None) == frozenset()


async def test_a_password_begins_again(door: Door) -> None:
    """Whoever signs in again for the request has agreed to nothing yet."""
    request, session = await arrived(door, await organise(door.desk))
    request = await taken(door, request, session, SigninStep.CONSENTED)
    again = await door.knock("TUQUE234", request_id=request.id)
    assert isinstance(again, SignedIn)
    assert again.pending is not None
    assert steps_of(again.pending, again.session) == {SigninStep.SIGNED_IN}


async def test_a_consent_is_for_one_organisation(door: Door) -> None:
    """Another organisation takes back the consent and nothing else."""
    first, second = await organise(door.desk), await organise(door.desk, "9900000071")
    request, session = await arrived(door, first, second)
    async with door.desk.work(SPACE) as (tx, world):
        session = await signin.choose_organisation(tx, world, session, first)
    request = await taken(door, request, session, SigninStep.SELECTED, SigninStep.CONSENTED)
    assert steps_of(request, session) == ALL
    async with door.desk.work(SPACE) as (tx, world):
        session = await signin.choose_organisation(tx, world, session, second)
    assert steps_of(request, session) == ALL - {SigninStep.CONSENTED}


async def test_a_decision_replaces_the_one_before(door: Door) -> None:
    """Agreed and refused are never there together."""
    request, session = await arrived(door, await organise(door.desk))
    request = await taken(door, request, session, SigninStep.REFUSED, SigninStep.CONSENTED)
    assert SigninStep.REFUSED not in request.steps
    request = await taken(door, request, session, SigninStep.REFUSED)
    assert SigninStep.CONSENTED not in request.steps


async def test_steps_follow_the_session_that_is_raised(door: Door) -> None:
    """The second factor changes the handle and loses nothing that was done."""
    request, session = await arrived(door, await organise(door.desk))
    async with door.desk.work(SPACE) as (tx, world):
        raised, _ = await raise_session(tx, world, session, Assurance.PASSWORD_AND_CODE)
        await follow(tx, request, session, raised)
        followed = await tx.need(PendingSignin, request.id)
    assert steps_of(followed, raised) == {SigninStep.SIGNED_IN}
    assert steps_of(followed, session) == frozenset()


async def test_no_step_is_taken_for_a_request_that_is_over(door: Door) -> None:
    """Once answered, a request takes no step."""
    request, session = await arrived(door, await organise(door.desk))
    async with door.desk.work(SPACE) as (tx, world):
        assert await signin.answer(tx, world, request, session)
        assert await take_step(tx, request, session, SigninStep.CONSENTED) is None
