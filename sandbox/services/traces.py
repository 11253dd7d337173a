"""Traces: one timeline per sign-in and per enrolment, read from the journal and the post.

Nothing is written for a trace: what happened is in the journal, each entry with the trace that it
belongs to. A sign-in also holds what became of the session that it was answered in.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sandbox.domain.errors import NotFound
from sandbox.domain.events import Event
from sandbox.domain.model import Enrolment, JournalEntry, Organisation, PostItem
from sandbox.domain.provider import Client
from sandbox.services import trace_outcomes, trace_people
from sandbox.services.ports import After, Before, Not, Tx
from sandbox.services.site import Site
from sandbox.services.trace_order import as_it_reads, led_to_no_page
from sandbox.services.trace_outcomes import Outcome
from sandbox.services.trace_people import Who
from sandbox.services.trace_refusals import REFUSED
from sandbox.services.trace_steps import Step, steps_of
from sandbox.services.trace_words import Words, both

PAGES = "/developper/traces"
MOST_ENTRIES = 1000
"""Entries of the journal in one trace; a longer one is cut off there."""
_CHUNK = 200
_TELLING = sorted({Event.FAULT_STRUCK, *REFUSED, *trace_outcomes.TELLING, *trace_people.TELLING})
"""The events that a line is made of."""
_MOST_READ = 10_000
"""How far back the list looks for another trace."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another trace that this one led to, or came from."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A trace in a line; times are ISO 8601 by the protocol hand, `last` is its newest entry."""

    id: str
    kind: str  # signin | enrolment
    title: Words
    began_at: str
    ended_at: str
    entries: int
    outcome: Outcome
    person: Who | None
    refused: bool  # somebody something, be it on the way
    faults: tuple[str, ...]
    last: int


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole trace; `cut` if it goes on beyond what is shown."""

    summary: Summary
    links: tuple[Link, ...]
    steps: tuple[Step, ...]
    cut: bool


async def listed(tx: Tx, limit: int, before: int = 0) -> list[Summary]:
    """The traces by what happened in them last, newest first; those over before an entry."""
    found: list[Summary] = []
    seen: set[str] = set()
    offset = 0
    where = {"seq": Before(before)} if before else {}
    while len(found) < limit and offset < _MOST_READ:
        entries = await tx.find(
            JournalEntry, order="-seq", limit=_CHUNK, offset=offset, trace=Not(""), **where
        )
        for entry in entries:
            if entry.trace in seen or len(found) >= limit:
                continue
            seen.add(entry.trace)
            summary = await summary_of(tx, entry.trace)
            if not before or summary.last < before:
                found.append(summary)
        if len(entries) < _CHUNK:
            break
        offset += _CHUNK
    return found


async def summary_of(tx: Tx, trace_id: str) -> Summary:
    """A trace in a line; raises `NotFound`."""
    first = await tx.find(JournalEntry, trace=trace_id, order="seq", limit=1)
    if not first:
        raise NotFound(
            "trace-unknown",
            "error.not_found",
            hint="No sign-in and no enrolment of this space has this trace.",
            values={"kind": "trace"},
        )
    (last,) = await tx.find(JournalEntry, trace=trace_id, order="-seq", limit=1)
    telling = await tx.find(JournalEntry, trace=trace_id, name=_TELLING, order="seq")
    kind = "signin" if trace_id.startswith("trc_") else "enrolment"
    outcome, person = await _came_out(tx, trace_id, kind, telling)
    struck = [each for each in telling if each.name == Event.FAULT_STRUCK]
    return Summary(
        id=trace_id,
        kind=kind,
        title=await _title(tx, kind, first[0]),
        began_at=_time(first[0]),
        ended_at=_time(last),
        entries=await tx.count(JournalEntry, trace=trace_id),
        outcome=outcome,
        person=person,
        refused=any(each.name in REFUSED for each in telling),
        faults=tuple(dict.fromkeys(str(each.data.get("fault", "")) for each in struck)),
        last=last.seq,
    )


async def _came_out(
    tx: Tx, trace_id: str, kind: str, telling: Sequence[JournalEntry]
) -> tuple[Outcome, Who | None]:
    """How it came out, and for whom."""
    if kind == "signin":
        return trace_outcomes.of_signin(telling), await trace_people.of_signin(tx, telling)
    enrolment = await tx.get(Enrolment, trace_id)
    held = enrolment.account_id if enrolment is not None else ""
    return trace_outcomes.of_enrolment(telling, enrolment), await trace_people.who(tx, held)


