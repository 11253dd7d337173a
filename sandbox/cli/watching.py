"""`post`, `journal` and `trace`: what was sent, what happened, one sign-in from end to end."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.cli.reader import ends_with_its_reader
from sandbox.cli.words import Call, Family, columns, command, family
from sandbox.domain.terms import Channel

if TYPE_CHECKING:
    from sandbox.remote import Entry, Feed, Item

T = TypeVar("T", "Item", "Entry")
_POST_FILTERS = ("organisation", "person", "channel", "template")
_JOURNAL_FILTERS = ("trace", "name", "subject", "organisation")


def add(commands: Family) -> None:
    """Add these commands."""
    post = command(
        commands,
        "post",
        _post,
        "what was sent: letters, e-mails, calls, with the code and link of each",
        example="post --wait --channel courriel --only code",
    )
    channels = [channel.value for channel in Channel]
    for name in _POST_FILTERS:
        post.add_argument(
            f"--{name}",
            choices=channels if name == "channel" else None,
            help="of this one alone",
        )
    journal = command(
        commands,
        "journal",
        _journal,
        "everything that happened, oldest first",
        example="journal --follow --json | jq -r .name",
    )
    for name in _JOURNAL_FILTERS:
        journal.add_argument(f"--{name}", help="of this one alone")
    for one in (post, journal):
        one.add_argument(
            "--after",
            type=int,
            metavar="SEQ",
            help="only what has a greater number",
        )
        how = one.add_mutually_exclusive_group()
        how.add_argument("--wait", action="store_true", help="the next one, waited for")
        how.add_argument("--follow", action="store_true", help="go on as they come, until Ctrl-C")
        one.add_argument(
            "--timeout", type=float, default=30.0, metavar="SECONDS", help="for --wait (30)"
        )
    traces = family(commands, "trace", "the timelines of sign-ins and enrolments")
    listed = command(traces, "list", _traces, "the newest timelines")
    listed.add_argument("--limit", type=int, metavar="N", help="how many")
    show = command(
        traces,
        "show",
        _trace,
        "one timeline, step by step",
        example="trace show TRACE --html > trace.html",
    )
    show.add_argument("id", help="as `trace list` tells it")
    show.add_argument("--html", action="store_true", help="one file to attach to a ticket")
    for one in (listed, show):
        one.add_argument("--lang", choices=("fr", "en"), default="en", help="(en)")


def _post(call: Call) -> None:
    _listen(call, call.space.post, "items", _POST_FILTERS, _item_line, _letter)


def _journal(call: Call) -> None:
    _listen(call, call.space.journal, "entries", _JOURNAL_FILTERS, _entry_line, _entry_line)


def _listen(
    call: Call,
    feed: "Feed[T]",
    member: str,
    names: tuple[str, ...],
    line: Callable[[T], str],
    whole: Callable[[T], str],
) -> None:
    """List, wait for one, or follow."""
    given = call.given
    filters = {name: value for name in names if (value := getattr(given, name)) is not None}
    if given.wait:
        found = feed.wait(timeout=given.timeout, after=given.after, **filters)
        call.tell(found, whole(found))
    elif given.follow:
        with ends_with_its_reader():
            for thing in feed.follow(after=given.after or 0, **filters):
                call.tell(thing, line(thing))
    else:
        things = feed.list(after=given.after or 0, **filters)
        last = feed.last if given.json or given.only else 0
        told = {member: [dict(thing) for thing in things], "last": last}
        call.tell(told, [line(thing) for thing in things])


def _item_line(item: "Item") -> str:
    code = f"  [{item.code}]" if item.code else ""
    return f"{item.seq:>4}  {_minute(item.sent_at)}  {item.channel:<9}  {item.subject}{code}"


def _letter(item: "Item") -> str:
    lines = [item.subject, "", item.text]
    lines += [f"{name}: {value}" for name in ("code", "link") if (value := item.get(name))]
    return "\n".join(lines)


def _entry_line(entry: "Entry") -> str:
    said = " ".join(f"{name}={value}" for name, value in entry.data.items() if value != "")
    whom = f"  {entry.subject}" if entry.subject else ""
    return f"{entry.seq:>5}  {_minute(entry.happened_at)}  {entry.name:<28}{whom}  {said}".rstrip()


def _minute(moment: str) -> str:
    """A moment of the API in the time of Toronto, to the minute."""
    from sandbox.world.clock import TORONTO

    if not moment:
        return ""
    local = datetime.fromisoformat(moment).astimezone(TORONTO)
    return f"{local:%Y-%m-%d %H:%M}"


def _traces(call: Call) -> None:
    told = call.space.connection.get("/traces", limit=call.given.limit)
    rows = [
        (
            each["id"],
            each["kind"],
            _minute(each["began_at"]),
            each["outcome"]["words"][call.given.lang],
            _whose(each["person"]),
            ", ".join(each["faults"]),
            each["title"][call.given.lang],
        )
        for each in told["traces"]
    ]
    call.tell(told, columns(rows))


def _whose(person: dict[str, str] | None) -> str:
    """The persona, else the masked user code."""
    return (person["persona"] or person["user_code"]) if person else ""


def _trace(call: Call) -> None:
    given = call.given
    trace = call.space.traces[given.id]
    if given.html:
        call.write(trace.html(given.lang).encode(), "-")
        return
    lines = [trace.title[given.lang]]
    for step in trace.steps:
        lines += _step(step, given.lang)
    call.tell(trace, lines)


def _step(step: dict[str, Any], lang: str) -> Iterator[str]:
    """A step, what came of it, and why it was refused."""
    way = f"{step['sender']} → {step['receiver']}" if step["receiver"] else step["sender"]
    yield f"{_minute(step['protocol'])}  {way:<24}  {step['title'][lang]}"
    for result in step["results"]:
        yield f"    {result[lang]}"
    if step["refusal"]:
        yield f"    {step['refusal']['error']}: {step['refusal']['reason'][lang]}"
    if step["fault"]:
        yield f"    {step['fault']['id']}: {step['fault']['defect'][lang]}"
