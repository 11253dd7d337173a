"""The journal: everything that happened, and a long poll for what happens next."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.control.waits import After, Wait, polled, where_to_go_on
from sandbox.domain.errors import BadInput
from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry
from sandbox.domain.terms import Actor
from sandbox.services import ports

MOST = 1000
"""Entries in one answer."""


class JournalAsked(Payload):
    """Which entries, and how long to wait for one; an empty filter takes any."""

    after: After = 0
    trace: str = Field("", max_length=80, description="One sign-in or one enrolment.")
    name: str = Field("", max_length=400, description="Names of events, parted by commas.")
    subject: str = Field("", max_length=200, description="Id of the entity concerned.")
    organisation: str = Field("", max_length=80, description="Its id.")
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST
    wait: Wait = 0


class EntryTold(Told):
    """One fact; it holds no token, code, password or social insurance number."""

    seq: int
    id: str
    name: str
    actor: Actor
    happened_at: datetime = Field(description="By the calendar hand.")
    stamped_at: datetime = Field(description="By the protocol hand.")
    subject: str
    organisation: str
    trace: str
    data: dict[str, Any]


class JournalTold(Told):
    """Entries, oldest first."""

    entries: list[EntryTold]
    last: int = Field(description="Number to ask `after` next time: all before it was looked at.")


async def show(call: Call) -> JournalTold:
    """GET: the entries wanted; with `wait`, as soon as there is one."""
    asked = call.asked(JournalAsked)
    where: dict[str, Any] = {"seq": ports.After(asked.after)}
    if asked.name:
        where["name"] = _names(asked.name)
    filters = {
        "trace": asked.trace,
        "subject": asked.subject,
        "organisation_id": asked.organisation,
    }
    where |= {name: value for name, value in filters.items() if value}

    last = 0

    async def look() -> list[JournalEntry]:
        nonlocal last
        async with call.desk.look(call.space) as (tx, _):
            found = await tx.find(JournalEntry, order="seq", limit=asked.limit, **where)
            last = await where_to_go_on(tx, JournalEntry, found, asked.limit)
            return found

    found = await polled(call, (JournalEntry,), look, asked.wait)
    return JournalTold(entries=[_told(entry) for entry in found], last=last)


def _names(asked: str) -> list[str]:
    """The events asked for; raises `BadInput` for one that there is not."""
    names = [name.strip() for name in asked.split(",") if name.strip()]
    known = {event.value for event in Event}
    if strange := [name for name in names if name not in known]:
        raise BadInput(
            "event-unknown",
            "error.payload_refused",
            hint=f"No event is named {strange[0][:60]}. Known: {', '.join(sorted(known))}.",
        )
    return names


def _told(entry: JournalEntry) -> EntryTold:
    return EntryTold(
        seq=entry.seq,
        id=entry.id,
        name=entry.name,
        actor=entry.actor,
        happened_at=entry.happened_at,
        stamped_at=entry.stamped_at,
        subject=entry.subject,
        organisation=entry.organisation_id,
        trace=entry.trace,
        data=entry.data,
    )


OPERATIONS = (
    Operation(
        "GET",
        "/journal",
        "listJournal",
        "Everything that happened, oldest first; with `wait`, the next fact as soon as it is one.",
        show,
        query=JournalAsked,
        answer=JournalTold,
    ),
)
