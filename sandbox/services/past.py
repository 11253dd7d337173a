"""What happened before: facts of the journal and the post they caused, written on their days.

A story begins in the past: an enrolment transmitted two months ago, an invitation of October. The
facts are written in the order given, with the calendar hand of their day; what was sent is written
after all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sandbox.domain.events import Event
from sandbox.domain.terms import Actor, Channel
from sandbox.services import post
from sandbox.services.journal import record
from sandbox.services.ports import Tx
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class Letter:
    """An item of the post and the values of its text."""

    channel: Channel
    template: str
    values: dict[str, str]
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """Something that happened `days_ago`; `letter` is what was sent because of it."""

    days_ago: int
    event: Event
    actor: Actor
    subject: str
    organisation_id: str
    trace: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    letter: Letter | None = None


def moment(world: World, days: int) -> datetime:
    """This hour, so many days ago."""
    return world.now - timedelta(days=days)


def ago(world: World, days: int) -> date:
    """The civil date of so many days ago."""
    return world.today - timedelta(days=days)


async def remember(tx: Tx, world: World, past: Sequence[Past]) -> None:
    """Write the journal, then the post that it caused, each on its day."""
    written = []
    for fact in past:
        then = replace(world, now=moment(world, fact.days_ago))
        entry = await record(
            tx,
            then,
            fact.event,
            fact.actor,
            subject=fact.subject,
            organisation_id=fact.organisation_id,
            trace=fact.trace,
            **fact.data,
        )
        written.append((then, fact, entry))
    for then, fact, entry in written:
        if fact.letter is None:
            continue
        await post.send(
            tx,
            then,
            organisation_id=fact.organisation_id,
            channel=fact.letter.channel,
            template=fact.letter.template,
            values=fact.letter.values,
            event=entry,
            person_id=fact.letter.person_id,
        )
