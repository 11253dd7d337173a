"""Who a trace is about: a persona, and a user code of which the middle is hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.domain.events import Event
from sandbox.domain.model import Account, JournalEntry, Organisation, Person
from sandbox.domain.provider import DeviceGrant, Session
from sandbox.services.ports import Tx
from sandbox.services.trace_words import Words, both

SIGNED_IN = frozenset({Event.SIGNIN_SUCCEEDED, Event.SIGNED_IN_BY_HINT, Event.SIGNED_IN_BY_CONTROL})
"""Events by which a session opens; their subject is the account."""
TELLING = SIGNED_IN | {Event.SIGNIN_REFUSED, Event.CODE_ISSUED, Event.DEVICE_APPROVED}
"""The events that tell whose sign-in it is."""


@dataclass(frozen=True, slots=True)
class Who:
    """`persona` is empty for an account without one; `user_code` is masked (domain 4.7)."""

    persona: str
    user_code: str


async def of_signin(tx: Tx, entries: Sequence[JournalEntry]) -> Who | None:
    """Whose sign-in it is, from those entries of its trace that are `TELLING`, in order.

    The last that names somebody counts: an answer given in a session that was open already names
    the session alone.
    """
    for entry in reversed(entries):
        if entry.name in TELLING and (found := await who(tx, await _account_of(tx, entry))):
            return found
    return None


async def _account_of(tx: Tx, entry: JournalEntry) -> str:
    """Id of the account that an entry is about; empty if it names none."""
    if entry.name == Event.CODE_ISSUED:
        session = await tx.one(Session, sid=str(entry.data.get("sid", "")))
        return session.account_id if session is not None else ""
    if entry.name == Event.DEVICE_APPROVED:
        grant = await tx.one(DeviceGrant, family=entry.subject)
        return grant.account_id if grant is not None else ""
    return entry.subject


async def who(tx: Tx, account_id: str) -> Who | None:
    """The one who holds an account; None if there is no such account."""
    account = await tx.get(Account, account_id) if account_id else None
    if account is None:
        return None
    person = await tx.get(Person, account.person_id)
    return Who(person.persona if person is not None else "", account.user_code.masked)


async def who_signed_in(tx: Tx, entries: Sequence[JournalEntry]) -> Mapping[str, Words]:
    """Of each entry by which a session opened, by its id, a sentence that says whose."""
    told: dict[str, Words] = {}
    for entry in entries:
        if entry.name not in SIGNED_IN or not (one := await who(tx, entry.subject)):
            continue
        organisation = (
            await tx.get(Organisation, entry.organisation_id) if entry.organisation_id else None
        )
        key = "trace.result.entered" if organisation is None else "trace.result.entered_for"
        name = organisation.name if organisation is not None else ""
        told[entry.id] = both(key, code=one.user_code, organisation=name)
    return told
