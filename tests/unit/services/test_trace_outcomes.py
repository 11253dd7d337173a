"""The outcome of a trace, read from what the journal keeps of it."""

from typing import Any

import pytest

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, JournalEntry
from sandbox.domain.terms import Actor, Origin
from sandbox.services.trace_order import as_it_reads
from sandbox.services.trace_outcomes import of_enrolment, of_signin
from tests.protocol.cast import NOON

REFUSED, CODE, TOKENS = Event.TOKEN_REFUSED, Event.CODE_ISSUED, Event.CODE_REDEEMED
DEVICE_DENIED = Event.DEVICE_DENIED
DENIED: dict[str, Any] = {"error": "access_denied"}


def entry(seq: int, name: Event, **data: Any) -> JournalEntry:
    """An entry of one trace."""
    return JournalEntry(f"evt_{seq}", seq, name.value, Actor.USER, NOON, NOON, data=data)


@pytest.mark.parametrize(
    ("told", "state", "error"),
    [
        ([(Event.SIGNIN_ABANDONED, {}), (Event.AUTHORIZATION_REFUSED, DENIED)], "abandoned", ""),
        ([(Event.CONSENT_REFUSED, {})], "refused", "access_denied"),
        ([(CODE, {}), (REFUSED, {"error": "invalid_grant"})], "refused", "invalid_grant"),
        ([(REFUSED, {"error": "invalid_client"}), (TOKENS, {})], "finished", ""),
        ([(TOKENS, {}), (REFUSED, {"error": "invalid_grant"})], "finished", ""),
        ([(REFUSED, {"error": "authorization_pending"})], "unfinished", ""),
        (
            [(Event.DEVICE_DENIED, {}), (REFUSED, {"error": "slow_down"})],
            "refused",
            DENIED["error"],
        ),
        ([], "unfinished", ""),
    ],
)
def test_tokens_count_then_the_last_answer(
    told: list[tuple[Event, dict[str, Any]]], state: str, error: str
) -> None:
    """A wait is no refusal, and whoever gives up is not refused."""
    found = of_signin([entry(seq, name, **data) for seq, (name, data) in enumerate(told)])
    assert (found.state, found.error) == (state, error)


def test_a_draft_that_was_swept_away_was_abandoned() -> None:
    """Nothing is left of it but the journal."""
    assert of_enrolment([], None).state == "abandoned"


def test_a_transmission_comes_before_what_it_made() -> None:
    """And after all that was there before it."""
    written = (
        Event.ENROLMENT_CHECKED,
        Event.INVITATION_USED,
        Event.ACCOUNT_CREATED,
        Event.ENROLMENT_TRANSMITTED,
        Event.ENROLMENT_ACTIVATED,
    )
    read = as_it_reads([entry(seq, name) for seq, name in enumerate(written)])
    assert [each.seq for each in read] == [0, 3, 1, 2, 4]


def test_the_reason_of_an_office_is_said_in_words() -> None:
    """A person reads why; a program has the code."""
    refused = Enrolment(
        "enr_1",
        "BR-1",
        EnrolmentState.REFUSED,
        Origin.MFA,
        NOON,
        NOON,
        refusal_reason="autorite_non_prouvee",
    )
    outcome = of_enrolment([], refused)
    assert outcome.error == "autorite_non_prouvee"
    assert "le droit du représentant d’agir n’est pas prouvé" in outcome.words.fr
    assert "authority to act is not proved" in outcome.words.en
