"""How a sign-in or an enrolment came out: finished, refused, abandoned, or not over yet.

A refusal on the way is no outcome: a wrong password may be followed by the right one. Of a
sign-in, tokens count, then what was last answered; of an enrolment, the state that it is in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sandbox.domain.events import Event
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import Enrolment, JournalEntry
from sandbox.services.trace_words import Words, both, known_words
from sandbox.texts import say


class Ending(StrEnum):
    """How far it came."""

    FINISHED = "finished"
    REFUSED = "refused"
    ABANDONED = "abandoned"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`state` is an `Ending`; `error`, of a refusal, its code; `words` say it to a person."""

    state: str
    error: str
    words: Words


_TOKENS = (Event.CODE_REDEEMED, Event.DEVICE_REDEEMED)
_GIVEN_UP = (Event.SIGNIN_ABANDONED, Event.CONSENT_REFUSED, Event.DEVICE_DENIED)
_ANSWERS = (
    Event.CODE_ISSUED,
    Event.AUTHORIZATION_REFUSED,
    Event.TOKEN_REFUSED,
    *_GIVEN_UP,
)
_NOT_YET = ("authorization_pending", "slow_down")
"""What a device is told while a person has not decided (RFC 8628 section 3.5): no refusal."""

TELLING = frozenset({*_TOKENS, *_ANSWERS, Event.ENROLMENT_REFUSED_AT_ENTRY})
"""The events that an outcome is read from."""

_FINISHED = (EnrolmentState.ACTIVE, EnrolmentState.SUSPENDED, EnrolmentState.DEACTIVATED)
_BEING_FILLED_IN = (EnrolmentState.DRAFT, EnrolmentState.CHECKED)


def of_signin(entries: Sequence[JournalEntry]) -> Outcome:
    """The outcome of a sign-in, from those entries of its trace that are `TELLING`, in order."""
    names = {entry.name for entry in entries}
    if names.intersection(_TOKENS):
        return Outcome(Ending.FINISHED, "", both("trace.outcome.tokens"))
    if Event.SIGNIN_ABANDONED in names:
        return Outcome(Ending.ABANDONED, "", both("trace.outcome.abandoned"))
    answers = [
        entry
        for entry in entries
        if entry.name in _ANSWERS and entry.data.get("error") not in _NOT_YET
    ]
    if not answers:
        return Outcome(Ending.UNFINISHED, "", both("trace.outcome.waiting"))
    last = answers[-1]
    if last.name == Event.CODE_ISSUED:
        return Outcome(Ending.UNFINISHED, "", both("trace.outcome.code"))
    no_of_hers = last.name in _GIVEN_UP
    return _refused("access_denied" if no_of_hers else str(last.data.get("error", "")))


def of_enrolment(entries: Sequence[JournalEntry], enrolment: Enrolment | None) -> Outcome:
    """The outcome of an enrolment; a draft that the guide handed back was refused."""
    if enrolment is None:
        return Outcome(Ending.ABANDONED, "", both("trace.outcome.abandoned"))
    state = enrolment.state
    if state is EnrolmentState.REFUSED:
        return _refused(enrolment.refusal_reason)
    at_entry = [each for each in entries if each.name == Event.ENROLMENT_REFUSED_AT_ENTRY]
    if state in _BEING_FILLED_IN and at_entry:
        return _refused(str(at_entry[-1].data.get("reason", "")))
    ending = Ending.FINISHED if state in _FINISHED else Ending.UNFINISHED
    if state is EnrolmentState.EXPIRED:
        ending = Ending.ABANDONED
    return Outcome(ending, "", both(f"state.enrolment.{state.value}"))


def _refused(error: str) -> Outcome:
    """Said by its reason where people have words for it: an office's; else by its code."""
    reason = known_words(f"refusal.{error}")
    key = "trace.outcome.refused"
    words = Words(
        say(key, "fr", error=reason.fr or error), say(key, "en", error=reason.en or error)
    )
    return Outcome(Ending.REFUSED, error, words)
