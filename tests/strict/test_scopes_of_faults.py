"""Whom a fault strikes: a client, an endpoint, a sign-in, a space, and so many times."""

import pytest

from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.services.faults import Scope
from tests.protocol.cast import fill
from tests.strict.trial import Trial


@pytest.mark.parametrize(
    "scope",
    [Scope(client_id="other", endpoint="token"), Scope(trace="trc_of_another")],
)
async def test_a_fault_for_another_does_not_strike(trial: Trial, scope: Scope) -> None:
    """Nothing is spoilt, and it keeps its times."""
    await trial.arm("raw-status", scope=scope)
    assert await trial.said() == ""
    assert await trial.left() == 1


async def test_a_fault_of_one_endpoint_strikes_there(trial: Trial) -> None:
    """What comes before it is honest."""
    await trial.arm("raw-status", scope=Scope(endpoint="userinfo"))
    assert await trial.said() == "http.status"
    assert trial.party.sids  # the tokens were in order


async def test_a_fault_of_another_space_does_not_strike(trial: Trial) -> None:
    """Each space has its board."""
    await fill(trial.house.desk, "voisin")
    await trial.arm("token-500", space="voisin")
    assert await trial.said() == ""
    assert await trial.house.journal(Event.FAULT_STRUCK, "voisin") == []


async def test_a_fault_strikes_as_often_as_it_may(trial: Trial) -> None:
    """Then it is spent; the journal tells of each, in the trace of its sign-in."""
    await trial.arm("token-500", times=2)
    assert [await trial.said() for _ in range(3)] == ["http.status", "http.status", ""]
    (armed,) = await trial.house.journal(Event.FAULT_ARMED)
    struck = await trial.house.journal(Event.FAULT_STRUCK)
    assert [fact.subject for fact in struck] == [armed.subject] * 2
    signins = await trial.house.journal(Event.SIGNIN_SUCCEEDED)
    assert [fact.trace for fact in struck] == [fact.trace for fact in signins[:2]]


async def test_one_answer_is_spoilt_by_one_fault(trial: Trial) -> None:
    """The oldest that fits; the next waits for the next answer."""
    await trial.arm("token-500")
    trial.house.watch.forward(1)
    await trial.arm("token-id-token-missing")
    assert [await trial.said() for _ in range(3)] == ["http.status", "token.id_token", ""]


async def test_a_fault_waits_for_what_it_can_spoil(trial: Trial) -> None:
    """A refresh fault lets sign-ins go by, and does not stand in the way of another fault."""
    await trial.arm("refresh-revoked")
    trial.house.watch.forward(1)
    await trial.arm("token-500")
    assert [await trial.said() for _ in range(2)] == ["http.status", ""]
    assert await trial.left() == 1


async def test_a_fault_cannot_be_armed_where_it_never_strikes(trial: Trial) -> None:
    """It is told where it can."""
    with pytest.raises(BadInput) as refused:
        await trial.arm("token-500", scope=Scope(endpoint="jwks"))
    assert "token" in refused.value.hint
