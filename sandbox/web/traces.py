"""`/developper/traces`: the journey of each sign-in and enrolment, live, and as a file."""

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.domain.model import JournalEntry, PostItem
from sandbox.services import traces
from sandbox.services.ports import After
from sandbox.web.arrivals import desk_of
from sandbox.web.event_stream import EventStream, Message, went_on_after
from sandbox.web.pages import environment, language, prefix_of, render, space_of, words
from sandbox.web.trace_files import trace_file

HERE = traces.PAGES
PAGE = 25
"""Traces on one page."""


async def show_all(request: Request) -> Response:
    """GET: the traces, those in which something happened last first; `?avant=` for older ones."""
    before = _number(request.query_params.get("avant", ""))
    async with desk_of(request).look(space_of(request)) as (tx, _):
        found = await traces.listed(tx, PAGE + 1, before)
        newest = await tx.find(JournalEntry, order="-seq", limit=1)
    return render(
        request,
        "traces/list.html",
        nav="develop",
        here=HERE,
        traces=found[:PAGE],
        older=found[PAGE - 1].last if len(found) > PAGE else 0,
        before=before,
        newest=newest[0].seq if newest else 0,
    )


async def show_one(request: Request) -> Response:
    """GET: one trace, step by step."""
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        trace = await traces.trace_of(tx, request.path_params["id"], desk.site)
    return render(
        request,
        "traces/trace.html",
        nav="develop",
        here=HERE,
        most=traces.MOST_ENTRIES,
        trace=traces.told(trace, desk.site, space),
        newest=max(step.seq for step in trace.steps),
    )


async def as_html(request: Request) -> Response:
    """GET: one trace as one HTML file."""
    told = await _told(request)
    return _file(trace_file(told, language(request)), "text/html", f"trace-{told['id']}.html")


async def as_json(request: Request) -> Response:
    """GET: one trace as JSON, as the control API tells it."""
    told = await _told(request)
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return _file(text, "application/json", f"trace-{told['id']}.json")


async def _told(request: Request) -> dict[str, object]:
    desk, space = desk_of(request), space_of(request)
    async with desk.look(space) as (tx, _):
        trace = await traces.trace_of(tx, request.path_params["id"], desk.site)
    return traces.told(trace, desk.site, space)


def _file(text: str, kind: str, name: str) -> Response:
    return Response(
        text,
        media_type=kind,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def flow_of_one(request: Request) -> Response:
    """GET: the steps of a trace as they happen, each an `item` event that holds its HTML."""
    desk, space, id_ = desk_of(request), space_of(request), request.path_params["id"]
    lang, prefix = language(request), prefix_of(request)
    async with desk.look(space) as (tx, _):
        await traces.summary_of(tx, id_)  # unknown: told before a stream begins
    step = environment().get_template("traces/step.html")

    async def look(after: int) -> list[Message]:
        async with desk.look(space) as (tx, _):
            found = await traces.since(tx, id_, after, desk.site)
        by_entry: dict[int, str] = {}
        reached = after
        for each in found:
            html = step.render(step=each, lang=lang, t=words(lang), prefix=prefix)
            reached = max(reached, each.seq)  # as it reads is not always as it was written
            by_entry[reached] = by_entry.get(reached, "") + html
        return [Message(seq, html) for seq, html in by_entry.items()]

    return EventStream(request, (JournalEntry, PostItem), look, went_on_after(request))


async def flow_of_all(request: Request) -> Response:
    """GET: each trace in which something happens, as an `item` event that holds its line."""
    desk, space = desk_of(request), space_of(request)
    lang, prefix = language(request), prefix_of(request)
    line = environment().get_template("traces/line.html")

    async def look(after: int) -> list[Message]:
        async with desk.look(space) as (tx, _):
            entries = await tx.find(JournalEntry, seq=After(after), order="seq", limit=PAGE)
            ids = dict.fromkeys(entry.trace for entry in entries if entry.trace)
            found = [await traces.summary_of(tx, id_) for id_ in ids]
        html = "".join(
            line.render(trace=each, lang=lang, t=words(lang), link=f"{prefix}{HERE}/{each.id}")
            for each in found
        )
        return [Message(entries[-1].seq, html)] if entries else []

    return EventStream(request, (JournalEntry,), look, went_on_after(request))


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0


def routes() -> list[BaseRoute]:
    """The routes of these pages."""
    return [
        Route(HERE, show_all, methods=["GET"]),
        Route(HERE + "/flux", flow_of_all, methods=["GET"]),
        Route(HERE + "/{id}", show_one, methods=["GET"]),
        Route(HERE + "/{id}/flux", flow_of_one, methods=["GET"]),
        Route(HERE + "/{id}/trace.html", as_html, methods=["GET"]),
        Route(HERE + "/{id}/trace.json", as_json, methods=["GET"]),
    ]