def _time(entry: JournalEntry) -> str:
    return entry.stamped_at.isoformat(timespec="milliseconds")


async def _title(tx: Tx, kind: str, first: JournalEntry) -> Words:
    """Whose sign-in, or whose enrolment; never the number of a draft, which resumes it."""
    if kind == "enrolment":
        enrolment = await tx.get(Enrolment, first.trace)
        held = enrolment.organisation_id if enrolment is not None else ""
        organisation = await tx.get(Organisation, held) if held else None
        if organisation is None:
            return both("trace.title.enrolment")
        return both("trace.title.enrolment_of", name=organisation.name)
    client_id = str(first.data.get("client_id", ""))
    client = await tx.get(Client, client_id) if client_id else None
    if client is None:
        return both("trace.title.signin")
    name = str(client.metadata.get("client_name") or client_id)
    by_device = first.name == Event.DEVICE_ASKED
    return both("trace.title.device" if by_device else "trace.title.signin_of", name=name)


async def trace_of(tx: Tx, trace_id: str, site: Site) -> Trace:
    """The whole trace; raises `NotFound`."""
    summary = await summary_of(tx, trace_id)
    entries = await _entries(tx, trace_id, 0)
    return Trace(
        summary=summary,
        links=_links(entries),
        steps=await _steps(tx, entries, site),
        cut=len(entries) >= MOST_ENTRIES,
    )


def told(trace: Trace, site: Site, space_id: str) -> dict[str, Any]:
    """The trace as JSON can hold it: what is shown, exported and answered alike."""
    whole = asdict(trace)
    return {
        "simulation": True,
        "space": space_id,
        "issuer": site.issuer(space_id),
        "page": site.url(space_id, f"{PAGES}/{trace.summary.id}"),
        **whole.pop("summary"),
        **whole,
    }


async def since(tx: Tx, trace_id: str, seq: int, site: Site) -> list[Step]:
    """The steps of what happened after the entry of this number."""
    return list(await _steps(tx, await _entries(tx, trace_id, seq), site))


async def _entries(tx: Tx, trace_id: str, seq: int) -> list[JournalEntry]:
    """The entries of a trace after a number, and of the sessions that it was answered in."""
    own = await tx.find(
        JournalEntry, trace=trace_id, seq=After(seq), order="seq", limit=MOST_ENTRIES
    )
    issued = await tx.find(
        JournalEntry, trace=trace_id, name=Event.CODE_ISSUED.value, limit=MOST_ENTRIES
    )
    sids = sorted({str(each.data.get("sid", "")) for each in issued} - {""})
    if sids:
        begun = min(each.seq for each in issued)
        of_session = await tx.find(
            JournalEntry,
            subject=sids,
            seq=After(max(seq, begun)),
            order="seq",
            limit=MOST_ENTRIES,
        )
        known = {each.id for each in own}
        own += [each for each in of_session if each.id not in known]
    return as_it_reads(sorted(own, key=lambda each: each.seq)[:MOST_ENTRIES])


async def _steps(tx: Tx, entries: Sequence[JournalEntry], site: Site) -> tuple[Step, ...]:
    ids = [entry.id for entry in entries]
    sent: dict[str, list[PostItem]] = {}
    for item in await tx.find(PostItem, event_id=ids, order="seq") if ids else []:
        sent.setdefault(item.event_id, []).append(item)
    entered = await trace_people.who_signed_in(tx, entries)
    unled = led_to_no_page(entries)
    told: list[Step] = []
    for entry in entries:
        own, *mailed = steps_of(entry, sent.get(entry.id, ()), site, tx.space.id)
        if entry.id in entered:
            own = replace(own, results=(*own.results, entered[entry.id]))
        if entry.id in unled:
            own = replace(own, results=())
        told += [own, *mailed]
    return tuple(told)


def _links(entries: Sequence[JournalEntry]) -> tuple[Link, ...]:
    """The enrolments that a sign-in began, or the sign-in that an enrolment was begun for."""
    found = [
        Link(entry.subject, "enrolment") for entry in entries if entry.name == Event.SENT_TO_ENROL
    ]
    found += [
        Link(str(entry.data["signin"]), "signin") for entry in entries if entry.data.get("signin")
    ]
    return tuple(dict.fromkeys(found))
