"""A step of a trace: what an entry of the journal, or an item of the post, says in both languages.

A step repeats what the journal keeps, and the journal keeps no secret: of a parameter its name,
and its value from a closed list alone; of a token its kind; of a letter its subject.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sandbox.domain.events import Event
from sandbox.domain.model import JournalEntry, PostItem
from sandbox.services import post
from sandbox.services.site import Site
from sandbox.services.trace_parties import BY_POST, heading
from sandbox.services.trace_refusals import RefusalTold, refusal_of
from sandbox.services.trace_words import Words, both, known_words, results
from sandbox.texts import say
from sandbox.texts.dates import long_date
from sandbox.world.clock import TORONTO

_A_SECOND = timedelta(seconds=1)
_APART = frozenset(
    "method endpoint sent asked error description hint cite expected trace signin".split()
)
"""What a step tells under a name of its own, and not among its facts."""


@dataclass(frozen=True, slots=True)
class FaultTold:
    """A fault that struck: what it spoilt, and what a correct relying party does about it."""

    id: str
    endpoint: str
    defect: Words
    duty: Words


@dataclass(frozen=True, slots=True)
class Mail:
    """An item of the post: what it is about, never what it brings."""

    id: str
    channel: str
    subject: Words
    arrives_on: str
    page: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened; times are ISO 8601, by both hands of the clock.

    `sent` and `asked` hold parameters by name; `facts` is what else the journal keeps of it.
    """

    seq: int
    id: str
    name: str  # domain.events, or post.sent
    calendar: str
    protocol: str
    sender: str
    receiver: str
    channel: str
    title: Words
    hands_apart: bool = False  # by more than a second
    method: str = ""
    endpoint: str = ""
    sent: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    results: tuple[Words, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    refusal: RefusalTold | None = None
    fault: FaultTold | None = None
    mail: Mail | None = None


def steps_of(entry: JournalEntry, sent: Sequence[PostItem], site: Site, space: str) -> list[Step]:
    """What an entry tells, then what it put in the post."""
    sender, receiver, channel = heading(entry)
    data = entry.data
    own = Step(
        seq=entry.seq,
        id=entry.id,
        name=entry.name,
        calendar=_calendar(entry),
        protocol=_protocol(entry),
        sender=sender,
        receiver=receiver,
        channel=channel,
        title=both(f"event.{entry.name}"),
        hands_apart=abs(entry.happened_at - entry.stamped_at) > _A_SECOND,
        method=str(data.get("method", "")),
        endpoint=_endpoint(entry),
        sent=_parameters(data.get("sent")),
        asked=_parameters(data.get("asked")),
        results=results(entry),
        facts={name: value for name, value in data.items() if name not in _APART},
        refusal=refusal_of(entry, site, space),
        fault=_fault(entry),
    )
    return [own, *(_mailed(entry, item, site, space) for item in sent)]


def _calendar(entry: JournalEntry) -> str:
    return entry.happened_at.astimezone(TORONTO).isoformat(timespec="milliseconds")


def _protocol(entry: JournalEntry) -> str:
    return entry.stamped_at.isoformat(timespec="milliseconds")


def _endpoint(entry: JournalEntry) -> str:
    """The path that was called; a fault keeps the name of an endpoint, which is a fact of it."""
    endpoint = str(entry.data.get("endpoint", ""))
    return endpoint if endpoint.startswith("/") else ""


def _parameters(kept: object) -> dict[str, str]:
    if not isinstance(kept, Mapping):
        return {}
    return {str(name): str(value) for name, value in kept.items()}


def _fault(entry: JournalEntry) -> FaultTold | None:
    """The fault that an entry says struck."""
    if entry.name != Event.FAULT_STRUCK:
        return None
    fault = str(entry.data.get("fault", ""))
    return FaultTold(
        fault,
        str(entry.data.get("endpoint", "")),
        known_words(f"fault.{fault}.defect"),
        known_words(f"fault.{fault}.duty"),
    )


def _mailed(entry: JournalEntry, item: PostItem, site: Site, space: str) -> Step:
    """An item that an entry put in the post."""
    subject = Words(*(post.read(item, lang).subject for lang in ("fr", "en")))
    sender, receiver, channel = BY_POST
    arrival = Words(
        *(say("trace.arrives", lang, day=long_date(item.arrives_on, lang)) for lang in ("fr", "en"))
    )
    return Step(
        seq=entry.seq,
        id=item.id,
        name="post.sent",
        calendar=item.sent_at.astimezone(TORONTO).isoformat(timespec="milliseconds"),
        protocol=_protocol(entry),
        sender=sender,
        receiver=receiver,
        channel=channel,
        title=both(f"trace.mail.{item.channel}"),
        hands_apart=abs(item.sent_at - entry.stamped_at) > _A_SECOND,
        results=(arrival,),
        mail=Mail(
            item.id,
            item.channel,
            subject,
            item.arrives_on.isoformat(),
            site.url(space, f"/poste/{item.organisation_id}?envoi={item.id}"),
        ),
    )
