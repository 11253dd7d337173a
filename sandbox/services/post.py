"""The post of the simulated world: letters, e-mails and calls that "happened" (R-31, R-60, A-16).

An item keeps the key of its text and its values; its words are made when it is read, so that a
correction of a text corrects every letter. A letter that carries a number (a notice, an
invitation) shows that number, since that is what it is for; no item ever shows a full user code
together with a password.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sandbox.domain.model import JournalEntry, Organisation, PostItem
from sandbox.domain.terms import Channel
from sandbox.services.ports import Before, Tx
from sandbox.texts import DEFAULT_LANGUAGE, UnknownText, catalogue, known, say
from sandbox.texts.dates import long_date, long_second
from sandbox.world.surroundings import World


@dataclass(frozen=True, slots=True)
class Writing:
    """What the addressee reads, in one language."""

    subject: str
    paragraphs: tuple[str, ...]


def templates() -> list[str]:
    """Every template there is, by name."""
    return sorted(
        key.removeprefix("post.").removesuffix(".subject")
        for key in catalogue()
        if key.startswith("post.") and key.endswith(".subject")
    )


async def send(
    tx: Tx,
    world: World,
    *,
    organisation_id: str,
    channel: Channel,
    template: str,
    event: JournalEntry,
    values: Mapping[str, str] | None = None,
    person_id: str = "",
) -> PostItem:
    """Put one item in the post; `template` is a key under `post.` that has `subject` and `body`.

    A letter arrives after `Conventions.mail_days` civil days, anything else at once. Values whose
    name ends in `_on` are ISO dates, in `_at` local ISO times, in `_key` one text
    key, in `_keys` text keys separated by spaces: all are put into words by `read`. Raises
    `UnknownText` for a template without text.
    """
    for part in ("subject", "body"):
        if not known(f"post.{template}.{part}"):
            raise UnknownText(f"post.{template}.{part}")
    days = world.conventions.mail_days if channel is Channel.LETTER else 0
    item = PostItem(
        id=world.chance.handle("post"),
        seq=await tx.next_seq(PostItem),
        organisation_id=organisation_id,
        channel=channel,
        template=template,
        values=dict(values or {}),
        sent_at=world.now,
        arrives_on=world.today + timedelta(days=days),
        event_id=event.id,
        person_id=person_id,
    )
    await tx.add(item)
    return item


async def inbox(tx: Tx, world: World, organisation_id: str) -> list[PostItem]:
    """What has reached an organisation by the calendar hand, newest first."""
    await tx.need(Organisation, organisation_id)
    tomorrow = world.today + timedelta(days=1)
    return await tx.find(
        PostItem, organisation_id=organisation_id, arrives_on=Before(tomorrow), order="-seq"
    )


async def on_its_way(tx: Tx, world: World, organisation_id: str) -> list[PostItem]:
    """What was sent and has not arrived, newest first; its contents are nobody's to read yet."""
    await tx.need(Organisation, organisation_id)
    sent = await tx.find(PostItem, organisation_id=organisation_id, order="-seq")
    return [item for item in sent if item.arrives_on > world.today]


def read(item: PostItem, language: str = DEFAULT_LANGUAGE) -> Writing:
    """The words of an item, its dates and keys said in `language` (`fr` or `en`)."""
    values = {name: _said(name, value, language) for name, value in item.values.items()}
    body = say(f"post.{item.template}.body", language, **values)
    return Writing(
        subject=say(f"post.{item.template}.subject", language, **values),
        paragraphs=tuple(part.strip() for part in body.strip().split("\n\n")),
    )


def _said(name: str, value: str, language: str) -> str:
    """One value of an item in words."""
    if name.endswith("_on"):
        return long_date(date.fromisoformat(value), language)
    if name.endswith("_at"):
        return long_second(datetime.fromisoformat(value), language)
    if name.endswith("_key"):
        return say(value, language)
    if name.endswith("_keys"):
        return "\n".join(f"– {say(key, language)}" for key in value.split())
    return value
