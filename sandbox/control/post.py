"""The post: what was sent, and a long poll for what is sent next.

`code` is what an item was sent for, whatever it is: the one-time code of a sign-in, the number of
a notice or an invitation, a temporary password; `code_kind` says which. All its values are beside.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.control.waits import After, Wait, polled, where_to_go_on
from sandbox.domain.errors import BadInput
from sandbox.domain.model import PostItem, Space
from sandbox.domain.terms import Channel
from sandbox.services import mailing, post, references
from sandbox.services.mailing import Wanted
from sandbox.services.ports import Tx
from sandbox.services.site import Site
from sandbox.world.surroundings import World

MOST = 200
"""Items in one answer."""


class PostAsked(Payload):
    """Which items, in which language, and how long to wait for one."""

    after: After = 0
    organisation: str = Field("", max_length=80, description="Id, id of the seed (F06) or number.")
    person: str = Field("", max_length=80, description="Id, or handle.")
    channel: Channel | None = None
    template: str = Field("", max_length=80, description="Its name; an unknown one is refused.")
    arrived: bool | None = Field(
        None,
        description="By the calendar hand; both if left out. A letter may arrive after what was "
        "sent later: leave `after` out with it.",
    )
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST
    lang: Literal["fr", "en"] = "fr"
    wait: Wait = 0


class ItemTold(Told):
    """One letter, e-mail or call."""

    id: str
    seq: int
    channel: Channel
    template: str
    organisation: str = Field(description="Id of the organisation in whose box it is.")
    person: str = Field(description="Id of the addressee; empty for the organisation itself.")
    subject: str
    text: str = Field(description="Paragraphs, parted by an empty line.")
    sent_at: datetime
    arrives_on: date
    arrived: bool
    code: str | None = Field(description="What it was sent for; null if for nothing of the kind.")
    code_kind: (
        Literal["one_time_code", "invitation", "assessment_notice", "temporary_password"] | None
    )
    values: dict[str, str] = Field(description="What its words were made with, as kept.")
    link: str | None = Field(description="Absolute address where its reader goes on; null if none.")
    page: str = Field(description="Absolute address of the page that shows it once arrived.")


class PostTold(Told):
    """Items, oldest first."""

    items: list[ItemTold]
    last: int = Field(description="Number to ask `after` next time: all before it was looked at.")


async def show(call: Call) -> PostTold:
    """GET: the items wanted; with `wait`, as soon as there is one."""
    asked = call.asked(PostAsked)

    last = 0

    async def look() -> list[ItemTold]:
        nonlocal last
        async with call.desk.look(call.space) as (tx, world):
            found = await mailing.items(tx, world, await _wanted(tx, asked), asked.limit)
            last = await where_to_go_on(tx, PostItem, found, asked.limit)
            site = call.desk.site
            return [_told(item, world, site, asked.lang) for item in found]

    found = await polled(call, (PostItem, Space), look, asked.wait)
    return PostTold(items=found, last=last)


async def _wanted(tx: Tx, asked: PostAsked) -> Wanted:
    """What is asked for; raises `BadInput` or `NotFound` for a name that there is not."""
    if asked.template and asked.template not in (known := post.templates()):
        raise BadInput(
            "template-unknown",
            "error.payload_refused",
            hint=f"No template is named {asked.template}. Known: {', '.join(known)}.",
        )
    named = asked.organisation
    organisation = await references.organisation(tx, named) if named else None
    person = await references.person(tx, asked.person) if asked.person else None
    return Wanted(
        after=asked.after,
        organisation_id=organisation.id if organisation else "",
        person_id=person.id if person else "",
        channel=asked.channel,
        template=asked.template,
        arrived=asked.arrived,
    )


def _told(item: PostItem, world: World, site: Site, lang: str) -> ItemTold:
    words = post.read(item, lang)
    code, kind = mailing.code_of(item)
    space = world.space.id
    return ItemTold.model_validate(
        {
            "id": item.id,
            "seq": item.seq,
            "channel": item.channel,
            "template": item.template,
            "organisation": item.organisation_id,
            "person": item.person_id,
            "subject": words.subject,
            "text": "\n\n".join(words.paragraphs),
            "sent_at": item.sent_at,
            "arrives_on": item.arrives_on,
            "arrived": mailing.arrived(item, world),
            "code": code or None,
            "code_kind": kind or None,
            "values": item.values,
            "link": mailing.link_of(item, site, space) or None,
            "page": mailing.page_of(item, site, space),
        }
    )


OPERATIONS = (
    Operation(
        "GET",
        "/post",
        "listPost",
        "What was sent, oldest first; with `wait`, the next item as soon as it is sent.",
        show,
        query=PostAsked,
        answer=PostTold,
    ),
)
