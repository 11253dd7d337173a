"""Traces: what happened in a sign-in or an enrolment, step by step; and one file to attach."""

from typing import Annotated, Any, Literal, Protocol

from pydantic import Field
from starlette.responses import Response

from sandbox.control.operations import Call, Operation
from sandbox.control.payloads import Payload, Told
from sandbox.services import traces

MOST = 200
"""Traces in one answer."""


class TraceFile(Protocol):
    """What `app` puts at `app.state.trace_file`; the pages belong to the web face."""

    def __call__(self, trace: dict[str, Any], lang: str) -> str:
        """A trace, as `services.traces.told` tells it, as one HTML file."""


class Words(Told):
    """A text in both languages."""

    fr: str
    en: str


class OutcomeTold(Told):
    """How it came out."""

    state: Literal["finished", "refused", "abandoned", "unfinished"] = Field(
        description="A sign-in is finished with tokens, an enrolment once it is activated."
    )
    error: str = Field(description="Of a refusal: on the wire, or the code of the reason.")
    words: Words


class WhoTold(Told):
    """Whose it is."""

    persona: str = Field(description="Empty for an account without one.")
    user_code: str = Field(description="Its middle is hidden.")


class TraceLine(Told):
    """A trace in a line."""

    id: str
    kind: Literal["signin", "enrolment"]
    title: Words
    began_at: str = Field(description="By the protocol hand.")
    ended_at: str = Field(description="Of the newest fact, by the protocol hand.")
    entries: int
    outcome: OutcomeTold
    person: WhoTold | None = Field(description="None as long as nobody is known.")
    refused: bool = Field(description="Whether somebody was refused something, be it on the way.")
    faults: list[str] = Field(description="Faults that struck, by id.")
    last: int = Field(description="Number of its newest entry in the journal.")


class TracesTold(Told):
    """Traces, those in which something happened last first."""

    traces: list[TraceLine]


class LinkTold(Told):
    """Another trace that this one led to, or came from."""

    id: str
    kind: Literal["signin", "enrolment"]


class RefusalTold(Told):
    """Why something was refused."""

    error: str = Field(description="On the wire, or the code of the reason.")
    reason: Words = Field(description="In plain words.")
    description: str = Field(description="The English sentence that the application reads.")
    hint: str
    advice: Words = Field(description="What the person may do; empty for the protocol.")
    cite: str
    expected: dict[str, str]
    page: str = Field(description="Absolute address of the page that explains it.")


class FaultTold(Told):
    """A fault that struck on command."""

    id: str
    endpoint: str
    defect: Words
    duty: Words = Field(description="What a correct relying party does about it.")


class MailTold(Told):
    """An item of the post: what it is about, never what it brings."""

    id: str
    channel: str
    subject: Words
    arrives_on: str
    page: str


class StepTold(Told):
    """One thing that happened; no token, code, password or number is in it."""

    seq: int = Field(description="Of the entry in the journal that tells of it.")
    id: str
    name: str = Field(description="The event, or post.sent.")
    calendar: str
    protocol: str
    hands_apart: bool
    sender: str
    receiver: str
    channel: Literal["front", "back", "world"]
    title: Words
    method: str
    endpoint: str
    sent: dict[str, str] = Field(description="Parameters; ••• stands for what is not kept.")
    asked: dict[str, str] = Field(description="What a request object or a push held.")
    results: list[Words]
    facts: dict[str, Any]
    refusal: RefusalTold | None
    fault: FaultTold | None
    mail: MailTold | None


class TraceTold(TraceLine):
    """A whole trace, as it is exported."""

    simulation: Literal[True]
    space: str
    issuer: str
    page: str
    links: list[LinkTold]
    cut: bool = Field(description="Whether it goes on beyond what is told.")
    steps: list[StepTold]


class TracesAsked(Payload):
    """Which traces."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    before: Annotated[int, Field(ge=0, le=2**53)] = Field(
        0, description="Only those whose `last` is before this one."
    )


class FileAsked(Payload):
    """In which language."""

    lang: Literal["fr", "en"] = "fr"


async def listed(call: Call) -> TracesTold:
    """GET: the latest traces."""
    asked = call.asked(TracesAsked)
    async with call.desk.look(call.space) as (tx, _):
        found = await traces.listed(tx, asked.limit, asked.before)
    return TracesTold(
        traces=[TraceLine.model_validate(each, from_attributes=True) for each in found]
    )


async def show(call: Call) -> TraceTold:
    """GET: one trace."""
    return TraceTold.model_validate(await _told(call))


async def export(call: Call) -> Response:
    """GET: one trace as one file without anything outside it."""
    render: TraceFile = call.of_app("trace_file")
    asked, told = call.asked(FileAsked), await _told(call)
    return Response(
        render(told, asked.lang),
        media_type="text/html",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="trace-{told["id"]}.html"',
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _told(call: Call) -> dict[str, Any]:
    site = call.desk.site
    async with call.desk.look(call.space) as (tx, _):
        trace = await traces.trace_of(tx, call.named(), site)
    return traces.told(trace, site, call.space)


OPERATIONS = (
    Operation(
        "GET",
        "/traces",
        "listTraces",
        "One timeline per sign-in and per enrolment, the latest first.",
        listed,
        query=TracesAsked,
        answer=TracesTold,
    ),
    Operation("GET", "/traces/{id}", "showTrace", "A whole timeline.", show, answer=TraceTold),
    Operation(
        "GET",
        "/traces/{id}/html",
        "exportTrace",
        "The timeline as one HTML file, to attach to a ticket.",
        export,
        query=FileAsked,
    ),
)
