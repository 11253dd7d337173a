"""The history of one's own account, read from the journal: what happened, to whom, by whom.

A person reads what happened to herself; an RSE reads as well what happened to the people, the
mandates and the registrations of the organisations she may manage now. Nothing of another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.model import Account, JournalEntry, Mandate, Organisation, Person
from sandbox.domain.provider import Client, DeviceGrant, Session
from sandbox.domain.terms import Role
from sandbox.services import ministry
from sandbox.services.ports import Before, Tx
from sandbox.services.standing import positions
from sandbox.world.surroundings import World


class Genre(StrEnum):
    """What a line of the history is about."""

    SIGN_INS = "connexions"
    ACCOUNT = "compte"
    SESSIONS = "sessions"
    PEOPLE = "personnes"
    MANDATES = "procurations"
    REGISTRATIONS = "inscriptions"


_EVENTS: dict[Genre, tuple[Event, ...]] = {
    Genre.SIGN_INS: (
        Event.SIGNIN_SUCCEEDED,
        Event.SIGNIN_REFUSED,
        Event.SIGNED_IN_BY_HINT,
        Event.SIGNED_IN_BY_CONTROL,
        Event.ONE_TIME_CODE_ACCEPTED,
        Event.ONE_TIME_CODE_REFUSED,
        Event.ACCOUNT_LOCKED,
        Event.ACCOUNT_UNLOCKED,
    ),
    Genre.ACCOUNT: (
        Event.ACCOUNT_CREATED,
        Event.ACCOUNT_ACTIVATED,
        Event.ACCOUNT_SUSPENDED,
        Event.ACCOUNT_REACTIVATED,
        Event.PASSWORD_CHANGED,
        Event.PASSWORD_REISSUED,
        Event.PASSWORD_EXPIRED,
    ),
    Genre.SESSIONS: (
        Event.SESSION_ENDED,
        Event.CONSENT_GIVEN,
        Event.CONSENT_REFUSED,
        Event.DEVICE_APPROVED,
        Event.DEVICE_DENIED,
        Event.OFFLINE_ACCESS_WITHDRAWN,
    ),
    Genre.PEOPLE: (
        Event.MEMBER_ADDED,
        Event.MEMBER_SUSPENDED,
        Event.MEMBER_REACTIVATED,
        Event.MEMBER_PROMOTED,
        Event.MEMBER_REMOVED,
    ),
    Genre.MANDATES: (Event.MANDATE_GIVEN, Event.MANDATE_REVOKED),
    Genre.REGISTRATIONS: (
        Event.ENROLMENT_TRANSMITTED,
        Event.ENROLMENT_ACTIVATED,
        Event.ENROLMENT_SUSPENDED,
        Event.ENROLMENT_RESTORED,
        Event.ENROLMENT_DEACTIVATED,
        *ministry.EVENTS,
        Event.SUBSCRIPTION_GATE_REFUSED,
    ),
}
_GENRES = {event.value: genre for genre, events in _EVENTS.items() for event in events}
_MANAGED = (Genre.PEOPLE, Genre.MANDATES, Genre.REGISTRATIONS)
"""What an RSE reads of an organisation, whomever it happened to."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact; the names are empty where the fact has none, or where they are one's own."""

    entry: JournalEntry
    genre: Genre
    organisation: str  # in whose name, or about which
    whom: str  # somebody else: the person added, the holder of a mandate
    by: str  # somebody else: the RSE who did it
    by_oneself: bool  # the reader did it, as an RSE
    application: str


@dataclass(frozen=True, slots=True)
class History:
    """Some lines, the newest first; `older` is what to ask for next, 0 where this is all."""

    lines: tuple[Line, ...]
    older: int = 0


async def history(
    tx: Tx, world: World, account_id: str, *, genre: Genre | None = None, before: int = 0, most: int
) -> History:
    """At most `most` lines of an account, of one genre if given, older than `before` (a `seq`)."""
    found = {e.seq: e for e in await _entries(tx, world, account_id, genre, before, most + 1)}
    newest = [found[seq] for seq in sorted(found, reverse=True)]
    entries = newest[:most]
    lines = await _told(tx, account_id, entries)
    return History(tuple(lines), entries[-1].seq if len(newest) > most else 0)


async def _entries(
    tx: Tx, world: World, account_id: str, genre: Genre | None, before: int, limit: int
) -> list[JournalEntry]:
    """The facts about the account, then those of the organisations it manages."""
    where: dict[str, Any] = {"order": "-seq", "limit": limit}
    if before:
        where["seq"] = Before(before)
    mine = await tx.find(
        JournalEntry,
        name=_names([genre] if genre else Genre),
        subject=await subjects_of(tx, account_id),
        **where,
    )
    managed = tuple(
        held.organisation.id
        for held in await positions(tx, world, account_id)
        if held.usable and held.role is Role.RSE
    )
    genres = [each for each in _MANAGED if genre in (None, each)]
    if not managed or not genres:
        return mine
    names = _names(genres)
    return mine + await tx.find(JournalEntry, name=names, organisation_id=managed, **where)


def _names(genres: Iterable[Genre]) -> tuple[str, ...]:
    return tuple(event.value for genre in genres for event in _EVENTS[genre])


async def subjects_of(tx: Tx, account_id: str) -> tuple[str, ...]:
    """What a fact about this account names: itself, its sessions, mandates and devices."""
    sessions = {one.sid for one in await tx.find(Session, account_id=account_id)}
    mandates = {one.id for one in await tx.find(Mandate, account_id=account_id)}
    devices = {one.family for one in await tx.find(DeviceGrant, account_id=account_id)}
    return (account_id, *sorted(sessions | mandates | devices))


async def _told(tx: Tx, mine: str, entries: list[JournalEntry]) -> list[Line]:
    """The entries with the names of what they point at, each kind read once."""
    subjects = {entry.subject for entry in entries}
    mandates = {m.id: m for m in await _all(tx, Mandate, "id", subjects)}
    accounts = subjects | {m.account_id for m in mandates.values()}
    accounts |= {str(entry.data.get("by", "")) for entry in entries}
    held = {a.id: a.person_id for a in await _all(tx, Account, "id", accounts - {mine})}
    people = {p.id: p.name for p in await _all(tx, Person, "id", set(held.values()))}
    named = {id_: people[person] for id_, person in held.items()}
    of = {entry.organisation_id for entry in entries}
    organisations = {o.id: o.name for o in await _all(tx, Organisation, "id", of)}
    ids = {str(entry.data.get("client_id", "")) for entry in entries}
    clients = {
        c.client_id: str(c.metadata.get("client_name") or c.client_id)
        for c in await _all(tx, Client, "client_id", ids)
    }
    lines = []
    for entry in entries:
        mandate = mandates.get(entry.subject)
        client, by = str(entry.data.get("client_id", "")), str(entry.data.get("by", ""))
        lines.append(
            Line(
                entry,
                _GENRES[entry.name],
                organisations.get(entry.organisation_id, ""),
                named.get(mandate.account_id if mandate else entry.subject, ""),
                named.get(by, ""),
                by == mine,
                clients.get(client, client),
            )
        )
    return lines


async def _all(tx: Tx, kind: type, key: str, values: set[str]) -> list[Any]:
    """The rows that these keys name; nothing is asked for where there is no key."""
    where: dict[str, Any] = {key: tuple(sorted(values - {""}))}
    return await tx.find(kind, **where) if where[key] else []
