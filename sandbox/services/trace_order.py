"""The entries of a trace as they read, which is nearly as they were written."""

from collections.abc import Sequence

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry

_MADE_BY_TRANSMISSION = (Event.INVITATION_USED, Event.ACCOUNT_CREATED)
"""Written just before the transmission that made them, in the same transaction."""


def as_it_reads(entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    """The entries with each transmission before what it made."""
    ordered: list[JournalEntry] = []
    for entry in entries:
        at = len(ordered)
        if entry.name == Event.ENROLMENT_TRANSMITTED:
            while at and ordered[at - 1].name in _MADE_BY_TRANSMISSION:
                at -= 1
        ordered.insert(at, entry)
    return ordered


def led_to_no_page(entries: Sequence[JournalEntry]) -> frozenset[str]:
    """Ids of the requests for a sign-in that were answered at once, without any page.

    A person whom a hint names and who may not sign in is refused first, then the application is.
    """
    found = set()
    for at, asked in enumerate(entries):
        if asked.name != Event.SIGNIN_REQUESTED:
            continue
        then = [each for each in entries[at + 1 : at + 3] if each.name != Event.SIGNIN_REFUSED]
        if then and (then[0].name == Event.SIGNED_IN_BY_HINT or _refused_by_hint(then[0])):
            found.add(asked.id)
    return frozenset(found)


def _refused_by_hint(entry: JournalEntry) -> bool:
    described = str(entry.data.get("description", ""))
    return entry.name == Event.AUTHORIZATION_REFUSED and "login_hint" in described
